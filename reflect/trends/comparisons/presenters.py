"""Comparisons of kinds of week for templates: sentences, drawing and table of each question.

A sentence says *went with* and never names a cause; it appears only for differences that
`core.comparisons` found significant. Drawing and table show the scores as they are, of every side
that has enough weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reflect.charts import sentences as charts_sentences
from reflect.charts import strip_plot
from reflect.charts.dates import format_day, round_half_up, spell_number, spell_number_capitalised
from reflect.charts.series import ChartScale, Picture
from reflect.charts.strip_plot import WeekGroup
from reflect.core.comparisons import MIN_WEEKS_PER_SIDE, Comparison
from reflect.core.i18n import LazyString, _, capitalise_first, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.week_entries import ChangeMarker, WeekEntry
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.comparisons.services import AFTER, BEFORE, QuestionComparison

_HEADINGS = {
    "places": _l("Places"),
    "contact": _l("Contact with teammates"),
    "supervision": _l("Formal supervision"),
}
_SIDES = {  # side -> its title in drawing and table, and its weeks, after a number
    "home": (_l("Mostly at home"), _l("weeks mostly at home")),
    "base": (_l("Mostly at base"), _l("weeks mostly at base")),
    "elsewhere": (_l("Mostly elsewhere"), _l("weeks mostly elsewhere")),
    "less": (_l("Less than I wanted"), _l("weeks with less contact than you wanted")),
    "right": (_l("About right"), _l("weeks with contact about right")),
    "more": (_l("More than I wanted"), _l("weeks with more contact than you wanted")),
    "held": (_l("With supervision"), _l("weeks with formal supervision")),
    "not": (_l("Without supervision"), _l("weeks without")),
    BEFORE: (_l("Before"), _l("weeks before it")),
    AFTER: (_l("From then on"), _l("weeks from the change on")),
}
_PAIRS = {  # pair of sides -> the name of both, and what a difference went with
    ("home", "base"): (_l("home or base"), _l("home")),
    ("home", "elsewhere"): (_l("home or elsewhere"), _l("home")),
    ("base", "elsewhere"): (_l("base or elsewhere"), _l("base")),
    ("less", "right"): (_l("less contact or about right"), _l("less contact")),
    ("more", "right"): (_l("more contact or about right"), _l("more contact")),
    ("held", "not"): (_l("with formal supervision or without"), _l("formal supervision")),
    (AFTER, BEFORE): (_l("before or after"), _l("the time since the change")),
}


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One side of a comparison as a row of the table."""

    title: str
    weeks: int
    means: tuple[str, ...]  # one per scale


@dataclass(frozen=True, slots=True)
class ComparisonSectionView:
    """The section of one question, such as places or contact."""

    id: str
    heading: str
    sentences: tuple[str, ...]
    wide: Markup
    narrow: Markup
    caption: str
    rows: tuple[ComparisonRow, ...]  # empty, as the drawings, if nothing can be compared yet


@dataclass(frozen=True, slots=True)
class ComparisonPageView:
    """All questions."""

    summary: str
    scales: tuple[str, ...]
    sections: tuple[ComparisonSectionView, ...]
    has_any: bool  # whether a question has a comparison
    has_changes: bool  # whether there is a marked change


def build_comparison_page(
    picture: Picture, questions: Sequence[QuestionComparison]
) -> ComparisonPageView | None:
    """The whole page; None while there is no answered week."""
    if not picture.answered_count:
        return None
    scales = [panel.scale for panel in picture.panels]
    return ComparisonPageView(
        charts_sentences.summarise_weeks(picture),
        tuple(scale.title for scale in scales),
        tuple(_build_section(each, scales, picture) for each in questions),
        any(each.has_comparison for each in questions),
        any(each.change for each in questions),
    )


def format_comparison_sentences(
    question: QuestionComparison, scales: Sequence[ChartScale]
) -> tuple[str, ...]:
    """The sentences about a question: its differences or their absence, and what is missing."""
    titles = {scale.id: scale.title for scale in scales}
    significant = [each for each in question.comparisons if each.is_significant]
    sentences = [_format_difference(each, titles[each.scale]) for each in significant]
    pairs = dict.fromkeys(each.pair for each in question.comparisons if each.means)
    if sentences:
        sentences.append(_("Everything else here: nothing to say beyond ordinary ups and downs."))
    elif pairs:
        names = capitalise_first(", ".join(str(_PAIRS[pair][0]) for pair in pairs))
        text = _("{pairs}: nothing to say beyond ordinary ups and downs.")
        sentences.append(text.format(pairs=names))
    return (*sentences, *_format_missing(question))


