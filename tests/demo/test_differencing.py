"""What subtracting published figures gives: many answers, and the true one is only among them."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.disclosure.team_release import Shown, release
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.demo.exercise.differencing import DifferencingAttempt, mean_bounds, possible_scores
from reflect.demo.exercise.unprotected import scores_by_week
from reflect.demo.seed.colleagues import list_members
from tests.support.demo_teams import HARBOUR, RIVERSIDE, SCALES, WEEKLY_CHECK_IN

SCORES = possible_scores(WEEKLY_CHECK_IN, WEEKLY_CHECK_IN.scales[0])
HUNDREDTHS = st.integers(0, 10_000)


class Falls(Random):
    """Rounding that falls down, or up, whatever the mean."""

    def __init__(self, up):
        self.up = up

    def randrange(self, stop):
        return 0 if self.up else stop - 1


def published(total, people, rng):
    """The figure of one scale as the real release gives it."""
    found = release({"x": total}, shared=people, eligible=people + 1, disputed=False, rng=rng)
    return found.values["x"]


def both_ways(total, people):
    """Every figure that a total can be published as."""
    return {published(total, people, Falls(up)) for up in (False, True)}


def test_a_week_has_seventeen_scores():
    """Thirteen from three answers, nine from two; five of them are the same."""
    assert len(SCORES) == 13 + 9 - 5
    assert (SCORES[0], SCORES[1], SCORES[-1]) == (0, Fraction(25, 3), 100)


@given(total=st.integers(0, 50_000), up=st.booleans())
def test_the_mean_behind_a_figure_lies_where_it_is_said_to(total, up):
    low, high = mean_bounds(published(total, 5, Falls(up)), 10)
    assert low <= Fraction(total, 500) <= high


@given(
    others=st.lists(HUNDREDTHS, min_size=5, max_size=10),
    score=st.sampled_from(SCORES),
    seed=st.integers(0, 50),
)
def test_who_supposes_rightly_never_loses_the_true_score(others, score, seed):
    rng, people = Random(seed), len(others) + 1
    larger = published(sum(others) + round(100 * score), people, rng)
    smaller = published(sum(others), people - 1, rng)
    assert score in DifferencingAttempt(larger, smaller, 10, people).filter_compatible_scores(
        SCORES
    )


@pytest.mark.parametrize(("larger", "smaller"), [(60, 70), (50, 70), (60, 60), (70, 60), (50, 50)])
def test_each_score_that_remains_fits_the_figures_and_no_other_does(larger, smaller):
    """Held against the real release: is there a team that would be published as just this?"""
    fits = {
        score
        for score in SCORES
        for others in range(0, 60_001, 100)
        if smaller in both_ways(others, 6)
        and larger in both_ways(min(70_000, others + round(100 * score)), 7)
    }
    assert fits == set(DifferencingAttempt(larger, smaller, 10, 7).filter_compatible_scores(SCORES))


def test_the_plain_sum_and_what_rounding_makes_of_it():
    attempt = DifferencingAttempt(60, 70, 10, 7)
    assert (attempt.naive_score, attempt.score_bounds) == (0, (-130, 130))
    assert DifferencingAttempt(10, 90, 10, 6).score_bounds == (-500, 6 * 20 - 5 * 80)
    assert DifferencingAttempt(10, 90, 10, 6).filter_compatible_scores(SCORES) == ()


def total_of(crew, roster, window, this_week, scale):
    """What a roster would share in a window if all of them let every week count."""
    totals = []
    for name in list_members(crew, roster):
        weeks = [scores_by_week(name).get(this_week - week, {}) for week in window.weeks]
        counted = [week[scale] for week in weeks if set(week) == set(SCALES)]
        totals.append(round(100 * sum(counted) / len(counted)))
    return sum(totals), len(totals)


@pytest.mark.parametrize("shift", range(4), ids=lambda shift: f"week {shift} of a window")
@pytest.mark.parametrize("scale", SCALES)
def test_however_the_rounding_falls_the_one_who_left_is_not_found(scale, shift):
    """In the demonstration of any week: not even if everybody had let every week count."""
    this_week, left = Week.parse("2026-W48") + shift, HARBOUR.left["leah"]
    last = Window.of(this_week + -left)
    more, people = total_of(HARBOUR, left + 1, last, this_week, scale)
    less, others = total_of(HARBOUR, 0, last + 1, this_week, scale)
    assert people == others + 1
    for larger in both_ways(more, people):
        for smaller in both_ways(less, others):
            remaining = DifferencingAttempt(larger, smaller, 10, people).filter_compatible_scores(
                SCORES
            )
            assert len(remaining) >= 8
            assert scores_by_week("leah")[left + 1][scale] in remaining


@pytest.mark.parametrize("shift", range(4), ids=lambda shift: f"week {shift} of a window")
@pytest.mark.parametrize("scale", SCALES)
def test_nor_is_the_one_who_came(scale, shift):
    """Where the others changed in the same weeks it may be that no score fits; never just one."""
    this_week, joined = Week.parse("2026-W48") + shift, RIVERSIDE.joined["sam"]
    first = Window.of(this_week + -joined) + 1
    more, people = total_of(RIVERSIDE, 0, first, this_week, scale)
    less, others = total_of(RIVERSIDE, joined, first + -1, this_week, scale)
    assert people == others + 1
    for larger in both_ways(more, people):
        for smaller in both_ways(less, others):
            left = len(
                DifferencingAttempt(larger, smaller, 10, people).filter_compatible_scores(SCORES)
            )
            assert left == 0 or left >= 8


def test_the_step_is_that_of_the_rule():
    found = release({"x": 30_000}, shared=6, eligible=6, disputed=False, rng=Random(1))
    assert isinstance(found, Shown)
    assert found.step == 10
