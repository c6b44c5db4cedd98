"""How often the sentences of My picture are true, and how often they are false.

Invented people answer nine statements a week for a year or more; some weeks are missing, some away,
some half answered. Every week their picture is built by the product's own code, and its sentences
are read as a person would read them. `claims.py 300` takes so many people of each kind; it writes
the shares that the pages quote to `reflect/charts/claim_rates.toml`.

People without a change: the standard deviation of a scale within a person is 7, 11 or 15 points,
and the mood of a week correlates with that of the week before at 0, .3 or .5. Besides these nine
kinds there are people near the floor and the ceiling, and people with a season of six points. The
mixture has as many of each. The three scales of a person move independently, which is the worst
case for the number of false sentences. People with a change have a standard deviation of 11 and a
correlation of .3.
"""

import math
import random
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean, quantiles

from servers import note, say

from reflect.charts import sentences, svg_chart
from reflect.charts.series import ChartScale, Picture, build_picture
from reflect.core.week_entries import WeekEntry
from reflect.core.weeks import Week

RATES = Path(__file__).parents[1] / "reflect" / "charts" / "claim_rates.toml"
FIRST = Week(date(2026, 1, 5))
SCALES = tuple(ChartScale(f"scale{n}", f"Scale {n}") for n in range(3))
YEAR = 52
# standard deviation of a scale -> of the mood that all its statements share, and of each statement
SPREADS = {15: (0.45, 0.63), 11: (0.32, 0.44), 7: (0.2, 0.18)}  # in steps from answer to answer
CHANGE = re.compile(
    r"(Scale \d|The average of all scales) has been (lower|higher) since .*?: "
    r"about (\d+), compared with about (\d+) before"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of person."""

    name: str
    sd: int = 11
    correlation: float = 0.3
    levels: tuple[float, float] = (1.2, 2.9)  # answers from 0 to 4
    season: float = 0.0  # points
    size: float = 0.0  # points that the first scale is moved
    begins: int = 0  # week of the change, or of the beginning of a drift
    lasts: int = 10_000  # weeks
    drift_weeks: int = 0  # until it has its full size; 0: at once
    is_common: bool = False  # whether it moves all scales
    drops_from: int = 10_000  # week from which a high statement of the first scale has no answer
    weeks: int = YEAR

    def effect(self, week: int) -> float:
        """Points that the scale is moved in a week."""
        since = week - self.begins
        if not 0 <= since < self.lasts:
            return 0.0
        return self.size * min(1.0, since / self.drift_weeks if self.drift_weeks else 1.0)


STEADY = [
    *(Kind(f"sd-{sd}-corr-{c:g}", sd, c) for sd in SPREADS for c in (0, 0.3, 0.5)),
    Kind("floor", levels=(0.2, 0.4)),
    Kind("ceiling", levels=(3.6, 3.8)),
    Kind("season-6", season=6),
]


@dataclass(frozen=True, slots=True)
class Look:
    """What one person read in one week."""

    week: int
    changes: tuple[tuple[str, str, int, int], ...]  # scale, lower or higher, level, level before
    stood_out: bool
    is_filled_unsaid: bool  # a filled mark that no sentence speaks of
    start_error: int | None = None  # weeks, of the change of the first scale
    give_or_take: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """All that one person read."""

    looks: tuple[Look, ...]
    direction: int  # of the effect
    size: float  # of the effect in scores, which end at 0 and 100
    has_process_marks: bool


def simulate(kind: Kind, seed: int) -> Year:
    """One person, and all that they read."""
    dice = random.Random(f"{kind.name} {seed}")
    level = dice.uniform(*kind.levels)
    direction = 1 if level < 2 else -1
    missing, phase = dice.uniform(0.1, 0.3), dice.uniform(0, 2 * math.pi)
    offsets = [[dice.gauss(0, 0.4) for _item in range(3)] for _scale in SCALES]
    moods = [0.0] * 3
    if kind.drops_from < kind.weeks:
        offsets[0] = [1.0, 0.0, 0.0]
    away = {week for _pause in range(3) for week in _pause_weeks(dice, kind.weeks)}
    entries: list[WeekEntry] = []
    for week in range(kind.weeks):
        moods = [_next_mood(dice, mood, kind.correlation) for mood in moods]
        season = kind.season * math.sin(2 * math.pi * week / YEAR + phase)
        moved = direction * kind.effect(week)
        points = {
            scale.id: _answer(
                dice, kind, level + (season + moved * (kind.is_common or n == 0)) / 25, mood, offset
            )
            for n, (scale, mood, offset) in enumerate(zip(SCALES, moods, offsets, strict=True))
        }
        if week >= kind.drops_from:
            del points[SCALES[0].id]["0"]
        if week in away:
            entries.append(WeekEntry(FIRST + week, away=True))
        elif dice.random() >= missing:
            entries.append(_drop_answers(dice, FIRST + week, points))
    looks = tuple(
        _look(entries, week, kind.begins, draw=week % 4 == 0) for week in range(kind.weeks)
    )
    final = _picture(entries, kind.weeks - 1)
    has_marks = any(point.process_mark for panel in final.panels for point in panel.points)
    size = _true_size(dice, kind, level, direction, offsets[0])
    return Year(looks, direction, size, has_marks)


def _next_mood(dice: random.Random, mood: float, correlation: float) -> float:
    return correlation * mood + math.sqrt(1 - correlation**2) * dice.gauss(0, 1)


def _pause_weeks(dice: random.Random, weeks: int) -> range:
    start = dice.randrange(weeks)
    return range(start, start + 2)


def _answer(
    dice: random.Random, kind: Kind, level: float, mood: float, offsets: Sequence[float]
) -> dict[str, float]:
    shared, own = SPREADS[kind.sd]
    answers = (level + shared * mood + offset + own * dice.gauss(0, 1) for offset in offsets)
    return {str(n): 25.0 * min(4, max(0, round(answer))) for n, answer in enumerate(answers)}


def _drop_answers(
    dice: random.Random, week: Week, points: dict[str, dict[str, float]]
) -> WeekEntry:
    """The week with one answer in twenty-five missing, at most one of a scale."""
    kept = {scale: dict(items) for scale, items in points.items()}
    for items in kept.values():
        if len(items) == 3 and dice.random() < 0.12:
            del items[dice.choice(list(items))]
    scores = {scale: fmean(items.values()) for scale, items in kept.items()}
    return WeekEntry(week, scores=scores, points=kept)


def _true_size(
    dice: random.Random, kind: Kind, level: float, direction: int, offsets: Sequence[float]
) -> float:
    """By how much the effect moves the average score, near the ends less than on paper."""
    moved = direction * max(kind.effect(week) for week in range(kind.weeks))
    if not moved:
        return 0.0

    def average(shift: float) -> float:
        weeks = (
            _answer(dice, kind, level + shift / 25, dice.gauss(0, 1), offsets)
            for _week in range(400)
        )
        return fmean(fmean(items.values()) for items in weeks)

    return abs(average(moved) - average(0))


def _picture(entries: Sequence[WeekEntry], week: int) -> Picture:
    until = FIRST + week
    return build_picture([e for e in entries if e.week <= until], SCALES, FIRST, until)


def _look(entries: Sequence[WeekEntry], week: int, at: int, *, draw: bool) -> Look:
    picture = _picture(entries, week)
    words = " ".join(sentences.describe_picture(picture))
    beside = " ".join(map(sentences.describe_scale, picture.panels))
    changes = tuple(
        (scale, side, int(level), int(before))
        for scale, side, level, before in CHANGE.findall(words)
    )
    stood_out = "stood out" in beside
    is_unsaid = False
    if draw and not changes and not stood_out:
        drawn = svg_chart.draw_chart(picture, is_wide=True)
        is_unsaid = drawn.count('class="point marked') > len(picture.drawn_panels)  # of the titles
    change = picture.panels[0].finding.change
    error = (change.since - FIRST) - at if change else None
    spread = change.give_or_take if change else 0
    return Look(week, changes, stood_out, is_unsaid, error, spread)


# --- what is counted


def is_told(year: Year, start: int, end: int) -> bool:
    """Whether a change of the first scale, or of all, was read the right way in these weeks."""
    return any(_is_right(look, year.direction) for look in year.looks[start:end])


def _is_right(look: Look, direction: int) -> bool:
    side = "higher" if direction > 0 else "lower"
    names = {"Scale 0", "The average of all scales"}
    return any(each[0] in names and each[1] == side for each in look.changes)


def share(years: Sequence[Year], holds: Callable[[Year], bool]) -> float:
    """Percent of the people for whom it holds."""
    return 100 * fmean(holds(year) for year in years)


def reads_any_change(year: Year) -> bool:
    """Whether any sentence of change was read in any week."""
    return any(look.changes for look in year.looks)


def live(kind: Kind, people: int) -> list[Year]:
    """So many people of a kind, on all processors."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(simulate, [kind] * people, range(people), chunksize=8))


def main(people: int) -> None:
    """Print all figures and write those that the pages quote."""
    rates = measure_steady(people) | measure_steps(people)
    write_rates("person", rates)


def write_rates(part: str, rates: Mapping[str, float]) -> None:
    """Write one part of the file that the pages quote; the others stay."""
    known = tomllib.loads(RATES.read_text("utf-8"))
    known[part] = {name: round(value) for name, value in rates.items()}
    lines = ["# Written by bench/claims.py, team_claims.py and associations.py."]
    for name, values in known.items():
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in values.items())]
    RATES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure_steady(people: int) -> dict[str, float]:
    """People without a change: false sentences, single weeks, marks that nothing speaks of."""
    by_kind = {kind.name: live(kind, people) for kind in STEADY}
    for name, years in by_kind.items():
        note(f"steady-any-change-{name}", share(years, reads_any_change))
    dropped = live(Kind("statement-dropped", drops_from=13), people)
    note("steady-any-change-statement-dropped-from-week-13", share(dropped, reads_any_change))
    mixture = [year for years in by_kind.values() for year in years]
    correlated = [year for name, years in by_kind.items() if "corr-0.5" in name for year in years]
    single = share(mixture, lambda year: any(look.stood_out for look in year.looks))
    unsaid = share(mixture, lambda year: any(look.is_filled_unsaid for look in year.looks))
    false = share(mixture, reads_any_change)
    say("steady-any-change", false, 0, 30)
    say("steady-any-change-correlated", share(correlated, reads_any_change), 0, 40)
    say("steady-single-week", single, 0, 20)
    say("steady-filled-mark-unsaid", unsaid, 0, 0)
    marked = share(mixture, lambda year: year.has_process_marks)
    note("steady-process-mark", marked)
    return {"any_false_change": false, "single_week": single, "any_process_mark": marked}