def _format_difference(comparison: Comparison, scale: str) -> str:
    text = _(
        "In the {n} {side}, {scale} was lower than in the {m} {other}. "
        "Lower went with {what}. It need not come from it."
    )
    if comparison.difference > 0:
        text = _(
            "In the {n} {side}, {scale} was higher than in the {m} {other}. "
            "Higher went with {what}. It need not come from it."
        )
    (n, m), what = comparison.weeks, _PAIRS[comparison.pair][1]
    side, other = (_SIDES[name][1] for name in comparison.pair)
    return text.format(n=n, side=side, scale=scale, m=m, other=other, what=what)


def _format_missing(question: QuestionComparison) -> tuple[str, ...]:
    """The sentence about sides with too few weeks, if there are any."""
    counts = {name: len(weeks) for name, weeks in question.sides.items()}
    text = _("Nothing to compare yet. Two sides need four weeks with scores. So far: {sides}.")
    if question.has_comparison:
        text = _("Too few weeks to compare yet: {sides}. Four are needed.")
        counts = {name: count for name, count in counts.items() if count < MIN_WEEKS_PER_SIDE}
    sides = ", ".join(f"{_lower_first(_SIDES[name][0])} {count}" for name, count in counts.items())
    return (text.format(sides=sides),) if counts else ()


def _lower_first(title: LazyString) -> str:
    """A title for use within a sentence."""
    text = str(title)
    return text[:1].lower() + text[1:]


def _build_section(
    question: QuestionComparison, scales: Sequence[ChartScale], picture: Picture
) -> ComparisonSectionView:
    change = question.change
    name = f"change-{change.week}" if change else question.kind
    heading = _change_heading(change, picture) if change else str(_HEADINGS[question.kind])
    groups = []
    if question.has_comparison:
        sides = (_build_group(side, weeks, scales) for side, weeks in question.sides.items())
        groups = [group for group in sides if group.weeks >= MIN_WEEKS_PER_SIDE]
    wide = narrow = Markup()
    if groups:
        wide, narrow = (
            strip_plot.draw_strip_plot(scales, groups, heading, name, is_wide=is_wide)
            for is_wide in (True, False)
        )
    return ComparisonSectionView(
        name,
        heading,
        format_comparison_sentences(question, scales),
        wide,
        narrow,
        _format_caption(question, groups),
        tuple(
            ComparisonRow(
                group.title, group.weeks, tuple(_format_mean(group, each.id) for each in scales)
            )
            for group in groups
        ),
    )


def _change_heading(change: ChangeMarker, picture: Picture) -> str:
    title = change_marker_services.format_change_title(change)
    day = format_day(change.week.monday, picture.spans_years)
    return _("Before and after: {change}, week of {day}").format(change=title, day=day)


def _build_group(side: str, weeks: Sequence[WeekEntry], scales: Sequence[ChartScale]) -> WeekGroup:
    scores = {
        scale.id: [week.scores[scale.id] for week in weeks if scale.id in week.scores]
        for scale in scales
    }
    return WeekGroup(str(_SIDES[side][0]), len(weeks), scores)


def _format_mean(group: WeekGroup, scale: str) -> str:
    """The mean, followed by the number of weeks with a score if some have none."""
    mean, count = group.mean(scale), len(group.scores[scale])
    if mean is None:
        return _("too few weeks")
    return f"{round_half_up(mean)}" if count == group.weeks else f"{round_half_up(mean)} ({count})"


def _format_caption(question: QuestionComparison, groups: Sequence[WeekGroup]) -> str:
    weeks_per_mark, others = strip_plot.weeks_a_mark(groups), question.others
    text = _("Each mark is one week. The stroke is their mean. Higher is better.")
    if weeks_per_mark > 1:
        text = _(
            "Each mark stands for up to {n} weeks. The stroke is their mean. Higher is better."
        )
    parts = [text.format(n=spell_number(weeks_per_mark))]
    text = ngettext("{n} week has no answer to this.", "{n} weeks have no answer to this.", others)
    if question.kind == "places":
        text = ngettext(
            "{n} week had no place with more than half of the half-days.",
            "{n} weeks had no place with more than half of the half-days.",
            others,
        )
    if others:
        parts.append(text.format(n=spell_number_capitalised(others)))
    if any(len(scores) != group.weeks for group in groups for scores in group.scores.values()):
        parts.append(_("In brackets: weeks with a score, where some have none."))
    return " ".join(parts)
