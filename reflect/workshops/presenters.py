"""Presenters for revealed rounds: the same results for wall, participants and facilitator.

Two rounds on the same instrument are compared, the first as *before*, the last as *after*. The
answers are not paired by person, and the page says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reflect.core.disclosure.workshop_rounds import (
    AnswerCounts,
    ItemResult,
    MedianAnswer,
    RoundResult,
    median_answer,
    score_from_tenths,
)
from reflect.core.i18n import _, ngettext
from reflect.core.instruments.model import NOT_APPLICABLE, Answers, Instrument, Item
from reflect.workshops.questions import find_answer_position, list_answer_labels, select_questions
from reflect.workshops.repository import RoomRound


@dataclass(frozen=True, slots=True)
class AnswerBarRow:
    """One answer: how many people chose it, and the length of its bars (% of the longest)."""

    label: str
    moon: int  # filled quarters of the moon symbol; -1: no symbol
    now: int  # people
    wide: int  # length of the bar
    before: int | None = None  # in the earlier round, if one is compared
    before_wide: int = 0


@dataclass(frozen=True, slots=True)
class QuestionResultView:
    """The result of one question or scale."""

    text: str
    lines: tuple[AnswerBarRow, ...] = ()  # empty: too few answers for bars
    sentences: tuple[str, ...] = ()
    own: str = ""  # the participant's answer


@dataclass(frozen=True, slots=True)
class RoundResultsView:
    """The results of a revealed round."""

    results: tuple[QuestionResultView, ...]
    people: tuple[str, ...]  # sentences: how many answered, and how many of them on paper
    compares: bool


def build_round_results(
    rounds: Sequence[RoomRound], own: Answers | None = None
) -> RoundResultsView:
    """The last revealed round, compared to the first one on the same instrument.

    `own` are the participant's answers in that round. Without a revealed round, the view is empty.
    """
    revealed = [(each.instrument, each.result) for each in rounds if each.result is not None]
    if not revealed:
        return RoundResultsView((), (), compares=False)
    instrument, now = revealed[-1]
    compared = [result for each, result in revealed if each == instrument]
    before = compared[0] if len(compared) > 1 else None
    results = [
        *(_build_question(item, now, before, own or {}) for item in select_questions(instrument)),
        *_build_scales(instrument, now, before),
    ]
    people = tuple(_format_people(now, before))
    return RoundResultsView(tuple(results), people, compares=before is not None)


def _build_question(
    item: Item, now: RoundResult, before: RoundResult | None, own: Answers
) -> QuestionResultView:
    result, earlier = now.items[item.id], before.items[item.id] if before else None
    answer = format_own_answer(item, own.get(item.id))
    if isinstance(result, AnswerCounts) and (earlier is None or isinstance(earlier, AnswerCounts)):
        bars = _build_bars(item, result, earlier)
        sentences = tuple(_format_answered(now.people, result, before, earlier))
        return QuestionResultView(item.text, bars, sentences, answer)
    median = format_question_median(item, result)
    earlier_median = format_question_median(item, earlier) if earlier else None
    return QuestionResultView(item.text, (), _compare(earlier_median, median), answer)


def _compare(before: str | None, after: str) -> tuple[str, ...]:
    """The sentence `after`; with the sentence `before`, both, marked as before and after."""
    if before is None:
        return (after,)
    return _("Before: {told}").format(told=before), _("After: {told}").format(told=after)


def _build_bars(
    item: Item, result: AnswerCounts, earlier: AnswerCounts | None
) -> tuple[AnswerBarRow, ...]:
    labels = list_answer_labels(item)
    most = max(*result.counts, *(earlier.counts if earlier else ()), 1)
    has_moons = len(labels) == 5 and bool(item.points)
    return tuple(
        AnswerBarRow(
            label=label,
            moon=index if has_moons else -1,
            now=result.counts[index],
            wide=round(100 * result.counts[index] / most),
            before=earlier.counts[index] if earlier else None,
            before_wide=round(100 * earlier.counts[index] / most) if earlier else 0,
        )
        for index, label in enumerate(labels)
    )


def _format_answered(
    people: int, result: AnswerCounts, before: RoundResult | None, earlier: AnswerCounts | None
) -> list[str]:
    """How many answered the question, if fewer than answered in the round."""
    if before and earlier and (result.total, earlier.total) != (people, before.people):
        text = _("{before} answered this one before, {now} after.")
        return [text.format(before=earlier.total, now=result.total)]
    if result.total != people:
        return [_("{now} answered this one.").format(now=result.total)]
    return []


def format_question_median(item: Item, result: ItemResult) -> str:
    """The median answer to a question, as a sentence with the labels of its answers."""
    labels = list_answer_labels(item)
    match median_answer(result):
        case None:
            return _("Fewer than five answered this one, so it is not shown.")
        case MedianAnswer(low, high) if low == high:
            return _("The middle of the room is “{answer}”.").format(answer=labels[low - 1])
        case MedianAnswer(low, high):
            text = _("The middle of the room lies between “{low}” and “{high}”.")
            return text.format(low=labels[low - 1], high=labels[high - 1])


def _build_scales(
    instrument: Instrument, now: RoundResult, before: RoundResult | None
) -> Iterator[QuestionResultView]:
    for scale in instrument.scales:
        low, high = scale.low, scale.high
        median = format_scale_median(now.scales.get(scale.id), low, high)
        earlier = format_scale_median(before.scales.get(scale.id), low, high) if before else None
        yield QuestionResultView(scale.title, (), (*_compare(earlier, median), scale.direction))


def format_scale_median(tenths: int | None, low: float, high: float) -> str:
    """The median of a scale as a sentence; `tenths` of its range, None: fewer than five scores."""
    if tenths is None:
        return _("Fewer than five have a figure for this, so it is not shown.")
    text = _("The middle of the room is about {value}, from {low} to {high}.")
    ends = {"low": f"{low:g}", "high": f"{high:g}"}
    return text.format(value=f"{score_from_tenths(tenths, low, high):g}", **ends)


def _format_people(now: RoundResult, before: RoundResult | None) -> Iterator[str]:
    slips = now.slips + (before.slips if before else 0)
    if before is None:
        yield _("{now} people answered.").format(now=now.people)
    elif before.people == now.people:
        yield _("{now} people answered each time.").format(now=now.people)
    else:
        text = _("{before} people answered before, {now} after.")
        yield text.format(before=before.people, now=now.people)
    if slips:
        text = ngettext(
            "{n} slip of paper is among them.", "{n} slips of paper are among them.", slips
        )
        yield text.format(n=slips)
    if before:
        yield _("The two rounds are not paired, so nobody can say who moved.")


def format_own_answer(item: Item, answer: object) -> str:
    """The label of an answer; empty if there is none."""
    if answer == NOT_APPLICABLE:
        return item.does_not_apply
    position = find_answer_position(item, answer)
    return list_answer_labels(item)[position - 1] if position is not None else ""
