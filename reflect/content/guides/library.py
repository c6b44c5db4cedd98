"""The library of guides of a site: those shipped with Reflect, then the organisation's own.

An own guide with the id of a shipped one replaces it at the same URL; links to a section that it
lacks lead to its top. With an error in a shipped file the app does not start. An invalid own file
is skipped and reported, so that readers still have the shipped page.

The sources in the front matter have to be those that the text cites. The first section needs a
suggestion pair, and so does the section for each statement that links to the guide.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from msgspec import structs

from reflect.content.front_matter import (
    ContentFault,
    check_cited_sources,
    load_content_file,
    load_own_files,
    parse_content,
)
from reflect.content.guides.model import GUIDE_THEMES, Guide, GuideFrontMatter, GuideLink
from reflect.content.sections import LinkTargets, describe_incomplete_pair
from reflect.content.sources import Source, load_sources
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import ENGLISH, _, use_locale
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation
from reflect.core.strict_toml import invalid_at, top_of_file

InstrumentPart = tuple[str, str]  # ids of an instrument and of one of its scales or items
PACKAGE_FOLDER = Path(__file__).parent
SOURCES_FILE = "sources.toml"
OWN_GUIDES_FOLDER = "guides"  # in the data folder: the organisation's own


@dataclass(frozen=True, slots=True)
class Guides:
    """The guides of a site, their sources, and links to them from scales and statements."""

    by_id: Mapping[str, Guide] = field(default_factory=dict)  # in the order of the themes
    sources: Mapping[str, Source] = field(default_factory=dict)
    statements: Mapping[InstrumentPart, GuideLink] = field(default_factory=dict)  # links from items
    scales: Mapping[InstrumentPart, GuideLink] = field(default_factory=dict)  # links from scales
    faults: tuple[ContentFault, ...] = ()
    switched_off: frozenset[str] = frozenset()  # ids
    translations: Mapping[str, "Guides"] = field(default_factory=dict)  # by language

    def in_language(self, language: str) -> "Guides":
        """The same guides, in this language as far as they are translated."""
        return self.translations.get(language, self)

    def get_guide(self, name: str) -> Guide:
        """The guide with this id.

        Raises:
            NotFound: there is none.
        """
        if name not in self.by_id:
            raise NotFound(_("There is no such guide here."))
        return self.by_id[name]

    def links_by_scale(self, instrument: str) -> dict[str, GuideLink]:
        """The link from each scale of an instrument that has one, by scale id."""
        return {scale: link for (owner, scale), link in self.scales.items() if owner == instrument}


def load_guides(own: Path, organisation: Organisation = DEFAULT_ORGANISATION) -> Guides:
    """The shipped guides, and those in the organisation's own folder, which may be missing.

    Guides that the organisation switched off are left out; links to them lead to the index.
    Translations are files of the same name in a folder named after the language.

    Raises:
        Invalid: a shipped file is not valid.
    """
    texts, switched_off = PACKAGE_FOLDER / "texts", organisation.switched_off.guides
    sources = load_sources(PACKAGE_FOLDER.parent / SOURCES_FILE)
    faults: list[ContentFault] = []

    def load(path: Path) -> Guide:
        return load_content_file(path, parse_guide, sources, organisation)

    shipped = list(map(load, sorted(texts.glob("*.md"))))
    if (own / SOURCES_FILE).exists():
        try:
            sources.update(load_sources(own / SOURCES_FILE))
        except Invalid as error:
            faults.append(ContentFault(SOURCES_FILE, str(error)))
    own_guides = list(load_own_files(own, load, faults))
    translations = {}
    for code in (code for code in organisation.languages if code != ENGLISH):
        with use_locale(code):
            shipped_translations = list(map(load, sorted((texts / code).glob("*.md"))))
            own_translations = list(load_own_files(own / code, load, faults))
        translated = _translate(shipped, shipped_translations, code)
        translated += _translate(own_guides, own_translations, code, faults)
        translations[code] = _merge_guides(translated, sources, switched_off)
    guides = _merge_guides([*shipped, *own_guides], sources, switched_off)
    return replace(guides, faults=tuple(faults), translations=translations)


def parse_guide(
    name: str,
    text: str,
    sources: Mapping[str, Source],
    organisation: Organisation = DEFAULT_ORGANISATION,
) -> Guide:
    """Parse the text of a guide's file.

    Raises:
        Invalid: the text is not valid; names the place and the remedy.
    """
    head, markdown, body = parse_content(
        text, GuideFrontMatter, LinkTargets(sources), organisation, is_guide=True
    )
    sixty, *others = body.sections
    guide = Guide(
        id=name,
        sixty=sixty,
        sections=tuple(others),
        pairs=body.pairs,
        markdown=markdown,
        **structs.asdict(head),
    )
    if "" not in guide.pairs:
        raise invalid_at(f'"{guide.sixty.heading}"', describe_incomplete_pair())
    check_cited_sources(guide.sources, body.cited)
    for statement in (name for names in guide.statements.values() for name in names):
        if statement not in guide.pairs:
            fault = _(
                '"{name}" leads to no section. Write a heading that ends with {{#{name}}}, and '
                "below it one thing to try and one to ask for."
            )
            raise invalid_at(top_of_file(), fault.format(name=statement))
    return guide


def _merge_guides(
    guides: Sequence[Guide], sources: Mapping[str, Source], switched_off: Collection[str]
) -> Guides:
    """The guides of a site; of two with the same id, the later one replaces the earlier one."""
    order = list(GUIDE_THEMES)
    by_id = {guide.id: guide for guide in guides if guide.id not in switched_off}
    by_theme = dict(sorted(by_id.items(), key=lambda pair: order.index(pair[1].theme)))
    statements: dict[InstrumentPart, GuideLink] = {}
    scales: dict[InstrumentPart, GuideLink] = {}
    for guide in (each for each in guides if each.id in by_id):
        target = by_id[guide.id]
        scales |= {part: _build_link(guide, target, "") for part in _list_parts(guide.scales)}
        items = _list_parts(guide.statements)
        statements |= {item: _build_link(guide, target, item[1]) for item in items}
    return Guides(by_theme, sources, statements, scales, switched_off=frozenset(switched_off))


def _translate(
    guides: Sequence[Guide],
    translated: Sequence[Guide],
    code: str,
    faults: list[ContentFault] | None = None,
) -> list[Guide]:
    """The guides, each replaced by its translation if there is one with the same structure.

    Raises:
        Invalid: a structure differs, and there is no `faults` to add it to.
    """
    by_id = {guide.id: guide for guide in guides}
    for guide in translated:
        if guide.id in by_id and _get_structure(guide) == _get_structure(by_id[guide.id]):
            by_id[guide.id] = structs.replace(guide, language=code)
            continue
        fault = _(
            "{path}: there is no guide of this name, or its anchors, sources, pairs, theme or "
            "licence differ. Let it have those of the guide in English."
        ).format(path=f"{code}/{guide.id}.md")
        if faults is None:
            raise Invalid(fault)
        faults.append(ContentFault(f"{code}/{guide.id}.md", fault))
    return list(by_id.values())


def _get_structure(guide: Guide) -> tuple[object, ...]:
    """The parts of a guide that have to be the same in every language."""
    anchors = [section.anchor for section in guide.sections if section.anchor]
    links = guide.scales, guide.statements, set(guide.pairs)
    return guide.theme, guide.licence, set(guide.sources), anchors, links


def _list_parts(by_instrument: Mapping[str, tuple[str, ...]]) -> list[InstrumentPart]:
    return [(instrument, name) for instrument, names in by_instrument.items() for name in names]


def _build_link(origin: Guide, target: Guide, anchor: str) -> GuideLink:
    """The link to a section of `target`, or with an empty anchor to its top.

    `origin` is the guide that declares the link; `target` is the same, or an own guide that
    replaces it and may lack the section or the pair.
    """
    section = target.find_section(anchor) if anchor else None
    pair = target.pairs.get(anchor) or origin.pairs[anchor]
    if section is None:
        return GuideLink(target.id, "", target.theme_title, "", pair, target.language)
    return GuideLink(target.id, anchor, target.theme_title, section.heading, pair, target.language)
