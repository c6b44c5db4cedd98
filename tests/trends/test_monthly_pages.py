"""Monthly sets as a person meets them: offered, left, answered, read back, charted."""

import html
import re
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.core.instruments.library import Library
from reflect.core.instruments.scoring import score
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.trends.monthly import presenters as monthly_presenters
from reflect.trends.monthly.presenters import MAX_EARLIER_MONTHS
from reflect.trends.monthly.services import drop_unpaired_scores
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, mark_week_away, submit_monthly_set, submit_week
from tests.support.page_parsing import follow_link, scale_sentences, table_rows
from tests.support.weeks import LIBRARY, W48

CARE = LIBRARY.latest("self-care")
THEIRS = CARE.scale("theirs").title
W45 = Week.parse("2026-W45")  # Monday 2 November, the first of its month
OFFER = "Once a month"
SAFE = {"calls": 4, "screen": 5, "paper": 3, "tell": 2}
FAMILIES = {"face": 3, "fit": 3, "enough": 2, "found": 4, "choice": 3}
BOTH = {"breaks": 3, "after": 4, "room": 2, "backed": 3}
FIRST_YEAR = {"chance": 2, "small": 3, "beside": 1, "talked": 4, "planned": 3}


def kept(app, browser) -> list:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return vaults.load_all(db, open_vault(app, browser))


def switch_on(app, browser) -> None:
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        preferences.update_settings(db, vault, first_year=True)


def test_a_review_of_a_service_is_private_charted_and_listed_once_used(app, signed_in):
    submit_week(app, signed_in, Week.parse("2026-W20"))
    signed_in.get("/notebook/months")
    assert "Agile working in our service" not in signed_in.words
    for week, chosen in (("2026-W22", 2), ("2026-W48", 4)):
        submit_monthly_set(
            app, signed_in, "leader-review", week, dict.fromkeys(("why", "ask", "did"), chosen)
        )
    assert "Purpose and listening" in result(signed_in, "leader-review", "2026-W48")
    signed_in.get("/notebook/months")
    assert "Agile working in our service" in signed_in.words
    signed_in.get("/monthly/leader-review")
    assert "Our staff could tell you why we work in this way." in signed_in.words


def result(browser, name: str, week: str) -> str:
    browser.get(f"/notebook/months/{name}/{week}")
    assert browser.status == 200
    return browser.words


def offers(browser, week: Week | str) -> list[str]:
    """The sets that the page of a week offers."""
    browser.get(f"/my-picture/{week}")
    assert browser.status == 200
    return re.findall(r'href="/monthly/([a-z-]+)"', browser.html)


# The offer


def test_the_offer_stands_beside_the_first_check_in_of_a_month_alone(app, signed_in):
    for n in range(-2, 4):
        submit_week(app, signed_in, W45 + n)
    assert [offers(signed_in, W45 + n) for n in range(-2, 4)] == [
        [],
        [],
        ["self-care"],
        [],
        [],
        [],
    ]


def test_the_offer_says_what_it_asks_and_that_one_can_leave_it(app, signed_in):
    submit_week(app, signed_in, W48)
    offers(signed_in, W48)
    assert (
        "Once a month Looking after yourself, and being looked after. Five statements on the last "
        "four weeks, about a minute. You can leave it." in signed_in.words
    )


def test_it_comes_right_after_the_check_in_was_sent(signed_in):
    signed_in.post("/check-in/2026-W48/reflection", {"happened": "x"})
    assert signed_in.path == "/my-picture/2026-W48"
    assert OFFER in signed_in.words


@pytest.mark.parametrize(
    ("weeks", "name"), [(2, "data-security"), (6, "families"), (10, "self-care")]
)
def test_the_set_changes_with_the_month(app, signed_in, clock, weeks, name):
    clock.forward(weeks=weeks)
    signed_in.sign_in("sam@example.org", signed_in.password)
    submit_week(app, signed_in, W48 + weeks)
    assert offers(signed_in, W48 + weeks) == [name]


def test_weeks_away_are_no_check_ins(app, signed_in):
    submit_week(app, signed_in, W45 + -1)
    mark_week_away(app, signed_in, W45)
    submit_week(app, signed_in, W45 + 1)
    assert offers(signed_in, W45 + 1) == ["self-care"]
    assert offers(signed_in, W45) == []


