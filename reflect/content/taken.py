"""A text to take away: one Markdown file that stands alone, for somebody to adapt.

The text is the very one of the page. Its head becomes lines to read, citations become plain words
with the whole list of sources below, and links to pages of this site get the site's address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reflect.content.licences import licence_from_name
from reflect.content.sources import Source
from reflect.core.words import _

MARKDOWN_CONTENT_TYPE = "text/markdown"
_CITATION = re.compile(r"\[([^\[\]]*)\]\(source:[^)\s]*\)")
_HERE = re.compile(r"(\]\()(/(?!/)[^)\s]*\))")


@dataclass(frozen=True, slots=True)
class ContentExport:
    """What goes into the file."""

    title: str
    lines: tuple[str, ...]  # what it is and for whom
    licence: str  # as the head names it
    markdown: str
    sources: tuple[Source, ...]


def render_export(taken: ContentExport, site: str) -> str:
    """The file's text; `site` is the address of this site."""
    text = _CITATION.sub(r"\1", taken.markdown).strip()
    text = _HERE.sub(lambda link: link.group(1) + site.rstrip("/") + link.group(2), text)
    head = "\n".join(f"{line}  " for line in (*taken.lines, _permission(taken.licence)))
    parts = [f"# {taken.title}", head.rstrip(), "---", text]
    if taken.sources:
        parts += [f"## {_('Sources')}", "\n".join(_cited(taken.sources))]
    return "\n\n".join(parts) + "\n"


def _permission(name: str) -> str:
    found = licence_from_name(name)
    where = f" ({found.url})" if found.url else ""
    line = _("Licence: {name}{where}.").format(name=found.name, where=where)
    return f"{line} {found.means}".strip()


def _cited(sources: Iterable[Source]) -> Iterable[str]:
    for source in sources:
        where = f". {source.url}" if source.url else ""
        yield f"- {source.citation}{where}. {source.certainty_text} {source.limits}".rstrip()
