"""Load a guide from its file, and check its front matter against its text.

The sources in the front matter have to be those that the text cites. The first section needs a
suggestion pair, and so does the section for each statement that links to the guide.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field
from msgspec.structs import asdict

from reflect.content import front_matter
from reflect.content.guides.model import Guide, GuideAudience, GuideTheme
from reflect.content.sections import LinkTargets, describe_incomplete_pair
from reflect.content.sources import Source
from reflect.core.i18n import _
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation
from reflect.core.strict_toml import Id, StrictTable, Text, invalid_at, top_of_file


class GuideFrontMatter(StrictTable, kw_only=True):
    """The front matter of a guide."""

    title: Text
    about: Text
    theme: GuideTheme
    audience: Annotated[tuple[GuideAudience, ...], Meta(min_length=1)]
    review: date
    licence: Text
    sources: tuple[Id, ...] = ()
    scales: dict[Id, tuple[Id, ...]] = field(default_factory=dict)
    statements: dict[Id, tuple[Id, ...]] = field(default_factory=dict)


def load_guide(
    path: Path, sources: Mapping[str, Source], organisation: Organisation = DEFAULT_ORGANISATION
) -> Guide:
    """Load a guide from its file; the file name without `.md` is the id.

    Raises:
        Invalid: the file is not valid; names the file, the place and the remedy.
    """
    parse = partial(parse_guide, sources=sources, organisation=organisation)
    return front_matter.load_content_file(path, parse)


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
    targets = LinkTargets(sources)
    file = front_matter.parse_content(text, GuideFrontMatter, targets, organisation, is_guide=True)
    sixty, *others = file.body.sections
    guide = Guide(
        id=name,
        sixty=sixty,
        sections=tuple(others),
        pairs=file.body.pairs,
        markdown=file.markdown,
        **asdict(file.front_matter),
    )
    _check_guide(guide, file.body.cited)
    return guide


def _check_guide(guide: Guide, cited: frozenset[str]) -> None:
    if "" not in guide.pairs:
        raise invalid_at(f'"{guide.sixty.heading}"', describe_incomplete_pair())
    front_matter.check_cited_sources(guide.sources, cited)
    for statement in (name for names in guide.statements.values() for name in names):
        if statement not in guide.pairs:
            fault = _(
                '"{name}" leads to no section. Write a heading that ends with {{#{name}}}, and '
                "below it one thing to try and one to ask for."
            )
            raise invalid_at(top_of_file(), fault.format(name=statement))
