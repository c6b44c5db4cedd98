"""Loader of instrument files (TOML), their translations, and texts about a loaded instrument.

`load` returns a valid instrument or raises an error that names file, place and remedy, so that the
rest of the code can rely on an instrument. The worked examples of a file are scored whenever it is
loaded, which shows that a licensed questionnaire is scored as its manual says. The format, key by
key, is in `schema`; the rules between the tables are in `checks`.
"""

from itertools import groupby
from pathlib import Path
from typing import Any

from reflect.core.errors import Invalid
from reflect.core.i18n import ENGLISH, _, current_language, load_language
from reflect.core.instruments import translation
from reflect.core.instruments.checks import MOONS_LABEL_COUNT, check_instrument, check_item_keys
from reflect.core.instruments.model import (
    DisplayCondition,
    Example,
    Instrument,
    InstrumentPage,
    InstrumentSection,
    Item,
    LayoutName,
    Prompt,
    Responses,
    Scale,
)
from reflect.core.instruments.schema import (
    ExampleTable,
    HeadingTable,
    InstrumentTable,
    ItemTable,
    PageTable,
    PromptTable,
    ResponsesTable,
    ScaleTable,
    SectionTable,
    format_table_location,
    parse_instrument_table,
)
from reflect.core.strict_toml import Table, convert_table, read_file_bytes
from reflect.core.weeks import Week


def load(path: Path) -> Instrument:
    """Load an instrument file and check its worked examples.

    Raises:
        Invalid: the message names the file, the place and what to write instead.
    """
    raw = read_file_bytes(path)
    try:
        return parse_instrument(raw)
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def parse_instrument(raw: bytes) -> Instrument:
    """Parse the bytes of an instrument file.

    Raises:
        Invalid: the message names the place and what to write instead.
    """
    return _convert_file(parse_instrument_table(raw))


def load_translation(path: Path) -> Instrument:
    """Load the translation at `path`, with its instrument from the parent folder.

    Raises:
        Invalid: the message names the file, the place and what to write instead.
    """
    source = translation.translation_source(path)
    if not source.is_file():
        raise translation.missing_source_error(path)
    version, words = read_file_bytes(source), read_file_bytes(path)
    try:
        tables, reader = translation.apply_translation(version, words)
        table = convert_table(tables, InstrumentTable, _("top of the file"))
        return _convert_file(table, translation.translation_language(path), reader)
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def _convert_file(table: InstrumentTable, language: str = ENGLISH, reader: str = "") -> Instrument:
    responses = tuple(_convert_responses(key, raw) for key, raw in table.responses.items())
    sets = {each.id: each for each in responses}
    items = tuple(_convert_item(n, raw, sets) for n, raw in enumerate(table.items, 1))
    scales = tuple(_convert_scale(n, raw) for n, raw in enumerate(table.scales, 1))
    sections = _default_sections(items, table.stem)
    titles = {scale.id: scale.title for scale in scales}
    pages = tuple(_convert_page(n, raw, table.stem, titles) for n, raw in enumerate(table.pages, 1))
    instrument = Instrument(
        **_copied_fields(table),
        language=language,
        reader=reader,
        responses=responses,
        items=items,
        scales=scales,
        pages=pages or (InstrumentPage("questions", table.title, sections),),
        prompts=tuple(_convert_prompt(n, raw) for n, raw in enumerate(table.prompts, 1)),
        examples=tuple(_convert_example(n, raw) for n, raw in enumerate(table.examples, 1)),
    )
    check_instrument(instrument)
    return instrument


def prompt_for_week(instrument: Instrument, week: Week) -> Prompt | None:
    """The prompt of a week, in rotation from Monday 2024-01-01; None without prompts."""
    if not instrument.prompts:
        return None
    return instrument.prompts[week.number % len(instrument.prompts)]


def describe_instrument(instrument: Instrument) -> tuple[tuple[str, str], ...]:
    """The lines shown below an instrument: label and text.

    Directions and rules for missing answers come from the scales, so they always match the scoring.
    """
    lines = [
        (_("What it is"), instrument.standing),
        (_("It asks about"), instrument.recall),
        (_("Source"), instrument.source),
        (_("Licence"), instrument.licence),
        (_("Wording"), instrument.wording or _("version {n}").format(n=instrument.version)),
    ]
    if current_language() != ENGLISH:
        lines.append((_("Language"), _describe_language(instrument)))
    lines += [(scale.title, f"{scale.direction} {scale.rule}") for scale in instrument.scales]
    if not instrument.scales:
        lines.append((_("Score"), _("None. Each answer stands on its own.")))
    if instrument.note:
        lines.append((_("Note"), instrument.note))
    return tuple(lines)


