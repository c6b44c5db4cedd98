"""The sentences of a supervision sheet, in the first person of its user: *my*, not *your*.

A change, or a week that stood out, is named only if `charts.sentences` names it as well: both read
the finding of the panel.
"""

from datetime import date
from textwrap import shorten

from reflect.charts.dates import (
    format_day,
    format_days,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.sentences import describe_change
from reflect.charts.series import Panel
from reflect.checkins.actions import WeeklyAction
from reflect.core.i18n import _, ngettext
from reflect.core.tags import SUPERVISION_FUNCTIONS
from reflect.core.weeks import Week
from reflect.notebook.cpd.entries import CpdRecordEntry

_MAX_DESCRIPTION_LENGTH = 200  # characters of a CPD entry's description


def describe_own_scale(panel: Panel) -> str:
    """One scale of the user's own chart; empty as long as no change can be found."""
    finding = panel.finding
    if not finding.can_show_change:
        return ""
    text = _("{scale}: no change found. My weeks average {level}.")
    if finding.change:
        text = _("{scale}: {said}")
    said = text.format(
        scale=panel.scale.title, said=describe_change(panel), level=round_half_up(finding.level)
    )
    return " ".join(filter(None, [said, _describe_unusual_weeks(panel)]))


def _describe_unusual_weeks(panel: Panel) -> str:
    days = [week.monday for week in panel.finding.unusual]
    if not days:
        return ""
    has_years = any(day.year != panel.points[-1].week.monday.year for day in days)
    text = ngettext(
        "{count} week stood out: {days}.", "{count} weeks stood out: {days}.", len(days)
    )
    count = spell_number_capitalised(len(days))
    return text.format(count=count, days=format_days(days, has_years))


def describe_weeks_since_supervision(last: Week, this: Week, interval: int) -> str:
    """How long ago the latest formal supervision was, with the interval that is set."""
    weeks = this - last
    if not weeks:
        return _("My last formal supervision was this week.")
    return ngettext(
        "It is {count} week since my last formal supervision. {interval} are set.",
        "It is {count} weeks since my last formal supervision. {interval} are set.",
        weeks,
    ).format(count=spell_number(weeks), interval=spell_number_capitalised(interval))


def describe_action_source(action: WeeklyAction, today: date) -> str:
    """The source of an action, such as *My action, from my week of 23 November*."""
    whose = {
        1: _("My action"),
        2: _("My team's move"),
        3: _("My supervisor's move"),
        4: _("The organisation's move"),
    }
    source = _("{whose}, from my week of {day}.")
    if action.outcome == "carried":
        source = _("{whose}, carried over, from my week of {day}.")
    day = _format_monday(Week.parse(action.week), today)
    return source.format(whose=whose.get(action.whose, _("An action")), day=day)


def describe_week_source(week: Week, today: date) -> str:
    """The source of a note."""
    return _("From my week of {day}.").format(day=_format_monday(week, today))


def describe_cpd_draft(entry: CpdRecordEntry) -> str:
    """The type and the shortened description of a CPD draft."""
    about = shorten(entry.description, _MAX_DESCRIPTION_LENGTH, placeholder="…")
    return ": ".join(filter(None, [entry.type, about]))


def add_function_label(function: str, source: str) -> str:
    """The function of a line, then its source: *Support. From my week of 23 November*."""
    label = dict(SUPERVISION_FUNCTIONS).get(function, "")
    return " ".join(filter(None, [f"{label}." if label else "", source]))


def _format_monday(week: Week, today: date) -> str:
    return format_day(week.monday, year=week.monday.year != today.year)
