"""A site with an organisation's wording shows it on each kind of page, escaped, and no default."""

import re
from urllib.parse import unquote

import pytest
import segno
from icalendar import Calendar

from reflect.accounts.second_factor import services as second_factor_services
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.operations import health_checks
from reflect.policy import Role
from reflect.teams import repository as team_repository
from reflect.teams.contributions import load_team_instruments
from reflect.web.current_site import current_settings
from tests.support.admin_actions import enable_second_factor
from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.page_parsing import form_values
from tests.support.sample_organisation import ORGANISATION_NAME, write_sample_organisation
from tests.support.site_fixture import open_site
from tests.support.weeks import FRIDAY

OURS = ("Social Work England", "England", "UNISON", "BASW", "NHS", "30 November", "Standard 4")
GOOD = "four small boats adrift"


@pytest.fixture(scope="module")
def vale(tmp_path_factory, static):
    folder = tmp_path_factory.mktemp("vale")
    write_sample_organisation(folder / "data")
    with open_site(folder, static) as opened:
        yield opened


@pytest.fixture
def app(vale):
    found, clock = vale
    clock.now = FRIDAY
    return found


@pytest.fixture(scope="module")
def pat(vale) -> Client:
    """A practitioner of the vale."""
    return Client(vale[0]).sign_up("pat@vale.example", GOOD)


@pytest.fixture
def guest(app) -> Client:
    return Client(app)


def own(app):
    return app.extensions["reflect.settings"].organisation


@pytest.mark.parametrize(
    "path", ["/sign-in", "/who-can-read-what", "/guides", "/teaching", "/invitation", "/join"]
)
def test_each_page_says_whose_it_is_in_its_title_its_head_and_on_paper(guest, path):
    guest.get(path)
    assert "- Reflect, Vale &lt;i&gt;</title>" in guest.html
    assert '<span class="whose">Vale &lt;i&gt;</span>' in guest.html
    assert '<p class="on-paper">Vale &amp; &lt;b&gt;Fells&lt;/b&gt; Social Care</p>' in guest.html
    assert "<b>Fells" not in guest.html
    assert 'href="https://recipes.example.org/soup?a=1&amp;b=2"' in guest.html
    assert "bbc.co.uk" not in guest.html


@pytest.mark.parametrize("path", ["/sign-in", "/invitation", "/who-can-read-what", "/nowhere"])
def test_whom_to_ask_about_reflect_stands_where_somebody_may_be_stuck(guest, path):
    guest.get(path)
    assert "Mo at the <u>desk</u>, mo@vale.example" in guest.words
    assert 'href="mailto:mo@vale.example"' in guest.html
    assert 'href="tel:+441632960101"' in guest.html
    assert 'href="https://vale.example/reflect"' in guest.html
    assert "<u>desk" not in guest.html


def test_an_invitation_says_from_whom_it_comes(guest):
    guest.get("/invitation")
    assert f"You are invited to the Reflect of {ORGANISATION_NAME}." in guest.words


def test_the_promises_name_who_protects_data_and_the_union(guest):
    guest.get("/who-can-read-what")
    asked = guest.words.partition("Whom to ask")[2]
    assert asked.index("Dee, who protects data") < asked.index("Una of the union")


def test_where_to_turn_has_their_people_and_lines_and_none_of_ours(guest):
    guest.get("/where-to-turn")
    for words in ("The listening room", "Una of the union", "The night desk"):
        assert words in guest.words.partition("From your organisation")[2]
    assert 'Your &lt;b&gt;mentor&lt;/b&gt;, or <a href="tel:01632960104">' in guest.html
    assert '<a href="tel:116123">116 123</a>' in guest.html
    assert "Your union or association" not in guest.words
    assert not [word for word in OURS if word in guest.words]


