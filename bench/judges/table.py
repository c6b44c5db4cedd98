"""The figures of the judges, kept in the one table of `README.md`, each judge replacing its rows.

A row says who judged, in which version, when, what was counted, and whether that is enough. Beneath
it each judge keeps a part of its own, between two markers, for what a number does not say.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))  # the other scripts of bench/
from servers import say

README = Path(__file__).with_name("README.md")
HEAD = "| judge | version | date | figure | value | target | |\n|---|---|---|---|---|---|---|\n"
TABLE = re.compile(re.escape(HEAD) + r"((?:\|.*\n)*)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; it must be at most `target`, or at least (`least_is`)."""

    name: str
    value: float
    target: float
    least_is: bool = False

    @property
    def fits(self) -> bool:
        """Whether the target is met."""
        return self.value >= self.target if self.least_is else self.value <= self.target


@dataclass(slots=True)
class Verdict:
    """What one judge said."""

    judge: str
    version: str
    figures: list[Figure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # Markdown lines

    def add(self, name: str, value: float, target: float, *, least_is: bool = False) -> None:
        """Keep a figure, and print its line."""
        self.figures.append(Figure(name, value, target, least_is))
        say(f"{self.judge}-{name.replace(' ', '-')}", value, 0, target, least_is=least_is)

    def keep(self) -> None:
        """Write the rows and the part of this judge."""
        text = README.read_text(encoding="utf-8")
        text = TABLE.sub(lambda found: HEAD + self._among(found.group(1)), text)
        begin, end = f"<!-- {self.judge} -->\n", f"<!-- end of {self.judge} -->"
        before, _begin, rest = text.partition(begin)
        _old, _end, after = rest.partition(end)
        README.write_text(f"{before}{begin}{_lines(self.remarks)}{end}{after}", encoding="utf-8")

    def _among(self, rows: str) -> str:
        others = [row for row in rows.splitlines() if row.split("|")[1].strip() != self.judge]
        return _lines(sorted([*others, *map(self._row, self.figures)]))

    def _row(self, one: Figure) -> str:
        day = datetime.now(UTC).date()
        told = f"{'at least' if one.least_is else 'at most'} {one.target:g}"
        state = "ok" if one.fits else "**short**"
        cells = (self.judge, self.version, day, one.name, f"{one.value:g}", told, state)
        return f"| {' | '.join(map(str, cells))} |"


def _lines(some: Sequence[str]) -> str:
    return "".join(f"{one}\n" for one in some)
