"""All guides of a site: those that come with Reflect, then the organisation's own.

A page of the organisation's with the name of one of ours stands in its place, at the same address:
ways that lead to ours lead there, to its top where it lacks the section. A mistake in a file of
ours stops the start. One in a file of theirs costs that file and no more: people would rather have
our page than none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from reflect.content.front_matter import ContentFault, load_own_files
from reflect.content.guides import loader
from reflect.content.guides.model import GUIDE_THEMES, Guide, GuideLink
from reflect.content.sources import Source, load_sources
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import ENGLISH, _, use_locale
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation

PACKAGE_FOLDER = Path(__file__).parent
SOURCES_FILE = "sources.toml"
OWN_GUIDES_FOLDER = "guides"  # in the data folder: the organisation's own


@dataclass(frozen=True, slots=True)
class Guides:
    """The guides of a site, their sources, and the ways that lead to them."""

    by_id: Mapping[str, Guide] = field(default_factory=dict)  # in the order of the themes
    sources: Mapping[str, Source] = field(default_factory=dict)
    statements: Mapping[tuple[str, str], GuideLink] = field(
        default_factory=dict
    )  # instrument, item
    scales: Mapping[tuple[str, str], GuideLink] = field(default_factory=dict)  # instrument, scale
    faults: tuple[ContentFault, ...] = ()
    switched_off: frozenset[str] = frozenset()  # ids
    translations: Mapping[str, "Guides"] = field(default_factory=dict)  # language -> as far as said

    def in_language(self, language: str) -> "Guides":
        """The same guides, those in a language that there are in it."""
        return self.translations.get(language, self)

    def get_guide(self, name: str) -> Guide:
        """One guide.

        Raises:
            NotFound: there is none of this name.
        """
        if name not in self.by_id:
            raise NotFound(_("There is no such guide here."))
        return self.by_id[name]

    def links_by_scale(self, instrument: str) -> dict[str, GuideLink]:
        """Scale -> the way from it, for each scale of an instrument that has one."""
        return {scale: lead for (own, scale), lead in self.scales.items() if own == instrument}


def load_guides(own: Path, organisation: Organisation = DEFAULT_ORGANISATION) -> Guides:
    """Our guides, and those in the organisation's own folder, which may be missing.

    Of those that it switched off, the way leads to the list of all. What there is of them in other
    languages lies in a folder named after each, under the same name.

    Raises:
        Invalid: a file of ours is wrong.
    """
    sources = load_sources(PACKAGE_FOLDER.parent / SOURCES_FILE)
    faults: list[ContentFault] = []
    ours = _load_shipped(PACKAGE_FOLDER / "texts", sources, organisation)
    if (own / SOURCES_FILE).exists():
        sources |= _own_sources(own / SOURCES_FILE, faults)
    load = partial(loader.load_guide, sources=sources, organisation=organisation)
    theirs = list(load_own_files(own, load, faults))
    switched_off = organisation.switched_off.guides
    translations = {}
    for code in (code for code in organisation.languages if code != ENGLISH):
        with use_locale(code):
            said = _load_shipped(PACKAGE_FOLDER / "texts" / code, sources, organisation)
            own_said = list(load_own_files(own / code, load, faults))
        both = _in_words(ours, said, code), _in_words(theirs, own_said, code, faults)
        translations[code] = _together(*both, sources, switched_off)
    found = _together(ours, theirs, sources, switched_off)
    return replace(found, faults=tuple(faults), translations=translations)


def _load_shipped(
    folder: Path, sources: Mapping[str, Source], organisation: Organisation
) -> list[Guide]:
    paths = sorted(folder.glob("*.md"))
    return [loader.load_guide(path, sources, organisation) for path in paths]


def _together(
    ours: Sequence[Guide],
    theirs: Sequence[Guide],
    sources: Mapping[str, Source],
    switched_off: Collection[str],
) -> Guides:
    order = list(GUIDE_THEMES)
    by_id = {guide.id: guide for guide in (*ours, *theirs) if guide.id not in switched_off}
    shown = dict(sorted(by_id.items(), key=lambda pair: order.index(pair[1].theme)))
    statements: dict[tuple[str, str], GuideLink] = {}
    scales: dict[tuple[str, str], GuideLink] = {}
    for guide in (one for one in (*ours, *theirs) if one.id in shown):
        here = shown[guide.id]
        scales |= {key: _lead(guide, here, "") for key in _pairs(guide.scales)}
        statements |= {key: _lead(guide, here, key[1]) for key in _pairs(guide.statements)}
    return Guides(shown, sources, statements, scales, switched_off=frozenset(switched_off))


def _in_words(
    guides: Sequence[Guide],
    said: Sequence[Guide],
    code: str,
    faults: list[ContentFault] | None = None,
) -> list[Guide]:
    """The guides, with what there is of them in a language, section for section the same.

    Raises:
        Invalid: one differs; without `faults`, which would take it.
    """
    found = {guide.id: guide for guide in guides}
    for one in said:
        if one.id in found and _skeleton(one) == _skeleton(found[one.id]):
            found[one.id] = replace(one, language=code)
            continue
        fault = _(
            "{path}: there is no guide of this name, or its anchors, sources, pairs, theme or "
            "licence differ. Let it have those of the guide in English."
        ).format(path=f"{code}/{one.id}.md")
        if faults is None:
            raise Invalid(fault)
        faults.append(ContentFault(f"{code}/{one.id}.md", fault))
    return list(found.values())


def _skeleton(guide: Guide) -> tuple[object, ...]:
    """What is the same in every language."""
    anchors = [section.anchor for section in guide.sections if section.anchor]
    ways = guide.scales, guide.statements, set(guide.pairs)
    return guide.theme, guide.licence, set(guide.sources), anchors, ways


def _own_sources(path: Path, faults: list[ContentFault]) -> dict[str, Source]:
    try:
        return load_sources(path)
    except Invalid as error:
        faults.append(ContentFault(path.name, str(error)))
        return {}


def _pairs(named: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(instrument, name) for instrument, names in named.items() for name in names]


def _lead(asked: Guide, shown: Guide, anchor: str) -> GuideLink:
    """The way to a section, or with an empty anchor to the top, as `shown` has it.

    What is shown may be another than the guide that asked for the way: a page in its place.
    """
    section = shown.find_section(anchor) if anchor else None
    twins = shown.pairs.get(anchor) or asked.pairs[anchor]
    if section is None:
        return GuideLink(shown.id, "", shown.theme_title, "", twins, shown.language)
    return GuideLink(shown.id, anchor, shown.theme_title, section.heading, twins, shown.language)