def test_an_earlier_week_filled_in_later_takes_the_offer_along(app, signed_in):
    submit_week(app, signed_in, W48)
    assert offers(signed_in, W48) == ["self-care"]
    submit_week(app, signed_in, W48 + -1)
    assert offers(signed_in, W48) == []
    assert offers(signed_in, W48 + -1) == ["self-care"]


def test_the_offer_goes_with_the_month(app, signed_in, clock):
    submit_week(app, signed_in, W45)
    clock.forward(weeks=1)  # Friday 4 December, in the week of Monday 30 November
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert offers(signed_in, W45) == ["self-care"]
    clock.forward(weeks=1)
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert offers(signed_in, W45) == []


def test_the_offer_is_gone_once_answered(app, signed_in):
    submit_week(app, signed_in, W45)
    signed_in.post("/monthly/self-care/2026-W48/statements", {"breaks": "3", "room": "2"})
    assert signed_in.path == "/notebook/months/self-care/2026-W48"
    assert "Saved. It is in your notebook, under November." in signed_in.words
    assert offers(signed_in, W45) == []


def test_the_offer_stays_while_a_set_is_only_begun(app, signed_in):
    submit_week(app, signed_in, W45)
    signed_in.post("/monthly/self-care/2026-W48/statements", {"breaks": "9", "room": "2"})
    assert offers(signed_in, W45) == ["self-care"]
    signed_in.get("/notebook/months")
    assert "Begun, not saved yet." in signed_in.words


def test_the_first_years_set_stands_beside_it_for_who_switched_it_on(app, signed_in):
    submit_week(app, signed_in, W45)
    switch_on(app, signed_in)
    assert offers(signed_in, W45) == ["self-care", "first-year"]
    submit_monthly_set(app, signed_in, "self-care", "2026-W46", BOTH)
    assert offers(signed_in, W45) == ["first-year"]
    submit_monthly_set(app, signed_in, "first-year", "2026-W46", FIRST_YEAR)
    assert offers(signed_in, W45) == []


def test_leaving_it_stores_nothing(app, signed_in):
    submit_week(app, signed_in, W45)
    before = kept(app, signed_in)
    offers(signed_in, W45)
    for path in ("/notebook/months", "/monthly/self-care", "/notebook/months/self-care"):
        signed_in.get(path)
        assert signed_in.status == 200
    assert kept(app, signed_in) == before


def test_settings_have_the_tick(app, signed_in):
    submit_week(app, signed_in, W45)
    signed_in.post("/settings", {"shown": "", "interval": "4", "first_year": "1"})
    assert re.search(r'name="first_year" value="1"[^>]* checked', signed_in.html)
    assert offers(signed_in, W45) == ["self-care", "first-year"]
    signed_in.post("/settings", {"shown": "", "interval": "4"})
    assert not re.search(r'name="first_year"[^>]* checked', signed_in.html)
    assert offers(signed_in, W45) == ["self-care"]


# One month in words


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("data-security", SAFE, ["Room to keep things safe 63 now. Higher is better. Low means"]),
        ("families", FAMILIES, ["Contact with families 50 now."]),
        ("self-care", BOTH, ["My part 63 now.", f"{THEIRS} 38 now."]),
        ("first-year", FIRST_YEAR, ["Learning from others 40 now. Higher is better. Low means"]),
    ],
)
def test_worked_examples_stand_on_the_page(app, signed_in, name, answers, said):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, name, "2026-W48", answers)
    result(signed_in, name, "2026-W48")
    found = scale_sentences(signed_in.html)
    assert len(found) == len(said)
    for spoken, begins in zip(found, said, strict=True):
        assert spoken.startswith(begins)
    assert signed_in.html.count('class="chart strip"') == len(said)


def test_ones_earlier_months_stand_beside_the_score(app, signed_in):
    submit_week(app, signed_in, Week.parse("2025-W40"))
    for n, week in enumerate(["2025-W46", "2026-W07", "2026-W20", "2026-W33", "2026-W46"]):
        submit_monthly_set(app, signed_in, "self-care", week, {**BOTH, "breaks": n + 1})
    result(signed_in, "self-care", "2026-W46")
    assert scale_sentences(signed_in.html)[0].startswith(
        "My part 88 now; 75 in August, 63 in May, 50 in February."
    )
    assert MAX_EARLIER_MONTHS == 3
    result(signed_in, "self-care", "2026-W07")
    assert scale_sentences(signed_in.html)[0].startswith(
        "My part 50 in February 2026; 38 in November 2025."
    )


