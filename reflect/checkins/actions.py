"""The one thing a person means to do in the coming week, and what became of it.

All actions of a person lie in one sealed row. A week has one action at most: correcting the week
edits it. The next check-in asks what became of the last action, once: left unanswered it goes to
*open* and is not asked about again. An action that was carried over is still the last one, so the
check-in after that asks again, as long as nothing newer was planned. What became of it can also be
said outside a check-in; then no check-in asks any more.
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
Decision = Literal["done", "let_go", "open"]  # outside a check-in; "open" takes the others back


@dataclass(frozen=True, slots=True)
class WeeklyAction:
    """The action that a person planned in one week."""

    id: str  # 8 random bytes, hex
    week: str  # the check-in it was planned in
    planned: str  # the day on which that was, as 2026-03-06
    text: str
    whose: int = 0  # who acts: 1 me, 2 my team, 3 my supervisor, 4 the organisation; 0 unknown
    supervision: bool = False  # to be taken to supervision
    outcome: Outcome = ""  # "" not asked yet; "open" asked, and left open
    answered: str = ""  # the check-in that asked


@dataclass(frozen=True, slots=True)
class ActionInput:
    """The form fields of *One thing for the coming week*; without text there is no action."""

    text: str = ""
    whose: int = 0
    supervision: bool = False


def whose_options() -> tuple[tuple[str, str], ...]:
    """Who can act: value and label."""
    return (
        ("1", _("Mine")),
        ("2", _("My team's")),
        ("3", _("My supervisor's")),
        ("4", _("The organisation's")),
    )


def outcome_options() -> tuple[tuple[str, str], ...]:
    """The possible outcomes of an action: value and label."""
    return (("done", _("Done")), ("carried", _("Carry it over")), ("let_go", _("Let it go")))


def load_actions(db: Connection, vault: Vault) -> list[WeeklyAction]:
    """Every action, oldest week first.

    Raises:
        DecryptionError: the row does not open.
    """
    return parse_actions(vaults.load(db, vault, "actions").value)


def set_action_outcome(db: Connection, vault: Vault, identity: str, decision: Decision) -> None:
    """Set the outcome of an action outside a check-in, or reopen the action.

    `answered` stays, so that the check-in that asked shows the same when it is corrected. An action
    that none has asked about goes back to that when it is opened again.

    Raises:
        DecryptionError: the row does not open.
        NotFound: there is no such action.
        EditConflict: the actions were changed elsewhere in this very moment; try again.
    """
    kept = vaults.load(db, vault, "actions")
    known = parse_actions(kept.value)
    if not any(each.id == identity for each in known):
        raise NotFound(_("There is no such action."))
    then = [_decided(each, decision) if each.id == identity else each for each in known]
    if then != known:
        vaults.save(db, vault, "actions", (), serialise_actions(then), read=kept.rev)


def parse_actions(row: Mapping[str, Any]) -> list[WeeklyAction]:
    """The actions in a decrypted row, oldest week first."""
    found = [WeeklyAction(**each) for each in row.get("actions", [])]
    return sorted(found, key=lambda action: action.week)


def serialise_actions(actions: Sequence[WeeklyAction]) -> dict[str, Any]:
    """The actions as the row stores them."""
    return {"actions": [asdict(action) for action in actions]}


def find_planned_action(actions: Sequence[WeeklyAction], week: Week) -> WeeklyAction | None:
    """The action planned in a week."""
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
    """The outcome that the check-in of `week` reported for the action it asked about, or none."""
    asked = find_action_to_review(actions, week)
    answered = (
        asked is not None and asked.answered == str(week) and asked.outcome in ANSWERED_OUTCOMES
    )
    return asked.outcome if asked and answered else ""


def update_actions(
    actions: Sequence[WeeklyAction],
    week: Week,
    planned: ActionInput,
    outcome: str,
    fresh: tuple[str, date],
) -> list[WeeklyAction]:
    """The actions after the check-in of `week`; `fresh` is the id and day of a new one."""
    asked, own = find_action_to_review(actions, week), find_planned_action(actions, week)
    kept = [_answered(each, week, outcome) if each is asked else each for each in actions]
    kept = [each for each in kept if own is None or each.id != own.id]
    if planned.text:
        identity, day = (own.id, own.planned) if own else (fresh[0], fresh[1].isoformat())
        answered = (own.outcome, own.answered) if own else ("", "")
        what = (planned.text, planned.whose, planned.supervision)
        kept.append(WeeklyAction(identity, str(week), day, *what, *answered))
    return sorted(kept, key=lambda action: action.week)


def _answered(action: WeeklyAction, week: Week, outcome: str) -> WeeklyAction:
    """The outcome after a check-in; no answer keeps what was decided since."""
    decided = action.outcome if action.answered == str(week) else ""
    known = next((each for each in ANSWERED_OUTCOMES if each == (outcome or decided)), None)
    return replace(action, outcome=known or "open", answered=str(week))


def _decided(action: WeeklyAction, decision: Decision) -> WeeklyAction:
    never_asked = decision == "open" and not action.answered
    return replace(action, outcome="" if never_asked else decision)
