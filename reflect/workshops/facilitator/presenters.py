"""Presenters for the facilitator: the summary of a room, and the notes beside the clock.

The summary has all results that were revealed, as they were shown, and nothing else. The first and
the last round on one instrument are compared, as on the wall; further rounds have a chapter each.

The notes follow a running order. The clock starts when the room is opened. Because rooms are opened
early and sessions start late, the facilitator can select the current part at any time, and the
clock continues from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reflect.charts.dates import format_day
from reflect.content.front_matter import escape_markdown
from reflect.content.teaching.library import Resources
from reflect.content.teaching.model import Resource, RunningPart
from reflect.core.i18n import _
from reflect.workshops.presenters import QuestionResultView, RoundResultsView, build_round_results
from reflect.workshops.repository import Room, RoomRound


@dataclass(frozen=True, slots=True)
class SummaryChapterView:
    """One or two revealed rounds under one heading."""

    title: str
    page: RoundResultsView


def build_summary_chapters(rounds: Sequence[RoomRound]) -> list[SummaryChapterView]:
    """The chapters of the revealed rounds, by instrument, in the order in which they began."""
    revealed = [each for each in rounds if each.result is not None]
    groups: list[list[RoomRound]] = []
    for instrument in dict.fromkeys(each.instrument for each in revealed):
        own = [each for each in revealed if each.instrument == instrument]
        groups += [own] if len(own) < 3 else [[own[0], own[-1]], *([each] for each in own[1:-1])]
    return [SummaryChapterView(_format_title(each), build_round_results(each)) for each in groups]


def format_summary_markdown(
    room: Room, chapters: Sequence[SummaryChapterView], caution: str, organisation: str = ""
) -> str:
    """The summary as Markdown; `organisation` is its name, or empty."""
    day = format_day(room.opened.date(), year=True)
    parts = [f"# {room.title or _('Workshop')}", *filter(None, [escape_markdown(organisation)])]
    parts.append(f"{day}. {caution}")
    for chapter in chapters:
        parts += [f"## {chapter.title}", " ".join(chapter.page.people)]
        for result in chapter.page.results:
            parts += [f"### {result.text}", *_format_result(result)]
    return "\n\n".join(parts) + "\n"


def _format_title(rounds: Sequence[RoomRound]) -> str:
    first, last = rounds[0], rounds[-1]
    if first is last:
        return first.title
    text = _("{name}, rounds {n} and {m}")
    return text.format(name=first.instrument.title, n=first.number, m=last.number)


def _format_result(result: QuestionResultView) -> Sequence[str]:
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
    """A running order and its current part."""

    order: Resource
    now: RunningPart


def list_running_orders(resources: Resources) -> list[tuple[str, str]]:
    """(Id, title) of every running order, the shortest first."""
    return [(each.id, each.title) for each in resources.list_by_kind("running-order")]


def count_elapsed_minutes(room: Room, moment: datetime) -> int:
    """The time on the facilitator's clock, in whole minutes."""
    return max(0, int((moment - room.began).total_seconds()) // 60)


def find_facilitator_notes(
    resources: Resources, room: Room, moment: datetime
) -> FacilitatorNotes | None:
    """The notes of a room; None: it has no running order, or one that no longer exists."""
    order = resources.by_id.get(room.running_order)
    if order is None or not order.parts:
        return None
    return FacilitatorNotes(order, order.part_at(count_elapsed_minutes(room, moment)))
