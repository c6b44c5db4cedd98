"""A team's figures without any protection, to show how one person can be found in them.

All rules are missing: means are exact and have the number of people beside them, for every week and
for however few people, without their consent, and are calculated again for the present members. So
two figures of one week, with and without one person, differ by that person's score, and anybody can
subtract them.

The figures are calculated from the invented weeks of the demo, by code that is used for nothing
else. They could not be calculated from a database: the weeks of people are sealed in vaults, each
under a key that only its owner's password or recovery code opens, and the tally of a closed window
is deleted. Nor is this the real release with a rule switched off: `core.disclosure` has no switch
and is not imported here, and only the exercise imports this module (`pyproject.toml` and
`tests/demo/test_unprotected.py` check both).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from reflect.demo.seed.colleagues import PRACTITIONERS, DemoTeam, list_members
from reflect.demo.seed.week_generator import SCALE_ITEMS, WeekAnswers, generate_weeks

MIN_ANSWERED_ITEMS = 2  # of the three items of a scale
POINTS_PER_ANSWER = 25  # points between two neighbouring answers


@dataclass(frozen=True, slots=True)
class ExactFigure:
    """An exact mean with its number of people, which no team should see."""

    mean: Fraction  # 0 to 100, not rounded
    people: int

    @property
    def total(self) -> Fraction:
        """The sum of all scores."""
        return self.mean * self.people


@dataclass(frozen=True, slots=True)
class Subtraction:
    """Two figures of one week whose rosters differ by one person."""

    ago: int  # weeks ago
    larger: ExactFigure
    smaller: ExactFigure

    @property
    def score(self) -> Fraction:
        """The score of the person who is only in the larger roster."""
        return self.larger.total - self.smaller.total


def exact_figure_of_week(team: DemoTeam, scale: str, ago: int, roster: int) -> ExactFigure | None:
    """The figure of one week, over the team's members in week `roster`; None: nobody answered.

    Both weeks are given in weeks ago; 0 is the current week, with the present members.
    """
    weeks = (scores_by_week(name).get(ago, {}) for name in list_members(team, roster))
    scores = [week[scale] for week in weeks if scale in week]
    return ExactFigure(sum(scores, Fraction()) / len(scores), len(scores)) if scores else None


def subtract_rosters(
    team: DemoTeam, scale: str, ago: int, larger: int, smaller: int
) -> Subtraction | None:
    """One person's score of a week from two rosters; None if they do not differ by one answer."""
    more = exact_figure_of_week(team, scale, ago, larger)
    less = exact_figure_of_week(team, scale, ago, smaller)
    if more is None or less is None or more.people != less.people + 1:
        return None
    return Subtraction(ago, more, less)


@cache
def scores_by_week(name: str) -> Mapping[int, Mapping[str, Fraction]]:
    """Every answered week of an invented person: weeks ago -> scale -> score."""
    weeks = generate_weeks(PRACTITIONERS[name])
    return {week.ago: _scores(week.answers) for week in weeks if not week.away}


def _scores(answers: WeekAnswers) -> dict[str, Fraction]:
    scores = {}
    for scale, items in SCALE_ITEMS.items():
        numbers = [answer for item in items if isinstance(answer := answers[item], int)]
        if len(numbers) >= MIN_ANSWERED_ITEMS:
            points = sum(POINTS_PER_ANSWER * (number - 1) for number in numbers)
            scores[scale] = Fraction(points, len(numbers))
    return scores