def test_too_few_answers_say_so(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "families", "2026-W48", {"face": 3, "fit": "n/a"})
    words = result(signed_in, "families", "2026-W48")
    assert "Not enough answers for this scale. Four of five are needed. Blank is not zero." in words
    assert "chart strip" not in signed_in.html


def test_each_hard_statement_has_its_pair(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "data-security", "2026-W48", {**SAFE, "calls": 1})
    words = result(signed_in, "data-security", "2026-W48")
    assert (
        "You answered “I had a private place for calls about families.” Not at all. "
        "To try Door closed, smart speakers off (Ward Hadaway). "
        "To ask of your organisation Rooms with doors at every base." in words
    )
    assert "To try Save the number now. To ask of your organisation One number" in words
    assert words.count("To try") == 2
    assert "Some of this was hard, by your own answers." in words


@pytest.mark.parametrize("name", ["data-security", "families", "first-year", "self-care"])
def test_no_tip_stands_without_something_to_ask(app, signed_in, name):
    submit_week(app, signed_in, W48)
    instrument = LIBRARY.latest(name)
    submit_monthly_set(app, signed_in, name, "2026-W48", {item.id: 1 for item in instrument.items})
    words = result(signed_in, name, "2026-W48")
    asked = words.count("To ask of your organisation")
    assert asked == (2 if name == "self-care" else 5)
    assert words.count("To try") == (0 if name == "self-care" else 5)


def test_nothing_hard_asks_nobody_for_anything(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "families", "2026-W48", dict.fromkeys(FAMILIES, 4))
    words = result(signed_in, "families", "2026-W48")
    assert "To try" not in words
    assert "Some of this was hard" not in words
    assert 'href="/where-to-turn"' in signed_in.html


def test_a_statement_on_no_scale_can_be_hard_too(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(
        app, signed_in, "self-care", "2026-W48", {**dict.fromkeys(BOTH, 4), "say": 1}
    )
    words = result(signed_in, "self-care", "2026-W48")
    assert "Some of this was hard, by your own answers." in words
    assert "To ask of your organisation" not in words


def test_the_answers_stand_there_with_what_the_set_is(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "data-security", "2026-W48", {**SAFE, "paper": "n/a"})
    words = result(signed_in, "data-security", "2026-W48")
    cells = dict(table_rows(signed_in.html))
    assert cells["I knew whom to tell if private information got out."] == "A little"
    assert cells["I could do my work without taking paper with me."] == "Does not apply"
    kit = "My organisation gave me what I needed to keep information safe."
    assert cells[kit] == "Not answered"
    assert "Not a validated measure, and not a test of you." in words
    assert "Report an incident the usual way." in words
    assert "Source Reflect. Ideas: Ward Hadaway" in words


def test_an_answer_can_be_corrected_from_here(app, signed_in):
    submit_week(app, signed_in, Week.parse("2026-W20"))
    submit_monthly_set(app, signed_in, "families", "2026-W20", FAMILIES)
    result(signed_in, "families", "2026-W20")
    link = re.search(r'href="([^"]+)">Correct it<', signed_in.html).group(1)
    signed_in.get(link)
    edition = re.search(r'name="edition" value="([^"]+)"', signed_in.html).group(1)
    sent = {**{name: str(given) for name, given in FAMILIES.items()}, "enough": "4"}
    signed_in.post(link, {"edition": edition, **sent})
    assert signed_in.path == "/notebook/months/families/2026-W20"
    assert "60 in May" in signed_in.words


@pytest.mark.parametrize("week", ["2026-W48", "2026-W50", "nonsense"])
def test_a_month_without_answers_is_not_found(app, signed_in, week):
    submit_week(app, signed_in, W48)
    signed_in.get(f"/notebook/months/families/{week}")
    assert signed_in.status == 404


def test_another_persons_answers_look_like_none(app, signed_in, sign_up):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "families", "2026-W48", FAMILIES)
    other = sign_up("noor@example.org", "another four quiet boats")
    other.get("/notebook/months/families/2026-W48")
    assert other.status == 404
    other.get("/notebook/months/families")
    assert "There is a chart here once two months have answers." in other.words


# My part is never alone


