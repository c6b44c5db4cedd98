"""Week histories for chart tests, by hand or generated, and a parser of SVG paths."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import strategies as st

from reflect.charts.series import ChartScale, Picture, build_picture
from reflect.core.week_entries import CHANGE_KINDS, ChangeMarker, WeekEntry
from reflect.core.weeks import Week

FIRST_WEEK = Week(date(2026, 2, 23))
CONNECTION_SCALE = ChartScale("connection", "Connection")
THREE_SCALES = (
    CONNECTION_SCALE,
    ChartScale("supervision", "Supervision and support"),
    ChartScale("balance", "Work-life balance"),
)
STATEMENTS = ("first", "second", "third")  # of each scale
CALM = [50, 58, 50, 42, 50, 58, 50, 42, 50, 58, 50, 42]  # twelve weeks around 50
PLACES = ("home", "base", "other", "out", "between")
SCORES_STRATEGY = st.integers(0, 12).map(lambda steps: steps * 25 / 3)


def make_picture(*values, first=FIRST_WEEK, marks=(), **changes) -> Picture:
    """Connection week by week: a number, None for a week left out, "away" for a week away."""
    entries = [
        WeekEntry(first + n, away=True)
        if value == "away"
        else WeekEntry(first + n, scores={"connection": value}, **changes)
        for n, value in enumerate(values)
        if value is not None
    ]
    return build_picture(entries, (CONNECTION_SCALE,), first, first + (len(values) - 1), marks)


def make_panel(*values, marks=()):
    """The only panel of such a picture."""
    return make_picture(*values, marks=marks).panels[0]


def make_answered_week(
    week: Week, answers: Mapping[str, Sequence[float | None]], **changes
) -> WeekEntry:
    """A week with the points of the statements of each scale; None for one without an answer."""
    points = {
        scale: {
            name: value for name, value in zip(STATEMENTS, each, strict=True) if value is not None
        }
        for scale, each in answers.items()
    }
    points = {scale: each for scale, each in points.items() if len(each) >= 2}
    scores = {scale: sum(each.values()) / len(each) for scale, each in points.items()}
    return WeekEntry(week, scores=scores, points=points, **changes)


def make_answered_picture(*weeks: Sequence[float | None], scale=CONNECTION_SCALE) -> Picture:
    """One scale week by week, from the points of its three statements."""
    entries = [make_answered_week(FIRST_WEEK + n, {scale.id: each}) for n, each in enumerate(weeks)]
    return build_picture(entries, (scale,), FIRST_WEEK, FIRST_WEEK + (len(weeks) - 1))


def make_scales_picture(*series: Sequence[float]) -> Picture:
    """Three scales with a value in each week, without gaps."""
    entries = [
        WeekEntry(
            FIRST_WEEK + n,
            scores={s.id: value for s, value in zip(THREE_SCALES, values, strict=True)},
        )
        for n, values in enumerate(zip(*series, strict=True))
    ]
    return build_picture(entries, THREE_SCALES, FIRST_WEEK, FIRST_WEEK + (len(entries) - 1))


def make_change(
    at: int, words: str = "", *, baseline: bool = False, kind: str = "office"
) -> ChangeMarker:
    """A change marker, `at` weeks after the first week."""
    return ChangeMarker(FIRST_WEEK + at, kind, words, baseline=baseline)


def with_changes(picture: Picture, marks) -> Picture:
    """The same weeks with other change markers."""
    scales = [panel.scale for panel in picture.panels]
    entries = list(picture.entries.values())
    return build_picture(entries, scales, picture.first, picture.last, marks)


def make_person_picture(weeks: int, seed: int = 1) -> Picture:
    """A person with gaps, weeks away and missing statements; the first scale falls at last."""
    dice = random.Random(seed)
    entries = []
    for n in range(weeks):
        chance = dice.random()
        if chance < 0.06 and n:
            continue
        if chance < 0.12:
            entries.append(WeekEntry(FIRST_WEEK + n, away=True))
            continue
        answers = {
            scale.id: [
                None if dice.random() < 0.04 else _round_to_answer(dice.gauss(58, 20) - late)
                for _statement in STATEMENTS
            ]
            for scale, late in zip(THREE_SCALES, (25 * (n >= weeks - 20), 0, 0), strict=True)
        }
        places = {place: dice.randint(0, 3) for place in PLACES}
        entries.append(
            make_answered_week(FIRST_WEEK + n, answers, places=places, held=1 if n % 4 == 1 else 2)
        )
    return build_picture(entries, THREE_SCALES, FIRST_WEEK, FIRST_WEEK + (weeks - 1))


def _round_to_answer(points: float) -> float:
    """The points of the nearest of five answers."""
    return 25.0 * max(0, min(4, round(points / 25)))


def _generate_picture(weeks: int, seed: int, spread: int, shift: int, moved: int) -> Picture:
    """Random weeks with gaps, missing statements, and often another version of the questionnaire.

    The level of the first `moved` scales changes by `shift` points from some week on, or for a
    while, and a single week may be far from it.
    """
    dice = random.Random(seed)
    odd_week = dice.choice([weeks, weeks - 1, dice.randint(0, weeks)])
    begin, end = sorted(dice.randint(0, weeks) for _edge in range(2))
    end = dice.choice([end, weeks])
    other_version = dice.choice([weeks] * 4 + [dice.randint(0, weeks)])
    missing = dice.choice([0, 0, 0.1])
    entries = []
    for n in range(weeks):
        kind = dice.choice(["left out", "away", *["answered"] * 8])
        held = 1 if dice.random() < 0.2 else 2
        if kind == "away":
            entries.append(WeekEntry(FIRST_WEEK + n, away=True, held=held))
        if kind == "answered":
            levels = [50 + shift * (begin <= n < end and k < moved) for k in range(3)]
            levels = [level - 60 * (n == odd_week) for level in levels]
            answers = {
                scale.id: [
                    None
                    if dice.random() < missing
                    else _round_to_answer(level + usual + dice.uniform(-spread, spread))
                    for usual in (-12, 0, 12)
                ]
                for scale, level in zip(THREE_SCALES, levels, strict=True)
                if dice.random() < 0.95
            }
            places = {place: dice.randint(0, 10) for place in PLACES if dice.random() < 0.5}
            version = 1 + (n >= other_version)
            entries.append(
                make_answered_week(
                    FIRST_WEEK + n, answers, places=places, held=held, version=version
                )
            )
    dice.shuffle(entries)
    last = max((entry.week for entry in entries), default=FIRST_WEEK)
    return build_picture(entries, THREE_SCALES, FIRST_WEEK, last)


def any_picture(most: int = 60) -> st.SearchStrategy[Picture]:
    """Any history of up to `most` weeks; many have a change, or only one of all scales together."""
    seeds, weeks = st.integers(0, 1_000_000), st.integers(1, most)
    histories = st.builds(
        _generate_picture,
        weeks | st.integers(most // 2, most),
        seeds,
        st.integers(0, 50),
        st.integers(-50, 50),
        st.sampled_from([1, 3]),
    )
    close = st.sampled_from([-13, 13])
    return histories | st.builds(
        _generate_picture, st.just(most), seeds, st.integers(40, 60), close, st.just(3)
    )


def any_picture_with_changes(most: int = 60) -> st.SearchStrategy[Picture]:
    """Any history, with change markers in some weeks, also before and after it."""
    marks = st.builds(
        make_change,
        st.integers(-2, most + 2),
        st.sampled_from(["", "Ruth went", "<b>&amp;</b>"]),
        baseline=st.booleans(),
        kind=st.sampled_from(list(CHANGE_KINDS)),
    )
    several = st.lists(marks, max_size=4, unique_by=lambda change: change.week)
    return st.builds(with_changes, any_picture(most), several)


def parse_subpaths(outline: str) -> list[list[tuple[float, float]]]:
    """The corners of each subpath, from relative m, l, h and v; of an arc only the end."""
    found, x, y = [], 0.0, 0.0
    for command, written in re.findall(r"([a-zMHV])([^a-zMHV]*)", outline):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", written)]
        if command == "z":
            x, y = found[-1][0]
            continue
        right, down = {
            "h": lambda n: (n[0], 0),
            "v": lambda n: (0, n[0]),
            "a": lambda n: (n[-2], n[-1]),
        }.get(command, lambda n: (n[0], n[1]))(numbers)
        x, y = x + right, y + down
        if command == "m":
            found.append([])
        found[-1].append((x, y))
    return found
