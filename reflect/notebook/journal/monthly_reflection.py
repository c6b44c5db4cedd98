"""The deeper look at a month: optional, six boxes, and one question to look from.

The steps are ours after Gibbs, the four questions after Ruch: they offer depth, and nothing that is
written is ever scored. One row a month. A form carries the save that it was made from; if another
tab saved something else since, nothing is taken, and the writer sees both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins.history import first_kept
from reflect.checkins.repository import minute
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.months import Month
from reflect.core.tags import FUNCTIONS, THEMES, chosen
from reflect.core.weeks import LONDON
from reflect.core.words import _, later
from reflect.vaults.repository import Kept


@dataclass(frozen=True, slots=True)
class Step:
    """One box."""

    id: str
    text: str
    hint: str


STEPS: Final = (
    Step(
        "description",
        later("What stays with you from this month?"),
        later("One day, one visit or one talk. Where were you, and who was near?"),
    ),
    Step(
        "feelings",
        later("How was that for you?"),
        later("At the time, and now. You may have felt more than one thing."),
    ),
    Step(
        "evaluation",
        later("What helped, and what got in the way?"),
        later("A place, a person, a rule, the kit you had with you."),
    ),
    Step(
        "analysis",
        later("Why do you think it went like that?"),
        later("What had working apart to do with it? What had nothing to do with it?"),
    ),
    Step(
        "conclusion",
        later("What do you take from it?"),
        later("Something to keep, something to do another way, or a question that is still open."),
    ),
    Step(
        "action",
        later("What will you do, and what will you ask for?"),
        later("One small thing of yours. One thing for your team or your organisation."),
    ),
)
DEEPER: Final = "deeper"  # the box under the question that was chosen
DEPTHS: Final = (
    ("technical", later("What were you asked to do, and what did you do?")),
    ("practical", later("What did you know from experience, and what else could you have tried?")),
    ("process", later("What went on between people, and inside you, that nobody said aloud?")),
    ("critical", later("Who decides where and how you work, and who is not heard?")),
)
BOXES: Final = (*(step.id for step in STEPS), DEEPER)


class Posted(Protocol):
    """A form as the web hands it over."""

    def get(self, key: str, default: str) -> str:
        """The first value under a name."""

    def getlist(self, key: str) -> list[str]:
        """Every value under a name."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form of a month."""

    texts: Mapping[str, str] = field(default_factory=dict)  # box -> text; nothing written: absent
    depth: str = ""  # the question chosen to look from
    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Written":
        """What a row holds."""
        return cls(
            value.get("texts", {}),
            value.get("depth", ""),
            chosen(THEMES, value.get("themes", ())),
            chosen(FUNCTIONS, value.get("functions", ())),
        )

    @classmethod
    def sent(cls, form: Posted) -> "Written":
        """What a form sent."""
        typed = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in BOXES}
        return cls(
            {name: text for name, text in typed.items() if text},
            "".join(chosen(DEPTHS, form.getlist("depth")[:1])),
            chosen(THEMES, form.getlist("themes")),
            chosen(FUNCTIONS, form.getlist("functions")),
        )

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Question and text of each box in which something stands, in the order of the form."""
        asked = {step.id: step.text for step in STEPS}
        asked[DEEPER] = dict(DEPTHS).get(self.depth, _("What do you see from there?"))
        return tuple((asked[box], self.texts[box]) for box in BOXES if box in self.texts)


@dataclass(frozen=True, slots=True)
class Look:
    """A month as it is kept; nothing kept: an empty form."""

    month: Month
    written: Written
    edition: str  # what a form made from it carries


@dataclass(frozen=True, slots=True)
class Saved:
    """It is kept; or, since no box had a text, nothing is kept for this month any more."""

    is_empty: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another tab saved something else since the form was made: nothing was changed."""

    kept: Look


def first_month(db: Connection, vault: Vault) -> Month | None:
    """The month of the person's first week, or None: there is none yet."""
    first = first_kept(db, vault)
    return Month.of(first.monday) if first else None


def this_month(now: datetime) -> Month:
    """The month that a moment lies in."""
    return Month.of(now.astimezone(LONDON).date())


def offered(db: Connection, vault: Vault, now: datetime) -> Month | None:
    """The month to look at: this one, but in its first week the one before, if that is known."""
    first = first_month(db, vault)
    return max(first, this_month(now - timedelta(days=7))) if first else None


def look(db: Connection, vault: Vault, month: Month, now: datetime) -> Look:
    """What is kept of a month.

    Raises:
        NotFound: the month is still to come, or lies before the person's first week.
    """
    first = first_month(db, vault)
    if first is None or not first <= month <= this_month(now):
        raise NotFound(_("There is nothing to look back on in this month."))
    kept = vaults.fetch(db, vault, "journal", str(month))
    return Look(month, Written.of(kept.value), edition_of(kept))


def edition_of(kept: Kept) -> str:
    """What a form carries; the time tells a row from one that was deleted and written anew."""
    return f"{kept.rev} {kept.value['saved']}" if kept.rev else ""


def save(
    db: Connection, vault: Vault, month: Month, written: Written, edition: str, now: datetime
) -> Saved | Conflict:
    """Keep what was written about a month; the same once more changes nothing.

    Raises:
        NotFound: the month is still to come, or lies before the person's first week.
        Stale: saved elsewhere in this very moment; try again.
    """
    before, is_empty = look(db, vault, month, now), not written.texts
    if written == before.written or (is_empty and not before.edition):
        return Saved(is_empty)
    if edition != before.edition:
        return Conflict(before)
    rev = _rev(before)
    if is_empty:
        vaults.erase_read(db, vault, "journal", str(month), read=rev)
    else:
        vaults.keep(db, vault, "journal", (str(month),), _row(written, now), read=rev)
    return Saved(is_empty)


def delete(db: Connection, vault: Vault, month: Month, edition: str, now: datetime) -> bool:
    """Delete what was written about a month; False: it changed since `edition`, and stays.

    Raises:
        NotFound: the month is still to come, or lies before the person's first week.
        Stale: saved elsewhere in this very moment; try again.
    """
    kept = look(db, vault, month, now)
    if not kept.edition or kept.edition != edition:
        return False
    vaults.erase_read(db, vault, "journal", str(month), read=_rev(kept))
    return True


def differing(one: Written, other: Written) -> Iterable[str]:
    """Names of the fields in which two forms do not say the same."""
    yield from (box for box in BOXES if one.texts.get(box) != other.texts.get(box))
    for name in ("depth", "themes", "functions"):
        if getattr(one, name) != getattr(other, name):
            yield name


def _rev(kept: Look) -> int:
    return int(kept.edition.partition(" ")[0] or 0)


def _row(written: Written, now: datetime) -> dict[str, Any]:
    return {
        "texts": dict(written.texts),
        "depth": written.depth,
        "themes": list(written.themes),
        "functions": list(written.functions),
        "saved": minute(now),
    }