def measure_steps(people: int) -> dict[str, float]:
    """People with a change: how many read it how soon, whether it stays, its size and its date."""
    found = {}
    for size, within, target in ((10, 26, 0), (14, 26, 70), (21, 13, 78), (28, 13, 0)):
        years = live(Kind(f"step-{size}", size=size, begins=26, weeks=66), people)
        found[size] = share(years, lambda year, end=26 + within: is_told(year, 26, end))
        say(f"step-{size}-told-within-{within}", found[size], 0, target, least_is=True)
        _measure_telling(f"step-{size}", years, 26)
    early = live(Kind("early-28", size=28, begins=18, weeks=30), people)
    told = share(early, lambda year: is_told(year, 18, 27))
    say("step-28-at-18-told-by-26", told, 0, 70, least_is=True)
    common = live(Kind("common-10", size=10, begins=26, is_common=True, weeks=66), people)
    note("common-10-told-within-13", share(common, lambda year: is_told(year, 26, 39)))
    years = live(Kind("drift-15", size=15, drift_weeks=YEAR, weeks=2 * YEAR), people)
    note("drift-15-told-within-52", share(years, lambda year: is_told(year, 0, YEAR)))
    note("drift-15-told-within-104", share(years, lambda year: is_told(year, 0, 2 * YEAR)))
    _measure_dip(people)
    return {"step_21_told": found[21], "step_14_told": found[14]}


