"""The marks of a person as their page lists them: what each is, and what it does to the chart."""

from dataclasses import dataclass
from datetime import datetime

from reflect.charts.dates import format_day
from reflect.core.i18n import _
from reflect.core.week_entries import ChangeMarker
from reflect.core.weeks import Week
from reflect.trends.change_markers.services import ChangeMarkers, format_change_title


@dataclass(frozen=True, slots=True)
class ChangeMarkerRow:
    """One change marker of the list."""

    week: Week
    title: str
    day: str  # the Monday of its week
    does: str


def build_change_marker_rows(marks: ChangeMarkers, now: datetime) -> list[ChangeMarkerRow]:
    """All markers, newest first."""
    return [
        ChangeMarkerRow(
            change.week,
            format_change_title(change),
            _format_week_day(change),
            _describe_effect(change, marks, now),
        )
        for change in reversed(marks.changes)
    ]


def format_marker_conflict(there: ChangeMarker) -> str:
    """The sentence that the week has another marker now, and what submitting again does."""
    return _(
        "Your week of {day} has a mark already: {what}. "
        "Save once more to put this one in its place."
    ).format(day=_format_week_day(there), what=there.title)


def format_done_notice(what: str) -> str:
    """The sentence about what was just done."""
    sentences = {
        "marked": _("Marked. Your chart shows it."),
        "removed": _("Taken away. Your chart is as it was without this mark."),
    }
    return sentences.get(what, "")


def _format_week_day(change: ChangeMarker) -> str:
    return format_day(change.week.monday, year=True)


def _describe_effect(change: ChangeMarker, marks: ChangeMarkers, now: datetime) -> str:
    if marks.first is not None and change.baseline and change.week > marks.first:
        does = _("A line on your chart. Your usual range begins anew there.")
    else:
        does = _("A line on your chart. Your usual range stays as it is.")
    if marks.is_open and change.week == Week.of(now):
        return "{} {}".format(does, _("It shows once this week has answers."))
    return does
