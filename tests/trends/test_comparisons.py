"""What goes with what: how weeks are sorted, what is said of them, and the page."""

import re

import pytest

from reflect.accounts.settings import preferences
from reflect.charts.series import ChartScale, build_picture
from reflect.core.comparisons import Comparison
from reflect.core.crypto.vault import Vault
from reflect.core.week_entries import (
    SUPERVISION_HELD,
    SUPERVISION_MISSED,
    SUPERVISION_NOT_DUE,
    ChangeMarker,
    WeekEntry,
)
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.comparisons import presenters as comparison_presenters
from reflect.trends.comparisons.services import (
    AFTER,
    BEFORE,
    QuestionComparison,
    classify_contact,
    classify_place,
    classify_supervision,
    compare_weeks,
)
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, mark_week_away, submit_week
from tests.support.weeks import W48

PAGE = "/my-picture/what-goes-with-what"
SCALES = (ChartScale("connection", "Connection"), ChartScale("balance", "Work-life balance"))
HOME, BASE = {"home": 6, "base": 2}, {"home": 2, "base": 6}
MIXED = "HBBHHHBHBBHBHHBBBHHBHBBH"
HIGHER = (
    "In the 12 weeks mostly at home, Connection was higher than in the 12 weeks mostly at base. "
    "Higher went with home. It need not come from it."
)
QUIET = "nothing to say beyond ordinary ups and downs."


def week(places=None, **more):
    return WeekEntry(W48, places=places or {}, **more)


# --- kinds of week ---


@pytest.mark.parametrize(
    ("places", "where"),
    [
        ({"home": 6, "base": 4}, "home"),
        ({"home": 5, "base": 5}, None),  # half is not more than half
        ({"home": 5, "base": 3, "out": 2}, None),
        ({"home": 2, "base": 3}, "base"),  # of the half-days counted, however few
        ({"home": 2, "base": 2, "other": 2, "out": 2, "between": 1}, "elsewhere"),
        ({"home": 4, "other": 2, "out": 2}, None),
        ({"base": 1}, "base"),
        ({"between": 10}, "elsewhere"),
        ({"home": 0}, None),
        ({}, None),
    ],
)
def test_mostly_is_more_than_half_of_the_half_days_counted(places, where):
    assert classify_place(week(places)) == where


def test_contact_and_supervision_are_as_they_were_answered():
    assert [classify_contact(week(contact=n)) for n in (1, 2, 3, None)] == [
        "less",
        "right",
        "more",
        None,
    ]
    held = [
        classify_supervision(week(held=n))
        for n in (SUPERVISION_HELD, SUPERVISION_NOT_DUE, SUPERVISION_MISSED, None)
    ]
    assert held == ["held", "not", "not", None]


def lived(*entries, marked=()):
    """What is found in weeks that end with W48; None: left out."""
    first = W48 + (1 - len(entries))
    weeks = [WeekEntry(first + n, **entry) for n, entry in enumerate(entries) if entry is not None]
    return compare_weeks(build_picture(weeks, SCALES, first, W48), marked)


def at(level, **more):
    return {"scores": {"connection": level, "balance": 50.0}, **more}


def mixed(home=75.0, base=50.0, **more):
    return [
        at(home, places=HOME, **more) if where == "H" else at(base, places=BASE, **more)
        for where in MIXED
    ]


def test_weeks_away_and_left_out_are_on_no_side():
    places, *_rest = lived(None, {"away": True, "places": HOME}, at(50, places=HOME), at(50))
    assert {side: len(weeks) for side, weeks in places.sides.items()} == {
        "home": 1,
        "base": 0,
        "elsewhere": 0,
    }
    assert places.others == 1


def test_before_and_after_reach_from_mark_to_mark():
    marked = [ChangeMarker(W48 + -9, "office"), ChangeMarker(W48 + -2, "team")]
    *_kinds, first, second = lived(*[at(50)] * 40, marked=marked)
    assert [each.change for each in (first, second)] == marked
    assert [len(weeks) for weeks in first.sides.values()] == [26, 7]
    assert [len(weeks) for weeks in second.sides.values()] == [7, 3]
    assert first.sides[AFTER][0].week == marked[0].week
    assert first.sides[BEFORE][-1].week == marked[0].week + -1
    assert first.has_comparison
    assert not second.has_comparison


