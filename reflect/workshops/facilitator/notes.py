"""The notes beside the presenter's clock: what to do and say now, by a running order.

The clock starts when the room is opened. Sessions start late and rooms are opened early, so the
presenter can say at any time which part is on; the clock goes on from there.
"""

from dataclasses import dataclass
from datetime import datetime

from reflect.content.kept import current_resources
from reflect.content.teaching.model import Resource, RunningPart
from reflect.workshops.repository import Room


@dataclass(frozen=True, slots=True)
class FacilitatorNotes:
    """A running order with the part that is on."""

    order: Resource
    now: RunningPart


def list_running_orders() -> list[tuple[str, str]]:
    """What a room can be run by: ids and titles, the shortest first."""
    return [(one.id, one.title) for one in current_resources().list_running_orders()]


def count_elapsed_minutes(room: Room, moment: datetime) -> int:
    """Where the presenter's clock stands, in whole minutes."""
    return max(0, int((moment - room.began).total_seconds()) // 60)


def find_facilitator_notes(room: Room, moment: datetime) -> FacilitatorNotes | None:
    """The notes of a room; None: it was opened without, or the running order is gone."""
    order = current_resources().by_id.get(room.running_order)
    if order is None or not order.parts:
        return None
    return FacilitatorNotes(order, order.part_at(count_elapsed_minutes(room, moment)))
