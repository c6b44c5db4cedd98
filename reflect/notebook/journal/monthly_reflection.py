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
from reflect.checkins.history import load_first_week
from reflect.checkins.repository import format_minute
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known
from reflect.core.weeks import LONDON
from reflect.vaults.repository import StoredRow


@dataclass(frozen=True, slots=True)
class ReflectionStep:
    """One box."""

    id: str
    text: str
    hint: str


REFLECTION_STEPS: Final = (
    ReflectionStep(
        "description",
        _l("What stays with you from this month?"),
        _l("One day, one visit or one talk. Where were you, and who was near?"),
    ),
    ReflectionStep(
        "feelings",
        _l("How was that for you?"),
        _l("At the time, and now. You may have felt more than one thing."),
    ),
    ReflectionStep(
        "evaluation",
        _l("What helped, and what got in the way?"),
        _l("A place, a person, a rule, the kit you had with you."),
    ),
    ReflectionStep(
        "analysis",
        _l("Why do you think it went like that?"),
        _l("What had working apart to do with it? What had nothing to do with it?"),
    ),
    ReflectionStep(
        "conclusion",
        _l("What do you take from it?"),
        _l("Something to keep, something to do another way, or a question that is still open."),
    ),
    ReflectionStep(
        "action",
        _l("What will you do, and what will you ask for?"),
        _l("One small thing of yours. One thing for your team or your organisation."),
    ),
)
DEEPER_BOX: Final = "deeper"  # the box under the question that was chosen
DEPTH_OPTIONS: Final = (
    ("technical", _l("What were you asked to do, and what did you do?")),
    ("practical", _l("What did you know from experience, and what else could you have tried?")),
    ("process", _l("What went on between people, and inside you, that nobody said aloud?")),
    ("critical", _l("Who decides where and how you work, and who is not heard?")),
)
REFLECTION_BOXES: Final = (*(step.id for step in REFLECTION_STEPS), DEEPER_BOX)


class MonthFormData(Protocol):
    """A form as the web hands it over."""

    def get(self, key: str, default: str) -> str:
        """The first value under a name."""

    def getlist(self, key: str) -> list[str]:
        """Every value under a name."""


@dataclass(frozen=True, slots=True)
class MonthlyReflection:
    """What stands in the form of a month."""

    texts: Mapping[str, str] = field(default_factory=dict)  # box -> text; nothing written: absent
    depth: str = ""  # the question chosen to look from
    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()

    @classmethod
    def from_row(cls, value: Mapping[str, Any]) -> "MonthlyReflection":
        """What a row holds."""
        return cls(
            value.get("texts", {}),
            value.get("depth", ""),
            filter_known(THEMES, value.get("themes", ())),
            filter_known(SUPERVISION_FUNCTIONS, value.get("functions", ())),
        )

    @classmethod
    def from_form(cls, form: MonthFormData) -> "MonthlyReflection":
        """What a form sent."""
        typed = {
            name: form.get(name, "").replace("\r\n", "\n").strip() for name in REFLECTION_BOXES
        }
        return cls(
            {name: text for name, text in typed.items() if text},
            "".join(filter_known(DEPTH_OPTIONS, form.getlist("depth")[:1])),
            filter_known(THEMES, form.getlist("themes")),
            filter_known(SUPERVISION_FUNCTIONS, form.getlist("functions")),
        )

    @property
    def labelled_texts(self) -> tuple[tuple[str, str], ...]:
        """Question and text of each box in which something stands, in the order of the form."""
        asked = {step.id: step.text for step in REFLECTION_STEPS}
        asked[DEEPER_BOX] = dict(DEPTH_OPTIONS).get(self.depth, _("What do you see from there?"))
        return tuple((asked[box], self.texts[box]) for box in REFLECTION_BOXES if box in self.texts)


@dataclass(frozen=True, slots=True)
class StoredReflection:
    """A month as it is kept; nothing kept: an empty form."""

    month: Month
    reflection: MonthlyReflection
    edition: str  # what a form made from it carries


