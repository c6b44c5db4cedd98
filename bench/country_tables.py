"""Every table of a country but the sealed rows, as a real site would have them after ten years.

Nothing here was written by anybody: names, seals and codes are random, sizes and numbers are those
of `country_ground.LIFE`. Boxes are real, because closing opens them.
"""

import os
import secrets
from collections.abc import Iterator

from country_ground import LIFE, MEMBERS, SHARED, Ground
from sqlalchemy import Table

from reflect.core.crypto.password_hash import Kdf
from reflect.core.crypto.team_tally import Tally, seal_tally
from reflect.core.windows import open_windows
from reflect.models import (
    accounts,
    boxes,
    disputes,
    events,
    invitations,
    lapsed,
    memberships,
    releases,
    team_actions,
    team_codes,
    team_instruments,
    team_rules,
    teams,
    throttle,
    vaults,
)
from reflect.operations import site_setup
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

SCALES = ("balance", "connection", "supervision")
DAY = 86_400
Values = Iterator[dict[str, object]]


def tables(ground: Ground) -> Iterator[tuple[Table, Values]]:
    """Every table but `rows`, in an order in which they can be filled."""
    yield accounts, _accounts(ground)
    yield vaults, _vaults(ground)
    made = int(ground.first.opens_at.timestamp())
    yield teams, ({"id": t, "name": f"Team {t[:6]}", "made": made} for t in ground.teams)
    rule = {"first_window": ground.first.number, "least": 5}
    yield team_rules, ({"team": t, **rule} for t in ground.teams)
    yield (
        team_instruments,
        (
            {
                "team": t,
                "instrument": "team-check",
                "first_window": open_windows(ground.moment)[0].number,
            }
            for t in ground.teams[::10]
        ),
    )
    yield (
        team_codes,
        (
            {"code_hash": os.urandom(32), "team": t, "expires": ground.now + 9 * DAY}
            for t in ground.teams[::20]
        ),
    )
    yield memberships, _memberships(ground)
    yield boxes, _boxes(ground)
    yield releases, _releases(ground)
    yield team_actions, _team_actions(ground)
    yield disputes, _disputes(ground)
    yield events, _events(ground)
    yield lapsed, _lapsed(ground)
    yield invitations, _invitations(ground)
    yield throttle, _throttle(ground)


def _accounts(ground: Ground) -> Values:
    ended = ground.count("accounts that were ended less than 30 days ago")
    for at, one in enumerate(ground.accounts[ground.real :]):
        role = "trainer" if at % 500 == 0 else "organiser" if at % 5000 == 1 else ""
        left = ground.ago(29 * DAY) if at >= ground.people - ground.real - ended else None
        yield {"id": one, "name": f"{one}@example.org", "roles": role, "ended": left}


def _vaults(ground: Ground) -> Values:
    both = list(zip(ground.accounts, ground.vaults, strict=True))[ground.real :]
    for account, vault in both:
        yield _record(account, vault, None)
    for _n in range(ground.count("vaults that a reset replaced less than 90 days ago")):
        yield _record(ground.rng.choice(both)[0], secrets.token_hex(16), ground.ago(89 * DAY))


def _record(account: str, vault: str, replaced: int | None) -> dict[str, object]:
    lengths = {"salt": 16, "ver_hash": 32, "wrap_pw": 61, "s2": 16, "wrap_rc": 61}
    return {
        "id": vault,
        "account": account,
        "site_key": 1,
        "kdf": str(Kdf.current),
        "code_checked": 1,
        "code_asked": 0,
        "replaced": replaced,
        **{name: os.urandom(length) for name, length in lengths.items()},
    }