def test_a_mark_before_the_first_week_has_nothing_before_it():
    *_kinds, only = lived(*[at(50)] * 9, marked=[ChangeMarker(W48 + -20, "office")])
    assert [len(weeks) for weeks in only.sides.values()] == [0, 9]
    assert not only.has_comparison


def test_after_is_compared_with_before():
    levels = [80.0] * 14 + [40.0] * 12
    *_kinds, only = lived(
        *[at(level) for level in levels], marked=[ChangeMarker(W48 + -11, "leader")]
    )
    found = next(each for each in only.comparisons if each.scale == "connection")
    assert (found.pair, found.weeks, found.means) == ((AFTER, BEFORE), (12, 14), (40, 80))


# --- words ---


def said(one: QuestionComparison) -> tuple[str, ...]:
    return comparison_presenters.format_comparison_sentences(one, SCALES)


def test_what_went_with_a_place_is_said_with_both_numbers_of_weeks():
    places, *_rest = lived(*mixed())
    assert said(places) == (
        HIGHER,
        f"Everything else here: {QUIET}",
        "Too few weeks to compare yet: mostly elsewhere 0. Four are needed.",
    )
    places, *_rest = lived(*mixed(home=40.0))
    assert "Lower went with home." in said(places)[0]


def test_without_a_difference_the_sides_are_named_and_nothing_is_said():
    _places, contact_, supervision, only = lived(
        *[at(50, contact=1 + n % 3, held=1 + n % 2) for n in range(24)],
        marked=[ChangeMarker(W48 + -11, "office")],
    )
    assert said(contact_) == (f"Less contact or about right, more contact or about right: {QUIET}",)
    assert said(supervision) == (f"With formal supervision or without: {QUIET}",)
    assert said(only) == (f"Before or after: {QUIET}",)


def test_too_few_weeks_say_how_many_there_are_and_how_many_are_needed():
    places, contact_, *_rest = lived(*[at(50, places=HOME, contact=2)] * 3, at(50, places=BASE))
    (only,) = said(places)
    assert only == (
        "Nothing to compare yet. Two sides need four weeks with scores. "
        "So far: mostly at home 3, mostly at base 1, mostly elsewhere 0."
    )
    assert "less than I wanted 0, about right 3, more than I wanted 0" in said(contact_)[0]


ALL_PAIRS = [
    *(
        ("places", pair)
        for pair in (("home", "base"), ("home", "elsewhere"), ("base", "elsewhere"))
    ),
    *(("contact", pair) for pair in (("less", "right"), ("more", "right"))),
    ("supervision", ("held", "not")),
    ("change", (AFTER, BEFORE)),
]


@pytest.mark.parametrize(("kind", "pair"), ALL_PAIRS)
@pytest.mark.parametrize("means", [(40.0, 60.0), (60.0, 40.0)])
def test_no_sentence_speaks_of_causes_or_grows_long(kind, pair, means):
    long = (ChartScale("supervision", "Supervision and support"),)
    found = Comparison(kind, "supervision", pair, (20, 30), means, is_significant=True)
    one = QuestionComparison(kind, {pair[0]: [week()] * 20, pair[1]: [week()] * 30}, (found,))
    words = " ".join(comparison_presenters.format_comparison_sentences(one, long))
    assert ("Higher went with" if means[0] > means[1] else "Lower went with") in words
    assert "need not come from it" in words
    assert not re.search(r"caus|because|due to|improv|declin|good|poor", words)
    assert max(len(sentence.split()) for sentence in re.split(r"[.:] ", words)) <= 25


# --- the page ---


def tell(app, browser, written=MIXED, **more):
    """A check-in for each letter: home and a high Connection, base and a low one."""
    for n, where in enumerate(written):
        high = {"reach": 5, "sense": 5, "belong": 4} if where == "H" else {}
        low = {"reach": 2, "sense": 3, "belong": 2} if where == "B" else {}
        places = HOME if where == "H" else BASE
        submit_week(
            app,
            browser,
            W48 + (n + 1 - len(written)),
            **{**FULL_ANSWERS, **high, **low, **places, **more},
        )


def mark(app, browser, *marks):
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        preferences.update_settings(
            db, vault, changes=change_marker_services.serialise_change_markers(marks)
        )


