"""What went with what: laws for any life, lives worked by hand, and false alarms counted."""

import random
from math import sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.core.comparisons import (
    MIN_WEEKS_PER_SIDE,
    Comparison,
    ComparisonQuestion,
    compare,
    weeks_by_side,
)
from tests.support.simulated_weeks import (
    PATTERNS,
    SCALE_STEP,
    SCALE_STEPS,
    SimulatedPerson,
    detection_rate,
    false_alarm_rate,
    reported_comparisons,
    simulate_questions,
    simulate_scores,
)

some = settings(max_examples=40, deadline=None)  # each is a few hundred arrangements
PAIR = (("home", "base"),)
STEPS_OF = {"connection": SCALE_STEP}


@st.composite
def lives(draw):
    """A person with up to 40 weeks, gaps, and up to three marks; some with a true difference."""
    life = SimulatedPerson(
        draw(st.integers(2, 40)),
        draw(st.sampled_from(PATTERNS)),
        draw(st.sampled_from([0, 0.3, 0.6])),
        draw(st.sampled_from([0, 20])),
    )
    life = SimulatedPerson(
        life.weeks, life.pattern, life.alike, life.shift, draw(st.integers(0, 1))
    )
    dice = random.Random(draw(st.integers(0, 9999)))
    asked = simulate_questions(life, dice)
    points = draw(st.sampled_from([0, 30]))
    added = [points * (label == "base") for label in asked[0].labels]
    return simulate_scores(life, dice, added), asked


def looks(given_scores, asked):
    return [
        (c.question, c.scale, c.pair, c.is_significant)
        for c in compare(given_scores, asked, SCALE_STEPS)
    ]


def weeks_of(labels, label):
    return [at for at, each in enumerate(labels) if each == label]


# --- laws ---


@some
@given(lives())
def test_means_and_numbers_are_those_of_the_weeks_on_each_side(life):
    given_scores, asked = life
    for each in compare(given_scores, asked, SCALE_STEPS):
        question = next(one for one in asked if one.id == each.question)
        both = weeks_by_side(question)[question.pairs.index(each.pair)]
        values = [
            [v for at in side if (v := given_scores[each.scale][at]) is not None] for side in both
        ]
        assert each.weeks == tuple(map(len, values))
        if min(each.weeks) < MIN_WEEKS_PER_SIDE:
            assert each.means is None
            assert not each.is_significant
        else:
            assert each.means == pytest.approx(tuple(map(fmean, values)))


@some
@given(lives())
def test_nothing_is_said_of_few_weeks_or_of_less_than_one_answer(life):
    for each in reported_comparisons(*life):
        assert min(each.weeks) >= MIN_WEEKS_PER_SIDE
        assert abs(each.difference) > SCALE_STEP - 1e-6


@some
@given(lives())
def test_a_mirrored_life_says_the_same_mirrored(life):
    given_scores, asked = life
    turned = {
        scale: [None if v is None else 100 - v for v in values]
        for scale, values in given_scores.items()
    }
    assert looks(turned, asked) == looks(given_scores, asked)
    before, after = reported_comparisons(given_scores, asked), reported_comparisons(turned, asked)
    assert [each.difference for each in after] == pytest.approx(
        [-each.difference for each in before]
    )


@some
@given(lives())
def test_which_side_is_named_first_makes_no_difference(life):
    given_scores, asked = life
    asked = [one for one in asked if not one.reach]
    turned = [ComparisonQuestion(q.id, q.labels, tuple((b, a) for a, b in q.pairs)) for q in asked]
    back = [(q, s, (b, a), is_said) for q, s, (a, b), is_said in looks(given_scores, turned)]
    assert back == looks(given_scores, asked)


@some
@given(lives())
def test_weeks_without_a_label_have_no_say(life):
    """Dropping them from the series changes nothing for the question that has no label there."""
    given_scores, (places, *_rest) = life
    kept = [at for at, label in enumerate(places.labels) if label]
    fewer = {scale: [values[at] for at in kept] for scale, values in given_scores.items()}
    alone = ComparisonQuestion("places", [places.labels[at] for at in kept], places.pairs)
    assert compare(fewer, [alone], SCALE_STEPS) == compare(given_scores, [places], SCALE_STEPS)


@some
@given(lives())
def test_the_same_weeks_always_say_the_same(life):
    assert compare(*life, SCALE_STEPS) == compare(*life, SCALE_STEPS)


@given(st.integers(1, 60), st.lists(st.integers(0, 60), max_size=4), st.integers(1, 30))
def test_before_and_after_reach_to_the_next_mark_and_no_further(weeks, marks, reach):
    labels = [str(sum(mark <= week for mark in marks)) for week in range(weeks)]
    pairs = tuple((str(n), str(n + 1)) for n in range(len(marks)))
    for (a, b), (before, after) in zip(
        pairs, weeks_by_side(ComparisonQuestion("c", labels, pairs, reach)), strict=True
    ):
        assert before == weeks_of(labels, a)[-reach:]
        assert after == weeks_of(labels, b)[:reach]


