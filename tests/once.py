"""What is the same for every app of a process is done once: its templates, pages, questionnaires.

An app takes a third of a second to make, most of it for reading what comes with Reflect. A run of
the tests makes some hundred. Whatever a test changes (an organisation's words, pages and
questionnaires of its own, another language) is read as it is anywhere else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from reflect.core.organisation import NOBODYS
from reflect.guides import kept as guides
from reflect.operations import sites
from reflect.teaching import kept as teaching


class Compiled(BytecodeCache):
    """Templates, compiled, in memory."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key + bucket.checksum] = bucket.code


def do_it_once() -> None:
    """From now on, in this process."""
    Flask.create_jinja_environment = _with(Compiled(), Flask.create_jinja_environment)
    guides.load_guides = _pages_once(guides.load_guides)
    teaching.load_resources = _pages_once(teaching.load_resources)
    sites.load_library = _folders_once(sites.load_library)


def _with(compiled: Compiled, make: Callable) -> Callable:
    def made(app: Flask):
        environment = make(app)
        environment.bytecode_cache = compiled
        return environment

    return made


def _pages_once(load: Callable) -> Callable:
    """Pages of ours, where an organisation has neither pages nor words of its own."""
    found: list[Any] = []

    def loaded(own: Path, *rest: Any) -> Any:
        if own.exists() or rest[-1] != NOBODYS:
            return load(own, *rest)
        if not found:
            found.append(load(own, *rest))
        return found[0]

    return loaded


def _folders_once(load: Callable) -> Callable:
    """Questionnaires, by what their folders hold."""
    found: dict[Any, Any] = {}

    def loaded(*folders: Path) -> Any:
        held = [
            (at, path.relative_to(folder), path.read_bytes())
            for at, folder in enumerate(folders)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
        if tuple(held) not in found:
            found[tuple(held)] = load(*folders)
        return found[tuple(held)]

    return loaded
