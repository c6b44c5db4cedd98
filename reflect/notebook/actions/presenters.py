"""Actions in words: grouped by what became of them, with two numbers a scale and no claim."""

from dataclasses import dataclass

from reflect.charts.dates import day_words, number_words, whole
from reflect.charts.svg_chart import scale_class
from reflect.checkins.actions import whose_options
from reflect.core.words import _
from reflect.notebook.actions.services import Actions, Kept, Meanwhile

ALL = "all"


@dataclass(frozen=True, slots=True)
class Item:
    """One action, in words."""

    id: str
    text: str
    week: str  # as 2026-W48
    planned: str  # `Week of 9 November 2026`
    about: str  # whose move it is, whether it is for supervision; may be empty
    meanwhile: tuple[tuple[str, str, str], ...]  # class and title of a scale, and its two numbers


@dataclass(frozen=True, slots=True)
class Group:
    """The actions of which the same became, newest first."""

    id: str
    title: str
    items: tuple[Item, ...]
    decisions: tuple[tuple[str, str], ...]  # what can be said of each: name and label of a button
    nothing: str  # what stands there if there are none


def titles() -> dict[str, str]:
    """The groups in their order, and all together."""
    return {
        ALL: _("All"),
        "open": _("Open"),
        "carried": _("Carried over"),
        "done": _("Done"),
        "let_go": _("Let go"),
    }


def groups(actions: Actions, show: str) -> list[Group]:
    """The group named `show`, or all of them; the open ones stand there even when there is none."""
    named = {name: title for name, title in titles().items() if name != ALL}
    sorted_in: dict[str, list[Item]] = {name: [] for name in named}
    for kept in actions.kept:
        sorted_in[kept.action.outcome or "open"].append(_item(kept))
    return [
        Group(name, title, tuple(sorted_in[name]), _decisions(name), _nothing(name))
        for name, title in named.items()
        if show in {ALL, name} and (sorted_in[name] or name in {"open", show})
    ]


def ordinary(actions: Actions) -> str:
    """The yardstick; empty while there are too few weeks for one."""
    if not actions.ordinary:
        return ""
    numbers = ", ".join(f"{scale.title} {whole(usual)}" for scale, usual in actions.ordinary)
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


def _item(kept: Kept) -> Item:
    action = kept.action
    whose = dict(whose_options()).get(str(action.whose), "")
    about = [
        _("Whose move: {whose}.").format(whose=whose.lower()) if whose else "",
        _("To be taken to supervision.") if action.supervision else "",
    ]
    return Item(
        action.id,
        action.text,
        action.week,
        _("Week of {day}").format(day=day_words(kept.week.monday, year=True)),
        " ".join(filter(None, about)),
        tuple(
            (scale_class(each.scale), each.scale.title, _numbers(each)) for each in kept.meanwhile
        ),
    )


def _numbers(each: Meanwhile) -> str:
    """`54 in the four weeks before, 61 in the four after`: answered weeks."""
    return _("{before} in the {weeks} weeks before, {after} in the {more} after").format(
        before=whole(each.before),
        weeks=number_words(each.weeks_before),
        after=whole(each.after),
        more=number_words(each.weeks_after),
    )
