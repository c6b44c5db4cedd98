"""What somebody in the room has for themselves: own answers, beside what the room was told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reflect.core.disclosure.workshop_rounds import Round
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score
from reflect.core.words import _
from reflect.workshops.participant.services import own_answers
from reflect.workshops.presenters import middle_sentence, own_answer, scale_sentence
from reflect.workshops.questions import questions
from reflect.workshops.repository import Room, RoundKept


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One question or scale."""

    text: str
    own: str  # this browser's answer or score, in words
    room: str  # what the room was told


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round that was told, as one browser sees it."""

    title: str
    lines: tuple[OwnLine, ...]


def own_rounds(
    db: Connection, room: Room, token: bytes, rounds: Iterable[RoundKept]
) -> list[OwnRound]:
    """All rounds that were told, with what the browser behind this token answered in each."""
    found = []
    for each in rounds:
        if each.told is not None:
            own = own_answers(db, room, token, each.number) or {}
            found.append(OwnRound(each.title, tuple(lines(each.instrument, each.told, own))))
    return found


def lines(instrument: Instrument, told: Round, own: Mapping[str, Any]) -> Iterator[OwnLine]:
    """Question by question, then scale by scale; `own` are one's answers, by item."""
    for item in questions(instrument):
        mine = own_answer(item, own.get(item.id)) or _("No answer")
        yield OwnLine(item.text, mine, middle_sentence(item, told.items[item.id]))
    scored = score(instrument, own)
    for scale in instrument.scales:
        mine = f"{scored[scale.id]:.0f}" if scale.id in scored else _("Too few answers")
        room = scale_sentence(told.scales.get(scale.id), scale.low, scale.high)
        yield OwnLine(scale.title, mine, f"{room} {scale.direction}".strip())


def as_text(rounds: Sequence[OwnRound]) -> str:
    """The same as plain text, for a file."""
    parts = []
    for each in rounds:
        parts.append(each.title)
        form = _("{text}\n  Your answer: {own}\n  {room}")
        parts += [form.format(text=one.text, own=one.own, room=one.room) for one in each.lines]
    return "\n\n".join(parts)
