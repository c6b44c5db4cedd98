"""The readable page of an archive: every row in plain words, oldest first.

What has a form of its own here (weeks, actions, marks) is put into words; anything else is written
out name by name, so that a row of a later kind is on the page too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reflect.charts.dates import day_words, whole
from reflect.checkins import actions
from reflect.checkins.form_values import labels_of, title_of
from reflect.checkins.page_layout import OWN, layout_of
from reflect.core.crypto.vault import KINDS, Kind
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument
from reflect.core.instruments.scoring import score_kept
from reflect.core.weeks import LONDON, Week
from reflect.core.words import _, kept_by_language
from reflect.mydata.csv_export import Weeks, by_week, instrument_of
from reflect.trends.change_markers.services import kind_options
from reflect.vaults.repository import Given

_SAID = {"texts", "prompt", "week"}  # of a week's texts, in words of their own
_BOOKS = {"id", "instrument", "version", "saved", "saves", "edition", "base"}  # no words
_ONLY_HOLD = {"texts", "entries"}  # names that say nothing beside what they hold

Line = tuple[str, str]  # what it is, and what stands there


@dataclass(frozen=True, slots=True)
class Entry:
    """One week, month or action."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Everything of one kind."""

    title: str
    entries: tuple[Entry, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """The whole page."""

    made: str  # the day
    shown: str  # the name that its owner set; may be empty
    parts: tuple[Part, ...]
    closed: int = 0  # rows that could not be opened, so are not in it


def book(rows: Sequence[Given], library: Library, made: datetime) -> Book:
    """Everything in `rows`, in words."""
    of_kind: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for kind, _key, value in rows:
        of_kind[kind].append(value)
    settings: dict[str, Any] = next(iter(of_kind["settings"]), {})
    questionnaires = sorted(by_week(rows).items(), key=lambda found: -len(found[1]))
    parts = [
        *(_questionnaire(name, weeks, library) for name, weeks in questionnaires),
        Part(
            _("Begun and not sent"),
            tuple(
                entry
                for name, weeks in questionnaires
                for entry in _unfinished(name, weeks, library)
            ),
        ),
        Part(_("Actions"), tuple(_actions(of_kind["actions"]))),
        Part(_("What you marked as changed"), tuple(_changes(settings))),
        Part(_("Journal"), tuple(_plain(of_kind["journal"], "month"))),
        Part(_("CPD"), tuple(_plain(of_kind["cpd"], "year"))),
        Part(_("Shared with a team"), tuple(_plain(of_kind["share"], "window"))),
        Part(_("Settings"), tuple(_rest(settings))),
    ]
    day = day_words(made.astimezone(LONDON).date(), year=True)
    return Book(day, str(settings.get("shown", "")), tuple(each for each in parts if each.entries))


def _questionnaire(name: str, weeks: Weeks, library: Library) -> Part:
    entries = tuple(
        Entry(week_words(week), tuple(_week_lines(found, library)))
        for week, found in weeks.items()
        if {"answers", "notes"} & found.keys()
    )
    known = library.newest.get(name)
    note = known.standing if known else _("This site does not have it, so numbers stand here.")
    return Part(_title(name, library), entries, note)


def _title(name: str, library: Library) -> str:
    return library.newest[name].title if name in library.newest else name


def _week_lines(found: Mapping[Kind, dict[str, Any]], library: Library) -> Iterator[Line]:
    answers, notes = found.get("answers", {}), found.get("notes", {})
    instrument = instrument_of(answers or notes, library)
    if answers.get("away"):
        yield _("Away"), _("A week away.")
    if answers.get("counts"):
        yield _("Your team"), _("This week counts towards its figures.")
    given = answers.get("answers", {})
    if instrument:
        for name, score in score_kept(instrument, given).items():
            scale = instrument.scale(name)
            span = _("{scale}, from {low} to {high}").format(
                scale=scale.title, low=whole(scale.low), high=whole(scale.high)
            )
            yield span, str(whole(score))
    yield from _said(instrument, {**given, **notes.get("texts", {})})
    yield from _lines({name: notes[name] for name in notes if name not in _SAID})


def _said(instrument: Instrument | None, fields: Mapping[str, Any]) -> Iterator[Line]:
    """Question and answer, in labels; by their names where the questionnaire is not here."""
    asked = _asked(instrument) if instrument else {}
    known = [name for name in asked if name in fields]
    for name in [*known, *(name for name in fields if name not in asked)]:
        value = fields[name]
        question, labels, unit = asked.get(name, (name, {}, ""))
        answers = value if isinstance(value, list) else [value]
        text = ", ".join(str(labels.get(str(each), _flat(each))) for each in answers)
        yield question, f"{text} {unit}" if unit else text


@kept_by_language(64)
def _asked(instrument: Instrument) -> dict[str, tuple[str, dict[str, str], str]]:
    """Name of a box -> the words above it, the words of its answers, its unit."""
    layout, found = layout_of(instrument), {}
    for name in (*(item.id for item in instrument.items), *OWN):
        item = instrument.find(name)
        labels, unit = labels_of(layout, name), item.unit if item else ""
        if item and item.does_not_apply:
            labels[NOT_APPLICABLE] = item.does_not_apply
        found[name] = (title_of(layout, name), labels, unit)
    return found


def _unfinished(name: str, weeks: Weeks, library: Library) -> Iterator[Entry]:
    for week, found in weeks.items():
        draft = found.get("draft")
        if draft:
            instrument = instrument_of(draft, library)
            lines = [*_said(instrument, draft.get("fields", {}))]
            lines += _said(instrument, draft.get("aside", {}).get("fields", {}))  # another tab's
            yield Entry(f"{_title(name, library)}, {week_words(week)}", tuple(dict.fromkeys(lines)))


def _actions(rows: Sequence[dict[str, Any]]) -> Iterator[Entry]:
    whose, outcomes = dict(actions.whose_options()), dict(actions.outcome_options())
    for each in (action for row in rows for action in actions.read(row)):
        lines = [
            (_("One thing for the coming week"), each.text),
            (_("Whose move is it?"), whose.get(str(each.whose), "")),
            (_("Supervision"), _("To be taken to supervision.") if each.supervision else ""),
            (_("What became of it"), outcomes.get(each.outcome, "")),
        ]
        yield Entry(week_words(each.week), tuple(line for line in lines if line[1]))


def _changes(settings: Mapping[str, Any]) -> Iterator[Entry]:
    kinds = dict(kind_options())
    for mark in settings.get("changes", []):
        said = [str(kinds.get(mark.get("kind", ""), "")), str(mark.get("words", ""))]
        if mark.get("baseline"):
            said.append(_("Your usual level begins anew here."))
        yield Entry(week_words(mark["week"]), ((_("Change"), ". ".join(filter(None, said))),))


def _plain(rows: Sequence[dict[str, Any]], name: str) -> Iterator[Entry]:
    for value in rows:
        rest = {each: value[each] for each in value if each != name}
        yield Entry(str(value[name]), tuple(_lines(rest)))


def _rest(settings: Mapping[str, Any]) -> Iterator[Entry]:
    lines = tuple(_lines({name: settings[name] for name in settings if name != "changes"}))
    if lines:
        yield Entry(_("As you set them"), lines)


def _lines(value: Any, path: tuple[str, ...] = ()) -> list[Line]:
    """Anything at all, a line for each text or number in it, named by the way to it."""
    if isinstance(value, Mapping):
        named = {str(name): value[name] for name in value if name not in _BOOKS}
    elif isinstance(value, list) and any(isinstance(each, list | Mapping) for each in value):
        named = {str(at): each for at, each in enumerate(value, 1)}
    else:
        text = _flat(value)
        return [(", ".join(path).replace("_", " "), text)] if text else []
    found = (
        (each, (*path, name) if name not in _ONLY_HOLD else path) for name, each in named.items()
    )
    return [line for each, way in found for line in _lines(each, way)]


def _flat(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(map(_flat, value))
        case _:
            return str(value)


def week_words(week: str) -> str:
    """A week as it is named on pages: by its Monday."""
    return _("Week of {day}").format(day=day_words(Week.parse(week).monday, year=True))
