"""Logs: events and counts, never people.

A line is an event with fields from a closed list (`LogFields`): nothing else can be written. An
error's message may contain what a person typed, and SQL its values; so of an error only the type
and the places in the code are logged. Libraries log as well, and may quote an address or a value:
of their records only the logger and the place are written.
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
    """Everything that a log line may contain besides its event."""

    windows: int
    boxes: int
    copies: int
    file: str  # the name of a file of the organisation's
    type: str  # of an error
    at: str  # places in the code


class LogfmtFormatter(logging.Formatter):
    """One line for a record: time, level, event and fields, as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """Our own records in full; of others only where they come from."""
        moment = datetime.fromtimestamp(record.created, UTC)
        said = (
            str(record.msg)
            if record.name == logger.name
            else f'event="{record.name} spoke" at={record.module}.py:{record.lineno}'
        )
        return f"{moment:%Y-%m-%dT%H:%M:%SZ} level={record.levelname.lower()} {said}"


class StderrHandler(logging.Handler):
    """Writes to the present standard error, not to that of the start."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def init_app(app: Flask) -> None:
    """Format every record with `LogfmtFormatter`, and replace Flask's logging of errors."""
    root = logging.getLogger()
    if not any(isinstance(each, StderrHandler) for each in root.handlers):
        handler = StderrHandler()
        handler.setFormatter(LogfmtFormatter())
        root.addHandler(handler)
    logger.setLevel(logging.INFO)
    app.log_exception = log_error  # type: ignore[method-assign]  # the hook that Flask offers


def log_event(name: str, **fields: Unpack[LogFields]) -> None:
    """Log what happened, and how many."""
    logger.info(_line(name, fields))


def log_warning(name: str, **fields: Unpack[LogFields]) -> None:
    """Log something that is wrong, without which Reflect goes on."""
    logger.warning(_line(name, fields))


def log_alert(name: str, **fields: Unpack[LogFields]) -> None:
    """Log something that an operator should look at."""
    logger.error(_line(name, fields))


def log_error(exc_info: ExcInfo) -> None:
    """Log an error without its message: the chain of types, and the place in the code."""
    _type, error, _traceback = exc_info
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)[::-1][:MAX_TRACEBACK_PLACES]
        where = "<".join(f"{p.filename.rsplit('/', 1)[-1]}:{p.lineno}" for p in places)
        log_alert("error", type=type(error).__name__, at=where)
        error = error.__cause__ or error.__context__


def _line(name: str, fields: LogFields) -> str:
    allowed = LogFields.__annotations__
    return " ".join([f'event="{name}"', *(f"{k}={v}" for k, v in fields.items() if k in allowed)])
