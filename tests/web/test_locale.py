"""A site in two languages: which one a person gets, how they change it, what is kept of it."""

import json
import re
import subprocess
import sys
import threading
from io import StringIO

import msgspec
import pytest
from jinja2 import Environment
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import Length

from reflect.config import Misconfigured
from reflect.core.i18n import (
    _,
    cache_per_locale,
    capitalise_first,
    format_list,
    ngettext,
    use_locale,
)
from reflect.core.i18n import lazy_gettext as _l
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import lapsed
from tests.support.account_cache import empty_tables
from tests.support.checkin_forms import checkin_url
from tests.support.client import CSRF_TOKEN_PATTERN, Client
from tests.support.page_parsing import form_value
from tests.support.site_fixture import open_site
from tests.support.workshop_clients import make_trainer

COOKIE = "language-8000"
ENGLISH, WELSH = 'lang="en-GB"', 'lang="cy"'
CANARY = "Tri ar y bwrdd mawr"


@pytest.fixture(scope="module")
def opened(tmp_path_factory, static):
    folder = tmp_path_factory.mktemp("two")
    (folder / "data").mkdir()
    (folder / "data" / "organisation.toml").write_text('languages = ["en", "cy"]\n')
    with open_site(folder, static) as found:
        yield found


@pytest.fixture
def app(opened):
    empty_tables(opened[0])
    return opened[0]


@pytest.fixture
def sam(app):
    return Client(app).sign_up("sam@example.org", "four small boats adrift")


def page_tag(browser) -> str:
    return re.search(r"<html (.*?)>", browser.html).group(1)


def choose(browser, code: str = "cy", to: str = "/", **fields) -> None:
    token = {"csrf_token": CSRF_TOKEN_PATTERN.search(browser.html).group(1)}
    query = {"code": code, "to": to}
    browser.page = browser.client.post("/language", query_string=query, data={**fields, **token})


@pytest.mark.parametrize(
    ("wish", "tag"),
    [
        ("", ENGLISH),
        ("cy", WELSH),
        ("cy-GB,en;q=0.5", WELSH),
        ("en-GB,cy;q=0.8", ENGLISH),
        ("fr,de", ENGLISH),
        ("fr,cy;q=0.1", WELSH),
        ("\xff;;q=x", ENGLISH),
    ],
)
def test_at_first_the_browsers_own_wish_decides(app, wish, tag):
    browser = Client(app)
    browser.get("/sign-in", headers={"Accept-Language": wish})
    assert page_tag(browser) == tag
    assert browser.page.headers["Content-Language"] == tag[6:-1]
    assert {"Accept-Language", "Cookie"} <= set(browser.page.vary)


def test_what_was_chosen_is_in_a_cookie_and_counts_for_more(app):
    browser = Client(app)
    browser.get("/sign-in")
    choose(browser, to="/guides?x=1")
    assert (browser.status, browser.page.location) == (303, "/guides?x=1")
    told = browser.page.headers.getlist("Set-Cookie")
    assert [one for one in told if one.startswith(f"{COOKIE}=cy;") and "HttpOnly" in one]
    for path in ("/guides", "/sign-in", "/nothing-here", "/join", "/who-can-read-what"):
        browser.get(path, headers={"Accept-Language": "en"})
        assert page_tag(browser) == WELSH, path
        assert ">English</button>" in browser.html, path
        assert "ddarllen eto gan siaradwr Cymraeg" in browser.words, path
    choose(browser, "en")
    browser.get("/guides")
    assert page_tag(browser) == ENGLISH
    assert "Cymraeg</button>" in browser.html


def test_a_cookie_that_says_nothing_known_is_as_none(app):
    browser = Client(app)
    browser.client.set_cookie(COOKIE, "../../etc")
    browser.get("/sign-in", headers={"Accept-Language": "cy"})
    assert page_tag(browser) == WELSH


