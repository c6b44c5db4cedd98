"""What goes with what, as a page: sentences, drawings and tables of each question.

A sentence says *went with*, never what came from what, and stands only where `core.comparisons`
lets it. Drawing and table show every side that has enough weeks, as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reflect.charts import sentences as charts_sentences
from reflect.charts import strip_plot
from reflect.charts.dates import format_day, round_half_up, spell_number, spell_number_capitalised
from reflect.charts.series import ChartScale, Picture
from reflect.charts.strip_plot import WeekGroup
from reflect.charts.svg import trusted_svg
from reflect.core.comparisons import MIN_WEEKS_PER_SIDE, Comparison
from reflect.core.i18n import _, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.week_entries import ChangeMarker, WeekEntry
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.comparisons.services import AFTER, BEFORE, QuestionComparison

_HEADINGS = {
    "places": _l("Places"),
    "contact": _l("Contact with teammates"),
    "supervision": _l("Formal supervision"),
}
_TITLES = {  # of a side, in drawing and table
    "home": _l("Mostly at home"),
    "base": _l("Mostly at base"),
    "elsewhere": _l("Mostly elsewhere"),
    "less": _l("Less than I wanted"),
    "right": _l("About right"),
    "more": _l("More than I wanted"),
    "held": _l("With supervision"),
    "not": _l("Without supervision"),
    BEFORE: _l("Before"),
    AFTER: _l("From then on"),
}
_WEEKS = {  # of a side, after a number of weeks
    "home": _l("weeks mostly at home"),
    "base": _l("weeks mostly at base"),
    "elsewhere": _l("weeks mostly elsewhere"),
    "less": _l("weeks with less contact than you wanted"),
    "right": _l("weeks with contact about right"),
    "more": _l("weeks with more contact than you wanted"),
    "held": _l("weeks with formal supervision"),
    "not": _l("weeks without"),
    BEFORE: _l("weeks before it"),
    AFTER: _l("weeks from the change on"),
}
_PAIRS = {  # both sides in a word, and what a difference went with
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
    """One side of a comparison, in numbers."""

    title: str
    weeks: int
    means: tuple[str, ...]  # one a scale


@dataclass(frozen=True, slots=True)
class ComparisonSectionView:
    """One question, such as places or contact."""

    id: str
    heading: str
    sentences: tuple[str, ...]
    wide: Markup
    narrow: Markup
    caption: str
    rows: tuple[ComparisonRow, ...]  # none: nothing to compare yet, and nothing drawn


@dataclass(frozen=True, slots=True)
class ComparisonPageView:
    """All questions."""

    summary: str
    scales: tuple[str, ...]
    sections: tuple[ComparisonSectionView, ...]
    has_any: bool  # something is compared
    has_changes: bool


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
    one: QuestionComparison, scales: Sequence[ChartScale]
) -> tuple[str, ...]:
    """The sentences about one question: differences, none, or what is missing."""
    titles = {scale.id: scale.title for scale in scales}
    said = [
        _format_difference(each, titles[each.scale])
        for each in one.comparisons
        if each.is_significant
    ]
    quiet = dict.fromkeys(each.pair for each in one.comparisons if each.means)
    if said:
        nothing = [_("Everything else here: nothing to say beyond ordinary ups and downs.")]
    elif quiet:
        names = ", ".join(str(_PAIRS[pair][0]) for pair in quiet)
        form = _("{pairs}: nothing to say beyond ordinary ups and downs.")
        nothing = [form.format(pairs=names[:1].upper() + names[1:])]
    else:
        nothing = []
    return (*said, *nothing, *_format_missing(one))


def _format_difference(found: Comparison, scale: str) -> str:
    side, other = found.pair
    if found.difference > 0:
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


def _format_missing(one: QuestionComparison) -> tuple[str, ...]:
    """The sentence about sides with too few weeks."""
    few = [name for name, weeks in one.sides.items() if len(weeks) < MIN_WEEKS_PER_SIDE]
    if one.has_comparison and not few:
        return ()
    if one.has_comparison:
        form = _("Too few weeks to compare yet: {sides}. Four are needed.")
    else:
        few = list(one.sides)
        form = _("Nothing to compare yet. Two sides need four weeks with scores. So far: {sides}.")
    listed = ", ".join(f"{_lower_first(_TITLES[name])} {len(one.sides[name])}" for name in few)
    return (form.format(sides=listed),)


def _lower_first(title: str) -> str:
    """A title in the middle of a sentence."""
    return title[:1].lower() + title[1:]


def _build_section(
    one: QuestionComparison, scales: Sequence[ChartScale], picture: Picture
) -> ComparisonSectionView:
    name = f"change-{one.change.week}" if one.change else one.kind
    heading = _change_heading(one.change, picture) if one.change else _HEADINGS[one.kind]
    shown = [_build_group(title, weeks, scales) for title, weeks in one.sides.items()]
    shown = (
        [side for side in shown if side.weeks >= MIN_WEEKS_PER_SIDE] if one.has_comparison else []
    )
    return ComparisonSectionView(
        name,
        heading,
        format_comparison_sentences(one, scales),
        trusted_svg(strip_plot.draw_wide_strip_plot(scales, shown, heading, name))
        if shown
        else Markup(),
        trusted_svg(strip_plot.draw_narrow_strip_plot(scales, shown, heading, name))
        if shown
        else Markup(),
        _format_caption(one, shown),
        tuple(
            ComparisonRow(s.title, s.weeks, tuple(_format_cell(s, scale) for scale in scales))
            for s in shown
        ),
    )


def _change_heading(change: ChangeMarker, picture: Picture) -> str:
    years = picture.first.monday.year != picture.last.monday.year
    return _("Before and after: {change}, week of {day}").format(
        change=change_marker_services.format_change_title(change),
        day=format_day(change.week.monday, years),
    )


def _build_group(name: str, weeks: Sequence[WeekEntry], scales: Sequence[ChartScale]) -> WeekGroup:
    scores = {
        scale.id: [week.scores[scale.id] for week in weeks if scale.id in week.scores]
        for scale in scales
    }
    return WeekGroup(_TITLES[name], len(weeks), scores)


def _format_cell(side: WeekGroup, scale: ChartScale) -> str:
    """The mean, with the number of weeks where some have no score."""
    mean, weeks = side.mean(scale.id), len(side.scores[scale.id])
    if mean is None:
        return _("too few weeks")
    return f"{round_half_up(mean)}" if weeks == side.weeks else f"{round_half_up(mean)} ({weeks})"


def _format_caption(one: QuestionComparison, shown: Sequence[WeekGroup]) -> str:
    share = strip_plot.weeks_a_mark(shown)
    parts = [
        _("Each mark is one week. The stroke is their mean. Higher is better.")
        if share == 1
        else _(
            "Each mark stands for up to {n} weeks. The stroke is their mean. Higher is better."
        ).format(n=spell_number(share))
    ]
    if one.others and one.kind == "places":
        parts.append(
            ngettext(
                "{n} week had no place with more than half of the half-days.",
                "{n} weeks had no place with more than half of the half-days.",
                one.others,
            ).format(n=spell_number_capitalised(one.others))
        )
    elif one.others:
        parts.append(
            ngettext(
                "{n} week has no answer to this.", "{n} weeks have no answer to this.", one.others
            ).format(n=spell_number_capitalised(one.others))
        )
    if any(len(scores) != side.weeks for side in shown for scores in side.scores.values()):
        parts.append(_("In brackets: weeks with a score, where some have none."))
    return " ".join(parts)
