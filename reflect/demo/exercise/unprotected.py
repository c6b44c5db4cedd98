"""A team's figures as a careless tool would give them, so that a room can see through them.

Nothing is held back: exact means beside the number of people, of every week, over however few,
asked of nobody, and worked out anew for whoever is in the team. So two pages of one week, on which
one person more and one less was counted, differ by that person, and anybody can subtract.

It is a function of its own, over the invented lives of the demonstration. It could not be one over
a database: weeks of people lie sealed in vaults, each under a key that only its owner's password or
recovery code opens, and the box in which a window was counted is gone. Nor is it the real release
with something left out: `core.disclosure` has no switch and is not imported here, and nothing but
the exercise imports this (`pyproject.toml` and `tests/demo/test_unprotected.py` hold both).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from reflect.demo.seed.colleagues import COLLEAGUES, DemoTeam, list_members
from reflect.demo.seed.people import PEOPLE
from reflect.demo.seed.week_generator import SCALE_ITEMS, WeekAnswers, generate_weeks

MIN_ANSWERED_ITEMS = 2  # answered statements of a scale's three
POINTS_PER_ANSWER = 25  # points from one answer to the next
_KNOWN = {person.name: person for person in (*PEOPLE, *COLLEAGUES)}


@dataclass(frozen=True, slots=True)
class ExactFigure:
    """An exact mean with its number of answers, which no team should see."""

    mean: Fraction  # 0 to 100, rounded to nothing
    people: int

    @property
    def total(self) -> Fraction:
        """The sum of all scores, which follows from mean and number."""
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


def exact_figure_of_week(crew: DemoTeam, scale: str, of: int, roster: int) -> ExactFigure | None:
    """The figures of one week, for those who were in the team in another; None: nobody answered.

    Both are weeks ago; 0 is the team as it is now.
    """
    lives = map(scores_by_week, list_members(crew, roster))
    scores = [weeks[of][scale] for weeks in lives if scale in weeks.get(of, {})]
    return ExactFigure(sum(scores, Fraction()) / len(scores), len(scores)) if scores else None


def subtract_rosters(
    crew: DemoTeam, scale: str, of: int, larger: int, smaller: int
) -> Subtraction | None:
    """One person's score of a week from two rosters; None if they do not differ by one answer."""
    more, less = (
        exact_figure_of_week(crew, scale, of, larger),
        exact_figure_of_week(crew, scale, of, smaller),
    )
    if more is None or less is None or more.people != less.people + 1:
        return None
    return Subtraction(of, more, less)


@cache
def scores_by_week(name: str) -> Mapping[int, Mapping[str, Fraction]]:
    """Every answered week of an invented person: weeks ago -> scale -> score."""
    return {
        week.ago: _scores(week.answers) for week in generate_weeks(_KNOWN[name]) if not week.away
    }


def _scores(answers: WeekAnswers) -> dict[str, Fraction]:
    found = {}
    for scale, items in SCALE_ITEMS.items():
        points = [
            POINTS_PER_ANSWER * (given - 1)
            for item in items
            if isinstance(given := answers[item], int)
        ]
        if len(points) >= MIN_ANSWERED_ITEMS:
            found[scale] = Fraction(sum(points), len(points))
    return found
