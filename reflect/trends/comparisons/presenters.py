"""What goes with what, as a page: sentences, drawings and tables of each question.

A sentence says *went with*, never what came from what, and stands only where `core.comparisons`
lets it. Drawing and table show every side that has enough weeks, as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reflect.charts import sentences as charts_sentences
from reflect.charts import strip_plot
from reflect.charts.dates import day_words, number_starts, number_words, whole
from reflect.charts.series import Picture, ScaleView
from reflect.charts.strip_plot import Side
from reflect.charts.svg import vouched
from reflect.core.comparisons import LEAST, Comparison
from reflect.core.week_entries import Change, Entry
from reflect.core.words import _, later, ngettext
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.comparisons.services import AFTER, BEFORE, Compared

_HEADINGS = {
    "places": later("Places"),
    "contact": later("Contact with teammates"),
    "supervision": later("Formal supervision"),
}
_TITLES = {  # of a side, in drawing and table
    "home": later("Mostly at home"),
    "base": later("Mostly at base"),
    "elsewhere": later("Mostly elsewhere"),
    "less": later("Less than I wanted"),
    "right": later("About right"),
    "more": later("More than I wanted"),
    "held": later("With supervision"),
    "not": later("Without supervision"),
    BEFORE: later("Before"),
    AFTER: later("From then on"),
}
_WEEKS = {  # of a side, after a number of weeks
    "home": later("weeks mostly at home"),
    "base": later("weeks mostly at base"),
    "elsewhere": later("weeks mostly elsewhere"),
    "less": later("weeks with less contact than you wanted"),
    "right": later("weeks with contact about right"),
    "more": later("weeks with more contact than you wanted"),
    "held": later("weeks with formal supervision"),
    "not": later("weeks without"),
    BEFORE: later("weeks before it"),
    AFTER: later("weeks from the change on"),
}
_PAIRS = {  # both sides in a word, and what a difference went with
    ("home", "base"): (later("home or base"), later("home")),
    ("home", "elsewhere"): (later("home or elsewhere"), later("home")),
    ("base", "elsewhere"): (later("base or elsewhere"), later("base")),
    ("less", "right"): (later("less contact or about right"), later("less contact")),
    ("more", "right"): (later("more contact or about right"), later("more contact")),
    ("held", "not"): (later("with formal supervision or without"), later("formal supervision")),
    (AFTER, BEFORE): (later("before or after"), later("the time since the change")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One side, in figures."""

    title: str
    weeks: int
    means: tuple[str, ...]  # one a scale


@dataclass(frozen=True, slots=True)
class Section:
    """One question."""

    id: str
    heading: str
    sentences: tuple[str, ...]
    wide: Markup
    narrow: Markup
    caption: str
    rows: tuple[Row, ...]  # none: nothing to compare yet, and nothing drawn


@dataclass(frozen=True, slots=True)
class Page:
    """All questions."""

    summary: str
    scales: tuple[str, ...]
    sections: tuple[Section, ...]
    has_any: bool  # something is compared
    has_changes: bool


def page(picture: Picture, questions: Sequence[Compared]) -> Page | None:
    """What a person reads; None as long as there is no week with answers."""
    if not picture.answered:
        return None
    scales = [panel.scale for panel in picture.panels]
    return Page(
        charts_sentences.summary(picture),
        tuple(scale.title for scale in scales),
        tuple(_section(each, scales, picture) for each in questions),
        any(each.has_any for each in questions),
        any(each.change for each in questions),
    )


def sentences(one: Compared, scales: Sequence[ScaleView]) -> tuple[str, ...]:
    """What may be said of one question: differences, that there are none, or what is missing."""
    titles = {scale.id: scale.title for scale in scales}
    said = [_went_with(each, titles[each.scale]) for each in one.comparisons if each.is_said]
    quiet = dict.fromkeys(each.pair for each in one.comparisons if each.means)
    if said:
        nothing = [_("Everything else here: nothing to say beyond ordinary ups and downs.")]
    elif quiet:
        names = ", ".join(str(_PAIRS[pair][0]) for pair in quiet)
        form = _("{pairs}: nothing to say beyond ordinary ups and downs.")
        nothing = [form.format(pairs=names[:1].upper() + names[1:])]
    else:
        nothing = []
    return (*said, *nothing, *_missing(one))