@given(st.dictionaries(st.sampled_from([i.id for i in CARE.items]), st.integers(1, 5)))
def test_both_parts_are_there_or_neither(answers):
    shown = drop_unpaired_scores(CARE, score(CARE, answers))
    assert set(shown) in ({"mine", "theirs"}, set())
    assert shown == (score(CARE, answers) if len(score(CARE, answers)) == 2 else {})


def test_a_file_that_names_the_other_scale_once_keeps_both_together_too():
    mine, theirs = CARE.scales
    once = replace(CARE, scales=(mine, replace(theirs, beside="")))
    assert drop_unpaired_scores(once, {"theirs": 50.0}) == {}
    assert drop_unpaired_scores(once, {"mine": 50.0}) == {}
    both = {"mine": 50.0, "theirs": 25.0}
    assert drop_unpaired_scores(once, both) == both


def test_a_file_may_say_something_for_a_lower_scale_and_name_no_other(app, signed_in, monkeypatch):
    mine, theirs = CARE.scales
    scales = (replace(mine, beside=""), replace(theirs, beside=""))
    library = Library.of((*LIBRARY.list_offered(), replace(CARE, id="own-set", scales=scales)))
    monkeypatch.setitem(app.extensions, "reflect.library", library)
    submit_week(app, signed_in, W48)
    signed_in.post("/monthly/own-set/2026-W48/statements", {"breaks": "1", "after": "1"})
    assert signed_in.status == 200
    assert "My part 0 now." in signed_in.words
    assert "What would make this easier? See" not in signed_in.words


@pytest.mark.parametrize("left_out", ["breaks", "room"])
def test_with_too_few_answers_for_one_part_neither_is_shown(app, signed_in, left_out):
    submit_week(app, signed_in, W48)
    for week in ("2026-W33", "2026-W48"):
        given = {name: value for name, value in BOTH.items() if name != left_out}
        submit_monthly_set(app, signed_in, "self-care", week, given)
    words = result(signed_in, "self-care", "2026-W48")
    assert words.count("There are too few answers for both. Blank is not zero.") == 2
    assert not re.search(r"\b(63|38) (now|in)\b", words)
    assert "chart strip" not in signed_in.html
    signed_in.get("/notebook/months/self-care")
    assert "There is a chart here once two months have answers." in signed_in.words


def test_where_ones_own_part_is_the_lower_the_words_lead_to_the_organisation(app, signed_in):
    submit_week(app, signed_in, W48)
    given = {"breaks": 3, "after": 3, "room": 4, "backed": 5}
    submit_monthly_set(app, signed_in, "self-care", "2026-W48", given)
    words = result(signed_in, "self-care", "2026-W48")
    assert "What would make this easier? See what you can ask for." in words
    assert 'href="#from-here"' in signed_in.html
    assert words.count("To ask of your organisation") == 2
    assert (
        "My part “I took my breaks.” Half and half. To ask of your organisation “My workload left "
        "room for breaks.” Mostly. You could ask: what would make this easier?" in words
    )
    assert not re.search(r"lower|higher than|you should|less than", words)


def test_where_it_is_not_the_lower_nothing_is_said_of_it(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "self-care", "2026-W48", dict.fromkeys(BOTH, 3))
    assert "What would make this easier?" not in result(signed_in, "self-care", "2026-W48")


# Over the months


def test_two_months_make_a_chart_with_words_drawing_and_table(app, signed_in):
    submit_week(app, signed_in, Week.parse("2026-W20"))
    submit_monthly_set(app, signed_in, "self-care", "2026-W33", {**BOTH, "breaks": 5})
    signed_in.get("/notebook/months/self-care")
    assert "There is a chart here once two months have answers." in signed_in.words
    submit_monthly_set(app, signed_in, "self-care", "2026-W46", BOTH)
    signed_in.get("/notebook/months/self-care")
    mine, theirs = scale_sentences(signed_in.html)
    assert mine.startswith("My part 88 in August, 63 in November.")
    assert theirs.startswith(f"{THEIRS} 38 in August, 38 in November.")
    assert table_rows(signed_in.html) == [["November", "63", "38"], ["August", "88", "38"]]
    drawn = re.findall(r'<svg class="(?:wide|narrow)".*?</svg>', signed_in.html, re.DOTALL)
    assert len(drawn) == 2
    for svg in drawn:
        titles = [html.unescape(one) for one in re.findall(r'class="title">(.*?)<', svg)]
        assert titles == ["My part", THEIRS]
    assert "trial" not in signed_in.words