def test_beside_a_hard_week_stands_who_listens(pat):
    for page, typed in (
        ("places", {}),
        ("statements", {"reach": "1", "sense": "1", "belong": "1"}),
        ("reflection", {"held": "1", "minutes": "50"}),
    ):
        pat.get(checkin_url(page))
        fields = {name: values[0] for name, values in form_values(pat.html).items()}
        pat.post(checkin_url(page), {**fields, **typed}, fresh=False)
    assert "A hard week, by your own answers." in pat.words
    assert "At your organisation: The listening room, 01632 960 102" in pat.words


def test_an_app_for_six_digits_lists_the_account_under_their_name(app, monkeypatch):
    seen = []
    monkeypatch.setattr(segno, "make", lambda uri, **_more: seen.append(uri) or Drawn)
    second_factor_services.render_qr_code("A" * 32, "pat@vale.example", own(app).site_title + ": x")
    assert "issuer=Reflect, Vale <i> x" in unquote(seen[0])


class Drawn:
    """A picture that is not looked at."""

    svg_inline = staticmethod(lambda **_look: "")


def test_the_second_factors_page_hands_their_name_over(pat, monkeypatch):
    seen = []
    monkeypatch.setattr(
        second_factor_services, "render_qr_code", lambda *given: seen.append(given) or ""
    )
    pat.get("/settings/second-factor")
    assert seen[0][2] == "Reflect, Vale <i>"


def test_the_interval_and_its_reason_are_theirs(pat):
    pat.get("/settings")
    assert "Now in use: 3 weeks, until you choose." in pat.words
    assert "More experienced: every six weeks" in pat.words
    assert "Not said: every three weeks" in pat.words
    assert "So says the vale." in pat.words
    pat.get("/notebook/supervision")
    assert "1 of 1 reached 45 minutes." in pat.words
    assert "Three quarters of an hour: so we agreed." in pat.words
    assert not [word for word in OURS if word in pat.words]


def test_the_reminder_begins_with_their_day_and_hour_and_names_nobody(pat):
    pat.get("/notebook/reminder")
    assert re.search(r'value="1"[^>]* checked', pat.html)
    assert 'value="08:30"' in pat.html
    pat.post("/notebook/reminder", {"day": "1", "at": "08:30", "title": "Notes", "alarm": "none"})
    assert Calendar.from_ical(pat.page.data).walk("VEVENT")[0]["SUMMARY"] == "Notes"
    assert b"Vale" not in pat.page.data


def test_cpd_is_in_the_fields_the_year_and_the_standards_of_their_regulator(pat):
    pat.get("/notebook/cpd")
    assert "Registration year 2026-27: 1 April 2026 to 31 March 2027." in pat.words
    assert "Still needed for 2026-27: three more pieces. Peer reflection on two" in pat.words
    assert "Care Board of the Vale asks for at least three different pieces of CPD" in pat.words
    assert "At least two have peer reflection. They are to be recorded by 31 March." in pat.words
    assert "This holds in the vale." in pat.words
    assert not [word for word in OURS if word in pat.words]
    pat.get("/notebook/cpd/new")
    assert "The fields are those of Care Board of the Vale." in pat.words
    assert "What stayed with you" in pat.words
    assert "Promises: what it touched" in pat.words
    assert "B Tell the <s>truth</s>" in pat.words
    assert "One piece a year needs it." not in pat.words


def test_a_cpd_entry_keeps_their_standards_and_no_others_and_comes_out_in_their_words(pat):
    typed = {"type": "Walk", "description": "x", "date": "2026-05-02", "learnt": "y", "impact": "z"}
    pat.post("/notebook/cpd/new", {**typed, "standards": ["B", "4.2"], "id": "a" * 16})
    assert pat.status == 200, pat.words
    entry = re.search(r"/notebook/cpd/entry/([0-9a-f]{16})/text", pat.html).group(1)
    pat.get(f"/notebook/cpd/entry/{entry}/file")
    assert "What stayed with you\ny" in pat.html
    assert pat.html.endswith("Promises\nB Tell the <s>truth</s>\n")
    pat.get("/notebook/cpd/2026-27")
    assert "Walk" in pat.words


