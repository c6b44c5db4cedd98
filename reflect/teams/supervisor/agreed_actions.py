"""You said, we did: what a team agreed to try, dated, written by its supervisor, read by all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from reflect.charts.team import AgreedAction, number_agreed_actions
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
    """One thing that a team agreed on."""

    id: str
    window: Window  # the published window that it answers
    day: date
    text: str


def load_team_actions(db: Connection, team: str) -> list[TeamAction]:
    """What a team agreed on, oldest first."""
    order = (team_actions.c.day, team_actions.c.id)
    found = db.execute(select(team_actions).where(team_actions.c.team == team).order_by(*order))
    return [
        TeamAction(row.id, Window(row.window), date.fromisoformat(row.day), row.text)
        for row in found
    ]


def as_chart_flags(actions: list[TeamAction]) -> tuple[AgreedAction, ...]:
    """The same as flags of a chart."""
    return number_agreed_actions([(action.day, action.text) for action in actions])


def find_unanswered_window(
    published: Sequence[PublishedWindow], actions: Sequence[TeamAction]
) -> Window | None:
    """The latest window with figures, where nobody has written since what was made of them."""
    shown = [each.window for each in published if isinstance(each.figures, Shown)]
    if not shown or any(action.window >= shown[-1] for action in actions):
        return None
    return shown[-1]


def add_team_action(db: Connection, actor: Actor, team: str, what: tuple[date, str]) -> None:
    """Add what was agreed, its day and one line, as the answer to the latest closed window.

    Raises:
        NotFound: they do not lead this team.
        Invalid: nothing was written, or too much, or no window has closed yet.
    """
    _leads(db, actor, team)
    published = contributions.load_published_windows(db, team)
    if not published:
        raise Invalid(_("No figures have come out yet. Write it here once they have."))
    day, text = what
    values = {"id": team_repository.new_id(), "team": team, "window": published[-1].window.number}
    db.execute(insert(team_actions).values(**values, day=day.isoformat(), text=_line(text)))


def delete_team_action(db: Connection, actor: Actor, team: str, action: str) -> None:
    """Take one away.

    Raises:
        NotFound: they do not lead this team.
    """
    _leads(db, actor, team)
    at = (team_actions.c.team == team, team_actions.c.id == action)
    db.execute(delete(team_actions).where(*at))


def _leads(db: Connection, actor: Actor, team: str) -> None:
    if not may_write_for_team(actor, leads=team_repository.is_supervisor(db, actor.id, team)):
        raise NotFound(_("There is no such team."))


def _line(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Invalid(_("Write one line: what did you agree to try?"))
    if len(words) > MAX_ACTION_LENGTH:
        raise Invalid(
            _("This has {many} letters. One line of up to {most} is enough.").format(
                many=len(words), most=MAX_ACTION_LENGTH
            )
        )
    return words
