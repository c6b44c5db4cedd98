"""What somebody in the room has for themselves: own answers, beside what the room was told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reflect.core.disclosure.workshop_rounds import RoundResult
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score
from reflect.workshops.participant.services import load_own_answers
from reflect.workshops.presenters import (
    format_own_answer,
    format_question_median,
    format_scale_median,
)
from reflect.workshops.questions import select_questions
from reflect.workshops.repository import Room, RoomRound


@dataclass(frozen=True, slots=True)
class OwnResultRow:
    """One question or scale."""

    text: str
    own: str  # this browser's answer or score, in words
    room: str  # what the room was told


@dataclass(frozen=True, slots=True)
class OwnRoundView:
    """A round that was told, as one browser sees it."""

    title: str
    lines: tuple[OwnResultRow, ...]


def load_own_rounds(
    db: Connection, room: Room, token: bytes, rounds: Iterable[RoomRound]
) -> list[OwnRoundView]:
    """All rounds that were told, with what the browser behind this token answered in each."""
    found = []
    for each in rounds:
        if each.result is not None:
            own = load_own_answers(db, room, token, each.number) or {}
            found.append(
                OwnRoundView(each.title, tuple(build_own_rows(each.instrument, each.result, own)))
            )
    return found


def build_own_rows(
    instrument: Instrument, told: RoundResult, own: Mapping[str, Any]
) -> Iterator[OwnResultRow]:
    """Question by question, then scale by scale; `own` are one's answers, by item."""
    for item in select_questions(instrument):
        mine = format_own_answer(item, own.get(item.id)) or _("No answer")
        yield OwnResultRow(item.text, mine, format_question_median(item, told.items[item.id]))
    scored = score(instrument, own)
    for scale in instrument.scales:
        mine = f"{scored[scale.id]:.0f}" if scale.id in scored else _("Too few answers")
        room = format_scale_median(told.scales.get(scale.id), scale.low, scale.high)
        yield OwnResultRow(scale.title, mine, f"{room} {scale.direction}".strip())


def format_own_rounds(rounds: Sequence[OwnRoundView]) -> str:
    """The same as plain text, for a file."""
    parts = []
    for each in rounds:
        parts.append(each.title)
        form = _("{text}\n  Your answer: {own}\n  {room}")
        parts += [form.format(text=one.text, own=one.own, room=one.room) for one in each.lines]
    return "\n\n".join(parts)
