"""How often the sentences of the team page are true, and how often they are false.

Invented teams share their weeks; the figures of each window come from the product's own rounding,
and the sentences are read after every window of a year. `team_claims.py 300` takes so many teams of
each kind and writes the shares that the pages quote to `reflect/charts/claim_rates.toml`.

The levels of people differ with a standard deviation of 16 points, their weeks by 11; what all have
in common moves by 3 from week to week. Three weeks in four are answered. In unequal teams members
differ in how readily they share (a beta distribution with the same average). The three scales of a
person move independently, which is the worst case for the number of false sentences.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from claims import write_rates
from servers import note, say

from reflect.charts import team as team_chart
from reflect.charts.series import ChartScale
from reflect.charts.team import TeamPicture
from reflect.core.disclosure.team_release import ANSWER_PROBABILITY, Shown, Withheld, release
from reflect.core.windows import WEEKS_PER_WINDOW, Window

SCALES = tuple(ChartScale(f"scale{n}", f"Scale {n}") for n in range(3))
YEAR = team_chart.WINDOWS_PER_YEAR
FIRST = Window.of(date(2026, 1, 5))
CHANGE_AT = 7  # the window from which on the first scale is moved
PEOPLE_SD, WEEK_SD, COMMON_SD = 16, 11, 3  # points


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of team."""

    members: int = 8
    sharing: float = 0.5  # of the answered weeks
    is_unequal: bool = False
    size: float = 0.0  # points by which the first scale falls
    is_drift: bool = False  # over the year, instead of from `CHANGE_AT` on
    windows: int = YEAR

    @property
    def name(self) -> str:
        """The name in the table."""
        return f"{self.members}-people-{self.sharing:g}" + ("-unequal" if self.is_unequal else "")

    def moved(self, window: int) -> float:
        """Points by which the first scale is moved in a window."""
        if self.is_drift:
            return -self.size * window / (YEAR - 1)
        return -self.size if window >= CHANGE_AT else 0.0


STEADY = [
    *(Kind(members, 0.5) for members in (6, 8, 10, 12)),
    *(Kind(members, 0.5, is_unequal=True) for members in (6, 8, 10, 12)),
    *(Kind(members, 0.3) for members in (8, 10, 12)),
    *(Kind(members, 0.9) for members in (6, 8, 10, 12)),
]


def simulate(kind: Kind, seed: int) -> list[Shown | Withheld]:
    """The figures of one team, window by window."""
    dice = random.Random(f"{kind} {seed}")
    levels = [[dice.gauss(60, PEOPLE_SD) for _scale in SCALES] for _member in range(kind.members)]
    readiness = [kind.sharing] * kind.members
    if kind.is_unequal:
        shape = 2 * kind.sharing, 2 * (1 - kind.sharing)
        readiness = [dice.betavariate(*shape) for _member in range(kind.members)]
    figures = []
    for window in range(kind.windows):
        common = [[dice.gauss(0, COMMON_SD) for _scale in SCALES] for _w in range(WEEKS_PER_WINDOW)]
        given = []
        for own, ready in zip(levels, readiness, strict=True):
            weeks = [week for week in common if dice.random() < ANSWER_PROBABILITY * ready]
            if weeks:
                given.append(
                    [_average(dice, own[n], n, kind.moved(window), weeks) for n in range(3)]
                )
        totals = {
            scale.id: sum(round(100 * each[n]) for each in given) for n, scale in enumerate(SCALES)
        }
        figures.append(
            release(totals, shared=len(given), eligible=kind.members, disputed=False, rng=dice)
        )
    return figures


def _average(
    dice: random.Random, level: float, scale: int, moved: float, weeks: Sequence[Sequence[float]]
) -> float:
    shift = moved if scale == 0 else 0.0
    return fmean(
        min(100.0, max(0.0, level + shift + common[scale] + dice.gauss(0, WEEK_SD)))
        for common in weeks
    )


def read(figures: Sequence[Shown | Withheld], until: int) -> list[str]:
    """The sentences beside the three scales after `until` windows."""
    windows = tuple(FIRST + n for n in range(until))
    picture = TeamPicture(SCALES, windows, tuple(figures[:until]))
    return [team_chart.describe_team_scale(picture, scale.id) for scale in SCALES]