def test_the_result_leads_to_the_chart_once_there_is_one(app, signed_in):
    submit_week(app, signed_in, Week.parse("2026-W20"))
    submit_monthly_set(app, signed_in, "first-year", "2026-W42", FIRST_YEAR)
    assert "Over the months" not in result(signed_in, "first-year", "2026-W42")
    submit_monthly_set(app, signed_in, "first-year", "2026-W46", FIRST_YEAR)
    assert "Over the months" in result(signed_in, "first-year", "2026-W46")
    signed_in.get("/notebook/months")
    assert 'href="/notebook/months/first-year"' in signed_in.html


def test_my_picture_knows_nothing_of_the_sets(app, signed_in):
    submit_week(app, signed_in, W48 + -1)
    pages = ("/my-picture", "/weeks", "/my-picture/2026-W47")
    before = [signed_in.get(page).get_data() and signed_in.words for page in pages]
    for week in ("2026-W44", "2026-W48"):
        submit_monthly_set(app, signed_in, "first-year", week, FIRST_YEAR)
    after = [signed_in.get(page).get_data() and signed_in.words for page in pages]
    assert after == before


# The notebook


def test_the_notebook_leads_to_every_set(app, signed_in):
    submit_week(app, signed_in, W48)
    signed_in.get("/notebook")
    assert 'href="/notebook/months"' in signed_in.html
    signed_in.get("/notebook/months")
    assert re.findall(r'href="/monthly/([a-z-]+)"', signed_in.html) == [
        "self-care",
        "data-security",
        "families",
    ]
    assert "Its turn comes in December." in signed_in.words
    assert "In your first year? There is a set on learning from others." in signed_in.words


def test_a_set_needs_no_check_in(signed_in):
    signed_in.get("/notebook/months")
    follow_link(signed_in, "Answer it now (Looking after yourself, and being looked after)")
    signed_in.post(signed_in.path, {name: str(given) for name, given in BOTH.items()})
    assert "My part 63 now." in signed_in.words
    signed_in.get("/notebook/months")
    follow_link(signed_in, "See Looking after yourself, and being looked after")
    assert signed_in.path == "/notebook/months/self-care/2026-W48"


def test_what_was_answered_is_listed_month_by_month(app, signed_in):
    submit_week(app, signed_in, Week.parse("2025-W20"))
    for week in ("2025-W46", "2026-W20", "2026-W48"):
        submit_monthly_set(app, signed_in, "self-care", week, BOTH)
    signed_in.get("/notebook/months")
    links = re.findall(r'href="/notebook/months/self-care/([^"]+)">([^<]+)<', signed_in.html)
    assert links == [("2026-W20", "May"), ("2025-W46", "November 2025"), ("2026-W48", "See")]
    assert "Answered." in signed_in.words


def test_the_first_years_answers_stay_when_it_is_switched_off(app, signed_in):
    submit_week(app, signed_in, W48)
    submit_monthly_set(app, signed_in, "first-year", "2026-W46", FIRST_YEAR)
    signed_in.get("/notebook/months")
    assert "Learning in my first year" in signed_in.words
    assert 'href="/notebook/months/first-year/2026-W46"' in signed_in.html


def test_what_was_begun_in_an_earlier_month_can_be_found_again(app, signed_in, clock):
    submit_week(app, signed_in, W48, **FULL_ANSWERS)
    signed_in.post("/monthly/self-care/2026-W48/statements", {"breaks": "9", "room": "2"})
    clock.forward(weeks=3)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/notebook/months")
    assert "Begun, never saved: November" in signed_in.words
    signed_in.get("/monthly/self-care/2026-W48/statements")
    assert re.search(r'name="room" value="2" checked', signed_in.html)


def test_answers_are_worded_once_however_many_are_quoted(app, signed_in, monkeypatch):
    counted = Mock(wraps=monthly_presenters.format_field_value)
    monkeypatch.setattr(monthly_presenters, "format_field_value", counted)
    submit_week(app, signed_in, W48)
    hard = dict.fromkeys((item.id for item in CARE.items), 1)
    submit_monthly_set(app, signed_in, "self-care", "2026-W48", hard)
    assert result(signed_in, "self-care", "2026-W48").count("“") > 1
    assert counted.call_count == len(hard)
