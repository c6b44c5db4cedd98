"""Monthly sets for templates: the list, the offers on a check-in's page, the chart, one result.

Of two paired scales (*My part*, *My organisation's part*), both are shown or neither. If a person's
own part is the lower one, the text says nothing about the person: it points to what the
organisation can do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reflect.charts import monthly, svg_chart
from reflect.charts.dates import (
    format_day,
    format_month,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.monthly import format_month_value
from reflect.checkins.fields import as_fields, format_field_value
from reflect.checkins.page_layout import layout_of
from reflect.core.i18n import _, ngettext
from reflect.core.instruments.model import Instrument, Item, Scale
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.trends.monthly.services import (
    MonthlyAnswers,
    MonthlyResult,
    MonthlySet,
    build_month_picture,
    monthly_scale_views,
)
from reflect.trends.presenters import ChartView, ScaleText
from reflect.trends.suggestions import (
    Suggestion,
    is_hard_answer,
    make_organisation_suggestion,
    make_personal_suggestion,
)

MAX_EARLIER_MONTHS = 3  # earlier months named beside a score
_SCALE_CLASS = "other"  # the CSS class of scales without a colour of their own

MonthLink = tuple[Week, str]  # the week of its answers, and the name of the month
AnswerTexts = dict[str, tuple[str, str]]  # item -> (statement, answer)


@dataclass(frozen=True, slots=True)
class MonthlySetRow:
    """One set of the list."""

    id: str
    title: str
    state: str
    opens: str  # text of the link to its questionnaire
    see: Week | None  # the week of this month's answers
    first_page: str  # id of the first page of the questionnaire
    earlier: tuple[MonthLink, ...]  # earlier months with answers, newest first
    begun: tuple[MonthLink, ...]  # earlier months with a draft, never submitted, oldest first
    has_chart: bool


def format_set_length(instrument: Instrument) -> str:
    """The length of a set: `Five statements on the last four weeks, about a minute`."""
    count = len(instrument.items)
    text = ngettext(
        "{count} statement on {recall}, about a minute.",
        "{count} statements on {recall}, about a minute.",
        count,
    )
    return text.format(count=spell_number_capitalised(count), recall=instrument.recall)


def build_month_chart(instrument: Instrument, answers: list[MonthlyAnswers]) -> ChartView | None:
    """The chart of a set; None while there is too little to draw."""
    picture = build_month_picture(instrument, answers)
    if not picture.has_chart:
        return None
    years = picture.needs_year
    texts = [monthly.describe_month_series(line, years=years) for line in picture.lines]
    return ChartView(
        summary=monthly.summarise_months(picture),
        said=tuple(
            ScaleText(scale.id, _SCALE_CLASS, scale.title, text, scale.direction)
            for scale, text in zip(instrument.scales, texts, strict=True)
        ),
        wide=monthly.draw_month_chart(picture, is_wide=True),
        narrow=monthly.draw_month_chart(picture, is_wide=False),
        key=monthly.build_month_legend(),
        caption=monthly.build_month_caption(picture),
        columns=tuple(scale.title for scale in instrument.scales),
        rows=monthly.build_month_rows(picture),
    )


def build_set_row(monthly_set: MonthlySet, this_month: Month) -> MonthlySetRow:
    """One set for the list in the notebook."""
    instrument, next_turn = monthly_set.instrument, monthly_set.next_turn
    states = {
        "none": (format_set_length(instrument), _("Answer it now")),
        "begun": (_("Begun, not saved yet."), _("Go on")),
        "answered": (_("Answered."), _("Correct it")),
    }
    state, opens = states[monthly_set.state]
    if next_turn and next_turn > this_month:
        turn = _("Its turn comes in {month}.").format(month=format_month(next_turn.first))
        state = f"{state} {turn}"
    earlier = {each.month: each.week for each in monthly_set.answers}
    this_week = earlier.pop(this_month, None)
    return MonthlySetRow(
        id=instrument.id,
        title=instrument.title,
        state=state,
        opens=opens,
        see=this_week,
        first_page=layout_of(instrument).pages[0].id,
        earlier=tuple(_build_link(week, this_month) for week in earlier.values()),
        begun=tuple(_build_link(week, this_month) for week in monthly_set.begun),
        has_chart=monthly_set.has_chart,
    )


def _build_link(week: Week, this_month: Month) -> MonthLink:
    month = Month.of(week).first
    return week, format_month(month, month.year != this_month.first.year)


@dataclass(frozen=True, slots=True)
class MonthResultView:
    """One month's answers to a set, in words."""

    asked: str  # when, and about what
    saved: str  # the notice that it was saved, for two minutes; else empty
    legend: str  # of the value strips; empty if none is drawn
    said: tuple[ScaleText, ...]  # the sentences of each scale
    easier: str  # the sentence for a person whose own part is the lower one; else empty
    was_hard: bool  # whether any answer is a hard one, as defined by `is_hard_answer`
    ways: tuple[tuple[Suggestion, ...], ...]  # for each hard statement, or pair of twins
    answers: tuple[tuple[str, str], ...]  # statement, answer


