"""The readable page of an archive (`read-me.html`): every row in plain words, oldest first.

Weeks, actions and change markers have their own layout; anything else is written out field by
field, so that rows and fields of a later version are on the page too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from reflect.charts.dates import format_day, round_half_up
from reflect.checkins import actions
from reflect.checkins.fields import get_field_labels, get_field_title
from reflect.checkins.page_layout import ACTION_FIELDS, layout_of
from reflect.core.crypto.vault import ROW_KEYS, RowKind
from reflect.core.i18n import _, cache_per_locale
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument
from reflect.core.weeks import LONDON, Week
from reflect.mydata.exported_weeks import ExportedWeek, find_instrument, group_by_week
from reflect.trends.change_markers.services import change_kind_options
from reflect.vaults.repository import IncomingRow

_LABELLED_NOTE_FIELDS = {"texts", "prompt", "week"}  # of notes, shown with labels
_INTERNAL_FIELDS = {"id", "instrument", "version", "saved", "saves", "edition", "base"}  # not shown
_CONTAINER_FIELDS = {"texts", "entries"}  # left out of paths

LabelledText = tuple[str, str]  # label and text


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """One week, month or action."""

    title: str
    lines: tuple[LabelledText, ...]


@dataclass(frozen=True, slots=True)
class ExportSection:
    """All rows of one kind."""

    title: str
    entries: tuple[ExportEntry, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReadableExportView:
    """The readable page of the archive."""

    made: str  # the day
    shown: str  # the name that its owner set; may be empty
    parts: tuple[ExportSection, ...]
    damaged_count: int = 0  # rows that could not be decrypted, so are not in it


def build_readable_export(
    rows: Sequence[IncomingRow], library: Library, made: datetime
) -> ReadableExportView:
    """Every row in plain words, oldest first."""
    of_kind: dict[RowKind, list[dict[str, Any]]] = {kind: [] for kind in ROW_KEYS}
    for kind, _key, value in rows:
        of_kind[kind].append(value)
    settings: dict[str, Any] = next(iter(of_kind["settings"]), {})
    instruments = sorted(group_by_week(rows).items(), key=lambda pair: -len(pair[1]))
    drafts = (_draft_entries(name, weeks, library) for name, weeks in instruments)
    parts = [
        *(_build_instrument_section(name, weeks, library) for name, weeks in instruments),
        ExportSection(_("Begun and not sent"), tuple(chain.from_iterable(drafts))),
        ExportSection(_("Actions"), tuple(_action_entries(of_kind["actions"]))),
        ExportSection(_("What you marked as changed"), tuple(_change_entries(settings))),
        ExportSection(_("Journal"), tuple(_plain_entries(of_kind["journal"], "month"))),
        ExportSection(_("CPD"), tuple(_plain_entries(of_kind["cpd"], "year"))),
        ExportSection(_("Shared with a team"), tuple(_plain_entries(of_kind["share"], "window"))),
        ExportSection(_("Settings"), tuple(_settings_entries(settings))),
    ]
    day = format_day(made.astimezone(LONDON).date(), year=True)
    return ReadableExportView(
        day, str(settings.get("shown", "")), tuple(each for each in parts if each.entries)
    )


def _build_instrument_section(
    name: str, weeks: Sequence[ExportedWeek], library: Library
) -> ExportSection:
    entries = tuple(
        ExportEntry(format_week_of(week.week), tuple(_week_lines(week, library)))
        for week in weeks
        if week.sent
    )
    known = library.newest.get(name)
    note = known.standing if known else _("This site does not have it, so numbers stand here.")
    return ExportSection(known.title if known else name, entries, note)


def _week_lines(week: ExportedWeek, library: Library) -> Iterator[LabelledText]:
    instrument = find_instrument(week.sent, library)
    if week.answers.get("away"):
        yield _("Away"), _("A week away.")
    if week.answers.get("counts"):
        yield _("Your team"), _("This week counts towards its figures.")
    scales = {scale.id: scale for scale in instrument.scales} if instrument else {}
    for name, score in week.scores(library).items():
        low, high = round_half_up(scales[name].low), round_half_up(scales[name].high)
        span = _("{scale}, from {low} to {high}")
        yield span.format(scale=scales[name].title, low=low, high=high), str(round_half_up(score))
    yield from _label_answers(instrument, week.answers_and_texts)
    notes = week.notes
    yield from _flatten({name: notes[name] for name in notes if name not in _LABELLED_NOTE_FIELDS})


def _label_answers(
    instrument: Instrument | None, fields: Mapping[str, Any]
) -> Iterator[LabelledText]:
    """Questions and answers with their labels; with ids if this site lacks the instrument."""
    known = _field_labels(instrument) if instrument else {}
    ordered = [name for name in known if name in fields]
    for name in [*ordered, *(name for name in fields if name not in known)]:
        value = fields[name]
        question, labels, unit = known.get(name, (name, {}, ""))
        answers = value if isinstance(value, list) else [value]
        text = ", ".join(str(labels.get(str(each), _format_value(each))) for each in answers)
        yield question, f"{text} {unit}" if unit else text


@cache_per_locale(64)
def _field_labels(instrument: Instrument) -> dict[str, tuple[str, dict[str, str], str]]:
    """Field -> its label, the labels of its answers, its unit."""
    layout, fields = layout_of(instrument), {}
    for name in (*(item.id for item in instrument.items), *ACTION_FIELDS):
        item = instrument.find_item(name)
        labels, unit = get_field_labels(layout, name), item.unit if item else ""
        if item and item.does_not_apply:
            labels[NOT_APPLICABLE] = item.does_not_apply
        fields[name] = (get_field_title(layout, name), labels, unit)
    return fields


def _draft_entries(
    name: str, weeks: Sequence[ExportedWeek], library: Library
) -> Iterator[ExportEntry]:
    title = library.newest[name].title if name in library.newest else name
    for week in (week for week in weeks if week.draft):
        instrument = find_instrument(week.draft, library)
        other_tab = week.draft.get("aside", {}).get("fields", {})
        lines = [*_label_answers(instrument, week.draft.get("fields", {}))]
        lines += _label_answers(instrument, other_tab)
        yield ExportEntry(f"{title}, {format_week_of(week.week)}", tuple(dict.fromkeys(lines)))


def _action_entries(rows: Sequence[dict[str, Any]]) -> Iterator[ExportEntry]:
    for each in (action for row in rows for action in actions.parse_actions(row)):
        yield ExportEntry(format_week_of(each.week), actions.describe_action(each))


def _change_entries(settings: Mapping[str, Any]) -> Iterator[ExportEntry]:
    kinds = dict(change_kind_options())
    for change in settings.get("changes", []):
        texts = [str(kinds.get(change.get("kind", ""), "")), str(change.get("words", ""))]
        if change.get("baseline"):
            texts.append(_("Only weeks from here on are compared with each other."))
        line = (_("Change"), ". ".join(filter(None, texts)))
        yield ExportEntry(format_week_of(change["week"]), (line,))


def _plain_entries(rows: Sequence[dict[str, Any]], name: str) -> Iterator[ExportEntry]:
    for value in rows:
        rest = {each: value[each] for each in value if each != name}
        yield ExportEntry(str(value[name]), tuple(_flatten(rest)))


def _settings_entries(settings: Mapping[str, Any]) -> Iterator[ExportEntry]:
    lines = tuple(_flatten({name: settings[name] for name in settings if name != "changes"}))
    if lines:
        yield ExportEntry(_("As you set them"), lines)


def _flatten(value: Any, path: tuple[str, ...] = ()) -> list[LabelledText]:
    """A line for each text or number in any value, named by its path."""
    if isinstance(value, Mapping):
        named = {str(name): value[name] for name in value if name not in _INTERNAL_FIELDS}
    elif isinstance(value, list) and any(isinstance(each, list | Mapping) for each in value):
        named = {str(at): each for at, each in enumerate(value, 1)}
    else:
        text = _format_value(value)
        return [(", ".join(path).replace("_", " "), text)] if text else []
    lines: list[LabelledText] = []
    for name, each in named.items():
        lines += _flatten(each, path if name in _CONTAINER_FIELDS else (*path, name))
    return lines


def _format_value(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(map(_format_value, value))
        case _:
            return str(value)


def format_week_of(week: str) -> str:
    """A week, named by its Monday."""
    return _("Week of {day}").format(day=format_day(Week.parse(week).monday, year=True))