@pytest.mark.parametrize(
    "to",
    [
        *(
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "/\texample",
            "example.org",
            "",
        ),
        *("/%09/example.org", "/%2Fexample.org", "/%5Cexample.org", "/a\\..\\example.org"),
    ],
)
def test_the_way_back_never_leaves_the_site(app, to):
    browser = Client(app)
    browser.get("/sign-in")
    choose(browser, to=to)
    assert browser.page.location == "/"


def test_a_language_that_is_not_offered_cannot_be_chosen(app):
    browser = Client(app)
    browser.get("/sign-in")
    choose(browser, "fr")
    assert browser.status == 404
    assert COOKIE not in str(browser.page.headers)


def test_a_form_half_filled_in_goes_along_sealed_and_without_script(app, sam):
    sam.get(checkin_url("reflection"))
    button = re.search(r"<button[^>]*>Cymraeg", sam.html).group(0)
    assert 'form="check-in"' in button
    to = checkin_url("reflection")
    choose(sam, to=to, happened=CANARY, page="reflection", edition=form_value(sam, "edition"))
    assert sam.page.location == f"{to}?returned=1"
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert CANARY.encode() not in bytes(db.execute(lapsed.select()).one().blob)
    sam.get(sam.page.location)
    assert page_tag(sam) == WELSH
    assert form_value(sam, "happened") == CANARY
    assert "Beth ddigwyddodd?" in sam.words


def test_nothing_that_a_stranger_typed_is_kept(app):
    browser = Client(app)
    browser.get("/sign-in")
    choose(browser, to="/sign-in", name="ana@example.org", password="four small boats")
    assert browser.page.location == "/sign-in"
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert db.execute(lapsed.select()).all() == []


def test_answers_given_in_one_language_are_answers_in_the_other(app, sam):
    sam.client.set_cookie(COOKIE, "cy")
    sam.get(checkin_url("statements"))
    typed = {"reach": "4", "edition": form_value(sam, "edition"), "page": "statements"}
    sam.post(checkin_url("statements"), typed, fresh=False)
    sam.get(checkin_url("statements"))
    assert "Pan oedd angen cydweithiwr arnaf" in sam.words
    sam.client.set_cookie(COOKIE, "en")
    sam.get(checkin_url("statements"))
    assert "When I needed a colleague, I could reach one." in sam.words
    assert form_value(sam, "reach") == "4"


def test_what_a_page_keeps_for_the_next_it_keeps_for_each_language(app, sam):
    texts = {}
    for code in ("en", "cy", "en", "cy"):
        sam.client.set_cookie(COOKIE, code)
        for path in ("/check-in", "/my-picture", "/settings", "/my-data"):
            sam.get(path)
            assert texts.setdefault((code, path), sam.words) == sam.words
    for path in ("/check-in", "/my-picture", "/settings", "/my-data"):
        assert texts["en", path] != texts["cy", path]


def test_phones_in_a_room_choose_for_themselves(app):
    jo = make_trainer(app).open()
    phone = Client(app)
    phone.client.set_cookie(COOKIE, "cy")
    phone.get(f"/join/{jo.room_code}")
    assert page_tag(phone) == WELSH
    assert ">English</button>" in phone.html
    assert page_tag(jo) == ENGLISH


def test_a_site_in_one_language_has_no_button_and_heeds_no_wish(tmp_path, static):
    with open_site(tmp_path, static) as (app, _clock):
        browser = Client(app)
        browser.get("/sign-in", headers={"Accept-Language": "cy"})
        assert page_tag(browser) == ENGLISH
        assert "data-languages" not in browser.html
        assert "Cookie" not in browser.page.vary
        choose(browser)
        assert browser.status == 404


def test_a_language_that_reflect_does_not_speak_stops_the_start(tmp_path, static):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "organisation.toml").write_text('languages = ["en", "xx"]\n')
    with pytest.raises(Misconfigured, match="“xx”"), open_site(tmp_path, static):
        pass


