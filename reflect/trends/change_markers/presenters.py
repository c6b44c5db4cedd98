"""Change markers for templates: the list, and the sentences of its page."""

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
    does: str  # its effect on the chart


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


def format_marker_conflict(existing: ChangeMarker) -> str:
    """The sentence that the week has another marker now, and what submitting again does."""
    return _(
        "Your week of {day} has a mark already: {what}. "
        "Save once more to put this one in its place."
    ).format(day=_format_week_day(existing), what=existing.title)


def format_done_notice(done: str) -> str:
    """The sentence about what was just done: `marked` or `removed`; else empty."""
    sentences = {
        "marked": _("Marked. Your chart shows it."),
        "removed": _("Taken away. Your chart is as it was without this mark."),
    }
    return sentences.get(done, "")


def _format_week_day(change: ChangeMarker) -> str:
    return format_day(change.week.monday, year=True)


def _describe_effect(change: ChangeMarker, marks: ChangeMarkers, now: datetime) -> str:
    effect = _("A line on your chart.")
    if marks.first is not None and change.baseline and change.week > marks.first:
        effect = _("A line on your chart. Only weeks from there on are compared with each other.")
    if marks.is_open and change.week == Week.of(now):
        return "{} {}".format(effect, _("It shows once this week has answers."))
    return effect
