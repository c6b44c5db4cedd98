"""A supervision sheet: what there is to tick, and the sheet of the lines that were ticked.

Nothing of it is kept. It is made from what the weeks hold each time anew, and what is changed on it
lives in the page alone. Ticked from the start is only what its writer ticked in a check-in, *Take
this to supervision*.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.charts.series import Picture
from reflect.checkins.actions import WeeklyAction, load_actions
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.model import Instrument
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults
from reflect.core.weeks import LONDON, Week, weeks_between
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.supervision_sheet import wording
from reflect.trends import services as trends_services

SPAN_SINCE_LAST: Final = "since"  # the span since the last formal supervision
SPAN_OPTIONS: Final = ("4", "8", "12")  # weeks
DEFAULT_SPAN_WEEKS: Final = 4  # weeks, where no formal supervision is known
MAX_SPAN_WEEKS: Final = 26  # weeks looked back at most

SheetOptionKind = Literal["actions", "texts", "picture", "cpd"]


@dataclass(frozen=True, slots=True)
class SheetOption:
    """One thing that one could bring."""

    id: str
    group: SheetOptionKind
    text: str
    source: str = ""
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """All lines there are to tick, for one span."""

    span: str  # SINCE, or one of SPANS
    knows_last: bool  # a formal supervision is known to count from
    lines: tuple[SheetOption, ...]
    shown: str  # the writer's name, for paper; may be empty
    closed: int = 0  # rows of texts that do not open


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One line on the sheet, and where it comes from."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionSheet:
    """One sheet, as far as it is written; the rest is for a pen."""

    shown: str = ""
    when: str = ""
    want: str = ""
    brought: tuple[SheetItem, ...] = ()
    seen: tuple[str, ...] = ()


def load_sheet_options(
    db: Connection,
    vault: Vault,
    library: Library,
    span: str,
    now: datetime,
    usual: Defaults = DEFAULT_ORGANISATION.defaults,
) -> SheetOptions:
    """What there is to tick; an unknown `span` is taken for that of most people.

    `usual` holds for what the person did not choose.

    Raises:
        Damaged: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    own, instrument = (
        preferences.load_settings(db, vault, usual),
        library.latest(WEEKLY_INSTRUMENT_ID),
    )
    picture = trends_services.load_picture(db, vault, library, instrument, now)
    last = picture.supervised_weeks[-1] if picture.supervised_weeks else None
    chosen = _span(span, last)
    weeks = _weeks(chosen, last, Week.of(now))
    today = now.astimezone(LONDON).date()
    texts, closed = _texts(db, vault, instrument, weeks, today)
    lines = (
        *_actions(load_actions(db, vault), weeks[0], today),
        *texts,
        *_picture(picture, last, Week.of(now), own["interval"]),
        *_drafts(db, vault, now),
    )
    return SheetOptions(chosen, last is not None, lines, own["shown"], closed)


def build_supervision_sheet(
    offered: SheetOptions, ticked: Iterable[str], functions: Mapping[str, str]
) -> SupervisionSheet:
    """The sheet of the lines that were ticked; `functions`: line -> function of supervision."""
    wanted = set(ticked)
    lines = [line for line in offered.lines if line.id in wanted]
    brought = (
        SheetItem(line.text, wording.add_function_label(functions.get(line.id, ""), line.source))
        for line in lines
        if line.group != "picture"
    )
    seen = tuple(line.text for line in lines if line.group == "picture")
    return SupervisionSheet(offered.shown, brought=tuple(brought), seen=seen)


def _span(asked: str, last: Week | None) -> str:
    if asked in SPAN_OPTIONS:
        return asked
    return SPAN_SINCE_LAST if last else str(DEFAULT_SPAN_WEEKS)


def _weeks(span: str, last: Week | None, this: Week) -> list[Week]:
    """The weeks of a span, this one included, oldest first."""
    first = last if span == SPAN_SINCE_LAST and last else this + -(int(span) - 1)
    return weeks_between(max(first, this + -(MAX_SPAN_WEEKS - 1)), this)


def _actions(actions: Sequence[WeeklyAction], first: Week, today: date) -> list[SheetOption]:
    """Open ones of the span, and all that were to be taken to supervision; those come first."""
    is_open = [action for action in actions if action.outcome not in {"done", "let_go"}]
    here = [action for action in is_open if action.supervision or action.week >= str(first)]
    here.sort(key=lambda action: (action.supervision, action.week), reverse=True)
    return [
        SheetOption(
            f"action-{action.id}",
            "actions",
            action.text,
            wording.describe_action_source(action, today),
            ticked=action.supervision,
        )
        for action in here
    ]


def _texts(
    db: Connection, vault: Vault, instrument: Instrument, weeks: Sequence[Week], today: date
) -> tuple[list[SheetOption], int]:
    """Newest week first, within a week as the check-in asks; and how many do not open."""
    keys = {(instrument.id, str(week)): week for week in weeks}
    closed: set[vaults.RowKey] = set()
    rows = vaults.load_many(db, vault, "notes", keys, closed)
    asked = [item.id for item in instrument.items if item.kind == "text"]
    lines = [
        SheetOption(
            f"text-{week}-{name}", "texts", texts[name], wording.describe_week_source(week, today)
        )
        for key, week in reversed(keys.items())
        if key in rows
        for texts in [rows[key].value["texts"]]
        for name in asked
        if texts.get(name)
    ]
    return lines, len(closed)


def _picture(picture: Picture, last: Week | None, this: Week, interval: int) -> list[SheetOption]:
    lines = [
        SheetOption(f"scale-{panel.scale.id}", "picture", said)
        for panel in picture.panels
        if (said := wording.describe_own_scale(panel))
    ]
    if last is not None:
        lines.append(
            SheetOption(
                "since", "picture", wording.describe_weeks_since_supervision(last, this, interval)
            )
        )
    return lines


def _drafts(db: Connection, vault: Vault, now: datetime) -> list[SheetOption]:
    return [
        SheetOption(f"cpd-{entry.id}", "cpd", said, wording.describe_cpd_source())
        for entry in cpd_services.load_cpd_drafts(db, vault, now)
        if (said := wording.describe_cpd_draft(entry))
    ]
