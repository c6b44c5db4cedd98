"""Loader of instrument files (TOML), their translations, and texts about a loaded instrument.

`load` returns a valid instrument or raises an error that names file, place and remedy, so that the
rest of the code can rely on an instrument. The worked examples of a file are scored whenever it is
loaded, which shows that a licensed questionnaire is scored as its manual says. The format, key by
key, is in `model`; the rules between the tables are in `checks`.
"""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from msgspec import structs

from reflect.core.errors import Invalid
from reflect.core.i18n import ENGLISH, _, current_language, load_language
from reflect.core.instruments import translation
from reflect.core.instruments.checks import MOONS_LABEL_COUNT, check_instrument, check_item_keys
from reflect.core.instruments.model import (
    Instrument,
    InstrumentFile,
    InstrumentPage,
    InstrumentSection,
    Item,
    LayoutName,
    Prompt,
    Responses,
)
from reflect.core.strict_toml import (
    HeadingTable,
    Table,
    convert_table,
    decode_utf8,
    errors_of_file,
    parse_toml,
    read_file_bytes,
    table_location,
    top_of_file,
)
from reflect.core.weeks import Week


def load(path: Path) -> Instrument:
    """Load an instrument file and check its worked examples.

    Raises:
        Invalid: the message names the file, the place and what to write instead.
    """
    raw = read_file_bytes(path)
    with errors_of_file(path):
        return parse_instrument(raw)


def parse_instrument(raw: bytes) -> Instrument:
    """Parse the bytes of an instrument file.

    Raises:
        Invalid: the message names the place and what to write instead.
    """
    return build_instrument(parse_toml(decode_utf8(raw)))


def load_translation(path: Path) -> Instrument:
    """Load the translation at `path`, with its instrument from the parent folder.

    Raises:
        Invalid: the message names the file, the place and what to write instead.
    """
    source = translation.translation_source(path)
    if not source.is_file():
        fault = _("{path}: there is no {version}. Put it there, or take these words away.")
        raise Invalid(fault.format(path=path, version=source))
    version, words = read_file_bytes(source), read_file_bytes(path)
    with errors_of_file(path):
        tables, reader = translation.apply_translation(version, words)
        return build_instrument(tables, translation.translation_language(path), reader)


def build_instrument(tables: Table, language: str = ENGLISH, reader: str = "") -> Instrument:
    """The instrument of a parsed file, with the texts of a translation or without.

    Raises:
        Invalid: the message names the place and what to write instead.
    """
    _check_responses(tables.get("responses"))
    file = convert_table(tables, InstrumentFile, top_of_file())
    for n, (raw, item) in enumerate(zip(tables["items"], file.items, strict=True), 1):
        check_item_keys(table_location("items", n, raw), raw, item, file.responses)
    titles = {scale.id: scale.title for scale in file.scales}
    items = tuple(_fill_in_item(item, file.responses) for item in file.items)
    pages = tuple(_fill_in_page(page, file.stem, titles) for page in file.pages)
    sections = _default_sections(items, file.stem)
    page = InstrumentPage(id="questions", heading=file.title, sections=sections)
    own = {"items": items, "pages": pages or (page,), "language": language, "reader": reader}
    instrument = Instrument(**{**structs.asdict(file), **own})
    check_instrument(instrument)
    return instrument


def prompt_for_week(instrument: Instrument, week: Week) -> Prompt | None:
    """The prompt of a week, in rotation from Monday 2024-01-01; None without prompts."""
    number = prompt_number(instrument, week)
    return instrument.prompts[number - 1] if number else None


def prompt_number(instrument: Instrument, week: Week) -> int:
    """The position of the prompt of a week among the prompts, from 1; 0 without prompts."""
    count = len(instrument.prompts)
    return week.number % count + 1 if count else 0


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


def _check_responses(sets: object) -> None:
    """Check sets of responses one by one, so that an error names the set."""
    for key, raw in sets.items() if isinstance(sets, dict) else ():
        if isinstance(raw, dict):
            where = f'responses "{key}"'
            convert_table({"heading": key}, HeadingTable, where)
            convert_table(raw, Responses, where)


def _fill_in_item(item: Item, sets: Mapping[str, Responses]) -> Item:
    """The item with the labels of its set of responses and, if it is a choice, their points."""
    shared = sets.get(item.responses)
    if shared is None:
        return item
    labels = item.labels or shared.labels
    if item.kind != "choice":
        return structs.replace(item, labels=labels)
    points, does_not_apply = item.points or shared.points, shared.does_not_apply
    return structs.replace(item, labels=labels, points=points, does_not_apply=does_not_apply)


def _fill_in_page(page: InstrumentPage, stem: str, titles: Mapping[str, str]) -> InstrumentPage:
    """The page with titles of scales; the file's stem is for rows of five answers without one."""
    sections = tuple(
        structs.replace(
            section,
            title=section.title or titles.get(section.scale, ""),
            stem=section.stem or (stem if section.layout == "moons" else ""),
        )
        for section in page.sections
    )
    return structs.replace(page, sections=sections)


def _default_sections(items: tuple[Item, ...], stem: str) -> tuple[InstrumentSection, ...]:
    """The sections of the only page of a file without pages, in the order of the items."""
    sections = []
    for layout, group in groupby(items, _default_layout):
        members = tuple(group)
        own_stem = stem if all(item.kind == "choice" for item in members) else ""
        sections.append(
            InstrumentSection(items=tuple(i.id for i in members), layout=layout, stem=own_stem)
        )
    return tuple(sections)


def _default_layout(item: Item) -> LayoutName:
    return "moons" if item.kind == "choice" and len(item.labels) == MOONS_LABEL_COUNT else "plain"
