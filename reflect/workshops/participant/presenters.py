"""Presenters for participants: their own answers next to the results of the room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from reflect.core.disclosure.workshop_rounds import RoundResult
from reflect.core.i18n import _
from reflect.core.instruments.model import Answers, Instrument
from reflect.core.instruments.scoring import score
from reflect.workshops import presenters
from reflect.workshops.participant.services import load_own_answers
from reflect.workshops.questions import select_questions
from reflect.workshops.repository import Room, RoomRound


@dataclass(frozen=True, slots=True)
class OwnResultRow:
    """One question or scale of a round."""

    text: str
    own: str  # the participant's answer or score, in words
    room: str  # the result of the room, in words


@dataclass(frozen=True, slots=True)
class OwnRoundView:
    """A revealed round with the answers of one participant."""

    title: str
    lines: tuple[OwnResultRow, ...]


def load_own_rounds(
    db: Connection, room: Room, token: bytes, rounds: Iterable[RoomRound]
) -> list[OwnRoundView]:
    """The revealed rounds with the answers of the participant who has this token."""
    views = []
    for each in rounds:
        if each.result is not None:
            own = load_own_answers(db, room, token, each.number) or {}
            rows = build_own_rows(each.instrument, each.result, own)
            views.append(OwnRoundView(each.title, tuple(rows)))
    return views


def build_own_rows(
    instrument: Instrument, result: RoundResult, own: Answers
) -> Iterator[OwnResultRow]:
    """A row for each question, then for each scale; `own` is item id -> answer."""
    for item in select_questions(instrument):
        answer = presenters.format_own_answer(item, own.get(item.id)) or _("No answer")
        median = presenters.format_question_median(item, result.items[item.id])
        yield OwnResultRow(item.text, answer, median)
    scored = score(instrument, own)
    for scale in instrument.scales:
        answer = f"{scored[scale.id]:.0f}" if scale.id in scored else _("Too few answers")
        median = presenters.format_scale_median(result.scales.get(scale.id), scale.low, scale.high)
        yield OwnResultRow(scale.title, answer, f"{median} {scale.direction}".strip())


def format_own_rounds(rounds: Sequence[OwnRoundView]) -> str:
    """The rounds as plain text, for a file."""
    parts = []
    template = _("{text}\n  Your answer: {own}\n  {room}")
    for each in rounds:
        rows = [template.format(text=row.text, own=row.own, room=row.room) for row in each.lines]
        parts += [each.title, *rows]
    return "\n\n".join(parts)
