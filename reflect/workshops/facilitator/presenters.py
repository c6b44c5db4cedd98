"""What a trainer may keep of a room: all results that were shown, as they were shown, and no more.

Rounds on one instrument stand together, the first beside the last, as on the wall. What lies
between them, if there were more than two, stands alone.

The notes beside the presenter's clock: what to do and say now, by a running order.

The clock starts when the room is opened. Sessions start late and rooms are opened early, so the
presenter can say at any time which part is on; the clock goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reflect.charts.dates import format_day
from reflect.content.placeholders import escape_markdown
from reflect.content.teaching.library import Resources
from reflect.content.teaching.model import Resource, RunningPart
from reflect.core.i18n import _
from reflect.workshops import presenters as workshop_presenters
from reflect.workshops.presenters import QuestionResultView, RoundResultsView
from reflect.workshops.repository import Room, RoomRound


@dataclass(frozen=True, slots=True)
class SummaryChapterView:
    """One or two rounds that were shown, under one heading."""

    title: str
    page: RoundResultsView


def build_summary_chapters(rounds: Sequence[RoomRound]) -> list[SummaryChapterView]:
    """The rounds that were told, instrument by instrument, in the order in which they began."""
    told = [each for each in rounds if each.result is not None]
    found = []
    for instrument in dict.fromkeys(each.instrument for each in told):
        ours = [each for each in told if each.instrument == instrument]
        shown = [ours] if len(ours) < 3 else [[ours[0], ours[-1]], *([each] for each in ours[1:-1])]
        found += [
            SummaryChapterView(_title(each), workshop_presenters.build_round_results(each))
            for each in shown
        ]
    return found


def format_summary_markdown(
    room: Room, found: Sequence[SummaryChapterView], caution: str, whose: str = ""
) -> str:
    """The same as Markdown; `whose` is the organisation's name, or empty."""
    day = format_day(room.opened.date(), year=True)
    parts = [f"# {room.title or _('Workshop')}", *filter(None, [escape_markdown(whose)])]
    parts.append(f"{day}. {caution}")
    for chapter in found:
        parts += [f"## {chapter.title}", " ".join(chapter.page.people)]
        for result in chapter.page.results:
            parts += [f"### {result.text}", *_said(result)]
    return "\n\n".join(parts) + "\n"


def _title(rounds: Sequence[RoomRound]) -> str:
    first, last = rounds[0], rounds[-1]
    if first is last:
        return first.title
    text = _("{name}, rounds {n} and {m}")
    return text.format(name=first.instrument.title, n=first.number, m=last.number)


def _said(result: QuestionResultView) -> Sequence[str]:
    lines = [
        f"- {line.label}: {line.now}"
        if line.before is None
        else _("- {label}: {before} before, {now} after").format(
            label=line.label, before=line.before, now=line.now
        )
        for line in result.lines
    ]
    return ["\n".join(lines), *result.sentences] if lines else list(result.sentences)


@dataclass(frozen=True, slots=True)
class FacilitatorNotes:
    """A running order with the part that is on."""

    order: Resource
    now: RunningPart


def list_running_orders(resources: Resources) -> list[tuple[str, str]]:
    """What a room can be run by: ids and titles, the shortest first."""
    return [(one.id, one.title) for one in resources.list_running_orders()]


def count_elapsed_minutes(room: Room, moment: datetime) -> int:
    """Where the presenter's clock stands, in whole minutes."""
    return max(0, int((moment - room.began).total_seconds()) // 60)


def find_facilitator_notes(
    resources: Resources, room: Room, moment: datetime
) -> FacilitatorNotes | None:
    """The notes of a room; None: it was opened without, or the running order is gone."""
    order = resources.by_id.get(room.running_order)
    if order is None or not order.parts:
        return None
    return FacilitatorNotes(order, order.part_at(count_elapsed_minutes(room, moment)))
