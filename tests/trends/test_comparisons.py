"""What goes with what: which weeks a look uses, what is said of them, and the page."""

import random

import pytest

from reflect.accounts.settings import preferences
from reflect.charts.claim_rates import load_claim_rates
from reflect.charts.series import ChartScale, build_picture
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
from reflect.trends.comparisons.presenters import build_comparison_page
from reflect.trends.comparisons.services import look_at_weeks, make_factors
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, mark_week_away, submit_week
from tests.support.weeks import W48

PAGE = "/my-picture/what-goes-with-what"
SCALES = (ChartScale("connection", "Connection"), ChartScale("balance", "Work-life balance"))
HOME, BASE = {"home": 8, "base": 2}, {"home": 2, "base": 8}
LOWER = "In weeks with more time at home, Connection was about"


def values(*entries):
    return {each.id: each.values for each in make_factors(entries)}


def lived(weeks, *, seed=1, effect=40.0, **more):
    """Mixed weeks; the more of a week at home, the lower Connection."""
    dice, first = random.Random(seed), W48 + -(weeks - 1)
    entries = []
    for n in range(weeks):
        home = dice.choice((2, 4, 6, 8))
        score = 75 - effect * home / 10 + dice.gauss(0, 5)
        scores = {"connection": score, "balance": 50 + dice.gauss(0, 10)}
        places = {"home": home, "base": 10 - home}
        entries.append(WeekEntry(first + n, False, scores, places, contact=2, held=2, **more))
    return entries


def page_of(entries, changes=()):
    picture = build_picture(entries, SCALES, entries[0].week, entries[-1].week, changes)
    return build_comparison_page(picture, look_at_weeks(picture, changes))


def words_of(page):
    pairs = [" ".join(pair) for pair in (*page.unclear, *page.nothing)]
    return " ".join([page.next_look, *page.found, *pairs])


# --- what differs between weeks ---


def test_places_are_shares_of_the_half_days_that_were_counted():
    found = values(
        WeekEntry(W48, places={"home": 5, "base": 3, "out": 2}),
        WeekEntry(W48, places={"home": 2, "base": 2}),
        WeekEntry(W48, places={"home": 0}),
        WeekEntry(W48),
    )
    assert found["home"] == [0.5, 0.5, None, None]
    assert found["base"] == [0.3, 0.5, None, None]


def test_contact_and_supervision_are_as_they_were_answered():
    kinds = (SUPERVISION_HELD, SUPERVISION_NOT_DUE, SUPERVISION_MISSED, None)
    weeks = [WeekEntry(W48, contact=n or None, held=kind) for n, kind in enumerate(kinds)]
    assert values(*weeks)["contact"] == [None, 1.0, 0.0, 0.0]
    assert values(*weeks)["supervision"] == [1.0, 0.0, 0.0, None]


# --- looks ---


def test_before_26_weeks_nothing_is_told_and_the_page_says_when():
    page = page_of(lived(25))
    assert page.next_look == (
        "The first look needs 26 weeks with answers. "
        "The next look is after 1 more week with answers."
    )
    assert (page.found, page.unclear, page.nothing) == ((), (), ())
    assert page.rows


def test_what_was_said_stays_until_the_next_look():
    entries = lived(60)
    pages = [page_of(entries[:weeks]) for weeks in range(26, 52)]
    assert len({(page.found, page.unclear, page.nothing) for page in pages}) == 1
    assert pages[0].next_look.endswith("after 26 more weeks with answers.")
    assert pages[-1].next_look.endswith("after 1 more week with answers.")


def test_weeks_away_do_not_count_and_adjusted_scores_are_used():
    away = [WeekEntry(W48 + -n, away=True) for n in range(5)]
    shifted = [WeekEntry(e.week + -5, False, e.scores, e.places, 2, 2) for e in lived(26)]
    assert page_of([*shifted, *away]).found == page_of(lived(26)).found


def test_weeks_of_another_version_are_not_used():
    old, new = lived(30, seed=2), lived(56)[30:]
    entries = [*(WeekEntry(e.week + -26, False, e.scores, e.places, 2, 2) for e in old), *new]
    mixed = [
        *entries[:30],
        *(WeekEntry(e.week, False, e.scores, e.places, 2, 2, version=2) for e in new),
    ]
    assert "From your first 26 weeks" in page_of(mixed).next_look


# --- what is said ---


def test_more_time_at_home_is_said_with_its_size():
    (first, *_rest) = page_of(lived(52)).found
    points = int(first.removeprefix(LOWER).split()[0])
    assert first.startswith(LOWER)
    assert first.endswith(" lower.")
    assert 12 <= points <= 20  # the two halves of the weeks are about four half-days apart


def test_no_sign_says_what_could_still_be_there():
    page = page_of(lived(52, effect=0.0))
    assert page.found == ()
    headings = [heading for heading, _sentence in page.nothing]
    assert headings[:2] == ["Time at home", "Time at base"]
    assert all("could still be there." in sentence for _heading, sentence in page.nothing)


def test_what_cannot_be_told_is_another_answer_than_nothing():
    page = page_of(lived(52))
    unclear = dict(page.unclear)
    assert unclear["Contact with teammates"] == (
        "0 weeks with less contact than you wanted, 52 with enough contact. It takes 4 of each."
    )
    assert "Contact with teammates" not in dict(page.nothing)