@dataclass(frozen=True, slots=True)
class ReflectionSaved:
    """It is kept; or, since no box had a text, nothing is kept for this month any more."""

    is_empty: bool


@dataclass(frozen=True, slots=True)
class ReflectionConflict:
    """Another tab saved something else since the form was made: nothing was changed."""

    stored: StoredReflection


def load_first_month(db: Connection, vault: Vault) -> Month | None:
    """The month of the person's first week, or None: there is none yet."""
    first = load_first_week(db, vault)
    return Month.of(first.monday) if first else None


def current_month(now: datetime) -> Month:
    """The month that a moment lies in."""
    return Month.of(now.astimezone(LONDON).date())


def load_suggested_month(db: Connection, vault: Vault, now: datetime) -> Month | None:
    """The month to look at: this one, but in its first week the one before, if that is known."""
    first = load_first_month(db, vault)
    return max(first, current_month(now - timedelta(days=7))) if first else None


def load_monthly_reflection(
    db: Connection, vault: Vault, month: Month, now: datetime
) -> StoredReflection:
    """What is kept of a month.

    Raises:
        NotFound: the month is still to come, or lies before the person's first week.
    """
    first = load_first_month(db, vault)
    if first is None or not first <= month <= current_month(now):
        raise NotFound(_("There is nothing to look back on in this month."))
    kept = vaults.load(db, vault, "journal", str(month))
    return StoredReflection(month, MonthlyReflection.from_row(kept.value), edition_from_row(kept))


def edition_from_row(kept: StoredRow) -> str:
    """What a form carries; the time tells a row from one that was deleted and written anew."""
    return f"{kept.rev} {kept.value['saved']}" if kept.rev else ""


def save_monthly_reflection(
    db: Connection,
    vault: Vault,
    month: Month,
    written: MonthlyReflection,
    edition: str,
    now: datetime,
) -> ReflectionSaved | ReflectionConflict:
    """Keep what was written about a month; the same once more changes nothing.

    Raises:
        NotFound: the month is still to come, or lies before the person's first week.
        Stale: saved elsewhere in this very moment; try again.
    """
    before, is_empty = load_monthly_reflection(db, vault, month, now), not written.texts
    if written == before.reflection or (is_empty and not before.edition):
        return ReflectionSaved(is_empty)
    if edition != before.edition:
        return ReflectionConflict(before)
    rev = _rev(before)
    if is_empty:
        vaults.delete_if_unchanged(db, vault, "journal", str(month), read=rev)
    else:
        vaults.save(db, vault, "journal", (str(month),), _row(written, now), read=rev)
    return ReflectionSaved(is_empty)


def delete_monthly_reflection(
    db: Connection, vault: Vault, month: Month, edition: str, now: datetime
) -> bool:
    """Delete what was written about a month; False: it changed since `edition`, and stays.

    Raises:
        NotFound: the month is still to come, or lies before the person's first week.
        Stale: saved elsewhere in this very moment; try again.
    """
    kept = load_monthly_reflection(db, vault, month, now)
    if not kept.edition or kept.edition != edition:
        return False
    vaults.delete_if_unchanged(db, vault, "journal", str(month), read=_rev(kept))
    return True


def diff_reflections(one: MonthlyReflection, other: MonthlyReflection) -> Iterable[str]:
    """Names of the fields in which two forms do not say the same."""
    yield from (box for box in REFLECTION_BOXES if one.texts.get(box) != other.texts.get(box))
    for name in ("depth", "themes", "functions"):
        if getattr(one, name) != getattr(other, name):
            yield name


def _rev(kept: StoredReflection) -> int:
    return int(kept.edition.partition(" ")[0] or 0)


def _row(written: MonthlyReflection, now: datetime) -> dict[str, Any]:
    return {
        "texts": dict(written.texts),
        "depth": written.depth,
        "themes": list(written.themes),
        "functions": list(written.functions),
        "saved": format_minute(now),
    }
