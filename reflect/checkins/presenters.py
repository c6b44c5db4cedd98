"""Presenters of the check-in: view models with plain strings for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reflect.charts.dates import format_day, format_week, format_week_heading, format_weekday
from reflect.checkins import actions
from reflect.checkins.drafts import (
    find_differences,
    load_set_aside,
    resolve_fields,
)
from reflect.checkins.fields import Fields, Submission, format_field_value, get_field_title
from reflect.checkins.history import ListedWeek
from reflect.checkins.page_layout import PageLayout
from reflect.checkins.repository import Questionnaire, WeekState
from reflect.core.i18n import _, cache_per_locale
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.instruments.model import Prompt
from reflect.core.weeks import Week


@dataclass(frozen=True, slots=True)
class Extras:
    """What the application adds to a page of the instrument."""

    can_copy: bool = False  # first page: there is an earlier week
    last_week: str = ""  # first page: Monday of last week, while it has no answers
    prompt: Prompt | None = None  # last page, like all below
    asked: str = ""  # the question about the last action
    outcomes: tuple[tuple[str, str], ...] = ()
    whose: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionnairePageView:
    """One page of a questionnaire."""

    page: PageLayout
    week: Week
    is_this_week: bool
    days: str  # the days of the week, or the title of a monthly set
    monday: str  # of that week
    steps: str  # progress, as in "Step 1 of 4"
    total: int
    values: Fields
    edition: str
    dates: tuple[tuple[str, str], ...]  # the days of the week, to choose from
    extras: Extras | None  # none for a monthly set
    has_choice: bool  # a conflict of this page is not resolved yet
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors, in the order of the page's fields."""
        return [(name, self.errors[name]) for name in self.page.names if name in self.errors]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One row of the list of weeks."""

    listed: ListedWeek
    first_page: str
    days: str
    day: str  # its Monday
    state: str
    opens: str  # text of the link to its pages; empty: no link


@dataclass(frozen=True, slots=True)
class ConflictFieldView:
    """One field in conflict, with both texts."""

    name: str
    title: str
    kept: str
    typed: str
    chosen: str | None  # None: not asked yet; empty: no choice made


def build_page_view(
    stored: WeekState, page: str, today: date, **changes: Any
) -> QuestionnairePageView:
    """The view of a stored page; `changes`: other `values` or `edition`, `errors`, a `notice`.

    Raises:
        NotFound: there is no such page.
    """
    sheet = stored.questionnaire
    week, layout, is_weekly = sheet.week, sheet.layout, sheet.instrument.is_weekly
    page_layout = layout.page(page)
    days = format_week_heading(week, today) if is_weekly else format_monthly_heading(sheet)
    return QuestionnairePageView(
        page=page_layout,
        week=week,
        is_this_week=week == Week.of(today),
        days=days,
        monday=format_day(week.monday),
        steps=_format_steps(page_layout.number, len(layout.pages), days, is_weekly=is_weekly),
        total=len(layout.pages),
        dates=_date_options(week),
        extras=_build_extras(stored, page_layout, today) if is_weekly else None,
        has_choice=load_set_aside(stored, page) is not None,
        **{"values": stored.fields, "edition": stored.edition, **changes},
    )


def build_conflict_fields(
    stored: WeekState, typed: Submission, chosen: Mapping[str, str]
) -> list[ConflictFieldView]:
    """Both texts of each field in conflict, for the conflict page."""
    layout, fields = stored.questionnaire.layout, resolve_fields(stored, typed)
    return [
        ConflictFieldView(
            name,
            get_field_title(layout, name),
            format_field_value(layout, name, stored.fields.get(name, "")),
            format_field_value(layout, name, fields.get(name, "")),
            chosen.get(name),
        )
        for name in find_differences(stored, typed)
    ]


def find_missing_choices(choices: list[ConflictFieldView]) -> dict[str, str]:
    """The fields for which no choice was made, once asked: id of the group -> error message."""
    words = _("{question} Choose which of the two to keep.")
    return {
        f"choose_{choice.name}": words.format(question=choice.title)
        for choice in choices
        if choice.chosen == ""
    }


def build_hidden_fields(stored: WeekState, typed: Submission) -> list[tuple[str, str]]:
    """The fields of the page as it was posted, as (name, value), to be posted again."""
    return [
        (name, each)
        for name, value in resolve_fields(stored, typed).items()
        for each in (value if isinstance(value, list) else [value])
    ]


def build_week_row(listed: ListedWeek, first_page: str) -> WeekRow:
    """The row of one week."""
    words = {
        "answered": _("Answered"),
        "away": _("Away"),
        "paused": _("In your pause, so it counts as away"),
        "begun": _("Begun, not saved yet"),
        "none": _("No answers"),
        "closed": _("Could not be opened. It was left as it is."),
    }
    is_changed = listed.has_changes and listed.state == "answered"
    opens = {"answered": _("Correct"), "begun": _("Go on")}.get(listed.state, _("Fill in"))
    return WeekRow(
        listed,
        first_page,
        format_week(listed.week),
        format_day(listed.week.monday),
        _("Answered, with changes not saved yet") if is_changed else words[listed.state],
        opens if listed.can_open else "",
    )


def format_empty_notice(stored: WeekState) -> str:
    """The notice for a questionnaire that was submitted empty."""
    if not stored.questionnaire.instrument.is_weekly:
        if stored.is_answered:
            return _("Everything here is empty now. What you had saved before is still there.")
        return _("There is nothing to save here yet. Answer what you like, or leave it.")
    if stored.is_answered:
        return _(
            "Everything in this check-in is empty now. What you had saved before is still there. "
            "To take it out, mark the week as away."
        )
    return _(
        "There is nothing in this check-in yet, so there was nothing to save. Answer what you "
        "like, or come back later."
    )


def format_copied_notice(copied: str) -> str:
    """The result of *Same as last week*; `copied` is the week that was copied, `none`, or empty.

    Raises:
        Invalid: `copied` is not a week.
    """
    if not copied:
        return ""
    if copied == "none":
        return _("No earlier week has places to take over. Nothing was changed.")
    return _("Filled in from your week of {day}. Change what was different.").format(
        day=format_day(Week.parse(copied).monday)
    )


def format_action_question(action: actions.WeeklyAction, week: Week) -> str:
    """The question about the outcome of an action; with its day if it is older than last week."""
    text = action.text.rstrip(".")
    if action.week == str(week + -1):
        return _("Last week you planned: “{text}”. What became of it?").format(text=text)
    return _("On {day} you planned: “{text}”. What became of it?").format(
        day=format_day(date.fromisoformat(action.planned)), text=text
    )


def format_monthly_heading(sheet: Questionnaire) -> str:
    """The heading of a monthly set: title and week, with which its "last four weeks" end."""
    return _("{title}, asked in the week of {day}").format(
        title=sheet.instrument.title, day=format_day(sheet.week.monday)
    )


def _format_steps(number: int, total: int, days: str, *, is_weekly: bool) -> str:
    if is_weekly:
        words = _("Step {number} of {total}, your week, {days}")
    else:
        words = _("Step {number} of {total}, {days}") if total > 1 else "{days}"
    return words.format(number=number, total=total, days=days)


def _build_extras(stored: WeekState, page: PageLayout, today: date) -> Extras:
    week = stored.questionnaire.week
    if page.after:
        has_earlier = stored.first_week is not None and stored.first_week < week
        is_open = has_earlier and week == Week.of(today) and not stored.previous_answers.rev
        last_week = format_day((week + -1).monday) if is_open else ""
        return Extras(has_earlier, last_week) if not page.before else Extras()
    asked = actions.find_action_to_review(actions.parse_actions(stored.actions.value), week)
    return Extras(
        prompt=prompt_for_week(stored.questionnaire.instrument, week),
        asked=format_action_question(asked, week) if asked else "",
        outcomes=actions.outcome_options(),
        whose=actions.whose_options(),
    )


@cache_per_locale(8)
def _date_options(week: Week) -> tuple[tuple[str, str], ...]:
    return tuple((day.isoformat(), format_weekday(day)) for day in week.days)
