"""Parse a running order: one timetable, and one section for each of its rows.

The facilitator's screen shows each section at its time. So a row that differs from its section and
a gap between two rows are errors: during a session there is no time to find out which is right.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from reflect.content.guides.model import ContentSection
from reflect.content.teaching.model import RunningPart
from reflect.core.i18n import _
from reflect.core.strict_toml import invalid_at

RUNNING_ORDER_COLUMNS = ("clock", "what", "minutes")
_TIME_PATTERN = re.compile(r"(\d{1,2}):([0-5]\d)")
_HEADING_PATTERN = re.compile(r"(\d{1,2}:\d\d)\s+(\S.*)")
_DURATION_PATTERN = re.compile(r"\s*\((\d{1,3})\)")
_INTEGER_PATTERN = re.compile(r"\d{1,3}")
RunningOrderRow = tuple[str, ...]


def parse_running_order(
    sections: Sequence[ContentSection], minutes: int
) -> tuple[RunningPart, ...]:
    """The parts of a running order of this duration in minutes.

    Raises:
        Invalid: table and sections differ, or the minutes do not add up; names place and remedy.
    """
    index, rows = _find_timetable(sections)
    below = list(takewhile(lambda section: section.level != 2, sections[index + 1 :]))
    parts = []
    starts = 0
    for n, row in enumerate(rows):
        part = _build_part(row, below[n] if n < len(below) else None, starts)
        parts.append(part)
        starts += part.minutes
    if len(below) > len(rows):
        fault = _("the table has no row for this section. Add one, or take the section out.")
        raise invalid_at(f'"{below[len(rows)].heading}"', fault)
    if starts != minutes:
        fault = _(
            'the rows make {sum} minutes, and "minutes" at the top says {said}. Make them one.'
        )
        raise invalid_at(f'"{sections[index].heading}"', fault.format(sum=starts, said=minutes))
    return tuple(parts)


def format_clock(minutes: int) -> str:
    """Minutes from the beginning in the format of a running order: 0:05."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _find_timetable(sections: Sequence[ContentSection]) -> tuple[int, tuple[RunningOrderRow, ...]]:
    """The index of the section with the timetable, and the rows of the timetable."""
    timetables = [
        (index, rows[1:])
        for index, section in enumerate(sections)
        for rows in section.tables
        if rows[0] == RUNNING_ORDER_COLUMNS
    ]
    if len(timetables) != 1 or not timetables[0][1]:
        fault = _(
            "a running order has exactly one table with the columns clock, what, minutes. Write it "
            "below ## The hour."
        )
        raise invalid_at(_("the text"), fault)
    return timetables[0]


def _build_part(row: RunningOrderRow, section: ContentSection | None, starts: int) -> RunningPart:
    clock, what, length = row
    where = _('the row "{clock} {what}"').format(clock=clock, what=what)
    if not _INTEGER_PATTERN.fullmatch(length):
        raise invalid_at(where, _("its minutes are a whole number, such as 5."))
    if _parse_clock(clock) != starts:
        fault = _(
            "the rows before it end at {clock}. Write that time there, or change their minutes."
        )
        raise invalid_at(where, fault.format(clock=format_clock(starts)))
    if section is None:
        fault = _("it has no section. Write ### {clock} Title ({n}) below the table.")
        raise invalid_at(where, fault.format(clock=clock, n=length))
    return RunningPart(starts, int(length), _parse_title(section, clock, int(length)), section.html)


def _parse_title(section: ContentSection, clock: str, length: int) -> str:
    """The title in a section's heading, which has to have the time and duration of its row."""
    match = _HEADING_PATTERN.fullmatch(section.heading)
    duration = sum(map(int, _DURATION_PATTERN.findall(section.heading)))
    if not match or _parse_clock(match[1]) != _parse_clock(clock) or duration != length:
        fault = _("its row says {clock} and {n} minutes. Write ### {clock} Title ({n}).")
        raise invalid_at(f'"{section.heading}"', fault.format(clock=clock, n=length))
    return _DURATION_PATTERN.sub("", match[2]).strip()


def _parse_clock(clock: str) -> int:
    """Minutes from the beginning; -1: the text is not a time."""
    match = _TIME_PATTERN.fullmatch(clock)
    return int(match[1]) * 60 + int(match[2]) if match else -1
