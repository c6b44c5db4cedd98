"""The supervision sheet: the lines to choose from, and the sheet of the chosen lines.

Nothing is stored. The lines are made from the weeks on each request, and edits exist in the form
only. By default only the actions are ticked that the user marked for supervision in a check-in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings.preferences import load_settings
from reflect.charts.series import Picture
from reflect.checkins.actions import WeeklyAction, load_actions
from reflect.core.crypto.vault import Vault
from reflect.core.i18n import _
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.model import Instrument
from reflect.core.organisation.model import Defaults
from reflect.core.weeks import LONDON, Week, weeks_between
from reflect.notebook.cpd.services import load_cpd_drafts
from reflect.notebook.supervision_sheet import wording
from reflect.trends.services import load_picture

SPAN_SINCE_LAST: Final = "since"  # since the latest formal supervision
SPAN_OPTIONS: Final = ("4", "8", "12")  # weeks
DEFAULT_SPAN_WEEKS: Final = 4  # if no formal supervision is known
MAX_SPAN_WEEKS: Final = 26

SheetOptionKind = Literal["actions", "texts", "picture", "cpd"]


@dataclass(frozen=True, slots=True)
class SheetOption:
    """One line that can be ticked."""

    id: str
    group: SheetOptionKind
    text: str
    source: str = ""  # where it comes from, as a sentence; may be empty
    ticked: bool = False  # by default


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """All lines that can be ticked, for one span."""

    span: str  # `SPAN_SINCE_LAST`, or one of `SPAN_OPTIONS`
    knows_last: bool  # whether a formal supervision is known
    lines: tuple[SheetOption, ...]
    shown: str  # the user's name, for paper; may be empty
    closed: int = 0  # number of rows of notes that cannot be decrypted

    @property
    def default_ticks(self) -> list[str]:
        """The ids of the lines that are ticked by default."""
        return [line.id for line in self.lines if line.ticked]


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One line on the sheet, and its source as a note."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionSheet:
    """The typed parts of a sheet; the rest is filled in by hand."""

    shown: str = ""
    when: str = ""
    want: str = ""
    brought: tuple[SheetItem, ...] = ()
    seen: tuple[str, ...] = ()


def load_sheet_options(
    db: Connection, vault: Vault, library: Library, span: str, now: datetime, defaults: Defaults
) -> SheetOptions:
    """The lines that can be ticked; an unknown `span` is replaced by the default.

    `defaults` stand in for settings that are not set.

    Raises:
        DecryptionError: a row cannot be decrypted.
        NotFound: this site lacks the instrument version that some answers were given to.
    """
    settings, instrument = load_settings(db, vault, defaults), library.latest(WEEKLY_INSTRUMENT_ID)
    picture = load_picture(db, vault, library, instrument, now, settings)
    last = picture.supervised_weeks[-1] if picture.supervised_weeks else None
    span = _parse_span(span, last)
    weeks = _weeks_of_span(span, last, Week.of(now))
    today, begun = now.astimezone(LONDON).date(), _("A CPD entry that I have begun.")
    drafts = (
        (each.id, wording.describe_cpd_draft(each)) for each in load_cpd_drafts(db, vault, now)
    )
    texts, closed = _list_texts(db, vault, instrument, weeks, today)
    lines = (
        *_list_actions(load_actions(db, vault), weeks[0], today),
        *texts,
        *_list_observations(picture, last, Week.of(now), settings["interval"]),
        *(SheetOption(f"cpd-{identity}", "cpd", text, begun) for identity, text in drafts if text),
    )
    return SheetOptions(span, last is not None, lines, settings["shown"], closed)


def build_supervision_sheet(
    offered: SheetOptions, ticked: Iterable[str], functions: Mapping[str, str]
) -> SupervisionSheet:
    """The sheet of the ticked lines; `functions` has functions of supervision by line id."""
    ticked_ids = set(ticked)
    lines = [line for line in offered.lines if line.id in ticked_ids]
    brought = tuple(
        SheetItem(line.text, wording.add_function_label(functions.get(line.id, ""), line.source))
        for line in lines
        if line.group != "picture"
    )
    seen = tuple(line.text for line in lines if line.group == "picture")
    return SupervisionSheet(offered.shown, brought=brought, seen=seen)


def _parse_span(span: str, last: Week | None) -> str:
    if span in SPAN_OPTIONS:
        return span
    return SPAN_SINCE_LAST if last else str(DEFAULT_SPAN_WEEKS)


def _weeks_of_span(span: str, last: Week | None, this: Week) -> list[Week]:
    """The weeks of a span up to this week, `MAX_SPAN_WEEKS` at most, oldest first."""
    first = last if span == SPAN_SINCE_LAST and last else this + -(int(span) - 1)
    return weeks_between(max(first, this + -(MAX_SPAN_WEEKS - 1)), this)


def _list_actions(actions: Sequence[WeeklyAction], first: Week, today: date) -> list[SheetOption]:
    """Open actions: those for supervision, then those of the span; newest first."""
    still_open = [action for action in actions if action.outcome not in {"done", "let_go"}]
    listed = [action for action in still_open if action.supervision or action.week >= str(first)]
    listed.sort(key=lambda action: (action.supervision, action.week), reverse=True)
    return [
        SheetOption(
            f"action-{action.id}",
            "actions",
            action.text,
            wording.describe_action_source(action, today),
            ticked=action.supervision,
        )
        for action in listed
    ]


def _list_texts(
    db: Connection, vault: Vault, instrument: Instrument, weeks: Sequence[Week], today: date
) -> tuple[list[SheetOption], int]:
    """Notes, newest week first, within a week in the order of the check-in.

    The second value is the number of rows that cannot be decrypted.
    """
    keys = {(instrument.id, str(week)): week for week in weeks}
    closed: set[vaults.RowKey] = set()
    rows = vaults.load_many(db, vault, "notes", keys, closed)
    names = [item.id for item in instrument.items if item.kind == "text"]
    lines = []
    for key, week in reversed(keys.items()):
        texts = rows[key].value["texts"] if key in rows else {}
        source = wording.describe_week_source(week, today)
        lines += [
            SheetOption(f"text-{week}-{name}", "texts", texts[name], source)
            for name in names
            if texts.get(name)
        ]
    return lines, len(closed)


def _list_observations(
    picture: Picture, last: Week | None, this: Week, interval: int
) -> list[SheetOption]:
    lines = [
        SheetOption(f"scale-{panel.scale.id}", "picture", text)
        for panel in picture.panels
        if (text := wording.describe_own_scale(panel))
    ]
    if last is not None:
        text = wording.describe_weeks_since_supervision(last, this, interval)
        lines.append(SheetOption("since", "picture", text))
    return lines
