"""Caches for all apps of a test process: compiled templates, content pages, instruments.

An app takes a third of a second to make, most of it for reading the content of Reflect, and a run
of the tests makes some hundred. What a test changes (wording, pages and instruments of an
organisation, another language) is not cached.
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

from reflect.content.guides import library as guides_library
from reflect.content.teaching import library as teaching_library
from reflect.core.organisation.model import DEFAULT_ORGANISATION
from reflect.operations import site_setup


class MemoryBytecodeCache(BytecodeCache):
    """Compiled templates in memory."""

    def __init__(self) -> None:
        self.codes: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key + bucket.checksum] = bucket.code


def install_caches() -> None:
    """Install all caches in this process."""
    Flask.create_jinja_environment = _share_bytecode(
        MemoryBytecodeCache(), Flask.create_jinja_environment
    )
    guides_library.load_guides = _cache_pages(guides_library.load_guides)
    teaching_library.load_resources = _cache_pages(teaching_library.load_resources)
    site_setup.load_library = _cache_by_files(site_setup.load_library)
    Rule._compile_builder = _compile_lazily(Rule._compile_builder)


def _share_bytecode(compiled: MemoryBytecodeCache, make: Callable) -> Callable:
    def made(app: Flask):
        environment = make(app)
        environment.bytecode_cache = compiled
        return environment

    return made


def _compile_lazily(compile_builder: Callable) -> Callable:
    """Compile the URL builder of a route when it is used: a test uses few of two hundred."""

    def later(rule: Rule, append_unknown: bool = True) -> Callable:
        compiled = cache(lambda: compile_builder(rule, append_unknown))

        def build(_rule: Rule, **values: Any) -> Any:
            return compiled()(rule, **values)

        return build

    return later


def _cache_pages(load: Callable) -> Callable:
    """Cache shipped pages, for sites where the organisation has neither pages nor wording.

    The folders for its pages exist on every site and may be empty. Resources link to guides, so
    they are read again if the guides are others.
    """
    parameters, cached = signature(load), []

    def loaded(*args: Any, **kwargs: Any) -> Any:
        bound = parameters.bind(*args, **kwargs)
        bound.apply_defaults()
        own, *link_targets, organisation = bound.args
        if organisation != DEFAULT_ORGANISATION or _files_in(own):
            return load(*args, **kwargs)
        if not cached or cached[0] != link_targets:
            cached[:] = [link_targets, load(*args, **kwargs)]
        return cached[1]

    return loaded


def _cache_by_files(load: Callable) -> Callable:
    """Cache instruments by the content of their folders."""
    cached: dict[Any, Any] = {}

    def loaded(*folders: Path) -> Any:
        content = tuple(
            (at, path.relative_to(folder), path.read_bytes())
            for at, folder in enumerate(folders)
            for path in _files_in(folder)
        )
        if content not in cached:
            cached[content] = load(*folders)
        return cached[content]

    return loaded


def _files_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]
