"""Eight members of one team check in at once, on a database whose own choice is SERIALIZABLE.

Distributed engines choose that: of two units of work that met, one is refused (SQLSTATE 40001) and
has to be tried again. Reflect locks what it changes and asks for READ COMMITTED whatever the
database would choose; so nobody may be refused, although all eight write the box of one team as
fast as they can. Without its asking, 181 of 400 check-ins were answered with "busy for a moment":
four tries are too few for eight at once. How often the database refused is counted in its log.
"""

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from country_cluster import cluster, database
from people import Site, join, site
from people import now as this_moment
from servers import note, say, started
from sqlalchemy import select, text
from workers import CLIENTS, together

from reflect.core.windows import Window
from reflect.db import writing
from reflect.models import accounts, memberships
from reflect.teams import repository as team_repository

SUBMITS, WORKERS = 400, 2
OWN = "ALTER DATABASE site SET default_transaction_isolation = serializable"


def main() -> None:
    """Print errors and refusals."""
    with (
        TemporaryDirectory(prefix="reflect-serial-", ignore_cleanup_errors=True) as own,
        cluster(Path(own)) as url,
        site(database_url=database(url, "site")[0]) as on,
    ):
        people, errors = join(on, CLIENTS), []
        _seat(on)
        with on.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text(OWN))
        on.engine.dispose()
        with started("reflect-gunicorn", on, workers=WORKERS) as server:
            rate = together(on, server, people, SUBMITS, errors)
        log = (Path(own) / "cluster" / "log").read_text(encoding="utf-8", errors="replace")
    say("serializable-errors", len(errors), 0, 0)
    say("serializable-refused", log.count("could not serialize access"), 0, 0)
    note("one-team-submits-per-second", rate)
    for error in errors[:5]:
        print(f"# {error}")


def _seat(on: Site) -> None:
    """All of them in one team, since before this window."""
    with writing(on.engine) as db:
        team = team_repository.add_team(db, "One team", (Window.of(this_moment()) + -2).opens_at)
        for account in db.execute(select(accounts.c.id)).scalars().all():
            seat = {"id": secrets.token_hex(16), "team": team.id, "account": account}
            first = Window.of(this_moment()).number - 1
            values = {**seat, "kind": "member", "shown": account[:8], "began": team.made}
            db.execute(memberships.insert().values(**values, first_window=first))


if __name__ == "__main__":
    main()
