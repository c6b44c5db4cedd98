"""Agreed actions ("you said, we did"): dated lines by the supervisor that all of the team reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from reflect.core.disclosure.team_release import Shown
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.models import team_actions
from reflect.policy import Actor, may_write_for_team
from reflect.teams import contributions
from reflect.teams import repository as team_repository
from reflect.teams.contributions import PublishedWindow

MAX_ACTION_LENGTH = 200  # letters


@dataclass(frozen=True, slots=True)
class TeamAction:
    """One agreed action."""

    id: str
    window: Window  # the closed window that it answers
    day: date
    text: str
    scale: str = ""  # that it is meant for; empty: none


def load_team_actions(db: Connection, team: str) -> list[TeamAction]:
    """The agreed actions of a team, oldest first."""
    order = (team_actions.c.day, team_actions.c.id)
    rows = db.execute(select(team_actions).where(team_actions.c.team == team).order_by(*order))
    parse_day = date.fromisoformat
    return [
        TeamAction(row.id, Window(row.window), parse_day(row.day), row.text, row.scale or "")
        for row in rows
    ]


def find_unanswered_window(
    published: Sequence[PublishedWindow], actions: Sequence[TeamAction]
) -> Window | None:
    """The latest window with figures, if no agreed action answers it or a later one."""
    windows = [each.window for each in published if isinstance(each.figures, Shown)]
    if not windows or any(action.window >= windows[-1] for action in actions):
        return None
    return windows[-1]


def add_team_action(db: Connection, actor: Actor, team: str, action: tuple[date, str, str]) -> None:
    """Add an agreed action (day, text, scale) as the answer to the latest closed window.

    Raises:
        NotFound: the actor does not lead this team.
        Invalid: the text is empty or too long, or no window has closed yet.
    """
    _require_supervisor(db, actor, team)
    published = contributions.load_published_windows(db, team)
    if not published:
        raise Invalid(_("No figures have come out yet. Write it here once they have."))
    day, text, scale = action
    values = {"id": team_repository.new_id(), "team": team, "window": published[-1].window.number}
    values |= {"day": day.isoformat(), "text": _clean_text(text), "scale": scale or None}
    db.execute(insert(team_actions).values(**values))


def delete_team_action(db: Connection, actor: Actor, team: str, action: str) -> None:
    """Delete an agreed action, if there is one with this id.

    Raises:
        NotFound: the actor does not lead this team.
    """
    _require_supervisor(db, actor, team)
    own = (team_actions.c.team == team, team_actions.c.id == action)
    db.execute(delete(team_actions).where(*own))


def _require_supervisor(db: Connection, actor: Actor, team: str) -> None:
    if not may_write_for_team(actor, leads=team_repository.is_supervisor(db, actor.id, team)):
        raise NotFound(_("There is no such team."))


def _clean_text(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Invalid(_("Write one line: what did you agree to try?"))
    if len(words) > MAX_ACTION_LENGTH:
        message = _("This has {many} letters. One line of up to {most} is enough.")
        raise Invalid(message.format(many=len(words), most=MAX_ACTION_LENGTH))
    return words
