"""The TOML of an instrument file, read strictly.

Whoever writes such a file may be no programmer, and a key misspelt in silence would change
scores. So an unknown key is an error, and each table is converted by itself, so that the message
can name the place: `items[3] "reach"` is the third `[[items]]`, whose id is "reach". Every
message ends with what to write instead. What the tables say to each other is checked afterwards,
in `instrument_checks`.
"""

import re
import tomllib
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from msgspec import Meta, field

from reflect.core.errors import Invalid
from reflect.core.instrument_values import Combine, Higher, Kind, Layout, Rhythm
from reflect.core.words import _

Id = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", max_length=40)]
Text = Annotated[str, Meta(pattern=r"\S", max_length=2000)]
Number = Annotated[float, Meta(ge=-1_000_000, le=1_000_000)]
Whole = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Ids = Annotated[list[Id], Meta(min_length=1)]
Table = dict[str, Any]


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A table in which every key is known."""


class InstrumentTable(Strict, kw_only=True):
    """The whole file; the tables inside it are read one by one."""

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
    responses: dict[str, Table] = {}
    scales: list[Table] = []
    pages: list[Table] = []
    prompts: list[Table] = []
    examples: list[Table] = []


class HeadingTable(Strict, kw_only=True):
    """The last word of a heading such as `[responses.how-true]`, which is an id too."""

    heading: Id


class ResponsesTable(Strict, kw_only=True):
    """`[responses.how-true]`."""

    labels: Annotated[list[Text], Meta(min_length=1)]
    points: list[Number] = []
    does_not_apply: Text = ""


class FollowsTable(Strict, kw_only=True):
    """`follows = { item = "held", is = 1 }`."""

    item: Id
    answer: Whole = field(name="is")


class ItemTable(Strict, kw_only=True):
    """`[[items]]`."""

    id: Id
    text: Text
    kind: Kind = "choice"
    hint: Text = ""
    responses: Id = ""
    labels: list[Text] = []
    points: list[Number] = []
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


class ScaleTable(Strict, kw_only=True):
    """`[[scales]]`."""

    id: Id
    title: Text
    items: Ids
    combine: Combine = "mean"
    minimum: Annotated[int, Meta(ge=1)]
    reach: tuple[Number, Number] = field(name="range")
    factor: Annotated[float, Meta(gt=0, le=1_000_000)] = 1
    lookup: list[tuple[Number, Number]] = []
    higher: Higher = "better"
    low_means: Text = ""
    beside: Id = ""
    lower_says: Text = ""


class PageTable(Strict, kw_only=True):
    """`[[pages]]`."""

    id: Id
    heading: Text
    intro: Text = ""
    sections: Annotated[list[Table], Meta(min_length=1)]


class SectionTable(Strict, kw_only=True):
    """`[[pages.sections]]`, below its page."""

    items: Ids
    layout: Layout = "plain"
    title: Text = ""
    scale: Id = ""
    stem: Text = ""
    hint: Text = ""


class PromptTable(Strict, kw_only=True):
    """`[[prompts]]`."""

    lens: Text
    text: Text
    ask: Text


class ExampleTable(Strict, kw_only=True):
    """`[[examples]]`."""

    answers: dict[str, Any]
    scores: dict[str, Number] = {}
    missing: list[Id] = []


T = TypeVar("T", bound=Strict)


def parse(raw: bytes) -> InstrumentTable:
    """Read the file's own text; the tables inside stay as they are, for `table`.

    Raises:
        Invalid: it is no UTF-8, no TOML, or the keys at its top do not fit.
    """
    try:
        found = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid(_("this is no text in UTF-8. Save the file again as UTF-8.")) from None
    except (ValueError, RecursionError) as error:
        told = str(error)[:200].rstrip(".")
        raise Invalid(
            _(
                "this is not TOML: {told}. Look there for a missing quotation mark or bracket."
            ).format(told=told)
        ) from None
    return table(found, InstrumentTable, _("top of the file"))


def place(name: str, number: int, raw: Table) -> str:
    """Where a table stands, counted from 1, with its id: `items[3] "reach"`."""
    own = raw.get("id")
    return f'{name}[{number}] "{own}"' if isinstance(own, str) else f"{name}[{number}]"


def wrong(where: str, fault: str) -> Invalid:
    """The error for a place; `fault` ends with the remedy."""
    return Invalid(f"{where}: {fault}")


def table(raw: Table, kind: type[T], where: str) -> T:
    """One table as its typed value.

    Raises:
        Invalid: names the place, the key and what to write.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise wrong(where, _fault(str(error), kind)) from None


def _fault(told: str, kind: type[Strict]) -> str:
    """The message of msgspec in words for someone who writes a questionnaire, with the remedy."""
    path = re.search(r"`\$\.?([\w-]*)", told)
    within = path.group(1) if path else ""
    named = re.search(r"(unknown|required) field `(.*?)`", told, re.DOTALL)
    if named:
        known = FollowsTable if within == "follows" else kind
        return _about_key(named.group(1), named.group(2), known.__struct_encode_fields__)
    return _('"{key}" does not fit. It has to be {needs}.').format(
        key=within, needs=_needs(within, told)
    )


def _needs(key: str, told: str) -> str:
    """What a value has to be."""
    if "a-z" in told:
        return _("small letters and digits, words joined by hyphens, such as how-true")
    if key in _ONE_OF and "`object`" not in told:
        return _("one of: {words}").format(words=", ".join(_ONE_OF[key]))
    bound = re.search(r"`(\w+)`(?: of length)? ?([<>=]*) ?(-?[\d.]*)", told)
    what, sign, edge = bound.groups() if bound else ("float", "", "")
    tail = _BOUNDS.get(sign, "").format(edge=edge.removesuffix(".0")) if edge else ""
    return _TYPES.get(what, _TYPES["float"]) + tail


_ONE_OF = {
    "kind": get_args(Kind),
    "layout": get_args(Layout),
    "combine": get_args(Combine),
    "higher": get_args(Higher),
    "rhythm": get_args(Rhythm),
}
_TYPES = {
    "str": _("a text in quotation marks, not blank and not over 2,000 letters"),
    "int": _("a whole number without quotation marks"),
    "float": _("a number without quotation marks, from -1000000 to 1000000"),
    "bool": _("true or false, without quotation marks"),
    "array": _("a list in square brackets (for tables: headings in double square brackets)"),
    "object": _("a table"),
}
_BOUNDS = {
    ">=": _(", {edge} or more"),
    "<=": _(", {edge} or less"),
    ">": _(", more than {edge}"),
    "": _(", {edge} long"),
}


def _about_key(trouble: str, key: str, known: tuple[str, ...]) -> str:
    if trouble == "required":
        return _('the key "{key}" is missing. Add a line: {key} = ...').format(key=key)
    near = get_close_matches(key, known, 1)
    if near:
        return _('the key "{key}" is not known. Did you mean "{near}"?').format(
            key=key, near=near[0]
        )
    listed = ", ".join(known)
    return _('the key "{key}" is not known. Take it out, or use one of: {listed}.').format(
        key=key, listed=listed
    )