def _describe_language(instrument: Instrument) -> str:
    """Whether the instrument is translated, validated and reviewed in the current language."""
    if instrument.language == current_language():
        text = _(
            "{language}, translated. The wording was not tried out or validated in this language. "
            "A translated wording is another measure, so compare it with care."
        ).format(language=load_language(instrument.language).name)
        review = "" if instrument.reader else _("No speaker of the language has read it yet.")
        return f"{text} {review}".strip()
    return _("This questionnaire is in English only so far.")


def _copied_fields(table: InstrumentTable) -> dict[str, Any]:
    nested = {"responses", "items", "scales", "pages", "prompts", "examples"}
    return {key: getattr(table, key) for key in table.__struct_fields__ if key not in nested}


def _convert_responses(key: str, raw: Table) -> Responses:
    where = f'responses "{key}"'
    convert_table({"heading": key}, HeadingTable, where)
    table = convert_table(raw, ResponsesTable, where)
    return Responses(key, tuple(table.labels), tuple(table.points), table.does_not_apply)


def _convert_item(n: int, raw: Table, sets: dict[str, Responses]) -> Item:
    where = format_table_location("items", n, raw)
    table = convert_table(raw, ItemTable, where)
    check_item_keys(where, raw, table, sets)
    shared = sets.get(table.responses, Responses("", ()))
    follows = table.follows
    return Item(
        id=table.id,
        kind=table.kind,
        text=table.text,
        hint=table.hint,
        responses=table.responses,
        labels=tuple(table.labels) or shared.labels,
        points=tuple(table.points) or (shared.points if table.kind == "choice" else ()),
        does_not_apply=table.does_not_apply
        or (shared.does_not_apply if table.kind == "choice" else ""),
        low=table.low,
        high=table.high,
        unit=table.unit,
        rows=table.rows if table.kind == "text" else 0,
        private=table.private,
        required=table.required,
        follows=DisplayCondition(follows.item, follows.answer) if follows else None,
        theme=table.theme,
        idea=table.idea,
        to_try=table.to_try,
        ask=table.ask,
        twin=table.twin,
    )


def _convert_scale(n: int, raw: Table) -> Scale:
    table = convert_table(raw, ScaleTable, format_table_location("scales", n, raw))
    return Scale(
        id=table.id,
        title=table.title,
        items=tuple(table.items),
        combine=table.combine,
        minimum=table.minimum,
        low=table.reach[0],
        high=table.reach[1],
        factor=table.factor,
        lookup=tuple(table.lookup),
        higher=table.higher,
        low_means=table.low_means,
        beside=table.beside,
        lower_says=table.lower_says,
    )


def _convert_page(n: int, raw: Table, stem: str, titles: dict[str, str]) -> InstrumentPage:
    where = format_table_location("pages", n, raw)
    table = convert_table(raw, PageTable, where)
    sections = tuple(
        _convert_section(f"{where}, {format_table_location('sections', k, own)}", own, stem, titles)
        for k, own in enumerate(table.sections, 1)
    )
    return InstrumentPage(table.id, table.heading, sections, table.intro)


def _convert_section(
    where: str, raw: Table, stem: str, titles: dict[str, str]
) -> InstrumentSection:
    """A section; the file's stem is for rows of five answers if the section has none."""
    table = convert_table(raw, SectionTable, where)
    return InstrumentSection(
        items=tuple(table.items),
        layout=table.layout,
        title=table.title or titles.get(table.scale, ""),
        scale=table.scale,
        stem=table.stem or (stem if table.layout == "moons" else ""),
        hint=table.hint,
    )


def _default_sections(items: tuple[Item, ...], stem: str) -> tuple[InstrumentSection, ...]:
    """The sections of the only page of a file without pages, in the order of the items."""
    sections = []
    for layout, group in groupby(items, _default_layout):
        members = tuple(group)
        own_stem = stem if all(item.kind == "choice" for item in members) else ""
        sections.append(InstrumentSection(tuple(i.id for i in members), layout, stem=own_stem))
    return tuple(sections)


def _default_layout(item: Item) -> LayoutName:
    return "moons" if item.kind == "choice" and len(item.labels) == MOONS_LABEL_COUNT else "plain"


def _convert_prompt(n: int, raw: Table) -> Prompt:
    table = convert_table(raw, PromptTable, format_table_location("prompts", n, raw))
    return Prompt(n, table.lens, table.text, table.ask)


def _convert_example(n: int, raw: Table) -> Example:
    table = convert_table(raw, ExampleTable, format_table_location("examples", n, raw))
    return Example(table.answers, table.scores, tuple(table.missing))
