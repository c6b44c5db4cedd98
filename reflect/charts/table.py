"""A chart as a table: every number and mark of the drawing, for people who cannot see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reflect.charts.dates import format_day, round_half_up
from reflect.charts.series import ChartScale, Picture, Point
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.week_entries import WeekEntry
from reflect.core.weeks import Week

_PLACE_TITLES = {
    "home": _l("Home"),
    "base": _l("Base"),
    "other": _l("Other office"),
    "out": _l("Visits"),
    "between": _l("In between"),
}


@dataclass(frozen=True, slots=True)
class ChartWeekRow:
    """One week as a row of the table."""

    week: Week
    day: str  # its Monday, `2 March`
    values: tuple[str, ...]  # one per scale, in the order of the panels
    note: str  # "away", "no answers", "no scores", or empty
    supervised: bool
    places: str  # `Home 6, Base 2`: half-days, without places of zero
    marks: str  # scales whose week the sentences are about, or that a process chart marks
    changed: str = ""  # the change marker of this week
    fewer: str = ""  # scales with unanswered statements
    is_answered: bool = False

    @property
    def notes(self) -> str:
        """All notes of the row."""
        return "; ".join(filter(None, (self.changed, self.note, self.marks, self.fewer)))


def build_week_rows(picture: Picture, latest: int | None = None) -> tuple[ChartWeekRow, ...]:
    """The weeks of the axis, newest first: all, or the `latest` ones."""
    points_by_week = [
        {point.week: point for point in panel.points} for panel in picture.drawn_panels
    ]
    scales = [panel.scale for panel in picture.drawn_panels]
    changed = {change.week: change.title for change in picture.changes}
    rows = []
    for week in reversed(picture.weeks[-latest:] if latest else picture.weeks):
        points = [by_week.get(week) for by_week in points_by_week]
        entry = picture.entries.get(week)
        answered = None if entry is None or entry.away else entry
        row = ChartWeekRow(
            week,
            format_day(week.monday, picture.spans_years),
            tuple(str(round_half_up(point.value)) if point else "" for point in points),
            _describe_entry(entry, any(points)),
            answered is not None and answered.had_supervision,
            describe_places(entry),
            _describe_marks(scales, points),
            _("marked: {what}").format(what=changed[week]) if week in changed else "",
            "; ".join(
                f"{scale.title} {describe_answered_items(scale, point)}"
                for scale, point in zip(scales, points, strict=True)
                if point and point.missing
            ),
            answered is not None,
        )
        rows.append(row)
    return tuple(rows)


def describe_answered_items(scale: ChartScale, point: Point) -> str:
    """How many statements of the scale were answered: `from 2 of 3 statements`."""
    return _("from {answered} of {items} statements").format(
        answered=scale.items - point.missing, items=scale.items
    )


def describe_places(entry: WeekEntry | None) -> str:
    """`Home 6, Base 2`: the half-days of a week, without places of zero."""
    places = {} if entry is None or entry.away else entry.places
    names = [name for name in sort_places(places) if places[name]]
    return ", ".join(f"{place_title(name)} {places[name]}" for name in names)


def place_title(place: str) -> str:
    """The short name of a place; for an unknown place its id."""
    return str(_PLACE_TITLES.get(place, place))


def sort_places(places: Mapping[str, object]) -> list[str]:
    """Places in the order of the check-in; others after them, by id."""
    known = [place for place in _PLACE_TITLES if place in places]
    return [*known, *sorted(place for place in places if place not in _PLACE_TITLES)]


def _describe_entry(entry: WeekEntry | None, has_scores: bool) -> str:
    if entry is None:
        return _("no answers")
    if entry.away:
        return _("away")
    return "" if has_scores else _("no scores")


def _describe_marks(scales: Sequence[ChartScale], points: Sequence[Point | None]) -> str:
    pairs = [(scale, point) for scale, point in zip(scales, points, strict=True) if point]
    marked = (
        (_("named above: {scales}"), [s.title for s, p in pairs if p.is_told]),
        (
            _("outside the process limits: {scales}"),
            [s.title for s, p in pairs if p.process_mark == "outside"],
        ),
        (
            _("in a process pattern: {scales}"),
            [s.title for s, p in pairs if p.process_mark == "pattern"],
        ),
    )
    return "; ".join(text.format(scales=", ".join(titles)) for text, titles in marked if titles)
