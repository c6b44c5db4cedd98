"""A guide's file.

What head and text say to each other is looked at: every source in the head is cited and every
cited one is in the head, sixty seconds hold a pair of twins, and each statement that leads here
finds a section of its id with a pair.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field
from msgspec.structs import asdict

from reflect.content import front_matter
from reflect.content import sections as content_sections
from reflect.content.guides.model import Guide, GuideAudience, GuideTheme
from reflect.content.sources import Source
from reflect.core.i18n import _
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation
from reflect.core.strict_toml import Id, StrictTable, Text, invalid_at


class GuideFrontMatter(StrictTable, kw_only=True):
    """What stands between the two lines of +++."""

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
    """Read a guide's file; its name without `.md` is the guide's id.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    return front_matter.load_content_file(
        path, partial(parse_guide, sources=sources, organisation=organisation)
    )


def parse_guide(
    name: str,
    whole: str,
    sources: Mapping[str, Source],
    organisation: Organisation = DEFAULT_ORGANISATION,
) -> Guide:
    """The guide in the text of a file.

    Raises:
        Invalid: names the place and the remedy.
    """
    targets = content_sections.LinkTargets(sources)
    found = front_matter.parse_content(
        whole, GuideFrontMatter, targets, organisation, is_guide=True
    )
    sixty, *rest = found.body.sections
    guide = Guide(
        id=name,
        sixty=sixty,
        sections=tuple(rest),
        pairs=found.body.pairs,
        markdown=found.markdown,
        **asdict(found.front_matter),
    )
    _check(guide, found.body.cited)
    return guide


def _check(guide: Guide, cited: frozenset[str]) -> None:
    if "" not in guide.pairs:
        raise invalid_at(f'"{guide.sixty.heading}"', content_sections.describe_incomplete_pair())
    front_matter.check_cited_sources(guide.sources, cited)
    for statement in (name for names in guide.statements.values() for name in names):
        if statement not in guide.pairs:
            fault = _(
                '"{name}" leads to no section. Write a heading that ends with {{#{name}}}, and '
                "below it one thing to try and one to ask for."
            )
            raise invalid_at(front_matter.TOP_OF_FILE, fault.format(name=statement))
