"""Team rules: the minimum number of sharers, the instruments, disputes about the roster.

A rule is announced before the first window to which it applies. The minimum number of sharers is
never lowered: that would allow figures of past windows to be requested again under another rule.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.models import allowed_instruments, disputes, team_instruments, team_rules
from reflect.policy import Actor, may_organise, require
from reflect.teams import audit_events, repository
from reflect.teams.audit_events import record_event
from reflect.teams.contributions import WEEKLY_INSTRUMENT
from reflect.teams.services import record_change, require_lead, require_member


def raise_min_sharers(db: Connection, actor: Actor, team: str, least: int, now: datetime) -> None:
    """Raise the minimum number of sharers from the next window on; it can never be lowered.

    Raises:
        NotFound: no such team for this actor.
        Invalid: it is not above every earlier minimum, or it is above the maximum size of a team.
    """
    require_lead(db, actor, team)
    number = Window.of(now).number + 1
    highest = db.execute(select(func.max(team_rules.c.least)).where(team_rules.c.team == team))
    if not max(MIN_SHARERS, highest.scalar() or 0) < least <= MAX_TEAM_MEMBERS:
        message = _("It can be raised, and never lowered. The most is {most}.")
        raise Invalid(message.format(most=MAX_TEAM_MEMBERS))
    existing = (team_rules.c.team == team, team_rules.c.first_window == number)
    db.execute(delete(team_rules).where(*existing))
    db.execute(insert(team_rules).values(team=team, first_window=number, least=least))
    record_change(db, actor, team, audit_events.MIN_SHARERS_RAISED, now, words=str(least))


def dispute_roster(db: Connection, actor: Actor, team: str, now: datetime) -> None:
    """Report that somebody on the roster is not recognised: until settled, windows are withheld.

    Only organisers see who reported it; the team sees since when the roster is disputed.

    Raises:
        NotFound: the actor does not belong to the team.
    """
    require_member(db, actor, team)
    if repository.is_disputed(db, team):
        return
    values = {"id": repository.new_id(), "team": team, "account": actor.id, "words": ""}
    db.execute(insert(disputes).values(**values, began=int(now.timestamp())))
    record_event(db, now, audit_events.ROSTER_DISPUTED, team=team)


def settle_dispute(db: Connection, actor: Actor, team: str, words: str, now: datetime) -> None:
    """Settle the open dispute of a team; the team reads `words`.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: the team has no open dispute.
        Invalid: `words` is empty.
    """
    require(may_organise(actor))
    words = words.strip()
    if not words:
        raise Invalid(_("Say how it was settled. The team reads this."))
    is_open = (disputes.c.team == team, disputes.c.settled.is_(None))
    settle = update(disputes).where(*is_open).values(settled=int(now.timestamp()), words=words)
    if not db.execute(settle).rowcount:
        raise NotFound
    record_event(db, now, audit_events.DISPUTE_SETTLED, team=team, by=actor.id, words=words)


def start_instrument(
    db: Connection, actor: Actor, team: str, instrument: str, now: datetime
) -> None:
    """Start a further instrument, agreed in the team, from the next window on.

    Raises:
        NotFound: no such team for this actor.
        PermissionDenied: it runs already, or teams cannot run it.
    """
    require_lead(db, actor, team)
    if instrument not in load_allowed_instruments(db):
        raise PermissionDenied(_("Teams cannot run this one. An organiser says which they can."))
    first = Window.of(now).number + 1
    own = team_instruments.c.team == team, team_instruments.c.instrument == instrument
    running = select(team_instruments).where(*own, team_instruments.c.last_window.is_(None))
    if instrument == WEEKLY_INSTRUMENT or db.execute(running).first() is not None:
        raise PermissionDenied(_("The team runs it already."))
    db.execute(delete(team_instruments).where(*own, team_instruments.c.first_window == first))
    values = {"team": team, "instrument": instrument, "first_window": first}
    db.execute(insert(team_instruments).values(**values))
    record_change(db, actor, team, audit_events.INSTRUMENT_STARTED, now, words=instrument)


def stop_instrument(
    db: Connection, actor: Actor, team: str, instrument: str, now: datetime
) -> None:
    """Stop an instrument at the end of the current window.

    Raises:
        NotFound: no such team for this actor, or the team does not run it.
    """
    require_lead(db, actor, team)
    own = team_instruments.c.team == team, team_instruments.c.instrument == instrument
    running = update(team_instruments).where(*own, team_instruments.c.last_window.is_(None))
    if db.execute(running.values(last_window=Window.of(now).number)).rowcount != 1:
        raise NotFound
    record_change(db, actor, team, audit_events.INSTRUMENT_STOPPED, now, words=instrument)


def load_allowed_instruments(db: Connection) -> list[str]:
    """The ids of the instruments that teams may run besides the weekly check-in, in order."""
    column = allowed_instruments.c.instrument
    return list(db.execute(select(column).order_by(column)).scalars())


def set_instrument_allowed(
    db: Connection, actor: Actor, instrument: str, now: datetime, *, yes: bool
) -> None:
    """Allow teams to start an instrument, or no longer; teams that run it continue.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    require(may_organise(actor))
    db.execute(delete(allowed_instruments).where(allowed_instruments.c.instrument == instrument))
    if yes:
        db.execute(insert(allowed_instruments).values(instrument=instrument))
    what = audit_events.INSTRUMENT_ALLOWED if yes else audit_events.INSTRUMENT_DISALLOWED
    record_event(db, now, what, by=actor.id, words=instrument)