# --- lives worked by hand ---

MIXED = "HBBHHHBHBBHBHHBBBHHBHBBH"  # 12 weeks at home and 12 at base, in no order
ORDINARY = [0, 1, -1, 0, 2, -1, 1, 0, -2, 0, 1, -1]  # ups and downs in answers


def labels(written):
    names = {"H": "home", "B": "base", "E": "elsewhere", "-": None}
    return [names[each] for each in written]


def life_at(written, home=0.0, base=0.0):
    """Connection about 60, and so much more at home and at base."""
    more = {"H": home, "B": base}
    return [
        60 + more.get(each, 0) + SCALE_STEP * ORDINARY[at % len(ORDINARY)]
        for at, each in enumerate(written)
    ]


def told(values, written=MIXED, pairs=PAIR) -> list[Comparison]:
    asked = [ComparisonQuestion("places", labels(written), pairs)]
    return [
        each for each in compare({"connection": values}, asked, STEPS_OF) if each.is_significant
    ]


def test_weeks_at_home_that_lie_far_higher_are_spoken_of():
    (only,) = told(life_at(MIXED, home=25))
    assert only.weeks == (12, 12)
    assert only.difference == pytest.approx(25, abs=10)


def test_ordinary_ups_and_downs_are_not():
    assert told(life_at(MIXED)) == []


def test_a_scale_that_never_moves_says_nothing():
    assert told([60.0] * 24) == []


@pytest.mark.parametrize(("more", "count"), [(SCALE_STEP - 0.1, 0), (SCALE_STEP + 0.1, 1)])
def test_less_than_one_answer_is_not_spoken_of_however_steady(more, count):
    steady = [60 + more * (each == "H") for each in MIXED]
    assert len(told(steady)) == count


@pytest.mark.parametrize(
    ("written", "count"), [("BBHBBBHBBBBHBBBB" * 2, 1), ("BBHBBBHBBBBBBHBB", 0)]
)
def test_three_weeks_on_a_side_are_too_few(written, count):
    assert len(told(life_at(written, home=40), written)) == count


def test_a_missing_score_does_not_count_as_a_week():
    values = life_at(written := "BBHBBBHBBBBHBBBBBHBB", home=40)
    assert len(told(values, written)) == 1
    values[2] = None
    assert told(values, written) == []


def test_home_every_other_week_is_seen():
    """A rota is the same when turned round, so a test that turns it round would see nothing."""
    rota = "HB" * 13
    assert len(told(life_at(rota, home=25), rota)) == 1


def test_a_slow_change_over_months_is_no_difference_between_places():
    """Home first and base later, and every month a little lower: the months differ anyway."""
    written = "H" * 26 + "B" * 26
    slowly = [90 - at + SCALE_STEP * ORDINARY[at % 12] / 4 for at in range(52)]
    both = compare(
        {"connection": slowly}, [ComparisonQuestion("places", labels(written), PAIR)], STEPS_OF
    )
    assert both[0].difference > 2 * SCALE_STEP
    assert not both[0].is_significant


def test_a_pattern_that_begins_late_is_not_mistaken_for_the_level_of_then():
    """Home alone for half a year, then home and base mixed; the level falls in another week."""
    written = "H" * 20 + "HBBHBHHBBHBBHHBHBBHHBHBHBBHBHHBB"
    values = [v - 25 * (at >= 26) for at, v in enumerate(life_at(written))]
    both = compare(
        {"connection": values}, [ComparisonQuestion("places", labels(written), PAIR)], STEPS_OF
    )
    assert both[0].difference > SCALE_STEP
    assert not both[0].is_significant


def test_what_only_the_months_explain_is_not_said_the_wrong_way_round():
    """Home is lower in every month, and higher on the whole: most of it came in the high months."""
    written = "HHHB" * 13 + "BBBH" * 13
    values = [90 - 80 * at / 104 - 10 * (each == "H") for at, each in enumerate(written)]
    both = compare(
        {"connection": values}, [ComparisonQuestion("places", labels(written), PAIR)], STEPS_OF
    )
    assert both[0].difference > SCALE_STEP
    assert not both[0].is_significant


