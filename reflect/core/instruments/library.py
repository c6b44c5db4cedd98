"""All instruments of a site: those that come with Reflect, then the organisation's own.

A new version never replaces an old one here: answers are read with the version they were given
to, or a changed wording would pass for a changed person. So the newest is what is asked, and all
stay within reach.
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
    switched_off: frozenset[str] = frozenset()  # ids that are offered to nobody
    rotation: tuple[str, ...] = DEFAULT_ROTATION  # ids of the sets that take turns, month by month
    translations: Mapping[str, Library] = field(default_factory=dict)  # language -> in its words

    @classmethod
    def of(
        cls, instruments: tuple[Instrument, ...], translated: tuple[Instrument, ...] = ()
    ) -> Library:
        """A library of these, each version at most once, and of the same in other words."""
        elsewhere = {}
        for code in {found.language for found in translated}:
            said = {one.id_and_version: one for one in translated if one.language == code}
            own = tuple(said.get(one.id_and_version, one) for one in instruments)
            elsewhere[code] = cls.of(own)
        versions = {found.id_and_version: found for found in instruments}
        rising = sorted(instruments, key=lambda found: found.version)
        newest = {found.id: found for found in rising}
        return cls(versions, dict(sorted(newest.items())), translations=elsewhere)

    def in_language(self, language: str) -> Library:
        """The same instruments in the words of a language, as far as there are any."""
        return self.translations.get(language, self)

    def latest(self, instrument: str) -> Instrument:
        """The version that is asked.

        Raises:
            NotFound: there is no instrument with this id.
        """
        if instrument not in self.newest:
            raise NotFound(_("There is no such instrument here."))
        return self.newest[instrument]

    def version(self, instrument: str, number: int) -> Instrument:
        """The version that answers were given to.

        Raises:
            NotFound: this site does not have it.
        """
        if (instrument, number) not in self.versions:
            raise NotFound(_("There is no such version of this instrument here."))
        return self.versions[instrument, number]

    def list_offered(self) -> tuple[Instrument, ...]:
        """The newest version of each that is offered here, by id."""
        return tuple(found for found in self.newest.values() if found.id not in self.switched_off)

    def get_offered(self, instrument: str) -> Instrument:
        """The version that is asked, of one that is offered here.

        Raises:
            NotFound: it is not, or there is none with this id.
        """
        found = self.latest(instrument)
        if instrument in self.switched_off:
            raise NotFound(_("There is no such instrument here."))
        return found

    def with_selection(self, switched_off: Collection[str], rotation: Sequence[str]) -> Library:
        """The same with some offered to nobody, and others taking turns by the month.

        What was answered of them can still be read. An empty `rotation` is ours, without those
        that are switched off.

        Raises:
            Invalid: there is none of this name, all else rests on it, or none is left in turn.
        """
        for name in (*switched_off, *rotation):
            if name not in self.newest or name == WEEKLY_INSTRUMENT_ID:
                fault = _('{file}: "{name}" is none of the sets that this is for: {listed}.')
                listed = ", ".join(one for one in self.newest if one != WEEKLY_INSTRUMENT_ID)
                raise Invalid(fault.format(file=ORGANISATION_FILE, name=name, listed=listed))
        turns = tuple(name for name in rotation or self.rotation if name not in switched_off)
        if not turns or any(self.newest[name].rhythm != "month" for name in turns):
            fault = _('{file}: "monthly_sets" has to name monthly sets that are offered here.')
            raise Invalid(fault.format(file=ORGANISATION_FILE))
        off = frozenset(switched_off)
        others = {
            code: replace(other, switched_off=off, rotation=turns)
            for code, other in self.translations.items()
        }
        return replace(self, switched_off=off, rotation=turns, translations=others)


def load_library(folder: Path, *own: Path) -> Library:
    """Every instrument of `folder`, then of the organisation's own folders.

    An own file adds an instrument, or a further version of one, or words of a version in another
    language. An own folder may be missing.

    Raises:
        Invalid: a file is wrong, a version is there twice, or there is no `folder`.
    """
    if not folder.is_dir():
        raise Invalid(
            _("{folder} is no folder. The instruments belong there.").format(folder=folder)
        )
    taken: dict[tuple[str, int], Path] = {}
    instruments = []
    for path in (path for place in (folder, *own) for path in sorted(place.glob("*.toml"))):
        found = load(path)
        first = taken.setdefault((found.id, found.version), path)
        if first is not path:
            raise Invalid(_twice(path, first, found))
        instruments.append(found)
    words = (
        path
        for place in (folder, *own)
        for path in sorted(place.glob(f"{LANGUAGE_DIR_GLOB}/*.toml"))
    )
    return Library.of(tuple(instruments), tuple(map(load_translation, words)))


def _twice(path: Path, first: Path, found: Instrument) -> str:
    return _(
        '{path}, top of the file: version {version} of "{id}" is in {first} already. Write '
        "version = {next} for a new wording, or give it an id of its own."
    ).format(path=path, version=found.version, id=found.id, first=first, next=found.version + 1)
