"""Markdown for the page: raw HTML off, tables and lists to tick dressed as the site shows them.

markdown-it would align columns by `style`, which this site's content policy forbids. So a table
gets classes: one of many columns lies in a box that scrolls, one of long texts becomes blocks on a
narrow screen, where each cell says its column. `- [ ]` makes a list with empty boxes, and straight
quotation marks are shown curled.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from reflect.core.i18n import _

TableRows = tuple[tuple[str, ...], ...]  # the first names the columns; words without marks
CHECKBOX_MARK = "[ ] "
MAX_NARROW_COLUMNS = 4  # columns: with more, a table is wider than a phone
MAX_NARROW_ROW_LENGTH = (
    60  # letters, the longest of each column together: more do not fit beside each other there
)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # the name it has there
        """Take in every link, so that whoever reads the text sees it; some would stay text."""
        return True


def _open_table(self: RendererHTML, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    table = self.renderToken(tokens, at, *rest)
    label = tokens[at].meta.get("label")
    if not label:
        return table
    box = '<div class="in-a-box" tabindex="0" role="region" aria-label="{}">\n'
    return box.format(escape(label)) + table


def _close_table(self: RendererHTML, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    table = self.renderToken(tokens, at, *rest)
    return f"{table}</div>\n" if tokens[at].meta.get("label") else table


_MARKDOWN = _Markdown("commonmark", {"html": False, "typographer": True})
_MARKDOWN.enable(["table", "smartquotes"]).disable("image")
_MARKDOWN.add_render_rule("table_open", _open_table)
_MARKDOWN.add_render_rule("table_close", _close_table)


def parse_markdown(markdown: str) -> list[Token]:
    """The tokens of a text, dressed."""
    tokens = _MARKDOWN.parse(markdown)
    for part in _every(tokens, "bullet_list"):
        _dress_list(part)
    for part in _every(tokens, "table"):
        _dress_table(part)
    return tokens


def render_tokens(tokens: Sequence[Token]) -> Markup:
    """The HTML of some tokens."""
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(html)  # noqa: S704  # nosec B704  # raw HTML is off; links are looked at by the caller


def extract_plain_text(inline: Token) -> str:
    """What stands there without marks."""
    children = inline.children or []
    return "".join(" " if c.type == "softbreak" else c.content for c in children).strip()


def extract_tables(tokens: Sequence[Token]) -> tuple[TableRows, ...]:
    """The tables among some tokens."""
    return tuple(map(_rows, _every(tokens, "table")))


def _every(tokens: Sequence[Token], name: str) -> Iterator[Sequence[Token]]:
    """The parts between an opening and its closing token, both included."""
    for start, token in enumerate(tokens):
        if token.type == f"{name}_open":
            ends = (
                at
                for at in range(start, len(tokens))
                if tokens[at].type == f"{name}_close" and tokens[at].level == token.level
            )
            yield tokens[start : next(ends) + 1]


def _dress_list(part: Sequence[Token]) -> None:
    """A list of which every line begins with a box."""
    level = part[0].level + 3  # list, item, paragraph
    lines = [
        part[at + 2]
        for at, token in enumerate(part)
        if token.type == "list_item_open" and part[at + 2].level == level
    ]
    first = [line.children[0] for line in lines if line.children]
    if (
        lines
        and len(first) == len(lines)
        and all(one.content.startswith(CHECKBOX_MARK) for one in first)
    ):
        part[0].attrSet("class", "tick")
        for one in first:
            one.content = one.content.removeprefix(CHECKBOX_MARK)


def _rows(part: Sequence[Token]) -> TableRows:
    cells: list[list[str]] = []
    for token in part:
        if token.type == "tr_open":
            cells.append([])
        elif token.type == "inline":
            cells[-1].append(extract_plain_text(token))
    return tuple(map(tuple, cells))


def _dress_table(part: Sequence[Token]) -> None:
    rows = _rows(part)
    columns = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if len(columns) > MAX_NARROW_COLUMNS:
        label = _("Table: {columns}").format(columns=", ".join(filter(None, rows[0])))
        part[0].meta["label"] = part[-1].meta["label"] = label
    elif sum(columns) > MAX_NARROW_ROW_LENGTH:
        part[0].attrSet("class", "in-blocks")
    cells = [token for token in part if token.type in ("th_open", "td_open")]
    ends = [token for token in part if token.type in ("th_close", "td_close")]
    for n, (start, end) in enumerate(zip(cells, ends, strict=True)):
        _dress_cell(start, end, rows[0][n % len(columns)])


def _dress_cell(start: Token, end: Token, column: str) -> None:
    if "right" in str(start.attrs.pop("style", "")):
        start.attrSet("class", "number")
    if start.type == "td_open":
        start.attrSet("data-column", column)
    elif column:
        start.attrSet("scope", "col")
    else:
        start.tag = end.tag = "td"  # a column without a name has no heading
