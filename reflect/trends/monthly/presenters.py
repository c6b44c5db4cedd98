"""Monthly sets for templates: the list, the offers on a check-in's page, the chart, one result.

Of two scales that belong together (*My part*, *My organisation's part*), both are shown or neither.
Where a person's own part is the lower one, nothing is said about the person: the text points to
what the organisation can do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reflect.charts import monthly, svg_chart
from reflect.charts.dates import (
    format_day,
    format_month,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.monthly import format_month_value
from reflect.charts.svg import trusted_svg
from reflect.checkins.form_values import as_fields, format_field_value
from reflect.checkins.page_layout import layout_of
from reflect.core.i18n import _, ngettext
from reflect.core.instruments.model import Instrument, Item, Scale
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.trends.monthly.services import (
    MonthlyAnswers,
    MonthlyResult,
    MonthlySet,
    Overview,
    build_month_picture,
    monthly_scale_views,
)
from reflect.trends.presenters import ScaleText
from reflect.trends.suggestions import (
    Suggestion,
    is_hard_answer,
    make_organisation_suggestion,
    make_personal_suggestion,
)


@dataclass(frozen=True, slots=True)
class MonthlySetOfferRow:
    """One set that is offered beside a check-in."""

    id: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class MonthLinkRow:
    """A link to a month."""

    week: Week
    month: str


@dataclass(frozen=True, slots=True)
class MonthlySetRow:
    """One set of the list."""

    id: str
    title: str
    state: str
    opens: str  # text of the link to its statements
    see: Week | None  # this month's answer
    first_page: str
    earlier: tuple[MonthLinkRow, ...]  # answered, newest first
    begun: tuple[MonthLinkRow, ...]  # something was typed then and never sent
    has_chart: bool


@dataclass(frozen=True, slots=True)
class MonthlyIndexView:
    """The list of all sets."""

    month: str
    now: tuple[MonthlySetRow, ...]
    others: tuple[MonthlySetRow, ...]


@dataclass(frozen=True, slots=True)
class MonthChartView:
    """A set over the months: sentences, SVG and table."""

    summary: str
    said: tuple[ScaleText, ...]
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    caption: str
    columns: tuple[str, ...]
    rows: tuple[monthly.MonthChartRow, ...]  # newest first


def build_set_offers(sets: list[Instrument]) -> list[MonthlySetOfferRow]:
    """The sets that the first check-in of a month offers."""
    return [MonthlySetOfferRow(each.id, each.title, format_set_length(each)) for each in sets]


def format_set_length(instrument: Instrument) -> str:
    """The length of a set: `Five statements on the last four weeks, about a minute`."""
    count = len(instrument.items)
    words = ngettext(
        "{count} statement on {recall}, about a minute.",
        "{count} statements on {recall}, about a minute.",
        count,
    )
    return words.format(count=spell_number_capitalised(count), recall=instrument.recall)


def build_monthly_index(found: Overview) -> MonthlyIndexView:
    """The list of all sets for the notebook."""
    month = found.month
    now, others = (
        tuple(_build_row(each, month) for each in some) for some in (found.now, found.others)
    )
    return MonthlyIndexView(format_month(month.first), now, others)


def build_month_chart(
    instrument: Instrument, answers: list[MonthlyAnswers]
) -> MonthChartView | None:
    """The chart of a set; None while there is too little to draw."""
    picture = build_month_picture(instrument, answers)
    if not picture.has_chart:
        return None
    said = (
        ScaleText(
            s.id,
            "other",
            s.title,
            monthly.describe_month_series(line, years=picture.needs_year),
            s.direction,
        )
        for s, line in zip(instrument.scales, picture.lines, strict=True)
    )
    return MonthChartView(
        summary=monthly.summarise_months(picture),
        said=tuple(said),
        wide=trusted_svg(monthly.draw_wide_month_chart(picture)),
        narrow=trusted_svg(monthly.draw_narrow_month_chart(picture)),
        key=tuple((trusted_svg(drawn), meaning) for drawn, meaning in monthly.build_month_legend()),
        caption=monthly.build_month_caption(picture),
        columns=tuple(scale.title for scale in instrument.scales),
        rows=monthly.build_month_rows(picture),
    )


def _build_row(found: MonthlySet, month: Month) -> MonthlySetRow:
    instrument = found.instrument
    states = {
        "none": format_set_length(instrument),
        "begun": _("Begun, not saved yet."),
        "answered": _("Answered."),
    }
    turn = ""
    if found.next_turn and found.next_turn > month:
        turn = _("Its turn comes in {month}.").format(month=format_month(found.next_turn.first))
    opens = {"none": _("Answer it now"), "begun": _("Go on"), "answered": _("Correct it")}
    answered = [each.week for each in found.answers]
    return MonthlySetRow(
        id=instrument.id,
        title=instrument.title,
        state=f"{states[found.state]} {turn}".rstrip(),
        opens=opens[found.state],
        see=next((week for week in answered if Month.of(week) == month), None),
        first_page=layout_of(instrument).pages[0].id,
        earlier=tuple(_build_link(week, month) for week in answered if Month.of(week) != month),
        begun=tuple(_build_link(week, month) for week in found.begun),
        has_chart=found.has_chart,
    )


def _build_link(week: Week, now: Month) -> MonthLinkRow:
    month = Month.of(week).first
    return MonthLinkRow(week, format_month(month, month.year != now.first.year))


MAX_EARLIER_MONTHS = 3  # earlier months named beside a score


@dataclass(frozen=True, slots=True)
class MonthResultView:
    """One month's answers to a set, in words."""

    asked: str  # when, and about what
    saved: str  # what became of it, right after it was sent
    legend: str  # of the lines; empty where none is drawn
    said: tuple[ScaleText, ...]
    easier: str  # shown if the person's own part is the lower one
    was_hard: bool  # some statement was answered with *Not at all* or *A little*
    ways: tuple[tuple[Suggestion, ...], ...]  # for each such statement, or pair of twins
    answers: tuple[tuple[str, str], ...]  # statement, answer


