"""The readable page of an archive: every row in plain words, oldest first.

What has a form of its own here (weeks, actions, marks) is put into words; anything else is written
out name by name, so that a row of a later kind is on the page too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reflect.charts.dates import format_day, round_half_up
from reflect.checkins import actions
from reflect.checkins.form_values import get_field_labels, get_field_title
from reflect.checkins.page_layout import ACTION_FIELDS, layout_of
from reflect.core.crypto.vault import ROW_KEYS, RowKind
from reflect.core.i18n import _, cache_per_locale
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument
from reflect.core.instruments.scoring import score_stored
from reflect.core.weeks import LONDON, Week
from reflect.mydata.csv_export import RowsByWeek, find_instrument, group_by_week
from reflect.trends.change_markers.services import change_kind_options
from reflect.vaults.repository import IncomingRow

_SAID = {"texts", "prompt", "week"}  # of a week's texts, in words of their own
_BOOKS = {"id", "instrument", "version", "saved", "saves", "edition", "base"}  # no words
_ONLY_HOLD = {"texts", "entries"}  # names that say nothing beside what they hold

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
    damaged_count: int = 0  # rows that could not be opened, so are not in it


def build_readable_export(
    rows: Sequence[IncomingRow], library: Library, made: datetime
) -> ReadableExportView:
    """Every row in plain words, oldest first."""
    of_kind: dict[RowKind, list[dict[str, Any]]] = {kind: [] for kind in ROW_KEYS}
    for kind, _key, value in rows:
        of_kind[kind].append(value)
    settings: dict[str, Any] = next(iter(of_kind["settings"]), {})
    questionnaires = sorted(group_by_week(rows).items(), key=lambda found: -len(found[1]))
    parts = [
        *(_build_instrument_section(name, weeks, library) for name, weeks in questionnaires),
        ExportSection(
            _("Begun and not sent"),
            tuple(
                entry
                for name, weeks in questionnaires
                for entry in _draft_entries(name, weeks, library)
            ),
        ),
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


def _build_instrument_section(name: str, weeks: RowsByWeek, library: Library) -> ExportSection:
    entries = tuple(
        ExportEntry(format_week_of(week), tuple(_week_lines(found, library)))
        for week, found in weeks.items()
        if {"answers", "notes"} & found.keys()
    )
    known = library.newest.get(name)
    note = known.standing if known else _("This site does not have it, so numbers stand here.")
    return ExportSection(_instrument_title(name, library), entries, note)


def _instrument_title(name: str, library: Library) -> str:
    return library.newest[name].title if name in library.newest else name


def _week_lines(
    found: Mapping[RowKind, dict[str, Any]], library: Library
) -> Iterator[LabelledText]:
    answers, notes = found.get("answers", {}), found.get("notes", {})
    instrument = find_instrument(answers or notes, library)
    if answers.get("away"):
        yield _("Away"), _("A week away.")
    if answers.get("counts"):
        yield _("Your team"), _("This week counts towards its figures.")
    given = answers.get("answers", {})
    if instrument:
        for name, score in score_stored(instrument, given).items():
            scale = instrument.scale(name)
            span = _("{scale}, from {low} to {high}").format(
                scale=scale.title, low=round_half_up(scale.low), high=round_half_up(scale.high)
            )
            yield span, str(round_half_up(score))
    yield from _label_answers(instrument, {**given, **notes.get("texts", {})})
    yield from _flatten({name: notes[name] for name in notes if name not in _SAID})


def _label_answers(
    instrument: Instrument | None, fields: Mapping[str, Any]
) -> Iterator[LabelledText]:
    """Questions and answers with their labels; with ids if this site lacks the instrument."""
    asked = _field_labels(instrument) if instrument else {}
    known = [name for name in asked if name in fields]
    for name in [*known, *(name for name in fields if name not in asked)]:
        value = fields[name]
        question, labels, unit = asked.get(name, (name, {}, ""))
        answers = value if isinstance(value, list) else [value]
        text = ", ".join(str(labels.get(str(each), _format_value(each))) for each in answers)
        yield question, f"{text} {unit}" if unit else text


@cache_per_locale(64)
def _field_labels(instrument: Instrument) -> dict[str, tuple[str, dict[str, str], str]]:
    """Field -> its label, the labels of its answers, its unit."""
    layout, found = layout_of(instrument), {}
    for name in (*(item.id for item in instrument.items), *ACTION_FIELDS):
        item = instrument.find_item(name)
        labels, unit = get_field_labels(layout, name), item.unit if item else ""
        if item and item.does_not_apply:
            labels[NOT_APPLICABLE] = item.does_not_apply
        found[name] = (get_field_title(layout, name), labels, unit)
    return found


def _draft_entries(name: str, weeks: RowsByWeek, library: Library) -> Iterator[ExportEntry]:
    for week, found in weeks.items():
        draft = found.get("draft")
        if draft:
            instrument = find_instrument(draft, library)
            lines = [*_label_answers(instrument, draft.get("fields", {}))]
            lines += _label_answers(
                instrument, draft.get("aside", {}).get("fields", {})
            )  # another tab's
            yield ExportEntry(
                f"{_instrument_title(name, library)}, {format_week_of(week)}",
                tuple(dict.fromkeys(lines)),
            )


def _action_entries(rows: Sequence[dict[str, Any]]) -> Iterator[ExportEntry]:
    whose, outcomes = dict(actions.whose_options()), dict(actions.outcome_options())
    for each in (action for row in rows for action in actions.parse_actions(row)):
        lines = [
            (_("One thing for the coming week"), each.text),
            (_("Whose move is it?"), whose.get(str(each.whose), "")),
            (_("Supervision"), _("To be taken to supervision.") if each.supervision else ""),
            (_("What became of it"), outcomes.get(each.outcome, "")),
        ]
        yield ExportEntry(format_week_of(each.week), tuple(line for line in lines if line[1]))


def _change_entries(settings: Mapping[str, Any]) -> Iterator[ExportEntry]:
    kinds = dict(change_kind_options())
    for mark in settings.get("changes", []):
        said = [str(kinds.get(mark.get("kind", ""), "")), str(mark.get("words", ""))]
        if mark.get("baseline"):
            said.append(_("Your usual level begins anew here."))
        yield ExportEntry(
            format_week_of(mark["week"]), ((_("Change"), ". ".join(filter(None, said))),)
        )


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
        named = {str(name): value[name] for name in value if name not in _BOOKS}
    elif isinstance(value, list) and any(isinstance(each, list | Mapping) for each in value):
        named = {str(at): each for at, each in enumerate(value, 1)}
    else:
        text = _format_value(value)
        return [(", ".join(path).replace("_", " "), text)] if text else []
    found = (
        (each, (*path, name) if name not in _ONLY_HOLD else path) for name, each in named.items()
    )
    return [line for each, way in found for line in _flatten(each, way)]


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
