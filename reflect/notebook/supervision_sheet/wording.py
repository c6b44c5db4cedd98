"""What may stand on a supervision sheet, in the words of its writer: *my*, not *your*.

The rules are those of the charts: a sentence about seven weeks, or about single weeks outside, only
where `charts.words` has one as well.
"""

from datetime import date
from textwrap import shorten

from reflect.charts.dates import format_day, format_days, spell_number, spell_number_capitalised
from reflect.charts.series import Panel
from reflect.checkins.actions import WeeklyAction
from reflect.core.i18n import _, ngettext
from reflect.core.tags import SUPERVISION_FUNCTIONS
from reflect.core.weeks import Week
from reflect.notebook.cpd.entries import CpdRecordEntry

_LONG = 200  # letters of a CPD entry's description on a sheet
_NAMED = 3  # weeks outside that are named one by one


def describe_own_scale(panel: Panel) -> str:
    """One scale of one's picture; nothing before there is a usual range."""
    if panel.stage != "usual":
        return ""
    said = [_changed(panel), _outside(panel)]
    if not any(said):
        said = [_("inside my usual range.")]
    return _("{scale}: {said}").format(scale=panel.scale.title, said=" ".join(filter(None, said)))


def _changed(panel: Panel) -> str:
    if panel.change is None:
        return ""
    said = _("my last seven weeks with answers all lie below my usual level.")
    if panel.change == "above":
        said = _("my last seven weeks with answers all lie above my usual level.")
    if not panel.is_based_on_other_items:
        return said
    rest = _("They rest on other statements than that level, and that alone can look like this.")
    return f"{said} {rest}"


def _outside(panel: Panel) -> str:
    days = [week.monday for week in panel.outside]
    if not days:
        return ""
    latest = panel.points[-1].week.monday.year
    other_year = any(day.year != latest for day in days)
    said = ngettext(
        "{count} week lies outside my usual range: {days}.",
        "{count} weeks lie outside my usual range: {days}.",
        len(days),
    )
    if len(days) > _NAMED:
        said = _("{count} weeks lie outside my usual range, the latest {days}.")
    named = format_days(days[-1:] if len(days) > _NAMED else days, other_year)
    count = spell_number_capitalised(len(days)) if panel.change else spell_number(len(days))
    return said.format(count=count, days=named)


def describe_weeks_since_supervision(last: Week, this: Week, interval: int) -> str:
    """How long ago the last formal supervision was, beside the interval that is set."""
    weeks = this - last
    if not weeks:
        return _("My last formal supervision was this week.")
    return ngettext(
        "It is {count} week since my last formal supervision. {interval} are set.",
        "It is {count} weeks since my last formal supervision. {interval} are set.",
        weeks,
    ).format(count=spell_number(weeks), interval=spell_number_capitalised(interval))


def describe_action_source(action: WeeklyAction, today: date) -> str:
    """Where a line comes from, such as *My action, from my week of 23 November*."""
    whose = {
        1: _("My action"),
        2: _("My team's move"),
        3: _("My supervisor's move"),
        4: _("The organisation's move"),
    }
    source = _("{whose}, carried over, from my week of {day}.")
    if action.outcome != "carried":
        source = _("{whose}, from my week of {day}.")
    words = whose.get(action.whose, _("An action"))
    return source.format(whose=words, day=_monday(Week.parse(action.week), today))


def describe_week_source(week: Week, today: date) -> str:
    """Where a text comes from."""
    return _("From my week of {day}.").format(day=_monday(week, today))


def describe_cpd_draft(entry: CpdRecordEntry) -> str:
    """A draft that one may want to talk over."""
    about = shorten(entry.description, _LONG, placeholder="…")
    return ": ".join(filter(None, [entry.type, about]))


def describe_cpd_source() -> str:
    """Where such a line comes from."""
    return _("A CPD entry that I have begun.")


def add_function_label(function: str, source: str) -> str:
    """What a line is for, then where it comes from: *Support. From my week of 23 November*."""
    label = dict(SUPERVISION_FUNCTIONS).get(function, "")
    return " ".join(filter(None, [f"{label}." if label else "", source]))


def _monday(week: Week, today: date) -> str:
    return format_day(week.monday, year=week.monday.year != today.year)
