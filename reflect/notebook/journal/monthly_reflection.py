"""The monthly reflection: an optional form of six steps, and one question for more depth.

The steps are adapted from the Gibbs cycle, the four questions from Ruch. The texts are never
scored. There is one sealed row for each month. If another tab has saved since the form was made,
nothing is saved, and the page shows both versions.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins.history import load_first_week
from reflect.checkins.repository import format_minute
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import DisplayText, LazyString, _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known
from reflect.core.weeks import LONDON
from reflect.vaults.editing import Conflict, Saved, edition_of, find_conflict, row_edition
from reflect.vaults.repository import StoredRow


@dataclass(frozen=True, slots=True)
class ReflectionStep:
    """One step, with its own text field."""

    id: str
    text: LazyString
    hint: LazyString


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
DEEPER_BOX: Final = "deeper"  # the field for the answer to the question that was chosen
DEPTH_OPTIONS: Final = (
    ("technical", _l("What were you asked to do, and what did you do?")),
    ("practical", _l("What did you know from experience, and what else could you have tried?")),
    ("process", _l("What went on between people, and inside you, that nobody said aloud?")),
    ("critical", _l("Who decides where and how you work, and who is not heard?")),
)
REFLECTION_BOXES: Final = (*(step.id for step in REFLECTION_STEPS), DEEPER_BOX)


Tags = tuple[tuple[str, ...], tuple[str, ...]]  # themes, functions of supervision


def parse_tags(value: Mapping[str, Any]) -> Tags:
    """The tags of a row or of a form; those that do not exist any more are left out."""
    return (
        filter_known(THEMES, value.get("themes") or ()),
        filter_known(SUPERVISION_FUNCTIONS, value.get("functions") or ()),
    )


def tags_edition(tags: Tags) -> str:
    """The edition of the tags of notes; a change of the texts leaves it."""
    return edition_of(*tags[0], "", *tags[1])


@dataclass(frozen=True, slots=True)
class MonthlyReflection:
    """The values of the form."""

    texts: Mapping[str, str] = field(default_factory=dict)  # field -> text; empty ones are absent
    depth: str = ""  # the id of the question that was chosen
    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()

    @classmethod
    def from_row(cls, value: Mapping[str, Any]) -> "MonthlyReflection":
        """Parse a decrypted row."""
        return cls(value.get("texts", {}), value.get("depth", ""), *parse_tags(value))

    @property
    def labelled_texts(self) -> tuple[tuple[str, str], ...]:
        """Question and text of each field that is not empty, in the order of the form."""
        labels: dict[str, DisplayText] = {step.id: step.text for step in REFLECTION_STEPS}
        labels[DEEPER_BOX] = dict(DEPTH_OPTIONS).get(self.depth, _("What do you see from there?"))
        filled = [box for box in REFLECTION_BOXES if box in self.texts]
        return tuple((str(labels[box]), self.texts[box]) for box in filled)


@dataclass(frozen=True, slots=True)
class StoredReflection:
    """The stored reflection on a month; if nothing is stored, an empty form."""

    month: Month
    reflection: MonthlyReflection
    row: StoredRow

    @property
    def edition(self) -> str:
        """The edition that its form carries; empty if nothing is stored."""
        return row_edition(self.row)


def load_first_month(db: Connection, vault: Vault) -> Month | None:
    """The month of the person's first week; None: there is no week yet."""
    first = load_first_week(db, vault)
    return Month.of(first.monday) if first else None


def current_month(now: datetime) -> Month:
    """The month of `now`, in London time."""
    return Month.of(now.astimezone(LONDON).date())


def load_suggested_month(db: Connection, vault: Vault, now: datetime) -> Month | None:
    """The month to reflect on: that of seven days ago, but no earlier than the first month."""
    first = load_first_month(db, vault)
    return max(first, current_month(now - timedelta(days=7))) if first else None


def load_monthly_reflection(
    db: Connection, vault: Vault, month: Month, now: datetime
) -> StoredReflection:
    """The stored reflection on a month.

    Raises:
        NotFound: the month is in the future, or before the person's first week.
    """
    first = load_first_month(db, vault)
    if first is None or not first <= month <= current_month(now):
        raise NotFound(_("There is nothing to look back on in this month."))
    row = vaults.load(db, vault, "journal", str(month))
    return StoredReflection(month, MonthlyReflection.from_row(row.value), row)


def save_monthly_reflection(
    db: Connection, vault: Vault, month: Month, typed: MonthlyReflection, read: str, now: datetime
) -> Saved[MonthlyReflection] | Conflict[StoredReflection]:
    """Save the reflection on a month; if every text is empty, delete it.

    `read` is the edition that the page showed. Saving the same again changes nothing.

    Raises:
        NotFound: the month is in the future, or before the person's first week.
        EditConflict: a concurrent request saved the row; retry.
    """
    stored, is_empty = load_monthly_reflection(db, vault, month, now), not typed.texts
    if typed == stored.reflection or (is_empty and not stored.edition):
        return Saved(typed)
    if conflict := find_conflict(stored, stored.edition, read):
        return conflict
    if is_empty:
        vaults.delete_if_unchanged(db, vault, "journal", str(month), read=stored.row.rev)
    else:
        value = {**asdict(typed), "saved": format_minute(now)}
        vaults.save(db, vault, "journal", (str(month),), value, read=stored.row.rev)
    return Saved(typed)
