"""Week histories for chart tests, by hand or generated, and a parser of SVG paths."""

import random
import re
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


def make_change(
    at: int, words: str = "", *, anew: bool = False, kind: str = "office"
) -> ChangeMarker:
    """A change marker, `at` weeks after the first week."""
    return ChangeMarker(FIRST_WEEK + at, kind, words, baseline=anew)


def with_changes(picture: Picture, marks) -> Picture:
    """The same weeks with other change markers."""
    scales = [panel.scale for panel in picture.panels]
    entries = list(picture.entries.values())
    return build_picture(entries, scales, picture.first, picture.last, marks)


def make_person_picture(weeks: int, seed: int = 1) -> Picture:
    """A person with gaps, weeks away and three scales; the first falls in the last quarter."""
    dice = random.Random(seed)
    entries = []
    for n in range(weeks):
        chance = dice.random()
        if chance < 0.06 and n:
            continue
        if chance < 0.12:
            entries.append(WeekEntry(FIRST_WEEK + n, away=True))
            continue
        late = 3 if n > weeks * 0.75 else 0
        scores = {
            scale.id: max(0, min(12, round(dice.gauss(7, 1.5)) - late * (not k))) * 25 / 3
            for k, scale in enumerate(THREE_SCALES)
            if dice.random() > 0.04
        }
        places = {place: dice.randint(0, 3) for place in PLACES}
        entries.append(
            WeekEntry(FIRST_WEEK + n, False, scores, places, held=1 if n % 4 == 1 else 2)
        )
    return build_picture(entries, THREE_SCALES, FIRST_WEEK, FIRST_WEEK + (weeks - 1))


def _generate_picture(weeks: int, seed: int, spread: int, late: int) -> Picture:
    """Random weeks with gaps; in the last third the level is shifted by `late` steps."""
    dice = random.Random(seed)
    entries = []
    for n in range(weeks):
        kind = dice.choice(["left out", "away", *["answered"] * 8])
        if kind == "away":
            entries.append(
                WeekEntry(FIRST_WEEK + n, away=True, held=1 if dice.random() < 0.2 else 2)
            )
        if kind == "answered":
            shift = late if n > weeks * 2 / 3 else 0
            scores = {
                scale.id: max(0, min(12, 6 + shift + dice.randint(-spread, spread))) * 25 / 3
                for scale in THREE_SCALES
                if dice.random() < 0.9
            }
            places = {place: dice.randint(0, 10) for place in PLACES if dice.random() < 0.5}
            entries.append(
                WeekEntry(
                    FIRST_WEEK + n, False, scores, places, held=1 if dice.random() < 0.2 else 2
                )
            )
    dice.shuffle(entries)
    last = max((entry.week for entry in entries), default=FIRST_WEEK)
    return build_picture(entries, THREE_SCALES, FIRST_WEEK, last)


def any_picture(most: int = 50) -> st.SearchStrategy[Picture]:
    """Any history of up to `most` weeks."""
    return st.builds(
        _generate_picture,
        st.integers(1, most),
        st.integers(0, 1_000_000),
        st.integers(0, 6),
        st.integers(-6, 6),
    )


def any_picture_with_changes(most: int = 50) -> st.SearchStrategy[Picture]:
    """Any history, with change markers in some weeks, also before and after it."""
    marks = st.builds(
        make_change,
        st.integers(-2, most + 2),
        st.sampled_from(["", "Ruth went", "<b>&amp;</b>"]),
        anew=st.booleans(),
        kind=st.sampled_from(list(CHANGE_KINDS)),
    )
    several = st.lists(marks, max_size=6, unique_by=lambda change: change.week)
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
