"""What a request asks of PostgreSQL: every statement, its plan, what it touched, how long it took.

Each statement is explained just before it runs, with the very values, in the very transaction, and
taken back (`EXPLAIN (ANALYZE, BUFFERS)` inside a savepoint); then it runs, and is timed. So also a
DELETE is seen on what it is about to delete, with the checks of foreign keys that come after it:
those stand in no plan, but in PostgreSQL's count of rows read one after the other.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
_VALUES = re.compile(r"%\((\w+)\)s(::[A-Z]+(\[\])?)?")
_LIST = re.compile(r"(\?)(, \?)+")
_SEEN = "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0"
MOST = 2  # times that one statement of one request is explained; batches send it for every team


@dataclass(slots=True)
class Asked:
    """One statement of a request."""

    form: str
    times: int = 0
    seconds: float = 0.0
    explained: int = 0
    buffers: int = 0
    plan: str = ""
    scanned: dict[str, int] = field(default_factory=dict)  # rows read one after the other

    @property
    def touched(self) -> float:
        """Pages of 8 kB in one go."""
        return self.buffers / max(1, self.explained)


@dataclass(slots=True)
class Seen:
    """A request: its statements in their order."""

    name: str
    statements: dict[str, Asked] = field(default_factory=dict)

    @property
    def times(self) -> int:
        """How many statements it sent."""
        return sum(each.times for each in self.statements.values())

    @property
    def seconds(self) -> float:
        """In the database, by the clock on the wall."""
        return sum(each.seconds for each in self.statements.values())

    @property
    def buffers(self) -> float:
        """Pages touched by all of it."""
        return sum(each.touched * each.times for each in self.statements.values())

    @property
    def scanned(self) -> int:
        """The most rows that one statement read one after the other."""
        return max((sum(each.scanned.values()) for each in self.statements.values()), default=0)


class Watch:
    """Listens on an engine; quiet until it is told what is being asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.seen, self.began = engine, Seen(""), 0.0
        self.is_on, self.is_explaining = False, False
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def look(self, name: str, work: Callable[[], object], rounds: int = 3) -> Seen:
        """Do something a few times: to warm up, then explained, then timed."""
        work()
        self.seen, self.is_on, self.is_explaining = Seen(name), True, True
        work()
        explained, self.is_explaining = self.seen, False
        fastest: Seen | None = None
        for _round in range(rounds - 2):
            self.seen = Seen(name)
            work()
            fastest = min(fastest or self.seen, self.seen, key=lambda seen: seen.seconds)
        self.is_on = False
        return _both(explained, fastest)

    def once(self, name: str, work: Callable[[], object]) -> Seen:
        """Do something that cannot be done twice, and look at it the while."""
        self.seen, self.is_on, self.is_explaining = Seen(name), True, True
        work()
        self.is_on = self.is_explaining = False
        return self.seen

    def _before(self, db: Any, _cursor: Any, text: str, values: Any, *_more: object) -> None:
        if not self.is_on:
            return
        form = _form(text)
        asked = self.seen.statements.setdefault(form, Asked(form))
        if self.is_explaining and asked.explained < MOST and text.lstrip().startswith(KINDS):
            first = values[0] if isinstance(values, list) else values
            _explain(asked, db.connection.driver_connection, text, first)
        self.began = time.perf_counter()

    def _after(self, _db: Any, _cursor: Any, text: str, values: Any, *_more: object) -> None:
        if self.is_on:
            asked = self.seen.statements[_form(text)]
            asked.seconds += time.perf_counter() - self.began
            asked.times += len(values) if isinstance(values, list) else 1


def _both(explained: Seen, timed: Seen | None) -> Seen:
    """The plans of one round with the times of another."""
    for form, asked in explained.statements.items():
        if timed is not None and form in timed.statements:
            asked.seconds = timed.statements[form].seconds
    return explained


def _form(text: str) -> str:
    """A statement without its values, lists as if they had one."""
    bare = _LIST.sub(r"\1", _VALUES.sub("?", text))
    return " ".join(bare.split())


def _explain(asked: Asked, link: Any, text: str, values: Any) -> None:
    with link.cursor() as cursor:
        before = dict(cursor.execute(_SEEN).fetchall())
        cursor.execute("SAVEPOINT looked")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}", values)
        plan = cursor.fetchone()[0][0]
        cursor.execute("ROLLBACK TO SAVEPOINT looked")
        after = dict(cursor.execute(_SEEN).fetchall())
    top = plan["Plan"]
    asked.explained += 1
    asked.buffers += top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    asked.plan = asked.plan or short(top)
    for name, count in after.items():
        read = count - before.get(name, 0)
        if read:
            asked.scanned[name] = max(read, asked.scanned.get(name, 0))


def short(node: dict[str, Any]) -> str:
    """A plan in a line: what is done to which table, through which index."""
    below = ", ".join(short(each) for each in node.get("Plans", ()))
    where = node.get("Index Name") or node.get("Relation Name") or ""
    name = f"{node.get('Operation') or node['Node Type']} {where}".strip()
    if node["Node Type"] == "ModifyTable":
        name = f"{node['Operation']} {node['Relation Name']}"
    return f"{name}({below})" if below else name
