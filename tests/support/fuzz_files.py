"""Fuzz tests of file parsers: mutated valid files, each from a seed.

A file is either parsed or refused with a sentence (`Invalid`); any other exception is a failure.
What was parsed must be usable: an instrument can be described, a page has no script in it, an
imported archive can be exported again.
"""

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

from reflect.cli.maintenance import _check_file_names
from reflect.config import packaged_data_dir
from reflect.content.guides import library as guides_library
from reflect.content.sources import load_sources
from reflect.content.teaching import library as teaching_library
from reflect.core.errors import Invalid
from reflect.core.instruments.loader import describe_instrument, parse_instrument, prompt_for_week
from reflect.core.strict_toml import decode_utf8
from reflect.core.weeks import Week
from reflect.db import open_engine, snapshot
from reflect.mydata import archive_export, archive_import
from reflect.operations import backups, restore
from tests.support.fuzz_data import EDGE_CASES, FuzzData, encode_text
from tests.support.fuzz_users import FuzzUsers
from tests.support.weeks import FRIDAY, LIBRARY

SYNTAX_FRAGMENTS = (
    "\n[[items]]\n",
    "\n[scales.x]\n",
    "=",
    '"',
    "'''",
    "[",
    "{",
    "1e999",
    "-99999999999999999999",
    "nan",
    "true",
    "1979-05-27",
    "#",
    "+++\n",
    "\n## ",
    "\n### ",
    "{#x}",
    "- [ ] ",
    "| a | b |\n|---|---|\n",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](data:text/html;base64,eA==)",
    "![a](x)",
    '[a](/guides/x "onmouseover=1")',
    "<javascript:alert(1)>",
    "[b]: javascript:alert(1)\n[b]",
    "&#x6a;avascript:",
    "`" * 5,
    "[" * 500,
    "*" * 500,
)
FORBIDDEN_TAGS = {
    *("script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "img"),
    *("svg", "math", "template", "button"),
}


def mutate_bytes(raw: bytes, rng: Random, others: Sequence[bytes] = ()) -> bytes:
    """The bytes with a few mutations: cut, doubled, overwritten, spliced with another file."""
    for _mutation in range(rng.choice((1, 1, 2, 4, 8))):
        start = rng.randint(0, len(raw))
        end = min(len(raw), start + rng.choice((0, 1, 2, 8, 40, 400)))
        kind = rng.randrange(8)
        if kind == 0:
            raw = raw[:start] + raw[end:]
        elif kind == 1:
            raw = raw[:end] + raw[start:]
        elif kind == 2:
            raw = raw[:start] + rng.randbytes(end - start) + raw[end:]
        elif kind == 3 and others:
            other = rng.choice(others)
            at = rng.randint(0, len(other))
            raw = raw[:start] + other[at : at + rng.choice((20, 200, 2000))] + raw[end:]
        elif kind == 4:
            raw = raw[:start] + encode_text(rng.choice(EDGE_CASES)) + raw[end:]
        elif kind == 5 and rng.random() < 0.2:
            raw = raw[:start]
        else:
            raw = raw[:start] + encode_text(rng.choice(SYNTAX_FRAGMENTS)) + raw[end:]
    return raw


def mutate_json(found: Any, data: FuzzData) -> Any:
    """A JSON value with a few of its parts replaced."""
    whole, rng = copy.deepcopy(found), data.rng
    for _mutation in range(rng.choice((1, 1, 2, 3))):
        places = list(_places(whole))
        holder, key = rng.choice(places)
        kind = rng.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            other, at = rng.choice(places)
            holder[key] = copy.deepcopy(other[at])
        elif kind == 2 and isinstance(holder, dict):
            how = "surrogateescape" if rng.random() < 0.1 else "replace"
            holder[data.text().decode("utf-8", how)] = holder[key]
        else:
            holder[key] = rng.choice(
                (None, True, 0, -1, 2**63, 10**400, 1.5, "", [], {}, "n/a", "x" * 9000)
                if rng.random() < 0.5
                else (*EDGE_CASES, [1, 1], {"a": [[]]})
            )
    return whole


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place inside a value: its container, and its key or index there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(inside):
        yield value, key
        if isinstance(each, dict | list):
            yield from _places(each)


class FileFuzzer:
    """Mutates and parses every kind of file that Reflect reads, from valid samples."""

    def __init__(self, crowd: FuzzUsers, folder: Path, saved: bytes) -> None:
        self.crowd, self.folder = crowd, folder
        self.instruments = [
            f.read_bytes() for f in sorted(packaged_data_dir("instruments").glob("*.toml"))
        ]
        self.sources = load_sources(
            guides_library.PACKAGE_FOLDER.parent / guides_library.SOURCES_FILE
        )
        self.guides = sorted((guides_library.PACKAGE_FOLDER / "texts").glob("*.md"))
        self.teaching = sorted(teaching_library.SHIPPED_RESOURCES_FOLDER.glob("*.md"))
        found = guides_library.load_guides(folder / "none")
        self.known = teaching_library.collect_link_targets(found, self.teaching)
        self.saved = saved
        with zipfile.ZipFile(io.BytesIO(saved)) as whole:
            self.rows = json.loads(whole.read(archive_export.ROWS_FILENAME))
        target = folder / "right.backup"
        with snapshot(crowd.app.extensions["reflect.engine"]) as db:
            own = [
                ("instruments/own.v1.toml", min(packaged_data_dir("instruments").glob("*.toml")))
            ]
            backups.write_backup(db, target, own, "2026-11-27T16:05:00Z", lambda _done: None)
        self.backup = target.read_bytes()

        self.kinds: dict[str, Callable[[FuzzData], str]] = {
            "instruments": self.instrument,
            "archives": self.archive,
            "backups": self.backup_file,
            "restores": self.restored_backup,
            "guides": self.guide,
            "teaching": self.teaching_page,
        }  # name -> check that makes a file, and returns what is wrong or ""

    def failure(self, kind: str, seed: int, number: int) -> str:
        """What went wrong with one file, or ""."""
        try:
            what = self.kinds[kind](FuzzData(f"{seed}:{kind}:{number}"))
        except Invalid as refused:
            what = "" if str(refused).strip() else "refused without a sentence"
        except Exception as error:  # not a refusal with a sentence
            what = f"raised {error!r:.300}"
        return f"FAILED ({kind} --seed {seed} --only {number}) {what}" if what else ""

    def instrument(self, data: FuzzData) -> str:
        """An instrument of the organisation."""
        rng = data.rng
        found = parse_instrument(mutate_bytes(rng.choice(self.instruments), rng, self.instruments))
        describe_instrument(found)
        prompt_for_week(found, Week.parse("2026-W48"))
        return ""

    def archive(self, data: FuzzData) -> str:
        """An imported archive: its rows can be exported and imported again."""
        found = archive_import.parse_archive(self.any_archive(data), LIBRARY)
        whole = archive_export.build_archive(found.rows, LIBRARY, "<!doctype html>", FRIDAY)
        again = archive_import.parse_archive(whole, LIBRARY)
        return "" if again.rows == found.rows else "it was saved as something else"

    def any_archive(self, data: FuzzData) -> bytes:
        """A mutated archive: the zip file or its JSON."""
        rng = data.rng
        if rng.random() < 0.2:
            return mutate_bytes(self.saved, rng)
        rows = json.dumps(mutate_json(self.rows, data)).encode()
        if rng.random() < 0.15:
            rows = mutate_bytes(rows, rng)
        if rng.random() < 0.8:
            return rows
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", rng.choice((0, 8, 12, 14))) as folder:
            folder.writestr(
                rng.choice(
                    (archive_export.ROWS_FILENAME, f"a/{archive_export.ROWS_FILENAME}", "b.json")
                ),
                rows,
            )
        return mutate_bytes(packed.getvalue(), rng) if rng.random() < 0.5 else packed.getvalue()

    def backup_file(self, data: FuzzData) -> str:
        """A backup, read as `restore` reads it, without a database."""
        for _row in self._read_backup(self._any_backup(data)):
            pass
        return ""

    def restored_backup(self, data: FuzzData) -> str:
        """A backup restored into an empty database: completely, or the database stays empty."""
        path, new = self.folder / "wrong.backup", self.folder / "new.sqlite"
        path.write_bytes(self._any_backup(data))
        new.unlink(missing_ok=True)
        engine = open_engine(f"sqlite:///{new}")
        try:
            found = backups.open_backup(path)
            with found.archive, restore.all_or_nothing(engine):
                restore.restore_tables(engine, found, lambda _done: None)
        except Invalid:
            return "" if restore.is_database_empty(engine) else "something of it stayed"
        finally:
            engine.dispose()
        return ""

    def _any_backup(self, data: FuzzData) -> bytes:
        rng = data.rng
        if rng.random() < 0.5:
            return mutate_bytes(self.backup, rng)
        packed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.backup)) as right,
            zipfile.ZipFile(packed, "w") as wrong,
        ):
            mutated = rng.choice(
                [*right.namelist(), backups.MANIFEST_FILENAME, backups.MANIFEST_FILENAME]
            )
            for name in right.namelist():
                content = right.read(name)
                if name == mutated and name == backups.MANIFEST_FILENAME and rng.random() < 0.8:
                    content = json.dumps(mutate_json(json.loads(content), data)).encode()
                elif name == mutated:
                    content = mutate_bytes(content, rng)
                wrong.writestr(name, content)
        return packed.getvalue()

    def _read_backup(self, raw: bytes) -> Iterator[object]:
        path = self.folder / "wrong.backup"
        path.write_bytes(raw)
        found = backups.open_backup(path)
        with found.archive:
            _check_file_names(found)
            for name in found.manifest.tables:
                yield from found.read_rows(name)
            yield from found.read_files()

    def guide(self, data: FuzzData) -> str:
        """A guide of the organisation."""
        found = guides_library.parse_guide("own", self._page(self.guides, data), self.sources)
        return find_scripts(str(one.html) for one in (found.sixty, *found.sections))

    def teaching_page(self, data: FuzzData) -> str:
        """A teaching resource of the organisation."""
        found = teaching_library.parse_resource("own", self._page(self.teaching, data), self.known)
        parts = (*found.sections, *found.parts, *found.wall)
        return find_scripts([str(found.opening), *(str(one.html) for one in parts)])

    def _page(self, files: Sequence[Path], data: FuzzData) -> str:
        """A mutated page, mostly with its front matter unchanged, or no text would be parsed."""
        whole = data.rng.choice(files).read_bytes()
        others = [data.rng.choice(files).read_bytes()]
        at = whole.find(b"+++\n", 4) + 4 if data.rng.random() < 0.8 else 0
        raw = whole[:at] + mutate_bytes(whole[at:], data.rng, others)
        return decode_utf8(raw).replace("\r\n", "\n")


class _ScriptFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN_TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name == "style":
                self.found.append(f"{name}={value}")
            if name in {"href", "src"} and address.startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                self.found.append(f"{name}={value}")


def find_scripts(pages: Any) -> str:
    """The scripts and forbidden tags in HTML, or ""."""
    reader = _ScriptFinder()
    for page in pages:
        reader.feed(page)
    return f"in the page: {reader.found}" if reader.found else ""
