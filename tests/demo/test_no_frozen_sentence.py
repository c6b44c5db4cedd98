"""No sentence stays in the language in which it was first shown: every page, in a made-up language.

The demonstration is walked by its links, as each of its people, and each form is sent as it stands.
A plain letter that is left on a page is a sentence that passes by the translation, was looked up
when the program started, or was kept from a page in another language.
"""

import ast
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException

from reflect.app import create_app
from reflect.core import i18n
from reflect.core.instruments.library import Library
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.demo.seed import prepare
from reflect.models import metadata
from tests.support import pseudo_locale
from tests.support.client import Client
from tests.support.page_parsing import page_links
from tests.support.pseudo_locale import LOCALE_CODE, VisibleText
from tests.support.site_fixture import WEAK_KDF

ROOT = Path(__file__).parents[2]
FEW = 3  # pages of one kind that are looked at, for each person
PEOPLE = ("priya", "sam", "helen", "ruth", "olu", "nell")  # one of each kind
FORM = re.compile(
    r'<form\b[^>]*\bmethod="post"[^>]*\baction="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
NOT_SENT = re.compile(r"/sign-out|/demo|/language|/my-data/delete")  # they end what the walk needs
# Names, addresses, codes, and what a machine reads; they are the same in every language.
SAME = re.compile(
    r"https?://\S+|doi:\S+|\S+@\S+|\b[\w-]+\.(?:md|csv|json|html|toml|zip)\b|\b\d{4}-W\d\d\b"
    r"|\b[A-Z0-9]{3,}(?:[ -][A-Z0-9]{3,})*\b|\b(?:Reflect|Becoming Agile|English|Markdown)\b"
    r"|\bSocial Work England\b"
    r"|\b[0-9a-f]{32}\b|\bargon2id\S+|\bCC BY\b|127\.0\.0\.1:\d+|localhost\S*|\b\d+[a-z]\b"
)


PLAIN = re.compile(r"[A-Za-z]{2}")
QUOTED = re.compile(r"“([^”]*)”")


@pytest.fixture(scope="module")
def app(demo_site, tmp_path_factory):
    """The demonstration, in English and in the language made on the fly."""
    place = tmp_path_factory.mktemp("wide")
    pseudo_locale.write_pseudo_locale(place / "locale")
    patch = pytest.MonkeyPatch()
    patch.setattr(i18n, "LOCALE_DIR", place / "locale")
    _app, settings, clock = demo_site
    folder = place / "data"
    prepare.reset_demo(settings)
    shutil.copytree(settings.data, folder)
    (folder / "organisation.toml").write_text(f'languages = ["en", "{LOCALE_CODE}"]\n')
    opened = create_app(clock_=clock, data=folder, kdf=WEAK_KDF, testing=True)
    own = tuple(opened.extensions["reflect.library"].versions.values())
    opened.extensions["reflect.library"] = Library.of(own, pseudo_locale.pseudo_instruments())
    yield opened
    patch.undo()
    opened.extensions[ENGINE_EXTENSION_KEY].dispose()
    i18n.catalogue.cache_clear()
    i18n.load_language.cache_clear()


def strings_of(value) -> Iterator[str]:
    """Every text of a TOML file."""
    if isinstance(value, str) and len(value) > 2:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_of(part)


@cache
def told_in_code() -> list[str]:
    """What the invented people and our own sources say: constants that are no sentence of ours."""
    found = set()
    for path in (ROOT / "reflect" / "demo").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in {"_", "_l", "ngettext"}
            for part in ast.walk(node)
        }
        found |= {
            node.value.strip()
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in said
            and len(node.value.strip()) > 2
        }
    for path in (ROOT / "reflect" / "demo").rglob("*.toml"):
        found |= set(strings_of(tomllib.loads(path.read_text(encoding="utf-8"))))
    return sorted(found | set(metadata.tables), key=len, reverse=True)


@cache
def all_told() -> str:
    """All of it in one text, in which a search is much faster than in each by itself."""
    return "\0".join(told_in_code())


def left(html: str) -> list[str]:
    """Texts of a page in which a plain word stands that no person wrote."""
    page = VisibleText(html)
    told = set(filter(is_told, page.found))
    found = []
    for text in page.found:
        rest = SAME.sub(" ", " ".join(text.split()))
        if PLAIN.search(rest) and text.removesuffix(" - Reflect") not in page.english | told:
            rest = QUOTED.sub(lambda part: " " if is_told(part[1]) else part[0], rest)
            for one in told_in_code():
                rest = rest.replace(one, " ")
        else:
            continue
        if PLAIN.search(rest):
            found.append(rest)
    return found


@cache
def is_told(text: str) -> bool:
    """Whether somebody wrote this, be it cut short at its end."""
    words = text.strip(" ().…")
    return any(part and part in all_told() for part in (words, words.partition(": ")[2]))


def send_forms(browser, sent: set[str]) -> Iterator[str]:
    """What each form of the page answers as it stands, one of a kind; the page's kind."""
    html = browser.html
    for action, inside in FORM.findall(html):
        kind = re.sub(r"[0-9a-f]{16,}|\d{4}-\w+", "", action)
        if kind in sent or NOT_SENT.match(action):
            continue
        sent.add(kind)
        browser.page = browser.client.post(
            unescape(action), data=dict(HIDDEN.findall(inside)), follow_redirects=True
        )
        if browser.page.mimetype == "text/html":
            yield f"POST {kind}"


def walk(browser, app) -> set[tuple[str, str]]:
    """Each kind of page to which links lead, and what forms answer: where a plain word stands."""
    adapter, todo, kinds = app.url_map.bind("localhost"), ["/"], Counter()
    faults, sent, seen = set(), set(), set()
    while todo:
        path = todo.pop(0)
        try:
            endpoint, _values = adapter.match(path.split("?")[0], method="GET")
        except HTTPException:
            continue
        if path in seen or kinds[endpoint] >= FEW:
            continue
        kinds[endpoint] += 1
        seen.add(path)
        browser.get(path)
        if browser.page.mimetype != "text/html":
            continue
        faults |= {(endpoint, text) for text in left(browser.html)}
        todo += [href.split("#")[0] for _said, href in page_links(browser) if href.startswith("/")]
        for kind in send_forms(browser, sent):
            faults |= {(kind, text) for text in left(browser.html)}
    assert len(kinds) > 30, "the walk went nowhere"
    return faults


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_keeps_a_sentence_in_another_language(app, name):
    browser = Client(app)
    browser.get("/demo")
    browser.post(f"/demo/be/{name}", fresh=False)
    browser.get("/who-can-read-what")  # drawn in English first, so that what is kept of it shows
    browser.get("/my-picture")
    browser.client.set_cookie("language-8000", LOCALE_CODE)
    assert walk(browser, app) == set()