def _memberships(ground: Ground) -> Values:
    """Eight members a team, one of them the supervisor of the next; and those who moved on."""
    began, first = int(ground.first.opens_at.timestamp()), ground.first.number + 1
    moves = int(LIFE["moves between teams in ten years"])
    for at, account in enumerate(ground.accounts):
        team = ground.teams[at // MEMBERS % len(ground.teams)]
        base = {"account": account, "shown": account[:8]}
        for move in range(moves):
            window = first + 40 * move
            gone = {"began": began, "first_window": window, "ended": began + 1}
            seat = {"id": secrets.token_hex(16), "team": ground.rng.choice(ground.teams), **base}
            yield {**seat, "kind": "member", **gone, "last_window": window + 39}
        stays = {"began": began, "first_window": first, "ended": None, "last_window": None}
        yield {"id": secrets.token_hex(16), "team": team, **base, "kind": "member", **stays}
        if at % MEMBERS == 0:
            led = ground.teams[(at // MEMBERS + 1) % len(ground.teams)]
            yield {"id": secrets.token_hex(16), "team": led, **base, "kind": "supervisor", **stays}


def _boxes(ground: Ground) -> Values:
    """A real box for each team and open window, in which six have shared."""
    keys = site_setup.load_site_keys(ground.on.settings)
    for at, team in enumerate(ground.teams):
        seats = frozenset(ground.accounts[at * MEMBERS : at * MEMBERS + SHARED])
        is_real = at * MEMBERS < ground.real  # their vaults know of no share
        box = Tally() if is_real else Tally(seats, dict.fromkeys(SCALES, SHARED * 5120))
        for window in open_windows(ground.moment):
            place = (team, WEEKLY_INSTRUMENT_ID, window.number)
            values = dict(zip(("team", "instrument", "window"), place, strict=True))
            blob = seal_tally(keys[keys.current_number], place, box)
            yield {**values, "site_key": keys.current_number, "blob": blob}


def _releases(ground: Ground) -> Values:
    """Ten years of figures, of which a fifth was withheld."""
    for number in range(ground.first.number, open_windows(ground.moment)[0].number):
        for team in ground.teams:
            is_shown = ground.rng.random() < 0.8
            for scale in SCALES:
                place = {
                    "team": team,
                    "instrument": WEEKLY_INSTRUMENT_ID,
                    "window": number,
                    "scale": scale,
                }
                value = 10 * ground.rng.randrange(1, 10) if is_shown else None
                yield {**place, "value": value, "step": 10 if is_shown else None}


def _team_actions(ground: Ground) -> Values:
    for at, team in enumerate(ground.teams * 3):
        window = ground.first.number + at % 100
        words = "We keep the desks by the window together on Wednesdays."
        ident = secrets.token_hex(16)
        yield {"id": ident, "team": team, "window": window, "day": "2026-11-09", "text": words}


def _disputes(ground: Ground) -> Values:
    for at, team in enumerate(ground.teams[::50]):
        settled = None if at % 10 == 0 else ground.ago(300 * DAY)
        row = {"id": secrets.token_hex(16), "team": team, "account": ground.anybody()}
        yield {**row, "began": ground.ago(3000 * DAY), "settled": settled, "words": ""}


def _events(ground: Ground) -> Values:
    """Ten years: everybody was invited, joined and moved; of leaders all teams are told."""
    by = ground.accounts[0]
    for account in ground.accounts:
        team = ground.rng.choice(ground.teams)
        yield _event(
            ground, "invited", account=account, by=by, team=ground.rng.choice([team, None])
        )
        yield _event(ground, "joined", account=account, team=team)
        for _move in range(int(LIFE["moves between teams in ten years"])):
            for what in ("left", "joined"):
                yield _event(ground, what, account=account, team=ground.rng.choice(ground.teams))
    for at in range(ground.count("resets in the books")):
        yield _event(ground, "reset", account=ground.accounts[-1 - at], by=by, words="seen")
    for _at in range(ground.count("invitations in the books that nobody used")):
        yield _event(ground, "invited", by=by, name="")
    for at in range(ground.count("open invitations")):
        yield _event(ground, "invited", by=by, name=f"new{at}@example.org", at=ground.ago(6 * DAY))
    for _at in range(max(1, ground.people // 2000)):
        yield _event(ground, "role given", account=ground.anybody(), by=by, words="leader")


def _event(ground: Ground, what: str, **more: object) -> dict[str, object]:
    row = {"id": secrets.token_hex(16), "at": more.get("at") or ground.ago(3650 * DAY)}
    names = {"team": more.get("team"), "what": what, "account": more.get("account")}
    name, words = more.get("name", "somebody"), more.get("words", "")
    return {**row, **names, "name": name, "by_account": more.get("by"), "words": words}


def _lapsed(ground: Ground) -> Values:
    for _at in range(ground.count("forms that lapsed in the last ten minutes")):
        row = {"id": os.urandom(32), "account": ground.anybody(), "blob": os.urandom(929)}
        yield {**row, "expires": ground.now + ground.rng.randrange(1, 600)}


def _invitations(ground: Ground) -> Values:
    for at in range(ground.count("open invitations")):
        row = {"code_hash": os.urandom(32), "name": f"new{at}@example.org", "roles": ""}
        yield {**row, "expires": ground.now + ground.rng.randrange(DAY, 7 * DAY)}


def _throttle(ground: Ground) -> Values:
    for _at in range(ground.count("counters of failed tries")):
        since = ground.ago(3500)
        yield {"key": os.urandom(32), "failures": 1, "since": since, "until": 0}
