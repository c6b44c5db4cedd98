"""Schema of an instrument file: its tables, key by key.

Many authors of such files are not programmers, and a misspelt key that is ignored would change
scores; so files are read strictly (`strict_toml`). Each table is converted separately, so that an
error can name the place: `items[3] "reach"` is the third `[[items]]`, whose id is "reach". The
rules between the tables are in `checks`.
"""

from typing import Annotated, Any

from msgspec import Meta, field

from reflect.core.i18n import _
from reflect.core.instruments.model import Combine, Higher, ItemKind, LayoutName, Rhythm
from reflect.core.strict_toml import (
    Id,
    StrictTable,
    Table,
    Text,
    convert_table,
    decode_utf8,
    parse_toml,
)

Number = Annotated[float, Meta(ge=-1_000_000, le=1_000_000)]
Whole = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Ids = Annotated[list[Id], Meta(min_length=1)]


class InstrumentTable(StrictTable, kw_only=True):
    """The whole file; the tables inside it are converted one by one."""

    id: Id
    version: Annotated[int, Meta(ge=1, le=9999)]
    title: Text
    recall: Text
    standing: Text
    source: Text
    licence: Text
    wording: Text = ""
    note: Text = ""
    heading: Text = ""
    introduction: Text = ""
    stem: Text = ""
    stem_hint: Text = ""
    rhythm: Rhythm = "month"
    team: bool = False
    rounds: Annotated[int, Meta(ge=1, le=2)] = 1
    minutes: Annotated[int, Meta(ge=1, le=180)] = 0
    items: Annotated[list[Table], Meta(min_length=1)]
    responses: dict[str, Table] = field(default_factory=dict)
    scales: list[Table] = field(default_factory=list)
    pages: list[Table] = field(default_factory=list)
    prompts: list[Table] = field(default_factory=list)
    examples: list[Table] = field(default_factory=list)


class HeadingTable(StrictTable, kw_only=True):
    """The last part of a heading such as `[responses.how-true]`, which is an id too."""

    heading: Id


class ResponsesTable(StrictTable, kw_only=True):
    """`[responses.how-true]`."""

    labels: Annotated[list[Text], Meta(min_length=1)]
    points: list[Number] = field(default_factory=list)
    does_not_apply: Text = ""


class FollowsTable(StrictTable, kw_only=True):
    """`follows = { item = "held", is = 1 }`."""

    item: Id
    answer: Whole = field(name="is")


class ItemTable(StrictTable, kw_only=True):
    """`[[items]]`."""

    id: Id
    text: Text
    kind: ItemKind = "choice"
    hint: Text = ""
    responses: Id = ""
    labels: list[Text] = field(default_factory=list)
    points: list[Number] = field(default_factory=list)
    does_not_apply: Text = ""
    low: Whole = 0
    high: Whole = 0
    unit: Text = ""
    rows: Annotated[int, Meta(ge=1, le=40)] = 3
    private: bool = False
    required: bool = False
    follows: FollowsTable | None = None
    theme: Text = ""
    idea: Text = ""
    to_try: Text = field(default="", name="try")
    ask: Text = ""
    twin: Id = ""


class ScaleTable(StrictTable, kw_only=True):
    """`[[scales]]`."""

    id: Id
    title: Text
    items: Ids
    combine: Combine = "mean"
    minimum: Annotated[int, Meta(ge=1)]
    reach: tuple[Number, Number] = field(name="range")
    factor: Annotated[float, Meta(gt=0, le=1_000_000)] = 1
    lookup: list[tuple[Number, Number]] = field(default_factory=list)
    higher: Higher = "better"
    low_means: Text = ""
    beside: Id = ""
    lower_says: Text = ""


class PageTable(StrictTable, kw_only=True):
    """`[[pages]]`."""

    id: Id
    heading: Text
    intro: Text = ""
    sections: Annotated[list[Table], Meta(min_length=1)]


class SectionTable(StrictTable, kw_only=True):
    """`[[pages.sections]]`, below its page."""

    items: Ids
    layout: LayoutName = "plain"
    title: Text = ""
    scale: Id = ""
    stem: Text = ""
    hint: Text = ""


class PromptTable(StrictTable, kw_only=True):
    """`[[prompts]]`."""

    lens: Text
    text: Text
    ask: Text


class ExampleTable(StrictTable, kw_only=True):
    """`[[examples]]`."""

    answers: dict[str, Any]
    scores: dict[str, Number] = field(default_factory=dict)
    missing: list[Id] = field(default_factory=list)


def parse_instrument_table(raw: bytes) -> InstrumentTable:
    """Parse a file and its top-level keys; the tables inside stay as they are.

    Raises:
        Invalid: it is not UTF-8 or TOML, or a top-level key is invalid.
    """
    return convert_table(parse_toml(decode_utf8(raw)), InstrumentTable, _("top of the file"))


def format_table_location(name: str, number: int, raw: Table) -> str:
    """The place of a table for an error, counted from 1, with its id: `items[3] "reach"`."""
    table_id = raw.get("id")
    return f'{name}[{number}] "{table_id}"' if isinstance(table_id, str) else f"{name}[{number}]"
