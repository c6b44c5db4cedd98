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

STATIC_DIR = Path(__file__).parent.parent / "static"
PLOTLY = "plotly.js"
COMPRESSED_SUFFIXES = {".css", ".js", ".svg", ".webmanifest"}
BROTLI_QUALITY = 10  # of Brotli, up to 11: seconds for the chart library, once


def list_source_files() -> dict[str, Path]:
    """Every static file by its plain name: our own, and Plotly's script from its package."""
    found = {path.name: path for path in sorted(STATIC_DIR.iterdir()) if path.is_file()}
    package = find_spec("plotly")  # found, not imported: importing it costs every start
    if package is None or package.origin is None:
        raise FileNotFoundError("plotly is not installed")
    return found | {PLOTLY: Path(package.origin).parent / "package_data" / "plotly.min.js"}


def assets_dir(data: Path) -> Path:
    """The folder of the hashed copies."""
    return data / "static"


@cache
def hashed_name(name: str) -> str:
    """The file name with the hash of its content."""
    path = list_source_files()[name]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest}{dot}{ending}"


def asset_url(name: str) -> str:
    """The URL of a static file."""
    return f"/static/{hashed_name(name)}"


def list_missing_assets(data: Path) -> list[str]:
    """The plain names of the files that `build_assets` has not made yet."""
    return [
        name for name in list_source_files() if not (assets_dir(data) / hashed_name(name)).is_file()
    ]


def build_assets(data: Path, say: Callable[[str], None] = lambda _name: None) -> None:
    """Make missing files with compressed copies, and delete unused ones."""
    target = assets_dir(data)
    target.mkdir(parents=True, exist_ok=True)
    for name in list_missing_assets(data):
        say(name)
        _lay(list_source_files()[name], target / hashed_name(name))
    wanted = set(_wanted())
    for path in target.iterdir():
        if path.name not in wanted:
            path.unlink()


def init_app(app: Flask, settings: Settings) -> None:
    """Give `asset(name)` to templates, and check that the files exist."""
    if list_missing_assets(settings.data):
        build_assets(settings.data)
    app.jinja_env.globals["asset"] = asset_url


def _lay(source: Path, target: Path) -> None:
    """Write the compressed copies first: the file itself shows that all exist."""
    if target.suffix in COMPRESSED_SUFFIXES:
        content = source.read_bytes()
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
        target.with_name(target.name + ".br").write_bytes(
            brotli.compress(content, quality=BROTLI_QUALITY)
        )
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    part.replace(target)


def _wanted() -> Iterator[str]:
    for name in list_source_files():
        yield from (hashed_name(name), hashed_name(name) + ".gz", hashed_name(name) + ".br")
