"""What a team agreed on: how many must share, what it runs, and whether its roster is right.

A rule is announced before the window in which it first holds, and the least number of sharers is
never lowered: figures of the past would otherwise be asked for again under another rule.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.models import allowed_instruments, disputes, team_instruments, team_rules
from reflect.policy import Actor, may_organise, require
from reflect.teams import audit_events, repository
from reflect.teams.contributions import WEEKLY_INSTRUMENT
from reflect.teams.services import organiser_id, require_lead, require_member


def raise_min_sharers(db: Connection, actor: Actor, team: str, least: int, now: datetime) -> None:
    """Ask for more sharers before figures are shown, from the next window on; never for fewer.

    Raises:
        NotFound: there is no such team for them.
        Invalid: it is not above the rule as it is, or more than a team can have.
    """
    require_lead(db, actor, team)
    number = Window.of(now).number + 1
    known = [known for _first, known in repository.load_min_sharers_history(db, team)]
    if not max([MIN_SHARERS, *known]) < least <= MAX_TEAM_MEMBERS:
        raise Invalid(
            _("It can be raised, and never lowered. The most is {most}.").format(
                most=MAX_TEAM_MEMBERS
            )
        )
    there = (team_rules.c.team == team, team_rules.c.first_window == number)
    db.execute(delete(team_rules).where(*there))
    db.execute(insert(team_rules).values(team=team, first_window=number, least=least))
    audit_events.record_event(
        db,
        now,
        audit_events.MIN_SHARERS_RAISED,
        team=team,
        by=organiser_id(actor),
        words=str(least),
    )


def dispute_roster(db: Connection, actor: Actor, team: str, now: datetime) -> None:
    """Say that somebody on the roster is not recognised: windows that close now are withheld.

    Who said it is kept for the organisers; the team sees since when.

    Raises:
        NotFound: they do not belong to the team.
    """
    require_member(db, actor, team)
    if repository.is_disputed(db, team):
        return
    values = {"id": repository.new_id(), "team": team, "account": actor.id, "words": ""}
    db.execute(insert(disputes).values(**values, began=int(now.timestamp())))
    audit_events.record_event(db, now, audit_events.ROSTER_DISPUTED, team=team)


def settle_dispute(db: Connection, actor: Actor, team: str, words: str, now: datetime) -> None:
    """Settle what was doubted, in words that the team reads.

    Raises:
        Refused: they are no organiser.
        NotFound: nothing is doubted there.
        Invalid: nothing was said.
    """
    require(may_organise(actor))
    if not words.strip():
        raise Invalid(_("Say how it was settled. The team reads this."))
    open_ones = (disputes.c.team == team, disputes.c.settled.is_(None))
    ended = update(disputes).where(*open_ones)
    if not db.execute(ended.values(settled=int(now.timestamp()), words=words.strip())).rowcount:
        raise NotFound
    audit_events.record_event(
        db, now, audit_events.DISPUTE_SETTLED, team=team, by=actor.id, words=words.strip()
    )


def start_instrument(
    db: Connection, actor: Actor, team: str, instrument: str, now: datetime
) -> None:
    """Run one more instrument, from the next window on; it was agreed in the team.

    Raises:
        NotFound: there is no such team for them.
        Refused: it runs already, or teams cannot run it.
    """
    require_lead(db, actor, team)
    if instrument not in load_allowed_instruments(db):
        raise PermissionDenied(_("Teams cannot run this one. An organiser says which they can."))
    first = Window.of(now).number + 1
    here = team_instruments.c.team == team, team_instruments.c.instrument == instrument
    going = select(team_instruments).where(*here, team_instruments.c.last_window.is_(None))
    if instrument == WEEKLY_INSTRUMENT or db.execute(going).first() is not None:
        raise PermissionDenied(_("The team runs it already."))
    db.execute(delete(team_instruments).where(*here, team_instruments.c.first_window == first))
    values = {"team": team, "instrument": instrument, "first_window": first}
    db.execute(insert(team_instruments).values(**values))
    audit_events.record_event(
        db,
        now,
        audit_events.INSTRUMENT_STARTED,
        team=team,
        by=organiser_id(actor),
        words=instrument,
    )


def stop_instrument(
    db: Connection, actor: Actor, team: str, instrument: str, now: datetime
) -> None:
    """Stop running an instrument with the end of the current window.

    Raises:
        NotFound: there is no such team for them, or it does not run it.
    """
    require_lead(db, actor, team)
    last = Window.of(now).number
    here = team_instruments.c.team == team, team_instruments.c.instrument == instrument
    going = update(team_instruments).where(*here, team_instruments.c.last_window.is_(None))
    if db.execute(going.values(last_window=last)).rowcount != 1:
        raise NotFound
    audit_events.record_event(
        db,
        now,
        audit_events.INSTRUMENT_STOPPED,
        team=team,
        by=organiser_id(actor),
        words=instrument,
    )


def load_allowed_instruments(db: Connection) -> list[str]:
    """The instruments that teams may run beside the weekly check-in, by id."""
    return list(
        db.execute(
            select(allowed_instruments.c.instrument).order_by(allowed_instruments.c.instrument)
        ).scalars()
    )


def set_instrument_allowed(
    db: Connection, actor: Actor, instrument: str, now: datetime, *, yes: bool
) -> None:
    """Let teams run an instrument, or no longer begin to; teams that run it go on.

    Raises:
        Refused: they are no organiser.
    """
    require(may_organise(actor))
    db.execute(delete(allowed_instruments).where(allowed_instruments.c.instrument == instrument))
    if yes:
        db.execute(insert(allowed_instruments).values(instrument=instrument))
    what = audit_events.INSTRUMENT_ALLOWED if yes else audit_events.INSTRUMENT_DISALLOWED
    audit_events.record_event(db, now, what, by=actor.id, words=instrument)
