"""Weekly actions: what a person plans to do in the coming week, and its outcome.

All actions of a person are stored in one sealed row. A week has at most one action; correcting the
week edits it. The next check-in asks for the outcome of the last action once: unanswered it
becomes *open* and is not asked about again. An action that was carried over is still the last one,
so the check-in after that asks again, unless a newer one was planned. The outcome can also be set
outside a check-in; then no check-in asks for it any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.weeks import Week

Outcome = Literal["", "open", "done", "carried", "let_go"]
ANSWERED_OUTCOMES: tuple[Outcome, ...] = ("done", "carried", "let_go")
Decision = Literal["done", "let_go", "open"]  # outside a check-in; "open" undoes the others


@dataclass(frozen=True, slots=True)
class WeeklyAction:
    """The action that a person planned in one week."""

    id: str  # 8 random bytes, hex
    week: str  # of the check-in in which it was planned
    planned: str  # the day of that check-in, as 2026-03-06
    text: str
    whose: int = 0  # 1 mine, 2 my team's, 3 my supervisor's, 4 the organisation's; 0 not answered
    supervision: bool = False  # to be discussed in supervision
    outcome: Outcome = ""  # "" not asked yet; "open" asked, not answered
    answered: str = ""  # week of the check-in that asked


@dataclass(frozen=True, slots=True)
class ActionInput:
    """The input under *One thing for the coming week*; without text there is no action."""

    text: str = ""
    whose: int = 0
    supervision: bool = False


def whose_options() -> tuple[tuple[str, str], ...]:
    """The options for who needs to act: value and label."""
    return (
        ("1", _("Mine")),
        ("2", _("My team's")),
        ("3", _("My supervisor's")),
        ("4", _("The organisation's")),
    )


def outcome_options() -> tuple[tuple[str, str], ...]:
    """The options for the outcome of an action: value and label."""
    return (("done", _("Done")), ("carried", _("Carry it over")), ("let_go", _("Let it go")))


def describe_action(action: WeeklyAction) -> tuple[tuple[str, str], ...]:
    """What a person said of an action: label and text of each field that has one."""
    lines = (
        (_("One thing for the coming week"), action.text),
        (_("Whose move is it?"), dict(whose_options()).get(str(action.whose), "")),
        (_("Supervision"), _("To be taken to supervision.") if action.supervision else ""),
        (_("What became of it"), dict(outcome_options()).get(action.outcome, "")),
    )
    return tuple(line for line in lines if line[1])


def load_actions(db: Connection, vault: Vault) -> list[WeeklyAction]:
    """Every action, oldest week first.

    Raises:
        DecryptionError: the row does not decrypt.
    """
    return parse_actions(vaults.load(db, vault, "actions").value)


def set_action_outcome(db: Connection, vault: Vault, identity: str, decision: Decision) -> None:
    """Set the outcome of an action outside a check-in, or open it again.

    `answered` does not change, so that the check-in that asked shows the same when it is corrected.
    An action that no check-in has asked about returns to *not asked yet* when it is opened again.

    Raises:
        DecryptionError: the row does not decrypt.
        NotFound: there is no such action.
        EditConflict: another request saved the actions meanwhile; retry.
    """
    row = vaults.load(db, vault, "actions")
    known = parse_actions(row.value)
    if not any(each.id == identity for each in known):
        raise NotFound(_("There is no such action."))
    updated = [_apply_decision(each, decision) if each.id == identity else each for each in known]
    if updated != known:
        vaults.save(db, vault, "actions", (), serialise_actions(updated), read=row.rev)


def parse_actions(row: Mapping[str, Any]) -> list[WeeklyAction]:
    """The actions in a decrypted row, oldest week first."""
    actions = [WeeklyAction(**each) for each in row.get("actions", [])]
    return sorted(actions, key=lambda action: action.week)


def serialise_actions(actions: Sequence[WeeklyAction]) -> dict[str, Any]:
    """The row in which they are stored."""
    return {"actions": [asdict(action) for action in actions]}


def find_planned_action(actions: Sequence[WeeklyAction], week: Week) -> WeeklyAction | None:
    """The action that the check-in of `week` planned, if there is one."""
    name = str(week)
    return next((action for action in actions if action.week == name), None)


def find_action_to_review(actions: Sequence[WeeklyAction], week: Week) -> WeeklyAction | None:
    """The action that the check-in of `week` asks about: the last one before it, if still open."""
    name = str(week)
    earlier = [action for action in actions if action.week < name]
    for action in earlier:
        if action.answered == name:
            return action
    last = earlier[-1] if earlier else None
    if last and last.outcome in {"", "carried"} and last.answered < name:
        return last
    return None


def find_reported_outcome(actions: Sequence[WeeklyAction], week: Week) -> str:
    """The outcome that the check-in of `week` was given for the last action, or empty."""
    action = find_action_to_review(actions, week)
    if action is None or action.answered != str(week):
        return ""
    return action.outcome if action.outcome in ANSWERED_OUTCOMES else ""


def update_actions(
    actions: Sequence[WeeklyAction],
    week: Week,
    planned: ActionInput,
    outcome: str,
    fresh: tuple[str, date],
) -> list[WeeklyAction]:
    """The actions after the check-in of `week`, oldest first; `fresh`: id and day of a new one."""
    asked, own = find_action_to_review(actions, week), find_planned_action(actions, week)
    updated = [_apply_outcome(each, week, outcome) if each is asked else each for each in actions]
    updated = [each for each in updated if own is None or each.id != own.id]
    if planned.text:
        identity, day = (own.id, own.planned) if own else (fresh[0], fresh[1].isoformat())
        answered = (own.outcome, own.answered) if own else ("", "")
        inputs = (planned.text, planned.whose, planned.supervision)
        updated.append(WeeklyAction(identity, str(week), day, *inputs, *answered))
    return sorted(updated, key=lambda action: action.week)


def _apply_outcome(action: WeeklyAction, week: Week, outcome: str) -> WeeklyAction:
    """An empty outcome does not undo one that was set since the check-in asked."""
    current = action.outcome if action.answered == str(week) else ""
    known = next((each for each in ANSWERED_OUTCOMES if each == (outcome or current)), None)
    return replace(action, outcome=known or "open", answered=str(week))


def _apply_decision(action: WeeklyAction, decision: Decision) -> WeeklyAction:
    never_asked = decision == "open" and not action.answered
    return replace(action, outcome="" if never_asked else decision)