def test_english_alone_reads_no_translation_files():
    """Flask-WTF imports `babel.support`; the readers of catalogues come with the first language."""
    asked = "import sys, reflect.app, reflect.cli; print('babel.messages' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_each_thread_speaks_its_own_language():
    both, said = threading.Barrier(2), {}

    def speak(code):
        with use_locale(code):
            both.wait()
            said[code] = [_("Save"), format_list(["a", "b"])]
            both.wait()
        said[f"{code} after"] = _("Save")

    threads = [threading.Thread(target=speak, args=(code,)) for code in ("en", "cy")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert said["en"] == ["Save", "a and b"]
    assert said["cy"] == ["Cadw", "a a hefyd b"]
    assert said["cy after"] == said["en after"] == "Save"


def test_a_lazy_string_is_translated_where_it_is_shown():
    save, count = _l("Save"), _l("{day} {month}")
    escaped = Environment(autoescape=True).from_string("{{ it }} {{ [it, it] | join(', ') }}")
    for code, word in (("en", "Save"), ("cy", "Cadw"), ("en", "Save")):
        with use_locale(code):
            assert [str(save), f"{save}", f"{f'{save:>5}'}", "%s" % save, save % {}] == [  # noqa: UP031
                *(word, word, f" {word}", word, word)
            ]
            assert "{}".format(save) == format_list([save]) == capitalise_first(save) == word  # noqa: UP032
            assert count.format(day=2, month=save) == f"2 {word}"
            assert escaped.render(it=save) == f"{word} {word}, {word}"
            assert Markup("<b>{}</b>").format(save) == f"<b>{word}</b>"


def test_what_a_lazy_string_shows_is_escaped():
    tag = _l("<b>&")
    assert Environment(autoescape=True).from_string("{{ it }}").render(it=tag) == "&lt;b&gt;&amp;"
    assert Markup("{}").format(tag) == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    "use",
    [
        lambda lazy: ", ".join([lazy]),
        json.dumps,
        lambda lazy: json.dumps({"title": lazy}),
        lambda lazy: json.dumps({lazy: 1}),
        msgspec.json.encode,
        lambda lazy: re.sub("x", lazy, "x"),
        lambda lazy: re.search("x", lazy),
        len,
        lambda lazy: lazy[:1],
        lambda lazy: lazy + "!",
        lambda lazy: "(" + lazy,
        lambda lazy: "x" in lazy,
        lambda lazy: lazy in "Save it",
        list,
        lambda lazy: sorted([lazy, lazy]),
        "x".startswith,
        lambda lazy: lazy.encode(),
        lambda lazy: lazy.upper(),
        lambda lazy: StringIO().write(lazy),
    ],
)
@pytest.mark.parametrize("code", ["en", "cy"])
def test_a_lazy_string_is_no_text_so_what_takes_a_text_fails(use, code):
    """It would be English on a page in another language."""
    with use_locale(code), pytest.raises((TypeError, AttributeError)):
        use(_l("Save"))


def test_a_label_and_an_error_of_a_form_are_translated_when_they_are_shown():
    class Asked(Form):
        name = StringField(_l("Password"), [Length(min=1, max=3, message=_l("Type your name."))])

    form = Asked(MultiDict({"name": "xxxx"}))
    for code in ("cy", "en", "cy"):
        with use_locale(code):
            assert not form.validate()
            assert form.name.label() == f'<label for="name">{_("Password")}</label>'
            assert [str(error) for error in form.name.errors] == [_("Type your name.")]
    assert form.name.label() == '<label for="name">Password</label>'


def test_welsh_counts_in_six_forms():
    with use_locale("cy"):
        told = [
            ngettext("{n} question", "{n} questions", n).format(n=n) for n in (0, 1, 2, 3, 5, 6)
        ]
    assert told == [
        *("0 cwestiwn", "1 cwestiwn", "2 gwestiwn", "3 chwestiwn", "5 cwestiwn", "6 chwestiwn")
    ]


def test_what_is_kept_by_language_is_made_once_for_each():
    made = []

    @cache_per_locale()
    def make(name):
        made.append(name)
        return _("Save")

    for code in ("en", "cy", "en", "cy"):
        with use_locale(code):
            assert make("x") == {"en": "Save", "cy": "Cadw"}[code]
    assert made == ["x", "x"]