def says(sentence: str, side: str) -> bool:
    """Whether a change to this side is said."""
    return f"{side} since" in sentence


def measure_steady(teams: int) -> tuple[float, float]:
    """Percent of teams without a change that read of one, about any scale, within a year.

    On average over all kinds of teams, and for the kind that reads it most often.
    """
    shares = []
    for kind in STEADY:
        figures = [simulate(kind, seed) for seed in range(teams)]
        hits = [
            any(
                says(sentence, "Lower") or says(sentence, "Higher")
                for until in range(1, YEAR + 1)
                for sentence in read(each, until)
            )
            for each in figures
        ]
        shares.append(100 * fmean(hits))
        note(f"team-steady-any-change-{kind.name}", shares[-1])
    say("team-steady-any-change", fmean(shares), 0, 15)
    return fmean(shares), max(shares)


def measure_falls(teams: int) -> float:
    """Percent of teams that read of a fall within twelve weeks of it; of a slow one, in a year."""
    told = {}
    for members in (6, 8, 12):
        for size in (10, 15, 20):
            kind = Kind(members, size=size)
            years = [simulate(kind, seed) for seed in range(teams)]
            soon = range(CHANGE_AT + 1, CHANGE_AT + 4)
            found = [any(says(read(each, n)[0], "Lower") for n in soon) for each in years]
            told[members, size] = 100 * fmean(found)
            note(f"team-{members}-fall-{size}-told-within-12-weeks", told[members, size])
            _measure_size(f"team-{members}-fall-{size}", years, size)
        drift = Kind(members, size=20, is_drift=True)
        years = [simulate(drift, seed) for seed in range(teams)]
        found = [any(says(read(each, n)[0], "Lower") for n in range(1, YEAR + 1)) for each in years]
        told[members, 0] = 100 * fmean(found)
        note(f"team-{members}-slow-fall-20-told", told[members, 0])
    say("team-8-fall-15-told-within-12-weeks", told[8, 15], 0, 60, least_is=True)
    say("team-8-slow-fall-20-told", told[8, 0], 0, 70, least_is=True)
    return told[8, 15]


def _measure_size(name: str, years: Sequence[Sequence[Shown | Withheld]], size: float) -> None:
    windows = tuple(FIRST + n for n in range(YEAR))
    pictures = [TeamPicture(SCALES, windows, tuple(each)) for each in years]
    changes = [picture.find_change(SCALES[0].id) for picture in pictures]
    found = [change for change in changes if change and not change.is_higher]
    if found:
        note(f"{name}-size-told-over-true", fmean(c.before - c.since for c in found) / size)
        near = [c.earliest <= CHANGE_AT <= c.latest + 1 for c in found]
        note(f"{name}-start-within-span", 100 * fmean(near))


def measure_rise(teams: int) -> float:
    """By how much figures rise without any change, after one was low enough to act on.

    The team acts on the first figure that is at least ten below the average of those before it. The
    average of the last four before it, as the page has it, rises less than the figure itself.
    """
    rises, after_average = [], []
    for seed in range(4 * teams):
        figures = simulate(Kind(windows=YEAR), seed)
        values = [each.values["scale0"] if isinstance(each, Shown) else None for each in figures]
        shown = [value for value in values if value is not None]
        for at in range(4, len(shown) - 4):
            if shown[at - 1] <= fmean(shown[: at - 1]) - 10:
                since = fmean(shown[at + 1 :])
                rises.append(since - shown[at - 1])
                after_average.append(since - fmean(shown[max(0, at - 4) : at]))
                break
    note("team-rise-after-low-figure", fmean(rises))
    note("team-rise-after-average-of-four", fmean(after_average))
    return fmean(rises)


def main(teams: int) -> None:
    """Print all figures and write those that the pages quote."""
    any_false, most_false = measure_steady(teams)
    rates = {
        "any_false_change": any_false,
        "most_false_change": most_false,
        "step_15_told": measure_falls(teams),
        "rise_after_low_figure": measure_rise(teams),
    }
    write_rates("team", rates)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
