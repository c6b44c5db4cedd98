"""Logs carry events and counts, never people.

A line is an event and fields of a list that is closed (`Fields`): what is not on it cannot be
written. A traceback's message may hold what a person typed, and SQL its values; so of an error only
the type and the places in the code are written. Libraries log as well, and what they say may quote
an address or a value: of their records stand here who spoke and where, and no word of it.
"""

import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, TypedDict, Unpack

from flask import Flask

logger = logging.getLogger("reflect")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
MAX_TRACEBACK_PLACES: Final = 8  # of an error, the innermost first


class LogFields(TypedDict, total=False):
    """All that a line may carry beside its event."""

    windows: int
    boxes: int
    copies: int
    file: str  # the name of a file of the organisation's
    type: str  # of an error
    at: str  # places in the code


class LogfmtFormatter(logging.Formatter):
    """A line a record: moment, level, event and fields, as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """Our own records in full; of others' only where they come from."""
        moment = datetime.fromtimestamp(record.created, UTC)
        said = (
            str(record.msg)
            if record.name == logger.name
            else f'event="{record.name} spoke" at={record.module}.py:{record.lineno}'
        )
        return f"{moment:%Y-%m-%dT%H:%M:%SZ} level={record.levelname.lower()} {said}"


class StderrHandler(logging.Handler):
    """Writes where standard error is now, not where it was at the start."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def init_app(app: Flask) -> None:
    """Let every record pass through `Lines`, and replace Flask's log of errors."""
    root = logging.getLogger()
    if not any(isinstance(each, StderrHandler) for each in root.handlers):
        handler = StderrHandler()
        handler.setFormatter(LogfmtFormatter())
        root.addHandler(handler)
    logger.setLevel(logging.INFO)
    app.log_exception = log_error  # type: ignore[method-assign]  # the hook that Flask offers


def log_event(name: str, **fields: Unpack[LogFields]) -> None:
    """One line: what happened, and how many."""
    logger.info(_line(name, fields))


def log_warning(name: str, **fields: Unpack[LogFields]) -> None:
    """The same for something that does not fit, and that Reflect goes on without."""
    logger.warning(_line(name, fields))


def log_alert(name: str, **fields: Unpack[LogFields]) -> None:
    """The same for something that an operator should look at."""
    logger.error(_line(name, fields))


def log_error(exc_info: ExcInfo) -> None:
    """An error without its words: the chain of types, and where in the code."""
    _type, error, _traceback = exc_info
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)[::-1][:MAX_TRACEBACK_PLACES]
        where = "<".join(f"{p.filename.rsplit('/', 1)[-1]}:{p.lineno}" for p in places)
        log_alert("error", type=type(error).__name__, at=where)
        error = error.__cause__ or error.__context__


def _line(name: str, fields: LogFields) -> str:
    allowed = LogFields.__annotations__
    return " ".join([f'event="{name}"', *(f"{k}={v}" for k, v in fields.items() if k in allowed)])
