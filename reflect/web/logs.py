"""Logs carry events and counts, never people.

A traceback's message may hold what a person typed, and SQL its values; so of an error only the
type and the places in the code are written.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType

from flask import Flask

logger = logging.getLogger("reflect")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def init_app(app: Flask) -> None:
    """Write to standard error, a line an event; replace Flask's log of errors."""
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    app.log_exception = log_error  # type: ignore[method-assign]  # the hook that Flask offers


def event(name: str, **counts: int) -> None:
    """One line: what happened, and how many."""
    logger.info("%s", _line(name, counts))


def alarm(name: str, **counts: int) -> None:
    """The same for something that an operator should look at."""
    logger.error("%s", _line(name, counts))


def log_error(exc_info: ExcInfo) -> None:
    """An error without its words: the chain of types, and where in the code."""
    _type, error, _traceback = exc_info
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)
        where = " < ".join(f"{p.filename.rsplit('/', 1)[-1]}:{p.lineno}" for p in places[::-1][:8])
        logger.error("error type=%s at=%s", type(error).__name__, where)
        error = error.__cause__ or error.__context__


def _line(name: str, counts: Mapping[str, int]) -> str:
    return " ".join([name, *(f"{key}={value}" for key, value in counts.items())])
