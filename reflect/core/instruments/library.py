"""Library of a site's instruments: those that come with Reflect, and the organisation's own.

A new version does not replace an old one: answers are read with the version they were given to, or
a changed wording would look like a changed person. The newest version is asked, and all versions
stay available.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.instruments.loader import load, load_translation
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.translation import LANGUAGE_DIR_GLOB
from reflect.core.organisation.model import ORGANISATION_FILE

WEEKLY_INSTRUMENT_ID: Final = "weekly-check-in"
DEFAULT_ROTATION: Final = ("data-security", "families", "self-care")


@dataclass(frozen=True, slots=True)
class Library:
    """The instruments of a site, every version of each."""

    versions: Mapping[tuple[str, int], Instrument]  # (id, version)
    newest: Mapping[str, Instrument]  # id -> its highest version
    switched_off: frozenset[str] = frozenset()  # ids that are not offered
    rotation: tuple[str, ...] = DEFAULT_ROTATION  # ids of the monthly sets, asked in turn
    translations: Mapping[str, Library] = field(default_factory=dict)  # by language

    @classmethod
    def of(
        cls, instruments: tuple[Instrument, ...], translated: tuple[Instrument, ...] = ()
    ) -> Library:
        """A library of these instruments, each version once, and of their translations."""
        translations = {}
        for code in {each.language for each in translated}:
            by_key = {one.id_and_version: one for one in translated if one.language == code}
            own = tuple(by_key.get(one.id_and_version, one) for one in instruments)
            translations[code] = cls.of(own)
        versions = {each.id_and_version: each for each in instruments}
        by_version = sorted(instruments, key=lambda each: each.version)
        newest = {each.id: each for each in by_version}
        return cls(versions, dict(sorted(newest.items())), translations=translations)

    def in_language(self, language: str) -> Library:
        """The library in a language; instruments without a translation stay in English."""
        return self.translations.get(language, self)

    def latest(self, instrument: str) -> Instrument:
        """The newest version, which is asked.

        Raises:
            NotFound: there is no instrument with this id.
        """
        if instrument not in self.newest:
            raise NotFound(_("There is no such instrument here."))
        return self.newest[instrument]

    def version(self, instrument: str, number: int) -> Instrument:
        """One version of an instrument.

        Raises:
            NotFound: this site does not have it.
        """
        if (instrument, number) not in self.versions:
            raise NotFound(_("There is no such version of this instrument here."))
        return self.versions[instrument, number]

    def list_offered(self) -> tuple[Instrument, ...]:
        """The newest versions of the instruments that are offered here, in the order of ids."""
        return tuple(each for each in self.newest.values() if each.id not in self.switched_off)

    def get_offered(self, instrument: str) -> Instrument:
        """The newest version of an instrument that is offered here.

        Raises:
            NotFound: it is not offered, or there is no instrument with this id.
        """
        if instrument in self.switched_off:
            raise NotFound(_("There is no such instrument here."))
        return self.latest(instrument)

    def with_selection(self, switched_off: Collection[str], rotation: Sequence[str]) -> Library:
        """The library with some instruments switched off, and the monthly sets to ask in turn.

        Answers to instruments that are switched off can still be read. An empty `rotation` means
        the default one, without instruments that are switched off.

        Raises:
            Invalid: an id is unknown or the weekly check-in's, or no monthly set is left.
        """
        for name in (*switched_off, *rotation):
            if name not in self.newest or name == WEEKLY_INSTRUMENT_ID:
                fault = _('{file}: "{name}" is none of the sets that this is for: {listed}.')
                listed = ", ".join(one for one in self.newest if one != WEEKLY_INSTRUMENT_ID)
                raise Invalid(fault.format(file=ORGANISATION_FILE, name=name, listed=listed))
        sets = tuple(name for name in rotation or self.rotation if name not in switched_off)
        if not sets or any(self.newest[name].rhythm != "month" for name in sets):
            fault = _('{file}: "monthly_sets" has to name monthly sets that are offered here.')
            raise Invalid(fault.format(file=ORGANISATION_FILE))
        off = frozenset(switched_off)
        others = {
            code: replace(other, switched_off=off, rotation=sets)
            for code, other in self.translations.items()
        }
        return replace(self, switched_off=off, rotation=sets, translations=others)


def load_library(folder: Path, *own: Path) -> Library:
    """Load every instrument of `folder`, then of the organisation's own folders.

    A file in an own folder adds an instrument, another version, or a translation of a version. An
    own folder may be missing.

    Raises:
        Invalid: a file is invalid, a version exists twice, or `folder` does not exist.
    """
    if not folder.is_dir():
        fault = _("{folder} is no folder. The instruments belong there.")
        raise Invalid(fault.format(folder=folder))
    paths: dict[tuple[str, int], Path] = {}
    instruments = []
    for path in _list_files((folder, *own), "*.toml"):
        instrument = load(path)
        name, version = instrument.id_and_version
        first = paths.setdefault((name, version), path)
        if first is not path:
            fault = _(
                '{path}, top of the file: version {version} of "{id}" is in {first} already. Write '
                "version = {next} for a new wording, or give it an id of its own."
            )
            values = {"path": path, "first": first, "version": version, "next": version + 1}
            raise Invalid(fault.format(**values, id=name))
        instruments.append(instrument)
    words = _list_files((folder, *own), f"{LANGUAGE_DIR_GLOB}/*.toml")
    return Library.of(tuple(instruments), tuple(map(load_translation, words)))


def _list_files(folders: Sequence[Path], pattern: str) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob(pattern))]
