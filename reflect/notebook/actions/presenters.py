"""Template values for the actions page: actions grouped by outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.charts.dates import format_day
from reflect.checkins.actions import WeeklyAction, whose_options
from reflect.core.i18n import _
from reflect.core.weeks import Week

ALL_GROUPS = "all"


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action as text."""

    id: str
    text: str
    week: str  # as 2026-W48
    planned: str  # `Week of 9 November 2026`
    about: str  # who needs to act, whether it is for supervision; may be empty


@dataclass(frozen=True, slots=True)
class ActionGroupView:
    """The actions with the same outcome, newest first."""

    id: str
    title: str
    items: tuple[ActionView, ...]
    decisions: tuple[tuple[str, str], ...]  # name and label of the buttons beside each action
    nothing: str  # shown if there are none


def get_action_group_titles() -> dict[str, str]:
    """The outcomes in order, with `all` before them."""
    return {
        ALL_GROUPS: _("All"),
        "open": _("Open"),
        "carried": _("Carried over"),
        "done": _("Done"),
        "let_go": _("Let go"),
    }


def build_action_groups(actions: Sequence[WeeklyAction], show: str) -> list[ActionGroupView]:
    """The group `show`, or all that have actions; the open group is included even when empty.

    `actions`: newest first.
    """
    titles = get_action_group_titles()
    del titles[ALL_GROUPS]
    items: dict[str, list[ActionView]] = {name: [] for name in titles}
    for each in actions:
        items[each.outcome or "open"].append(_build_view(each))
    none_open = _("No open actions. You can add one at the end of a check-in, if you like.")
    empty_texts = dict.fromkeys(titles, _("None so far.")) | {"open": none_open}
    return [
        ActionGroupView(name, title, tuple(items[name]), _list_decisions(name), empty_texts[name])
        for name, title in titles.items()
        if show in {ALL_GROUPS, name} and (items[name] or name in {"open", show})
    ]


def _list_decisions(name: str) -> tuple[tuple[str, str], ...]:
    if name in {"open", "carried"}:
        return (("done", _("Done")), ("let_go", _("Let it go")))
    return (("open", _("Open again")),)


def _build_view(action: WeeklyAction) -> ActionView:
    whose = dict(whose_options()).get(str(action.whose), "")
    about = [
        _("Whose move: {whose}.").format(whose=whose.lower()) if whose else "",
        _("To be taken to supervision.") if action.supervision else "",
    ]
    day = format_day(Week.parse(action.week).monday, year=True)
    return ActionView(
        action.id,
        action.text,
        action.week,
        _("Week of {day}").format(day=day),
        " ".join(filter(None, about)),
    )