def test_the_same_days_every_week_get_the_advice_to_swap_one():
    entries = [WeekEntry(e.week, False, e.scores, {"home": 4, "base": 6}, 2, 2) for e in lived(26)]
    assert dict(page_of(entries).unclear)["Time at home"].startswith(
        "Your days are nearly the same every week."
    )


def test_a_kind_that_came_all_at_one_time_is_told_with_its_numbers_and_why_not():
    entries = [
        WeekEntry(
            e.week,
            False,
            {"connection": 70.0 - 28 * (n >= 30), "balance": 50.0},
            e.places,
            contact=1 if n >= 30 else 2,
            held=2,
        )
        for n, e in enumerate(lived(52))
    ]
    said = dict(page_of(entries).unclear)["Contact with teammates"]
    assert said.startswith("Connection was 28 apart between weeks with less contact")
    assert said.endswith("so the time may be the reason.")


def fallen(known):
    """A fall of 60 points in the middle of 26 weeks, marked in its week."""
    entries = [
        WeekEntry(W48 + (n - 25), False, {"connection": 80.0 if n < 13 else 20.0, "balance": 50.0})
        for n in range(26)
    ]
    return page_of(entries, [ChangeMarker(entries[13].week, "office", known=known)])


@pytest.mark.parametrize("known", [True, False])
def test_a_great_fall_at_a_mark_is_never_answered_with_nothing(known):
    page = fallen(known)
    assert any(
        each.startswith("Connection was lower after “A new office, or none”: about 2")
        for each in page.found
    )
    assert not any("office" in heading for heading, _sentence in page.nothing)


def test_a_mark_that_was_made_after_a_look_at_the_chart_needs_more():
    """A difference that is enough for a change that was known, and not for one that was seen."""
    dice = random.Random(5)
    entries = [
        WeekEntry(
            W48 + (n - 25),
            False,
            {
                "connection": 60 - 15 * (n >= 13) + dice.gauss(0, 9),
                "balance": 50 + dice.gauss(0, 9),
            },
        )
        for n in range(26)
    ]
    at = entries[13].week
    known = page_of(entries, [ChangeMarker(at, "office", known=True)])
    seen = page_of(entries, [ChangeMarker(at, "office", known=False)])
    assert (bool(known.found), bool(seen.found)) == (True, False)


def test_a_mark_with_few_weeks_beside_it_cannot_be_told():
    entries = lived(26)
    page = page_of(entries, [ChangeMarker(entries[3].week, "team")])
    assert "It takes 6 weeks with answers before it, and 4 from then on." in words_of(page)


def test_no_sentence_speaks_of_causes():
    for page in (page_of(lived(52)), page_of(lived(52, effect=0.0)), fallen(known=True)):
        for word in ("because of", "caused", "due to", "led to", "better", "worse"):
            assert word not in words_of(page)


# --- the page ---


def tell(app, browser, weeks=26, **more):
    """Weeks at home with low answers, and weeks at base with high ones."""
    dice = random.Random(3)
    for n in range(weeks):
        is_home = dice.random() < 0.5
        answers = dict.fromkeys(("reach", "sense", "belong"), 2 if is_home else 5)
        places = HOME if is_home else BASE
        submit_week(
            app,
            browser,
            W48 + (n + 1 - weeks),
            **{**FULL_ANSWERS, **answers, **places, "held": 2, **more},
        )


def mark(app, browser, *changes):
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        values = change_marker_services.serialise_change_markers(changes)
        preferences.update_settings(db, vault, changes=values)


def test_the_page_answers_first_and_folds_the_rest(app, signed_in):
    tell(app, signed_in)
    signed_in.get(PAGE)
    assert LOWER in signed_in.words
    assert signed_in.words.index(LOWER) < signed_in.words.index("Cannot tell yet")
    assert signed_in.html.count("<details>") == 2
    assert 'href="/my-picture/experiment"' in signed_in.html
    rates = load_claim_rates("associations")
    assert f"went with anything, {rates['any_false']} read such a sentence" in signed_in.words
    assert f"for {rates['hybrid_told']} of 100 people" in signed_in.words


def test_a_mark_is_named_in_its_own_words(app, signed_in):
    tell(app, signed_in)
    mark(app, signed_in, ChangeMarker(W48 + -1, "other", "Half of us <left>"))
    signed_in.get(PAGE)
    assert "Half of us <left>, week of 16 November 2026" in signed_in.words
    assert "<left>" not in signed_in.html


@pytest.mark.parametrize("was_away", [False, True])
def test_before_the_first_answers_the_page_shows_where_they_go(app, signed_in, was_away):
    if was_away:
        mark_week_away(app, signed_in, W48)
    signed_in.get(PAGE)
    assert signed_in.status == 200
    assert "Your first check-in goes here." in signed_in.words


def test_my_picture_leads_there(app, signed_in):
    tell(app, signed_in, 1)
    signed_in.get("/my-picture")
    assert f'href="{PAGE}"' in signed_in.html


def test_another_persons_weeks_are_not_among_mine(app, signed_in, sign_up):
    tell(app, signed_in, 3)
    other = sign_up("alex@example.org")
    other.get(PAGE)
    assert "Your first check-in goes here." in other.words


def test_the_texts_are_never_opened(app, signed_in, monkeypatch):
    tell(app, signed_in, 3)
    opened, really = set(), Vault.unseal_row

    def seen(self, kind, *rest):
        opened.add(kind)
        return really(self, kind, *rest)

    monkeypatch.setattr(Vault, "unseal_row", seen)
    signed_in.get(PAGE)
    assert opened == {"answers", "settings"}