def test_a_person_whose_home_weeks_were_high_reads_what_they_went_with(app, signed_in):
    tell(app, signed_in)
    signed_in.get(PAGE)
    assert HIGHER in signed_in.words
    assert "How far to trust it" in signed_in.words
    assert "At most 9 of 100" in signed_in.words


def test_words_drawing_and_table_stand_together_for_each_question(app, signed_in):
    tell(app, signed_in, contact=2)
    signed_in.get(PAGE)
    places = section(signed_in.html, "places")
    for once in ('class="wide"', 'class="narrow"', "<table>", "<caption>", "<figcaption>"):
        assert places.count(once) == 1
    assert rows(places) == [
        ["Mostly at home", "12", "92", "50", "75"],
        ["Mostly at base", "12", "33", "50", "75"],
    ]
    assert "<table>" not in section(signed_in.html, "contact")  # all about right: nothing beside it


def test_a_table_says_of_how_many_weeks_a_mean_is_where_some_have_no_score(app, signed_in):
    tell(app, signed_in)
    few = {"reach": 5, "sense": "n/a", "belong": "n/a", "answer": 3, "think": 3, **HOME}
    submit_week(app, signed_in, W48, **few)
    signed_in.get(PAGE)
    assert rows(section(signed_in.html, "places"))[0][:4] == [
        "Mostly at home",
        "12",
        "92 (11)",
        "50",
    ]
    assert "In brackets: weeks with a score" in signed_in.words


def test_each_marked_change_has_its_own_before_and_after(app, signed_in):
    tell(app, signed_in)
    mark(
        app,
        signed_in,
        ChangeMarker(W48 + -11, "office"),
        ChangeMarker(W48 + -1, "other", "Half of us <left>"),
    )
    signed_in.get(PAGE)
    assert "Before and after: A new office, or none, week of 7 September" in signed_in.words
    assert "Before and after: Half of us <left>, week of 16 November" in signed_in.words
    assert "So far: before 10, from then on 2." in signed_in.words
    assert "<left>" not in signed_in.html


def test_a_life_without_any_association_reads_that_there_is_nothing_to_say(app, signed_in):
    for n in range(24):
        place_of = HOME if n % 3 else BASE
        submit_week(
            app,
            signed_in,
            W48 + (n - 23),
            **{**FULL_ANSWERS, "time": 3 + n % 2, **place_of, "held": 2},
        )
    signed_in.get(PAGE)
    assert f"Home or base: {QUIET}" in signed_in.words
    assert "need not come from it" not in signed_in.words


def test_few_weeks_say_what_comes_when(app, signed_in):
    tell(app, signed_in, "HHB")
    signed_in.get(PAGE)
    assert "Two sides need four weeks with scores. So far: mostly at home 2," in signed_in.words
    assert "<table>" not in signed_in.html
    assert "How far to trust it" not in signed_in.words


@pytest.mark.parametrize("was_away", [False, True])
def test_before_the_first_answers_the_page_shows_where_they_go(app, signed_in, was_away):
    if was_away:
        mark_week_away(app, signed_in, W48)
    signed_in.get(PAGE)
    assert signed_in.status == 200
    assert "Your first check-in goes here." in signed_in.words


def test_my_picture_leads_there(app, signed_in):
    tell(app, signed_in, "H")
    signed_in.get("/my-picture")
    assert f'href="{PAGE}"' in signed_in.html


def test_another_persons_weeks_are_not_among_mine(app, signed_in, sign_up):
    tell(app, signed_in)
    other = sign_up("alex@example.org")
    other.get(PAGE)
    assert "Your first check-in goes here." in other.words


def test_the_texts_are_never_opened(app, signed_in, monkeypatch):
    tell(app, signed_in, "HBH")
    opened, really = set(), Vault.unseal_row

    def seen(self, kind, *rest):
        opened.add(kind)
        return really(self, kind, *rest)

    monkeypatch.setattr(Vault, "unseal_row", seen)
    signed_in.get(PAGE)
    assert opened == {"answers", "settings"}


def section(html, name):
    """From one heading of the second level to the next."""
    return html.split(f'<h2 id="{name}">')[1].split("<h2")[0]


def rows(html):
    body = re.search(r"<tbody>(.*?)</tbody>", html, re.DOTALL).group(1)
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]
