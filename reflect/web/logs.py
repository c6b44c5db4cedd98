"""Logs: events and counts, never people.

A line is an event with fields from a closed list (`LogFields`); nothing else can be logged. The
message of an exception may contain what a user typed, and SQL contains values; so only the type of
an exception and its places in the code are logged. Libraries may log an address or a value, so only
the logger and the place of their records are logged.
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
MAX_TRACEBACK_PLACES: Final = 8  # of an exception, the innermost first


class LogFields(TypedDict, total=False):
    """Everything that a log line may contain besides its event."""

    windows: int
    boxes: int
    copies: int
    file: str  # name of a file of the organisation
    type: str  # of an exception
    at: str  # places in the code


class LogfmtFormatter(logging.Formatter):
    """Format a record as one line (logfmt): time, level, event and fields, as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """Our own records in full; of a library's, only where they come from."""
        moment = datetime.fromtimestamp(record.created, UTC)
        text = f'event="{record.name} spoke" at={record.module}.py:{record.lineno}'
        if record.name == logger.name:
            text = str(record.msg)
        return f"{moment:%Y-%m-%dT%H:%M:%SZ} level={record.levelname.lower()} {text}"


class StderrHandler(logging.Handler):
    """Writes to the current `sys.stderr`, which may have been replaced since the start."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def init_app(app: Flask) -> None:
    """Format every record with `LogfmtFormatter`, and replace Flask's logging of exceptions."""
    root = logging.getLogger()
    if not any(isinstance(each, StderrHandler) for each in root.handlers):
        handler = StderrHandler()
        handler.setFormatter(LogfmtFormatter())
        root.addHandler(handler)
    logger.setLevel(logging.INFO)
    app.log_exception = log_error  # type: ignore[method-assign]  # the hook that Flask offers


def log_event(name: str, **fields: Unpack[LogFields]) -> None:
    """Log an event with its counts."""
    logger.info(_format_line(name, fields))


def log_warning(name: str, **fields: Unpack[LogFields]) -> None:
    """Log a problem that does not stop Reflect."""
    logger.warning(_format_line(name, fields))


def log_alert(name: str, **fields: Unpack[LogFields]) -> None:
    """Log a problem that an operator should look at."""
    logger.error(_format_line(name, fields))


def log_error(exc_info: ExcInfo) -> None:
    """Log an exception and its causes without their messages: types, and places in the code."""
    _type, error, _traceback = exc_info
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)[::-1][:MAX_TRACEBACK_PLACES]
        where = "<".join(f"{p.filename.rsplit('/', 1)[-1]}:{p.lineno}" for p in places)
        log_alert("error", type=type(error).__name__, at=where)
        error = error.__cause__ or error.__context__


def _format_line(name: str, fields: LogFields) -> str:
    allowed = LogFields.__annotations__
    return " ".join([f'event="{name}"', *(f"{k}={v}" for k, v in fields.items() if k in allowed)])