def _measure_telling(name: str, years: Sequence[Year], at: int) -> None:
    """Whether the sentence stays, how large the change is told, and how far its date is off."""
    stays, ratios, errors, within = [], [], [], []
    for year in years:
        later = [look for look in year.looks if look.week >= at + 13]
        stays.append(fmean(_is_right(look, year.direction) for look in later))
        for look in year.looks[at:]:
            told = next((each for each in look.changes if each[0] == "Scale 0"), None)
            if told is None or not _is_right(look, year.direction) or look.start_error is None:
                continue
            ratios.append((told[2] - told[3]) * year.direction / year.size)
            errors.append(abs(look.start_error))
            within.append(abs(look.start_error) <= look.give_or_take)
    note(f"{name}-stays-weeks-13-to-39", 100 * fmean(stays))
    note(f"{name}-size-told-over-true", fmean(ratios))
    note(f"{name}-date-error-9-in-10-weeks", quantiles(errors, n=10)[-1])
    note(f"{name}-date-within-give-or-take", 100 * fmean(within))


def _measure_dip(people: int) -> None:
    """A fall of 21 points that lasts thirteen weeks: what is read after it is over."""
    years = live(Kind("dip-21", size=21, begins=26, lasts=13, weeks=78), people)
    for after in (13, 26, 38):
        looks = [(year, year.looks[39 + after]) for year in years]
        old = fmean(_is_right(look, year.direction) for year, look in looks)
        back = fmean(_is_right(look, -year.direction) for year, look in looks)
        note(f"dip-21-still-told-{after}-weeks-after", 100 * old)
        note(f"dip-21-recovery-told-{after}-weeks-after", 100 * back)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
