"""Static files under names that carry their content's hash, compressed once.

They are laid into the data folder at set-up (`prepare`), because compressing the chart library
takes seconds and the place of the installed package may not be writable. A name that holds its hash
may be cached for ever; a change of content is a change of name.
"""

import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import brotli
from flask import Flask

from reflect.config import Settings

OURS = Path(__file__).parent.parent / "static"
PLOTLY = "plotly.js"
TEXT = {".css", ".js", ".svg", ".webmanifest"}
QUALITY = 10  # of Brotli, up to 11: seconds for the chart library, once


def sources() -> dict[str, Path]:
    """Every static file by its plain name: ours, and plotly's script from its package."""
    found = {path.name: path for path in sorted(OURS.iterdir()) if path.is_file()}
    package = find_spec("plotly")  # found, not imported: importing it costs every start
    if package is None or package.origin is None:
        raise FileNotFoundError("plotly is not installed")
    return found | {PLOTLY: Path(package.origin).parent / "package_data" / "plotly.min.js"}


def folder(data: Path) -> Path:
    """Where the hashed copies lie."""
    return data / "static"


@cache
def hashed(name: str) -> str:
    """The name that carries the content's hash."""
    path = sources()[name]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest}{dot}{ending}"


def url(name: str) -> str:
    """The address of a static file."""
    return f"/static/{hashed(name)}"


def missing(data: Path) -> list[str]:
    """Plain names of the files that `prepare` still has to lay down."""
    return [name for name in sources() if not (folder(data) / hashed(name)).is_file()]


def prepare(data: Path, say: Callable[[str], None] = lambda _name: None) -> None:
    """Lay down what is missing, with compressed copies, and remove what is no longer used."""
    target = folder(data)
    target.mkdir(parents=True, exist_ok=True)
    for name in missing(data):
        say(name)
        _lay(sources()[name], target / hashed(name))
    wanted = set(_wanted())
    for path in target.iterdir():
        if path.name not in wanted:
            path.unlink()


def init_app(app: Flask, settings: Settings) -> None:
    """Make `asset(name)` known to the templates, and see that the files are there."""
    if missing(settings.data):
        prepare(settings.data)
    app.jinja_env.globals["asset"] = url


def _lay(source: Path, target: Path) -> None:
    """The compressed copies first: the file itself says that all are there."""
    if target.suffix in TEXT:
        content = source.read_bytes()
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
        target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=QUALITY))
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    part.replace(target)


def _wanted() -> Iterator[str]:
    for name in sources():
        yield from (hashed(name), hashed(name) + ".gz", hashed(name) + ".br")
