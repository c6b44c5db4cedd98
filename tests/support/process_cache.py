"""What is the same for every app of a process is done once: its templates, pages, questionnaires.

An app takes a third of a second to make, most of it for reading what comes with Reflect. A run of
the tests makes some hundred. Whatever a test changes (an organisation's words, pages and
questionnaires of its own, another language) is read as it is anywhere else.
"""

from collections.abc import Callable
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from reflect.content import http as content_http
from reflect.content.guides import library as guides_library
from reflect.content.teaching import library as teaching_library
from reflect.core.organisation.model import DEFAULT_ORGANISATION
from reflect.operations import site_setup


class MemoryBytecodeCache(BytecodeCache):
    """Templates, compiled, in memory."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key + bucket.checksum] = bucket.code


def install_caches() -> None:
    """From now on, in this process."""
    Flask.create_jinja_environment = _with(MemoryBytecodeCache(), Flask.create_jinja_environment)
    guides_library.load_guides = content_http.load_guides = _pages_once(guides_library.load_guides)
    teaching_library.load_resources = content_http.load_resources = _pages_once(
        teaching_library.load_resources
    )
    site_setup.load_library = _folders_once(site_setup.load_library)
    Rule._compile_builder = _when_asked(Rule._compile_builder)


def _with(compiled: MemoryBytecodeCache, make: Callable) -> Callable:
    def made(app: Flask):
        environment = make(app)
        environment.bytecode_cache = compiled
        return environment

    return made


def _when_asked(compile_builder: Callable) -> Callable:
    """What writes the address of a route: an app has nearly two hundred, and a test asks a few."""

    def later(rule: Rule, append_unknown: bool = True) -> Callable:
        compiled = cache(lambda: compile_builder(rule, append_unknown))

        def build(_rule: Rule, **values: Any) -> Any:
            return compiled()(rule, **values)

        return build

    return later


def _pages_once(load: Callable) -> Callable:
    """Pages of ours, where an organisation has neither pages nor words of its own.

    The folders for its pages are there in every site; they may be empty. Resources lead to guides,
    so they are read again where the guides are others.
    """
    asked, found = signature(load), []

    def loaded(*given: Any, **named: Any) -> Any:
        bound = asked.bind(*given, **named)
        bound.apply_defaults()
        own, *leading_to, organisation = bound.args
        if organisation != DEFAULT_ORGANISATION or _files_in(own):
            return load(*given, **named)
        if not found or found[0] != leading_to:
            found[:] = [leading_to, load(*given, **named)]
        return found[1]

    return loaded


def _folders_once(load: Callable) -> Callable:
    """Questionnaires, by what their folders hold."""
    found: dict[Any, Any] = {}

    def loaded(*folders: Path) -> Any:
        held = tuple(
            (at, path.relative_to(folder), path.read_bytes())
            for at, folder in enumerate(folders)
            for path in _files_in(folder)
        )
        if held not in found:
            found[held] = load(*folders)
        return found[held]

    return loaded


def _files_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]