def build_month_result(one: MonthlyResult) -> MonthResultView:
    """The result of one month, beside earlier ones."""
    answer = one.answer
    said = tuple(_build_score_text(scale, one) for scale in answer.instrument.scales)
    lower = _find_lower_scale(answer)
    legend = _("Each line runs from low on the left to high on the right.")
    saved = _("Saved. It is in your notebook, under {month}.")
    return MonthResultView(
        asked=_("Asked in the week of {day}, about {recall}.").format(
            day=format_day(answer.week.monday), recall=answer.instrument.recall
        ),
        saved=saved.format(month=format_month(answer.month.first)) if one.is_saved_now else "",
        legend=legend if answer.scores else "",
        said=said,
        easier=lower.lower_says if lower else "",
        was_hard=any(_is_hard(answer, item) for item in answer.instrument.items),
        ways=tuple(_suggest_pairs(answer, lower.items if lower else ())),
        answers=tuple(_format_answers(answer.instrument, answer.given).values()),
    )


def _build_score_text(scale: Scale, one: MonthlyResult) -> ScaleText:
    """A score beside the person's earlier ones, or why it is missing."""
    answer, cls = one.answer, "other"
    if scale.id not in answer.scores:
        return ScaleText(scale.id, cls, scale.title, _format_missing(answer.instrument, scale))
    told = [
        (each.month, each.scores[scale.id])
        for each in (answer, *one.earlier)
        if scale.id in each.scores
    ][: MAX_EARLIER_MONTHS + 1]
    years = told[0][0].first.year != told[-1][0].first.year
    here, *before = (format_month_value(month, value, years=years) for month, value in told)
    if one.is_this_month:
        here = _("{value} now").format(value=round_half_up(told[0][1]))
    sentence = "; ".join(filter(None, [here, ", ".join(before)]))
    strip = svg_chart.draw_value_strip(monthly_scale_views(answer.instrument)[scale.id], told[0][1])
    drawn = trusted_svg(strip)
    return ScaleText(scale.id, cls, scale.title, f"{sentence}.", scale.direction, drawn)


def _format_missing(instrument: Instrument, scale: Scale) -> str:
    beside = [s for s in instrument.scales if s.id == scale.beside or s.beside == scale.id]
    if beside:
        return _(
            "Shown only together with “{other}”. There are too few answers for both. "
            "Blank is not zero."
        ).format(other=beside[0].title)
    return _(
        "Not enough answers for this scale. {minimum} of {items} are needed. Blank is not zero."
    ).format(minimum=spell_number_capitalised(scale.minimum), items=spell_number(len(scale.items)))


def _find_lower_scale(answer: MonthlyAnswers) -> Scale | None:
    """The lower of two paired scales, if the file has a sentence for that case."""
    scores = answer.scores
    for scale in answer.instrument.scales:
        both = scale.id in scores and scale.beside in scores
        if scale.lower_says and both and scores[scale.id] < scores[scale.beside]:
            return scale
    return None


def _is_hard(answer: MonthlyAnswers, item: Item) -> bool:
    scale = _find_scale(answer.instrument, item)
    return is_hard_answer(
        item, answer.given.get(item.id), higher=scale.higher if scale else "better"
    )


def _find_scale(instrument: Instrument, item: Item) -> Scale | None:
    return next((scale for scale in instrument.scales if item.id in scale.items), None)


def _suggest_pairs(
    answer: MonthlyAnswers, own_part: tuple[str, ...]
) -> Iterator[tuple[Suggestion, ...]]:
    """The pair of each hard statement; for a person's own part, if lower, its twins too."""
    told: set[str] = set()
    for item in answer.instrument.items:
        if item.id in told or not (_is_hard(answer, item) or item.id in own_part):
            continue
        if item.twin:
            told |= {item.id, item.twin}
            yield tuple(_suggest_twins(answer, item))
        elif item.ask:
            tip = [make_personal_suggestion(item.to_try)] if item.to_try else []
            yield (
                Suggestion(_("You answered"), _quote_answer(answer, item)),
                *tip,
                make_organisation_suggestion(item.ask),
            )


def _suggest_twins(answer: MonthlyAnswers, item: Item) -> Iterator[Suggestion]:
    """Pairs of statements that belong together; a person's own part comes first."""
    mine, theirs = (i for i in answer.instrument.items if i.id in {item.id, item.twin})
    scale = _find_scale(answer.instrument, mine)
    yield Suggestion(scale.title if scale else _("You answered"), _quote_answer(answer, mine))
    words = _("{statement} You could ask: what would make this easier?")
    yield make_organisation_suggestion(words.format(statement=_quote_answer(answer, theirs)))


def _quote_answer(answer: MonthlyAnswers, item: Item) -> str:
    statement, said = _format_answers(answer.instrument, answer.given)[item.id]
    return f"“{statement}” {said}."


def _format_answers(instrument: Instrument, given: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The answers, without texts: these are not decrypted here."""
    layout = layout_of(instrument)
    fields = as_fields(layout, given, {}, {})
    return {
        item.id: (
            item.text,
            format_field_value(layout, item.id, fields.get(item.id, "")) or _("Not answered"),
        )
        for item in instrument.items
        if item.kind != "text"
    }