def test_a_lively_scale_does_not_drown_out_a_quiet_one():
    quiet = [60 + 12 * (each == "H") + at % 3 for at, each in enumerate(MIXED)]
    lively = [50 + 45 * (-1) ** (at // 2) for at in range(24)]
    asked = [ComparisonQuestion("places", labels(MIXED), PAIR)]
    steps = {"connection": SCALE_STEP, "balance": SCALE_STEP}
    found_in = compare({"connection": quiet, "balance": lively}, asked, steps)
    assert [each.scale for each in found_in if each.is_significant] == ["connection"]


def marks(*at, weeks=52):
    periods = [str(sum(mark <= week for mark in at)) for week in range(weeks)]
    pairs = tuple((str(n), str(n + 1)) for n in range(len(at)))
    return ComparisonQuestion("changes", periods, pairs, 26)


def marked(values, *at):
    return compare({"connection": values}, [marks(*at, weeks=len(values))], STEPS_OF)


def falling_at(week, by=30.0):
    return [v - by * (at >= week) for at, v in enumerate(life_at("-" * 52))]


def test_a_fall_in_the_week_of_the_mark_is_spoken_of():
    (only,) = marked(falling_at(24), 24)
    assert only.is_significant
    assert only.pair == ("0", "1")
    assert only.weeks == (24, 26)
    assert only.difference == pytest.approx(30, abs=3)


def test_a_fall_in_another_week_is_not_that_of_the_mark():
    (only,) = marked(falling_at(24), 36)
    assert only.difference > SCALE_STEP
    assert not only.is_significant


def test_a_mark_may_be_spoken_of_beside_other_questions():
    """It has the larger part of the level, or a year of weeks would never be enough."""
    mixed = [ComparisonQuestion(f"mixed-{n}", labels((MIXED[n:] * 3)[:52]), PAIR) for n in range(3)]
    among = compare({"connection": falling_at(24)}, [*mixed, marks(24)], STEPS_OF)
    assert [each.question for each in among if each.is_significant] == ["changes"]


@pytest.mark.parametrize(("weeks", "is_said"), [(18, False), (19, True)])
def test_a_mark_needs_enough_other_weeks_to_stand_out_from(weeks, is_said):
    """Of 18 weeks it could lie in eleven, and one in eleven is more than 9%; of 19 in twelve."""
    (only,) = marked([60.0] * 9 + [30.0] * (weeks - 9), 9)
    assert only.is_significant == is_said


def test_each_mark_is_compared_with_its_own_neighbours():
    first, second = marked(falling_at(18), 18, 38)
    assert (first.is_significant, second.is_significant) == (True, False)
    assert (first.weeks, second.weeks) == ((18, 20), (20, 14))


def test_two_marks_without_a_week_between_them_cannot_be_told_apart():
    first, second = marked(falling_at(24), 24, 24)
    assert (first.weeks, second.weeks) == ((24, 0), (0, 26))
    assert first.means is second.means is None


def test_many_questions_share_what_one_would_have_alone():
    values = life_at(MIXED, home=11)
    dull = [
        ComparisonQuestion(f"dull-{n}", labels(MIXED[n:] + MIXED[:n]), PAIR) for n in range(3, 10)
    ]
    alone = [ComparisonQuestion("places", labels(MIXED), PAIR)]
    assert [c.is_significant for c in compare({"connection": values}, alone, STEPS_OF)] == [True]
    among = compare({"connection": values}, [*alone, *dull], STEPS_OF)
    assert not among[0].is_significant


def test_without_weeks_there_is_nothing():
    (only,) = compare({"connection": []}, [ComparisonQuestion("places", [], PAIR)], STEPS_OF)
    assert (only.weeks, only.means, only.difference, only.is_significant) == (
        (0, 0),
        None,
        0,
        False,
    )


# --- how often nothing is taken for something; the large count is in bench/associations.py ---

PEOPLE = 40  # of each pattern


@pytest.mark.parametrize(("alike", "shift"), [(0, 0), (0.3, 0), (0.6, 0), (0, 20), (0.3, 20)])
def test_at_most_a_tenth_of_people_without_any_association_see_a_sentence(alike, shift):
    lived = [
        SimulatedPerson(52, pattern, alike, shift, marks=n % 2)
        for n, pattern in enumerate(PATTERNS)
    ]
    assert fmean(false_alarm_rate(life, PEOPLE) for life in lived) <= 0.1


@pytest.mark.parametrize("weeks", [12, 26, 104])
def test_nor_do_they_with_fewer_or_more_weeks(weeks):
    lived = [SimulatedPerson(weeks, pattern, 0.3) for pattern in PATTERNS]
    assert fmean(false_alarm_rate(life, PEOPLE) for life in lived) <= 0.1


def test_the_trial_would_notice_a_test_for_independent_weeks():
    """The usual rule of two standard errors speaks to most of the same people."""
    life, dice, alarmed = SimulatedPerson(52, "stretches", 0.3, 20), random.Random(1), 0
    for _person in range(PEOPLE):
        asked = simulate_questions(life, dice)
        alarmed += _usual(simulate_scores(life, dice), asked)
    assert alarmed / PEOPLE > 0.5


def _usual(given_scores, asked) -> bool:
    for question in asked:
        for values in given_scores.values():
            for both in weeks_by_side(question):
                x, y = ([values[at] for at in side if values[at] is not None] for side in both)
                if min(len(x), len(y)) >= MIN_WEEKS_PER_SIDE:
                    error = sqrt(stdev(x) ** 2 / len(x) + stdev(y) ** 2 / len(y))
                    if abs(fmean(x) - fmean(y)) > max(SCALE_STEP, 2 * error):
                        return True
    return False


@pytest.mark.parametrize(("points", "least"), [(14, 0.35), (21, 0.8)])
def test_a_true_difference_is_found_in_a_year_of_mixed_weeks(points, least):
    assert detection_rate(SimulatedPerson(52, "week by week", 0.3), PEOPLE, points) >= least
