"""Actions in words: grouped by what became of them, with two numbers a scale and no claim."""

from dataclasses import dataclass

from reflect.charts.dates import format_day, round_half_up, spell_number
from reflect.charts.svg_chart import scale_class
from reflect.checkins.actions import whose_options
from reflect.core.i18n import _
from reflect.notebook.actions.services import ActionReview, BeforeAfterMeans, ReviewedAction

ALL_GROUPS = "all"


@dataclass(frozen=True, slots=True)
class ReviewedActionView:
    """One action, in words."""

    id: str
    text: str
    week: str  # as 2026-W48
    planned: str  # `Week of 9 November 2026`
    about: str  # whose move it is, whether it is for supervision; may be empty
    meanwhile: tuple[tuple[str, str, str], ...]  # class and title of a scale, and its two numbers


@dataclass(frozen=True, slots=True)
class ActionGroupView:
    """The actions of which the same became, newest first."""

    id: str
    title: str
    items: tuple[ReviewedActionView, ...]
    decisions: tuple[tuple[str, str], ...]  # what can be said of each: name and label of a button
    nothing: str  # what stands there if there are none


def get_action_group_titles() -> dict[str, str]:
    """The groups in their order, and all together."""
    return {
        ALL_GROUPS: _("All"),
        "open": _("Open"),
        "carried": _("Carried over"),
        "done": _("Done"),
        "let_go": _("Let go"),
    }


def build_action_groups(actions: ActionReview, show: str) -> list[ActionGroupView]:
    """The group named `show`, or all of them; the open ones stand there even when there is none."""
    named = {name: title for name, title in get_action_group_titles().items() if name != ALL_GROUPS}
    sorted_in: dict[str, list[ReviewedActionView]] = {name: [] for name in named}
    for kept in actions.reviewed:
        sorted_in[kept.action.outcome or "open"].append(_item(kept))
    return [
        ActionGroupView(name, title, tuple(sorted_in[name]), _decisions(name), _nothing(name))
        for name, title in named.items()
        if show in {ALL_GROUPS, name} and (sorted_in[name] or name in {"open", show})
    ]


def describe_typical_difference(actions: ActionReview) -> str:
    """The yardstick; empty while there are too few weeks for one."""
    if not actions.ordinary:
        return ""
    numbers = ", ".join(
        f"{scale.title} {round_half_up(usual)}" for scale, usual in actions.ordinary
    )
    return _(
        "How far do four weeks and the next four differ anyway? We took each of your weeks in "
        "turn, action or none. Half of the differences were larger than this: {numbers}."
    ).format(numbers=numbers)


def _nothing(name: str) -> str:
    if name == "open":
        return _("No open actions. You can add one at the end of a check-in, if you like.")
    return _("None so far.")


def _decisions(name: str) -> tuple[tuple[str, str], ...]:
    if name in {"open", "carried"}:
        return (("done", _("Done")), ("let_go", _("Let it go")))
    return (("open", _("Open again")),)


def _item(kept: ReviewedAction) -> ReviewedActionView:
    action = kept.action
    whose = dict(whose_options()).get(str(action.whose), "")
    about = [
        _("Whose move: {whose}.").format(whose=whose.lower()) if whose else "",
        _("To be taken to supervision.") if action.supervision else "",
    ]
    return ReviewedActionView(
        action.id,
        action.text,
        action.week,
        _("Week of {day}").format(day=format_day(kept.week.monday, year=True)),
        " ".join(filter(None, about)),
        tuple(
            (scale_class(each.scale), each.scale.title, _numbers(each)) for each in kept.meanwhile
        ),
    )


def _numbers(each: BeforeAfterMeans) -> str:
    """`54 in the four weeks before, 61 in the four after`: answered weeks."""
    return _("{before} in the {weeks} weeks before, {after} in the {more} after").format(
        before=round_half_up(each.before),
        weeks=spell_number(each.weeks_before),
        after=round_half_up(each.after),
        more=spell_number(each.weeks_after),
    )
