"""Weeks read back: scored with their own version, fast, and without a text being opened."""

import time

import pytest
from msgspec.structs import replace

from reflect import vaults
from reflect.checkins import history
from reflect.checkins import services as checkin_services
from reflect.checkins.fields import CheckIn
from reflect.core.errors import NotFound
from reflect.core.instruments.library import Library
from reflect.core.week_entries import SupervisionMeeting, WeekEntry
from reflect.core.weeks import weeks_between
from tests.support.checkin_forms import make_questionnaire, make_vault
from tests.support.site_fixture import record_queries
from tests.support.weeks import FRIDAY, LIBRARY, W46, W47, W48, WEEKLY

pytestmark = pytest.mark.both_databases

ID = WEEKLY.id
FULL = {
    "reach": 5,
    "sense": 4,
    "answer": 2,
    "think": "n/a",
    "home": 3,
    "base": 0,
    "contact": 1,
    "held": 1,
    "minutes": 60,
}


@pytest.fixture
def vault(app):
    return make_vault(app)


def answer(db, vault, week, **answers):
    told = CheckIn(answers or FULL, {"happened": "text"})
    checkin_services.save_check_in(db, vault, make_questionnaire(week), told, "e" * 16, FRIDAY)


def weeks_of(*what) -> list[WeekEntry]:
    """Every week; each of them opens."""
    entries, closed = history.load_week_entries(*what)
    assert not closed
    return entries


def keep_row(db, vault, week, answers, version=1):
    row = {"answers": answers, "counts": False, "saved": "2026-11-27T16:05Z", "version": version}
    vaults.save(db, vault, "answers", (ID, str(week)), row, read=0)


def test_a_week_is_scored_and_reduced_to_what_charts_show(db, vault):
    answer(db, vault, W47)
    assert weeks_of(db, vault, LIBRARY, ID, (W46, W48)) == [
        WeekEntry(
            W47,
            scores={"connection": 87.5},
            places={"home": 3, "base": 0},
            contact=1,
            held=1,
            meeting=SupervisionMeeting(minutes=60),
            points={"connection": {"reach": 100, "sense": 75}},
        )
    ]


def test_away_left_out_and_answered_weeks_are_told_apart(db, vault):
    answer(db, vault, W46, held=2)
    checkin_services.mark_away(db, vault, make_questionnaire(W48), FRIDAY)
    found = weeks_of(db, vault, LIBRARY, ID, (W46, W48))
    assert found == [WeekEntry(W46, held=2), WeekEntry(W48, away=True)]


def test_too_few_answers_are_no_score_and_not_zero(db, vault):
    answer(db, vault, W48, reach=1)
    (entry,) = weeks_of(db, vault, LIBRARY, ID, (W48, W48))
    assert entry.scores == {}


def test_one_week_alone(db, vault):
    answer(db, vault, W48, reach=1, belong=1)
    (entry,) = weeks_of(db, vault, LIBRARY, ID, (W48, W48))
    assert entry.scores == {"connection": 0}
    assert weeks_of(db, vault, LIBRARY, ID, (W47, W47)) == []


def test_answers_are_scored_with_the_version_they_were_given_to(db, vault):
    scales = tuple(replace(scale, minimum=1) for scale in WEEKLY.scales)
    newer = replace(WEEKLY, version=2, scales=scales)
    library = Library.of((WEEKLY, newer))
    keep_row(db, vault, W47, {"reach": 5})
    keep_row(db, vault, W48, {"reach": 5}, version=2)
    found = weeks_of(db, vault, library, ID, (W47, W48))
    assert [entry.scores for entry in found] == [{}, {"connection": 100}]
    with pytest.raises(NotFound):
        weeks_of(db, vault, LIBRARY, ID, (W48, W48))


def test_only_answers_are_opened(db, vault, monkeypatch):
    answer(db, vault, W48)
    opened = []
    real = type(vault).unseal_row

    def see(self, kind, *args):
        opened.append(kind)
        return real(self, kind, *args)

    monkeypatch.setattr(type(vault), "unseal_row", see)
    weeks_of(db, vault, LIBRARY, ID, (W46, W48))
    assert opened == ["answers"]


def test_a_row_that_was_changed_is_said_to_be_damaged(db, vault):
    answer(db, vault, W48)
    db.exec_driver_sql("UPDATE rows SET rev = rev + 1")
    assert history.load_week_entries(db, vault, LIBRARY, ID, (W48, W48)) == ([], {W48})


def test_ten_years_are_read_in_two_statements_and_well_under_a_second(app, db, vault):
    weeks = weeks_between(W48 + -519, W48)
    for week in weeks:
        keep_row(db, vault, week, FULL)
    with record_queries(app) as seen:
        before = time.process_time()
        found = weeks_of(db, vault, LIBRARY, ID, (weeks[0], W48))
        spent = time.process_time() - before
    assert [entry.week for entry in found] == weeks
    assert len(seen) == 2
    assert spent < 0.5


def test_the_first_week_is_none_before_the_first_check_in(db, vault):
    assert history.load_first_week(db, vault) is None
    answer(db, vault, W47)
    assert history.load_first_week(db, vault) == W47


def test_the_last_places_skip_weeks_away_and_weeks_without_places(db, vault):
    assert history.find_last_places(db, vault, WEEKLY, W48) is None
    answer(db, vault, W46 + -1, home=4)
    answer(db, vault, W46, home=6, base=2)
    checkin_services.mark_away(db, vault, make_questionnaire(W47), FRIDAY)
    assert history.find_last_places(db, vault, WEEKLY, W48) == (W46, {"home": 6, "base": 2})
    assert history.find_last_places(db, vault, WEEKLY, W46) == (W46 + -1, {"home": 4})
    answer(db, vault, W48, home=1)
    assert history.find_last_places(db, vault, WEEKLY, W48) == (W46, {"home": 6, "base": 2})


def test_the_list_is_newest_first_and_says_what_can_be_done(db, vault):
    answer(db, vault, W46 + -1)
    rows, earlier = history.list_weeks(db, vault, WEEKLY, W48, FRIDAY)
    assert earlier is None
    assert [(str(r.week), r.state, r.can_open, r.can_mark) for r in rows] == [
        ("2026-W48", "none", True, True),
        ("2026-W47", "none", True, True),
        ("2026-W46", "none", False, True),
        ("2026-W45", "answered", True, False),
    ]


def test_the_list_goes_back_a_year_at_a_time(db, vault):
    vaults.save(db, vault, "settings", (), {"first_week": str(W48 + -120)}, read=0)
    rows, earlier = history.list_weeks(db, vault, WEEKLY, W48, FRIDAY)
    assert len(rows) == 52
    assert earlier == W48 + -52
    rows, earlier = history.list_weeks(db, vault, WEEKLY, earlier, FRIDAY)
    assert rows[0].week == W48 + -52
    rows, earlier = history.list_weeks(db, vault, WEEKLY, earlier, FRIDAY)
    assert [len(rows), earlier] == [17, None]
    assert [row.can_mark for row in rows][:2] == [True, False]  # two years back, and no further
    assert history.list_weeks(db, vault, WEEKLY, W48 + 50, FRIDAY)[0][0].week == W48
    assert history.list_weeks(db, vault, WEEKLY, W48 + -500, FRIDAY) == ([], None)
