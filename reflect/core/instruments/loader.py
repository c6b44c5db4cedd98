"""The questionnaires that Reflect asks, each version a TOML file.

`load` gives a checked value or a sentence that names file, place and remedy, so that nothing
after it has to doubt an instrument. The worked examples of a file are scored whenever it is
loaded: whoever runs a licensed questionnaire sees there that it counts as its manual says. The
format, key by key, is in `instrument_files`; what must hold between the tables is in
`instrument_checks`.
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
    """Read an instrument file and try its worked examples.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    raw = read_file_bytes(path)
    try:
        return parse_instrument(raw)
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def parse_instrument(raw: bytes) -> Instrument:
    """The instrument in the bytes of a file.

    Raises:
        Invalid: names the place and the remedy.
    """
    return _made(parse_instrument_table(raw))


def load_translation(path: Path) -> Instrument:
    """A questionnaire in the words of the file at `path`, above whose folder it lies.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    if not translation.translation_source(path).is_file():
        raise translation.missing_source_error(path)
    version, words = read_file_bytes(translation.translation_source(path)), read_file_bytes(path)
    try:
        tables, reader = translation.apply_translation(version, words)
        top = convert_table(tables, InstrumentTable, _("top of the file"))
        return _made(top, language=translation.translation_language(path), reader=reader)
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def _made(top: InstrumentTable, language: str = ENGLISH, reader: str = "") -> Instrument:
    responses = tuple(_responses(key, own) for key, own in top.responses.items())
    sets = {found.id: found for found in responses}
    items = tuple(_item(n, own, sets) for n, own in enumerate(top.items, 1))
    scales = tuple(_scale(n, own) for n, own in enumerate(top.scales, 1))
    titles = {scale.id: scale.title for scale in scales}
    pages = tuple(_page(n, own, top.stem, titles) for n, own in enumerate(top.pages, 1))
    instrument = Instrument(
        **_own_keys(top),
        language=language,
        reader=reader,
        responses=responses,
        items=items,
        scales=scales,
        pages=pages or (InstrumentPage("questions", top.title, _sections(items, top.stem)),),
        prompts=tuple(_prompt(n, own) for n, own in enumerate(top.prompts, 1)),
        examples=tuple(_example(n, own) for n, own in enumerate(top.examples, 1)),
    )
    check_instrument(instrument)
    return instrument


def prompt_for_week(instrument: Instrument, week: Week) -> Prompt | None:
    """The prompt of a week: they take turns, the first in the week of Monday 2024-01-01.

    None if the instrument has no prompts.
    """
    if not instrument.prompts:
        return None
    return instrument.prompts[week.number % len(instrument.prompts)]


def describe_instrument(instrument: Instrument) -> tuple[tuple[str, str], ...]:
    """What stands under every instrument: name of the line, and the line.

    Directions and rules for missing answers are made from what is computed, so that they
    cannot say something else.
    """
    lines = [
        (_("What it is"), instrument.standing),
        (_("It asks about"), instrument.recall),
        (_("Source"), instrument.source),
        (_("Licence"), instrument.licence),
        (_("Wording"), instrument.wording or _("version {n}").format(n=instrument.version)),
    ]
    if current_language() != ENGLISH:
        lines.append((_("Language"), _language_of(instrument)))
    lines += [(scale.title, f"{scale.direction} {scale.rule}") for scale in instrument.scales]
    if not instrument.scales:
        lines.append((_("Score"), _("None. Each answer stands on its own.")))
    if instrument.note:
        lines.append((_("Note"), instrument.note))
    return tuple(lines)


def _language_of(instrument: Instrument) -> str:
    """What a translated wording is, and is not; nothing of the wording that was first."""
    if instrument.language == current_language():
        said = _(
            "{language}, translated. The wording was not tried out or validated in this language. "
            "A translated wording is another measure, so compare it with care."
        ).format(language=load_language(instrument.language).name)
        unread = "" if instrument.reader else _("No speaker of the language has read it yet.")
        return f"{said} {unread}".strip()
    return _("This questionnaire is in English only so far.")


def _own_keys(top: InstrumentTable) -> dict[str, Any]:
    tables = {"responses", "items", "scales", "pages", "prompts", "examples"}
    return {key: getattr(top, key) for key in top.__struct_fields__ if key not in tables}


def _responses(key: str, raw: Table) -> Responses:
    where = f'responses "{key}"'
    convert_table({"heading": key}, HeadingTable, where)
    found = convert_table(raw, ResponsesTable, where)
    return Responses(key, tuple(found.labels), tuple(found.points), found.does_not_apply)


def _item(n: int, raw: Table, sets: dict[str, Responses]) -> Item:
    where = format_table_location("items", n, raw)
    found = convert_table(raw, ItemTable, where)
    check_item_keys(where, raw, found, sets)
    shared = sets.get(found.responses, Responses("", ()))
    follows = found.follows
    return Item(
        id=found.id,
        kind=found.kind,
        text=found.text,
        hint=found.hint,
        responses=found.responses,
        labels=tuple(found.labels) or shared.labels,
        points=tuple(found.points) or (shared.points if found.kind == "choice" else ()),
        does_not_apply=found.does_not_apply
        or (shared.does_not_apply if found.kind == "choice" else ""),
        low=found.low,
        high=found.high,
        unit=found.unit,
        rows=found.rows if found.kind == "text" else 0,
        private=found.private,
        required=found.required,
        follows=DisplayCondition(follows.item, follows.answer) if follows else None,
        theme=found.theme,
        idea=found.idea,
        to_try=found.to_try,
        ask=found.ask,
        twin=found.twin,
    )


def _scale(n: int, raw: Table) -> Scale:
    found = convert_table(raw, ScaleTable, format_table_location("scales", n, raw))
    return Scale(
        id=found.id,
        title=found.title,
        items=tuple(found.items),
        combine=found.combine,
        minimum=found.minimum,
        low=found.reach[0],
        high=found.reach[1],
        factor=found.factor,
        lookup=tuple(found.lookup),
        higher=found.higher,
        low_means=found.low_means,
        beside=found.beside,
        lower_says=found.lower_says,
    )


def _page(n: int, raw: Table, stem: str, titles: dict[str, str]) -> InstrumentPage:
    where = format_table_location("pages", n, raw)
    found = convert_table(raw, PageTable, where)
    sections = tuple(
        _section(f"{where}, {format_table_location('sections', k, own)}", own, stem, titles)
        for k, own in enumerate(found.sections, 1)
    )
    return InstrumentPage(found.id, found.heading, sections, found.intro)


def _section(where: str, raw: Table, stem: str, titles: dict[str, str]) -> InstrumentSection:
    """The file's stem goes with rows of five answers, unless the section has its own."""
    found = convert_table(raw, SectionTable, where)
    return InstrumentSection(
        items=tuple(found.items),
        layout=found.layout,
        title=found.title or titles.get(found.scale, ""),
        scale=found.scale,
        stem=found.stem or (stem if found.layout == "moons" else ""),
        hint=found.hint,
    )


def _sections(items: tuple[Item, ...], stem: str) -> tuple[InstrumentSection, ...]:
    """A file without pages is asked on one, in its own order."""
    sections = []
    for layout, alike in groupby(items, _layout):
        asked = tuple(alike)
        chosen = all(item.kind == "choice" for item in asked)
        sections.append(
            InstrumentSection(tuple(item.id for item in asked), layout, stem=stem if chosen else "")
        )
    return tuple(sections)


def _layout(item: Item) -> LayoutName:
    return "moons" if item.kind == "choice" and len(item.labels) == MOONS_LABEL_COUNT else "plain"


def _prompt(n: int, raw: Table) -> Prompt:
    found = convert_table(raw, PromptTable, format_table_location("prompts", n, raw))
    return Prompt(n, found.lens, found.text, found.ask)


def _example(n: int, raw: Table) -> Example:
    found = convert_table(raw, ExampleTable, format_table_location("examples", n, raw))
    return Example(found.answers, found.scores, tuple(found.missing))