def _went_with(found: Comparison, scale: str) -> str:
    side, other = found.pair
    if found.by > 0:
        form = _(
            "In the {n} {side}, {scale} was higher than in the {m} {other}. "
            "Higher went with {what}. It need not come from it."
        )
    else:
        form = _(
            "In the {n} {side}, {scale} was lower than in the {m} {other}. "
            "Lower went with {what}. It need not come from it."
        )
    return form.format(
        n=found.weeks[0],
        side=_WEEKS[side],
        scale=scale,
        m=found.weeks[1],
        other=_WEEKS[other],
        what=_PAIRS[found.pair][1],
    )


def _missing(one: Compared) -> tuple[str, ...]:
    """Which sides have too few weeks, and how many are needed."""
    few = [name for name, weeks in one.sides.items() if len(weeks) < LEAST]
    if one.has_any and not few:
        return ()
    if one.has_any:
        form = _("Too few weeks to compare yet: {sides}. Four are needed.")
    else:
        few = list(one.sides)
        form = _("Nothing to compare yet. Two sides need four weeks with scores. So far: {sides}.")
    listed = ", ".join(f"{_within(_TITLES[name])} {len(one.sides[name])}" for name in few)
    return (form.format(sides=listed),)


def _within(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def _section(one: Compared, scales: Sequence[ScaleView], picture: Picture) -> Section:
    name = f"change-{one.change.week}" if one.change else one.kind
    heading = _change_heading(one.change, picture) if one.change else _HEADINGS[one.kind]
    shown = [_side(title, weeks, scales) for title, weeks in one.sides.items()]
    shown = [side for side in shown if side.weeks >= LEAST] if one.has_any else []
    return Section(
        name,
        heading,
        sentences(one, scales),
        vouched(strip_plot.wide(scales, shown, heading, name)) if shown else Markup(),
        vouched(strip_plot.narrow(scales, shown, heading, name)) if shown else Markup(),
        _caption(one, shown),
        tuple(Row(s.title, s.weeks, tuple(_cell(s, scale) for scale in scales)) for s in shown),
    )


def _change_heading(change: Change, picture: Picture) -> str:
    years = picture.first.monday.year != picture.last.monday.year
    return _("Before and after: {change}, week of {day}").format(
        change=change_marker_services.title(change), day=day_words(change.week.monday, years)
    )


def _side(name: str, weeks: Sequence[Entry], scales: Sequence[ScaleView]) -> Side:
    scores = {
        scale.id: [week.scores[scale.id] for week in weeks if scale.id in week.scores]
        for scale in scales
    }
    return Side(_TITLES[name], len(weeks), scores)


def _cell(side: Side, scale: ScaleView) -> str:
    """The mean; the number of weeks beside it where some have no score."""
    mean, weeks = side.mean(scale.id), len(side.scores[scale.id])
    if mean is None:
        return _("too few weeks")
    return f"{whole(mean)}" if weeks == side.weeks else f"{whole(mean)} ({weeks})"


def _caption(one: Compared, shown: Sequence[Side]) -> str:
    share = strip_plot.weeks_a_mark(shown)
    parts = [
        _("Each mark is one week. The stroke is their mean. Higher is better.")
        if share == 1
        else _(
            "Each mark stands for up to {n} weeks. The stroke is their mean. Higher is better."
        ).format(n=number_words(share))
    ]
    if one.others and one.kind == "places":
        parts.append(
            ngettext(
                "{n} week had no place with more than half of the half-days.",
                "{n} weeks had no place with more than half of the half-days.",
                one.others,
            ).format(n=number_starts(one.others))
        )
    elif one.others:
        parts.append(
            ngettext(
                "{n} week has no answer to this.", "{n} weeks have no answer to this.", one.others
            ).format(n=number_starts(one.others))
        )
    if any(len(scores) != side.weeks for side in shown for scores in side.scores.values()):
        parts.append(_("In brackets: weeks with a score, where some have none."))
    return " ".join(parts)
