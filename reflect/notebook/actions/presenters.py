"""Template values for the actions page: actions grouped by outcome, two means for each scale."""

from dataclasses import dataclass

from reflect.charts.dates import format_day, round_half_up, spell_number
from reflect.charts.scale_style import scale_style
from reflect.checkins.actions import whose_options
from reflect.core.i18n import _
from reflect.notebook.actions.services import ActionReview, BeforeAfterMeans, ReviewedAction

ALL_GROUPS = "all"


@dataclass(frozen=True, slots=True)
class ReviewedActionView:
    """One action as text."""

    id: str
    text: str
    week: str  # as 2026-W48
    planned: str  # `Week of 9 November 2026`
    about: str  # who needs to act, whether it is for supervision; may be empty
    meanwhile: tuple[tuple[str, str, str], ...]  # for each scale: CSS class, title, its two means


@dataclass(frozen=True, slots=True)
class ActionGroupView:
    """The actions with the same outcome, newest first."""

    id: str
    title: str
    items: tuple[ReviewedActionView, ...]
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


def build_action_groups(actions: ActionReview, show: str) -> list[ActionGroupView]:
    """The group `show`, or all that have actions; the open group is included even when empty."""
    titles = get_action_group_titles()
    del titles[ALL_GROUPS]
    items: dict[str, list[ReviewedActionView]] = {name: [] for name in titles}
    for each in actions.reviewed:
        items[each.action.outcome or "open"].append(_build_view(each))
    none_open = _("No open actions. You can add one at the end of a check-in, if you like.")
    empty_texts = dict.fromkeys(titles, _("None so far.")) | {"open": none_open}
    return [
        ActionGroupView(name, title, tuple(items[name]), _list_decisions(name), empty_texts[name])
        for name, title in titles.items()
        if show in {ALL_GROUPS, name} and (items[name] or name in {"open", show})
    ]


def describe_typical_difference(actions: ActionReview) -> str:
    """How far the two means usually differ, as a sentence; empty if there are too few weeks."""
    if not actions.ordinary:
        return ""
    numbers = [f"{scale.title} {round_half_up(median)}" for scale, median in actions.ordinary]
    return _(
        "How far do four weeks and the next four differ anyway? We took each of your weeks in "
        "turn, action or none. Half of the differences were larger than this: {numbers}."
    ).format(numbers=", ".join(numbers))


def _list_decisions(name: str) -> tuple[tuple[str, str], ...]:
    if name in {"open", "carried"}:
        return (("done", _("Done")), ("let_go", _("Let it go")))
    return (("open", _("Open again")),)


def _build_view(reviewed: ReviewedAction) -> ReviewedActionView:
    action = reviewed.action
    whose = dict(whose_options()).get(str(action.whose), "")
    about = [
        _("Whose move: {whose}.").format(whose=whose.lower()) if whose else "",
        _("To be taken to supervision.") if action.supervision else "",
    ]
    return ReviewedActionView(
        action.id,
        action.text,
        action.week,
        _("Week of {day}").format(day=format_day(reviewed.week.monday, year=True)),
        " ".join(filter(None, about)),
        tuple(
            (scale_style(means.scale).cls, means.scale.title, _describe_means(means))
            for means in reviewed.meanwhile
        ),
    )


def _describe_means(means: BeforeAfterMeans) -> str:
    """`54 in the four weeks before, 61 in the four after`; only answered weeks count."""
    return _("{before} in the {weeks} weeks before, {after} in the {more} after").format(
        before=round_half_up(means.before),
        weeks=spell_number(means.weeks_before),
        after=round_half_up(means.after),
        more=spell_number(means.weeks_after),
    )
