"""The sentences of a supervision sheet, in the first person of its user: *my*, not *your*.

The rules are those of the charts: there is a sentence about seven weeks, or about single weeks
outside the usual range, only if `charts.sentences` has one as well.
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

_MAX_DESCRIPTION_LENGTH = 200  # characters of a CPD entry's description
_MAX_LISTED_WEEKS = 3  # if more weeks are outside the usual range, only the latest is named


def describe_own_scale(panel: Panel) -> str:
    """One scale of the user's own chart; empty as long as there is no usual range."""
    if panel.stage != "usual":
        return ""
    parts = [_describe_change(panel), _describe_weeks_outside(panel)]
    text = " ".join(filter(None, parts)) or _("inside my usual range.")
    return _("{scale}: {said}").format(scale=panel.scale.title, said=text)


def _describe_change(panel: Panel) -> str:
    if panel.change is None:
        return ""
    sentence = _("my last seven weeks with answers all lie below my usual level.")
    if panel.change == "above":
        sentence = _("my last seven weeks with answers all lie above my usual level.")
    if not panel.is_based_on_other_items:
        return sentence
    rest = _("They rest on other statements than that level, and that alone can look like this.")
    return f"{sentence} {rest}"


def _describe_weeks_outside(panel: Panel) -> str:
    days = [week.monday for week in panel.outside]
    if not days:
        return ""
    current_year = panel.points[-1].week.monday.year
    with_year = any(day.year != current_year for day in days)
    count = spell_number_capitalised(len(days)) if panel.change else spell_number(len(days))
    if len(days) > _MAX_LISTED_WEEKS:
        sentence = _("{count} weeks lie outside my usual range, the latest {days}.")
        return sentence.format(count=count, days=format_days(days[-1:], with_year))
    sentence = ngettext(
        "{count} week lies outside my usual range: {days}.",
        "{count} weeks lie outside my usual range: {days}.",
        len(days),
    )
    return sentence.format(count=count, days=format_days(days, with_year))


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
