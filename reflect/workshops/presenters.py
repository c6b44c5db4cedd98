"""What the wall, the phones and the presenter show of the rounds that were told: the same to all.

Two rounds on one instrument stand side by side, the first as *before*, the last as *after*. They
are two crowds, never pairs, and the page says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reflect.core.disclosure.workshop_rounds import (
    AnswerCounts,
    ItemResult,
    MedianAnswer,
    RoundResult,
    median_answer,
    score_from_tenths,
)
from reflect.core.i18n import _, ngettext
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, Item
from reflect.workshops.questions import find_answer_position, list_answer_labels, select_questions
from reflect.workshops.repository import RoomRound


@dataclass(frozen=True, slots=True)
class AnswerBarRow:
    """One answer with how many chose it, and how long its bars are (per cent of the longest)."""

    label: str
    moon: int  # quarters of a moon that are filled; -1: these answers have none
    now: int
    wide: int
    before: int | None = None
    before_wide: int = 0


@dataclass(frozen=True, slots=True)
class QuestionResultView:
    """One question of a round, or one scale, as it was told."""

    text: str
    lines: tuple[AnswerBarRow, ...] = ()  # empty: too few for bars
    sentences: tuple[str, ...] = ()
    own: str = ""  # what this browser answered


@dataclass(frozen=True, slots=True)
class RoundResultsView:
    """A told round, whole."""

    results: tuple[QuestionResultView, ...]
    people: tuple[str, ...]  # sentences: how many answered, on paper, and what that cannot say
    compares: bool


def build_round_results(
    rounds: Sequence[RoomRound], own: Mapping[str, Any] | None = None
) -> RoundResultsView:
    """The last round that was told, beside the first one on the same instrument.

    `own` are this browser's answers in that round. No round told yet: an empty page.
    """
    told = [each for each in rounds if each.result is not None]
    if not told:
        return RoundResultsView((), (), compares=False)
    last = told[-1]
    first = next(each for each in told if each.instrument == last.instrument)
    now, before = _of(last), _of(first) if first is not last else None
    results = [
        *(_result(item, now, before, own or {}) for item in select_questions(last.instrument)),
        *_scales(last.instrument, now, before),
    ]
    return RoundResultsView(
        tuple(results), tuple(_people(now, before)), compares=before is not None
    )


def _of(kept: RoomRound) -> RoundResult:
    if kept.result is None:
        raise ValueError("this round was not told")
    return kept.result


def _result(
    item: Item, now: RoundResult, before: RoundResult | None, own: Mapping[str, Any]
) -> QuestionResultView:
    this, that = now.items[item.id], before.items[item.id] if before else None
    lines: tuple[AnswerBarRow, ...] = ()
    sentences: tuple[str, ...] = ()
    if isinstance(this, AnswerCounts) and (that is None or isinstance(that, AnswerCounts)):
        lines = _lines(item, this, that)
        sentences = tuple(_answered(now.people, this, before, that))
    elif that is None:
        sentences = (format_question_median(item, this),)
    else:
        sentences = (
            _("Before: {told}").format(told=format_question_median(item, that)),
            _("After: {told}").format(told=format_question_median(item, this)),
        )
    return QuestionResultView(
        item.text, lines, sentences, format_own_answer(item, own.get(item.id))
    )


def _lines(item: Item, this: AnswerCounts, that: AnswerCounts | None) -> tuple[AnswerBarRow, ...]:
    words = list_answer_labels(item)
    most = max(*this.counts, *(that.counts if that else ()), 1)
    has_moons = len(words) == 5 and bool(item.points)
    return tuple(
        AnswerBarRow(
            label=word,
            moon=at if has_moons else -1,
            now=this.counts[at],
            wide=round(100 * this.counts[at] / most),
            before=that.counts[at] if that else None,
            before_wide=round(100 * that.counts[at] / most) if that else 0,
        )
        for at, word in enumerate(words)
    )


def _answered(
    people: int, this: AnswerCounts, before: RoundResult | None, that: AnswerCounts | None
) -> list[str]:
    """Where fewer answered the question than the round, say how many."""
    if before and that and (this.total, that.total) != (people, before.people):
        text = _("{before} answered this one before, {now} after.")
        return [text.format(before=that.total, now=this.total)]
    if this.total != people:
        return [_("{now} answered this one.").format(now=this.total)]
    return []


def format_question_median(item: Item, told: ItemResult) -> str:
    """The middle of the room for a question, in the words of its answers."""
    found = median_answer(told)
    words = list_answer_labels(item)
    match found:
        case None:
            return _("Fewer than five answered this one, so it is not shown.")
        case MedianAnswer(low, high) if low == high:
            return _("The middle of the room is “{answer}”.").format(answer=words[low - 1])
        case MedianAnswer(low, high):
            text = _("The middle of the room lies between “{low}” and “{high}”.")
            return text.format(low=words[low - 1], high=words[high - 1])


def _scales(
    instrument: Instrument, now: RoundResult, before: RoundResult | None
) -> list[QuestionResultView]:
    found = []
    for scale in instrument.scales:
        told = [format_scale_median(now.scales.get(scale.id), scale.low, scale.high)]
        if before:
            then = format_scale_median(before.scales.get(scale.id), scale.low, scale.high)
            told = [_("Before: {told}").format(told=then), _("After: {told}").format(told=told[0])]
        found.append(QuestionResultView(scale.title, (), (*told, scale.direction)))
    return found


def format_scale_median(tenths: int | None, low: float, high: float) -> str:
    """The middle of the room for a scale; `tenths` as told, None: fewer than five have a figure."""
    if tenths is None:
        return _("Fewer than five have a figure for this, so it is not shown.")
    text = _("The middle of the room is about {value}, from {low} to {high}.")
    ends = {"low": f"{low:g}", "high": f"{high:g}"}
    return text.format(value=f"{score_from_tenths(tenths, low, high):g}", **ends)


def _people(now: RoundResult, before: RoundResult | None) -> list[str]:
    on_paper = now.slips + (before.slips if before else 0)
    if before is None:
        said = [_("{now} people answered.").format(now=now.people)]
    elif before.people == now.people:
        said = [_("{now} people answered each time.").format(now=now.people)]
    else:
        text = _("{before} people answered before, {now} after.")
        said = [text.format(before=before.people, now=now.people)]
    if on_paper:
        text = ngettext(
            "{n} slip of paper is among them.", "{n} slips of paper are among them.", on_paper
        )
        said.append(text.format(n=on_paper))
    if before:
        said.append(_("The two rounds are not paired, so nobody can say who moved."))
    return said


def format_own_answer(item: Item, answer: object) -> str:
    """One answer in words; empty: none was given."""
    if answer == NOT_APPLICABLE:
        return item.does_not_apply
    at = find_answer_position(item, answer)
    return list_answer_labels(item)[at - 1] if at is not None else ""