def test_a_team_begins_with_their_rule_and_their_set_of_questions(app, vale):
    ann = enable_second_factor(
        Client(app).sign_up("ann@vale.example", GOOD, [Role.ORGANISER]), vale[1]
    )
    ann.post("/organise/teams", {"name": "Beck"})
    team = ann.path.rpartition("/")[2]
    window = Window.of(vale[1].now)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert team_repository.load_min_sharers(db, team, window) == 7
        assert load_team_instruments(db, team, window)[1:] == ["team-check"]


def test_sets_that_are_switched_off_are_offered_to_nobody_and_theirs_takes_every_turn(app, pat):
    library = app.extensions["reflect.library"]
    names = {one.id for one in library.list_offered()}
    assert not names & {"self-care", "data-security", "workshop-week"}
    assert library.rotation == ("families",)
    assert library.latest("self-care").id == "self-care"  # what was answered can be read
    jo = Client(app).sign_up("jo@vale.example", GOOD, [Role.TRAINER])
    jo.get("/workshops")
    assert 'value="workshop-before-after"' in jo.html
    assert 'value="workshop-week"' not in jo.html
    jo.post("/workshops", {"instrument": "workshop-week"})
    assert jo.status == 422


def test_a_wall_and_a_summary_say_whose_they_are(app):
    kim = Client(app).sign_up("kim@vale.example", GOOD, [Role.TRAINER])
    kim.post("/workshops", {"instrument": "workshop-before-after"})
    presenter, wall = kim.path, re.search(r'href="([^"]*/wall)"', kim.html).group(1)
    kim.get(f"{presenter}/summary")
    assert '<p class="on-paper">Vale &amp; &lt;b&gt;' in kim.html
    kim.get(f"{presenter}/summary/file")
    assert "Vale \\& \\<b\\>Fells" in kim.html
    kim.get(wall)
    assert '<span class="whose">Vale &lt;i&gt;</span>' in kim.html
    assert "- Reflect, Vale &lt;i&gt;</title>" in kim.html


def test_a_page_of_theirs_stands_in_the_place_of_ours_and_one_switched_off_leads_to_the_list(guest):
    guest.get("/guides/supervision")
    assert "Supervision in the vale" in guest.words
    assert "walk to the beck with Mo at the <u>desk</u>, mo@vale.example" in guest.words
    guest.get("/guides/data-security")
    assert (guest.status, guest.path) == (200, "/guides")
    assert 'href="/guides/data-security"' not in guest.html
    for name in ("vignette-a-quiet-room", "map-standards"):
        guest.get(f"/teaching/{name}")
        assert (guest.status, guest.path) == (200, "/teaching")
        assert f'href="/teaching/{name}"' not in guest.html
    guest.get("/find")
    guest.post("/find", {"words": "quiet room"})
    assert "/teaching/vignette-a-quiet-room" not in guest.html


def test_a_teaching_page_names_their_standards_and_ours_name_none(guest):
    guest.get("/teaching/sheet-of-the-vale")
    assert "Care Board of the Vale, promises: B Tell the <s>truth</s>." in guest.words
    assert f"What is asked {ORGANISATION_NAME}" in guest.words
    guest.get("/teaching/running-order-60")
    assert "standard 4:" not in guest.words
    assert "promises:" not in guest.words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "privacy-notice-draft",
            f"{ORGANISATION_NAME}, [address]. Our data protection officer: Dee, who",
        ),
        ("data-protection-draft", f"{ORGANISATION_NAME} wants its social workers"),
        ("briefing-for-staff-and-unions", "tell Mo at the <u>desk</u>, mo@vale.example"),
        ("accessibility-statement", "Tell Ada, for other forms, ada@vale.example."),
    ],
)
def test_papers_to_adapt_have_their_name_and_people_in_the_place_of_blanks(guest, page, words):
    guest.get(f"/teaching/{page}")
    assert words in guest.words
    assert "<b>Fells" not in guest.html
    guest.get(f"/teaching/{page}/file")
    assert "|[" not in guest.html


def test_the_site_has_nothing_to_mend_in_its_own_words(app):
    with app.app_context():
        assert list(health_checks.check_organisation_texts(current_settings())) == []
