"""What the pages of a check-in show, as plain strings for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reflect.charts.checkins_dates import heading, week_words, weekday_words
from reflect.charts.dates import day_words
from reflect.checkins import actions
from reflect.checkins.drafts import Conflict, set_aside
from reflect.checkins.form_values import Fields, shown, title_of
from reflect.checkins.history import Listed
from reflect.checkins.page_layout import PageLayout
from reflect.checkins.repository import Sheet, Stored
from reflect.core.instruments.loader import prompt_of
from reflect.core.instruments.model import Prompt
from reflect.core.weeks import Week
from reflect.core.words import _, kept_by_language


@dataclass(frozen=True, slots=True)
class Extras:
    """What the application adds to a page of the instrument."""

    can_copy: bool = False  # first page: there is an earlier week
    last_week: str = ""  # first page: last week, in words, while it has no answers
    prompt: Prompt | None = None  # last page, as all that follows
    asked: str = ""  # the question about the last action
    outcomes: tuple[tuple[str, str], ...] = ()
    whose: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One page of a questionnaire."""

    page: PageLayout
    week: Week
    is_this_week: bool
    days: str  # what is asked about, in words
    monday: str  # its first day
    steps: str  # how far one is
    total: int
    values: Fields
    edition: str
    dates: tuple[tuple[str, str], ...]  # the days of the week, to choose from
    extras: Extras | None  # none for a monthly set
    has_choice: bool  # a text of another tab is kept beside this page
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors in the order of the page."""
        return [(name, self.errors[name]) for name in self.page.names if name in self.errors]


@dataclass(frozen=True, slots=True)
class Row:
    """One week of the list, in words."""

    listed: Listed
    first_page: str
    days: str
    day: str  # its Monday
    state: str
    opens: str  # what the link to its pages says; empty: no link


@dataclass(frozen=True, slots=True)
class Choice:
    """One box that says two things, in words."""

    name: str
    title: str
    kept: str
    typed: str
    chosen: str | None  # None: not asked yet; empty: asked, and not chosen


def view(stored: Stored, page: str, today: date, **changes: Any) -> View:
    """A page as it is kept; `changes` are other `values`, an `edition`, `errors`, a `notice`.

    Raises:
        NotFound: there is no such page.
    """
    week, layout = stored.sheet.week, stored.sheet.layout
    found, is_weekly = layout.page(page), stored.sheet.instrument.is_weekly
    days = heading(week, today) if is_weekly else asked_when(stored.sheet)
    given = {"values": stored.fields, "edition": stored.edition, **changes}
    return View(
        page=found,
        week=week,
        is_this_week=week == Week.of(today),
        days=days,
        monday=day_words(week.monday),
        steps=_steps(found.number, len(layout.pages), days, is_weekly=is_weekly),
        total=len(layout.pages),
        dates=_dates(week),
        extras=_extras(stored, found, today) if is_weekly else None,
        has_choice=set_aside(stored, page) is not None,
        **given,
    )


def choices(stored: Stored, conflict: Conflict, chosen: Mapping[str, str]) -> list[Choice]:
    """Both texts of each box, for the page on which one chooses."""
    layout = stored.sheet.layout
    return [
        Choice(
            clash.name,
            title_of(layout, clash.name),
            shown(layout, clash.name, clash.kept),
            shown(layout, clash.name, clash.typed),
            chosen.get(clash.name),
        )
        for clash in conflict.clashes
    ]


def not_chosen(choices: list[Choice]) -> dict[str, str]:
    """What is left to choose, once somebody has begun to: id of the group, and what to do."""
    words = _("{question} Choose which of the two to keep.")
    return {
        f"choose_{choice.name}": words.format(question=choice.title)
        for choice in choices
        if choice.chosen == ""
    }


def carried(conflict: Conflict) -> list[tuple[str, str]]:
    """The page as it was sent, name by name, to be sent again."""
    return [
        (name, each)
        for name, value in conflict.fields.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def row(listed: Listed, first_page: str) -> Row:
    """One week of the list, in words."""
    words = {
        "answered": _("Answered"),
        "away": _("Away"),
        "paused": _("In your pause, so it counts as away"),
        "begun": _("Begun, not saved yet"),
        "none": _("No answers"),
        "closed": _("Could not be opened. It was left as it is."),
    }
    changed = listed.has_changes and listed.state == "answered"
    opens = {"answered": _("Correct"), "begun": _("Go on")}.get(listed.state, _("Fill in"))
    return Row(
        listed,
        first_page,
        week_words(listed.week),
        day_words(listed.week.monday),
        _("Answered, with changes not saved yet") if changed else words[listed.state],
        opens if listed.can_open else "",
    )


def nothing_in_it(stored: Stored) -> str:
    """What to say of a questionnaire in which nothing stands."""
    if not stored.sheet.instrument.is_weekly:
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


def copied_words(copied: str) -> str:
    """What "Same as last week" did; `copied` is the week it took, `none`, or empty.

    Raises:
        Invalid: it is no week.
    """
    if not copied:
        return ""
    if copied == "none":
        return _("No earlier week has places to take over. Nothing was changed.")
    return _("Filled in from your week of {day}. Change what was different.").format(
        day=day_words(Week.parse(copied).monday)
    )


def question_about(action: actions.Action, week: Week) -> str:
    """The question of what became of an action, with the day once a week lies between."""
    text = action.text.rstrip(".")
    if action.week == str(week + -1):
        return _("Last week you planned: “{text}”. What became of it?").format(text=text)
    return _("On {day} you planned: “{text}”. What became of it?").format(
        day=day_words(date.fromisoformat(action.planned)), text=text
    )


def asked_when(sheet: Sheet) -> str:
    """A monthly set and its week, which its "last four weeks" end with."""
    return _("{title}, asked in the week of {day}").format(
        title=sheet.instrument.title, day=day_words(sheet.week.monday)
    )


def _steps(number: int, total: int, days: str, *, is_weekly: bool) -> str:
    if is_weekly:
        words = _("Step {number} of {total}, your week, {days}")
    else:
        words = _("Step {number} of {total}, {days}") if total > 1 else "{days}"
    return words.format(number=number, total=total, days=days)


def _extras(stored: Stored, page: PageLayout, today: date) -> Extras:
    week = stored.sheet.week
    if page.after:
        has_earlier = stored.first_week is not None and stored.first_week < week
        is_open = has_earlier and week == Week.of(today) and not stored.before.rev
        last_week = day_words((week + -1).monday) if is_open else ""
        return Extras(has_earlier, last_week) if not page.before else Extras()
    asked = actions.asked_in(actions.read(stored.actions.value), week)
    return Extras(
        prompt=prompt_of(stored.sheet.instrument, week),
        asked=question_about(asked, week) if asked else "",
        outcomes=actions.outcome_options(),
        whose=actions.whose_options(),
    )


@kept_by_language(8)
def _dates(week: Week) -> tuple[tuple[str, str], ...]:
    return tuple((day.isoformat(), weekday_words(day)) for day in week.days)