def build_month_result(result: MonthlyResult) -> MonthResultView:
    """The result of one month, beside earlier ones."""
    answers = result.answer
    instrument, lower = answers.instrument, _find_lower_scale(answers)
    day, month = format_day(answers.week.monday), format_month(answers.month.first)
    texts = _format_answers(answers)
    asked = _("Asked in the week of {day}, about {recall}.")
    saved = _("Saved. It is in your notebook, under {month}.").format(month=month)
    legend = _("Each line runs from low on the left to high on the right.")
    return MonthResultView(
        asked=asked.format(day=day, recall=instrument.recall),
        saved=saved if result.is_saved_now else "",
        legend=legend if answers.scores else "",
        said=tuple(_build_score_text(scale, result) for scale in instrument.scales),
        easier=lower.lower_says if lower else "",
        was_hard=any(_is_hard(answers, item) for item in instrument.items),
        ways=tuple(_suggest_pairs(answers, texts, lower.items if lower else ())),
        answers=tuple(texts.values()),
    )


def _build_score_text(scale: Scale, result: MonthlyResult) -> ScaleText:
    """A score beside the person's earlier ones, or why it is missing."""
    instrument, months = result.answer.instrument, (result.answer, *result.earlier)
    if scale.id not in result.answer.scores:
        text = _format_missing(instrument, scale)
        return ScaleText(scale.id, _SCALE_CLASS, scale.title, text)
    scores = [(each.month, each.scores[scale.id]) for each in months if scale.id in each.scores]
    scores = scores[: MAX_EARLIER_MONTHS + 1]
    (month, value), (first_month, _value) = scores[0], scores[-1]
    years = month.first.year != first_month.first.year
    latest, *earlier = (format_month_value(month, score, years=years) for month, score in scores)
    if result.is_this_month:
        latest = _("{value} now").format(value=round_half_up(value))
    text = "; ".join(filter(None, [latest, ", ".join(earlier)]))
    strip = svg_chart.draw_value_strip(monthly_scale_views(instrument)[scale.id], value)
    return ScaleText(scale.id, _SCALE_CLASS, scale.title, f"{text}.", scale.direction, strip)


def _format_missing(instrument: Instrument, scale: Scale) -> str:
    paired = [s for s in instrument.scales if s.id == scale.beside or s.beside == scale.id]
    if paired:
        return _(
            "Shown only together with “{other}”. There are too few answers for both. "
            "Blank is not zero."
        ).format(other=paired[0].title)
    return _(
        "Not enough answers for this scale. {minimum} of {items} are needed. Blank is not zero."
    ).format(minimum=spell_number_capitalised(scale.minimum), items=spell_number(len(scale.items)))


def _find_lower_scale(answers: MonthlyAnswers) -> Scale | None:
    """The lower of two paired scales, if the instrument file has a sentence for that case."""
    scores = answers.scores
    for scale in answers.instrument.scales:
        has_both = scale.id in scores and scale.beside in scores
        if scale.lower_says and has_both and scores[scale.id] < scores[scale.beside]:
            return scale
    return None


def _is_hard(answers: MonthlyAnswers, item: Item) -> bool:
    scale = _find_scale(answers.instrument, item)
    higher = scale.higher if scale else "better"
    return is_hard_answer(item, answers.given.get(item.id), higher=higher)


def _find_scale(instrument: Instrument, item: Item) -> Scale | None:
    return next((scale for scale in instrument.scales if item.id in scale.items), None)


def _suggest_pairs(
    answers: MonthlyAnswers, texts: AnswerTexts, own_part: tuple[str, ...]
) -> Iterator[tuple[Suggestion, ...]]:
    """The suggestions for each hard statement, and for each statement of the lower scale.

    `own_part` has the ids of the statements of that scale.
    """
    done: set[str] = set()
    for item in answers.instrument.items:
        if item.id in done or not (_is_hard(answers, item) or item.id in own_part):
            continue
        if item.twin:
            done |= {item.id, item.twin}
            yield tuple(_suggest_twins(answers, texts, item))
        elif item.ask:
            quote = Suggestion(_("You answered"), _quote_answer(texts, item))
            tip = [make_personal_suggestion(item.to_try)] if item.to_try else []
            yield (quote, *tip, make_organisation_suggestion(item.ask))


def _suggest_twins(answers: MonthlyAnswers, texts: AnswerTexts, item: Item) -> Iterator[Suggestion]:
    """The two suggestions for a pair of statements; the person's own part comes first."""
    own, twin = (each for each in answers.instrument.items if each.id in {item.id, item.twin})
    scale = _find_scale(answers.instrument, own)
    yield Suggestion(scale.title if scale else _("You answered"), _quote_answer(texts, own))
    text = _("{statement} You could ask: what would make this easier?")
    yield make_organisation_suggestion(text.format(statement=_quote_answer(texts, twin)))


def _quote_answer(texts: AnswerTexts, item: Item) -> str:
    statement, answer = texts[item.id]
    return f"“{statement}” {answer}."


def _format_answers(answers: MonthlyAnswers) -> AnswerTexts:
    """The text of each answer, without free texts: these are not decrypted."""
    layout = layout_of(answers.instrument)
    fields = as_fields(layout, answers.given, {}, {})
    rows = {}
    for item in answers.instrument.items:
        if item.kind != "text":
            answer = format_field_value(layout, item.id, fields.get(item.id, ""))
            rows[item.id] = item.text, answer or _("Not answered")
    return rows
