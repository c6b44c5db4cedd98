"""Static assets under names with a hash of their content (cache busting), compressed once.

`build_assets` writes them to the data folder at set-up, because compressing the chart library takes
seconds and the folder of the installed package may not be writable. A file whose name contains its
hash may be cached for ever, because a change of the content changes the name.
"""

import gzip
import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import brotli
from flask import Flask

from reflect.config import Settings

STATIC_DIR = Path(__file__).parent.parent / "static"
PLOTLY = "plotly.js"
COMPRESSED_SUFFIXES = {".css", ".js", ".svg", ".webmanifest"}
BROTLI_QUALITY = 10  # up to 11; takes seconds for the chart library, once


def list_source_files() -> dict[str, Path]:
    """Every static file by its plain name: our own, and Plotly's script from its package."""
    files = {path.name: path for path in sorted(STATIC_DIR.iterdir()) if path.is_file()}
    package = find_spec("plotly")  # an import would slow down every start
    if package is None or package.origin is None:
        raise FileNotFoundError("plotly is not installed")
    return files | {PLOTLY: Path(package.origin).parent / "package_data" / "plotly.min.js"}


def assets_dir(data: Path) -> Path:
    """The folder of the hashed copies."""
    return data / "static"


@cache
def hashed_name(name: str) -> str:
    """The file name with the hash of the content, as in `reflect.0123456789ab.css`."""
    with list_source_files()[name].open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}"


def asset_url(name: str) -> str:
    """The URL of a static file."""
    return f"/static/{hashed_name(name)}"


def list_missing_assets(data: Path) -> list[str]:
    """The plain names of the files that `build_assets` has not written yet."""
    target = assets_dir(data)
    return [name for name in list_source_files() if not (target / hashed_name(name)).is_file()]


def build_assets(data: Path, say: Callable[[str], None] = lambda _name: None) -> None:
    """Write missing files and their compressed copies, delete unused ones; `say` gets each name."""
    target = assets_dir(data)
    target.mkdir(parents=True, exist_ok=True)
    for name in list_missing_assets(data):
        say(name)
        _write_asset(list_source_files()[name], target / hashed_name(name))
    names = map(hashed_name, list_source_files())
    used = {name + ending for name in names for ending in ("", ".gz", ".br")}
    for path in target.iterdir():
        if path.name not in used:
            path.unlink()


def init_app(app: Flask, settings: Settings) -> None:
    """Provide `asset(name)` to templates, and build missing files."""
    if list_missing_assets(settings.data):
        build_assets(settings.data)
    app.jinja_env.globals["asset"] = asset_url


def _write_asset(source: Path, target: Path) -> None:
    """Write the compressed copies first, so that the file itself exists only if they do."""
    if target.suffix in COMPRESSED_SUFFIXES:
        content = source.read_bytes()
        compressed = brotli.compress(content, quality=BROTLI_QUALITY)
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
        target.with_name(target.name + ".br").write_bytes(compressed)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    part.replace(target)
