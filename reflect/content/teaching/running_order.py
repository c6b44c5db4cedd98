"""The clock of a running order: one table, and one section for each of its rows.

The presenter's screen shows these sections by the clock. So a row and its section that differ, or a
gap between two rows, are errors: in front of a room nobody has the time to find out which is right.
"""

import re
from collections.abc import Sequence

from reflect.content.guides.model import ContentSection
from reflect.content.teaching.model import RunningPart
from reflect.core.i18n import _
from reflect.core.strict_toml import invalid_at

RUNNING_ORDER_COLUMNS = ("clock", "what", "minutes")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_HEADING = re.compile(r"(\d{1,2}:\d\d)\s+(\S.*)")
_MINUTES = re.compile(r"\s*\((\d{1,3})\)")
_WHOLE = re.compile(r"\d{1,3}")
RunningOrderRow = tuple[str, ...]


def parse_running_order(
    sections: Sequence[ContentSection], minutes: int
) -> tuple[RunningPart, ...]:
    """The parts of a running order that takes so many minutes.

    Raises:
        Invalid: table and sections differ, or the minutes do not add up; names place and remedy.
    """
    at, rows = _table(sections)
    below = list(_below(sections[at + 1 :]))
    found = []
    starts = 0
    for n, row in enumerate(rows):
        part = _part(row, below[n] if n < len(below) else None, starts)
        found.append(part)
        starts += part.minutes
    if len(below) > len(rows):
        fault = _("the table has no row for this section. Add one, or take the section out.")
        raise invalid_at(f'"{below[len(rows)].heading}"', fault)
    if starts != minutes:
        fault = _(
            'the rows make {sum} minutes, and "minutes" at the top says {said}. Make them one.'
        )
        raise invalid_at(f'"{sections[at].heading}"', fault.format(sum=starts, said=minutes))
    return tuple(found)


def _table(sections: Sequence[ContentSection]) -> tuple[int, tuple[RunningOrderRow, ...]]:
    """Which section has the table of the hour, and its rows."""
    found = [
        (at, rows[1:])
        for at, section in enumerate(sections)
        for rows in section.tables
        if rows[0] == RUNNING_ORDER_COLUMNS
    ]
    if len(found) != 1 or not found[0][1]:
        fault = _(
            "a running order has exactly one table with the columns clock, what, minutes. Write it "
            "below ## The hour."
        )
        raise invalid_at(_("the text"), fault)
    return found[0]


def _below(sections: Sequence[ContentSection]) -> Sequence[ContentSection]:
    """The sections of the third level that follow, up to the next of the second."""
    end = next((n for n, one in enumerate(sections) if one.level == 2), len(sections))
    return sections[:end]


def _part(row: RunningOrderRow, section: ContentSection | None, starts: int) -> RunningPart:
    clock, what, length = row
    where = _('the row "{clock} {what}"').format(clock=clock, what=what)
    if not _WHOLE.fullmatch(length):
        raise invalid_at(where, _("its minutes are a whole number, such as 5."))
    if _minutes_of(clock) != starts:
        fault = _(
            "the rows before it end at {clock}. Write that time there, or change their minutes."
        )
        raise invalid_at(where, fault.format(clock=format_clock(starts)))
    if section is None:
        fault = _("it has no section. Write ### {clock} Title ({n}) below the table.")
        raise invalid_at(where, fault.format(clock=clock, n=length))
    return RunningPart(starts, int(length), _title(section, clock, int(length)), section.html)


def _title(section: ContentSection, clock: str, length: int) -> str:
    """The title in a section's heading, once that has been compared with its row."""
    found = _HEADING.fullmatch(section.heading)
    said = [int(n) for n in _MINUTES.findall(section.heading)]
    if found is None or _minutes_of(found.group(1)) != _minutes_of(clock) or sum(said) != length:
        fault = _("its row says {clock} and {n} minutes. Write ### {clock} Title ({n}).")
        raise invalid_at(f'"{section.heading}"', fault.format(clock=clock, n=length))
    return _MINUTES.sub("", found.group(2)).strip()


def _minutes_of(clock: str) -> int:
    """Minutes from the beginning; -1: this is no time."""
    found = _CLOCK.fullmatch(clock)
    return int(found.group(1)) * 60 + int(found.group(2)) if found else -1


def format_clock(minutes: int) -> str:
    """Minutes from the beginning as a running order writes them: 0:05."""
    return f"{minutes // 60}:{minutes % 60:02}"
