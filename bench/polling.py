"""A room of 200 phones on one worker: what their polling costs, and how long anybody waits.

All come in at once, answer at once, and poll; the wall polls with them. Then the trainer shows the
results, and each phone opens them as soon as it has heard of it. At last all open that page in one
moment, as when somebody says *look again*: then the last one waits for all the others, and what
is owed is that nobody waits long. The phones run beside the server on the same processors, so what
they wait holds their own work too. `polling.py 60` polls that long before and after.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterable

from people import Site, join, now, site
from phones import Phone, Waits
from servers import Server, note, percentile, say, started
from sqlalchemy import select

from reflect.config import packaged_data_dir
from reflect.core.instruments.library import load_library
from reflect.db import writing
from reflect.models import accounts
from reflect.operations import site_setup
from reflect.policy import Actor, Role
from reflect.workshops import services as workshop_services
from reflect.workshops.repository import Room
from reflect.workshops.services import RoomPlan

PHONES, SECONDS, SET = 200, 30, "workshop-week"


def main(seconds: int) -> None:
    """Print all of them."""
    note("polling-load-before", os.getloadavg()[0])
    with site() as on, started("reflect", on) as server:
        room, token = opened(on)
        asyncio.run(session(server, room, token, seconds))


def opened(on: Site) -> tuple[Room, bytes]:
    """A room of a trainer, and the token of the presenter's screens."""
    person = join(on, 1)[0]
    library = load_library(packaged_data_dir("instruments"), on.settings.data / "instruments")
    with writing(on.engine) as db:
        account = db.execute(
            select(accounts.c.id).where(accounts.c.name == person.name)
        ).scalar_one()
        trainer = Actor(
            account, roles=frozenset({Role.TRAINER}), unlocked_vault=person.vault, code_checked=True
        )
        keys = site_setup.load_site_keys(on.settings)
        return workshop_services.open_room(db, trainer, keys, RoomPlan(library.latest(SET)), now())


async def session(server: Server, room: Room, token: bytes, seconds: int) -> None:
    """From the first phone to the last look."""
    waits = Waits()
    phones = [Phone(server.port, f"/room/{room.code}") for _phone in range(PHONES)]
    wall = Phone(server.port, f"/room/{room.code}/wall", "1.0.0")
    presenter = Phone(server.port, f"/workshops/{room.id}")
    presenter.cookies[f"presenter-{server.port}"] = (presenter.place, token.hex())
    everybody = [*phones, wall]
    try:
        await arriving(server, phones, room, waits)
        await polling("waiting", server, everybody, seconds, waits)
        await revealing(server, everybody, presenter, seconds, waits)
        await looking(server, phones)
    finally:
        for each in (*everybody, presenter):
            each.hang_up()


async def arriving(server: Server, phones: list[Phone], room: Room, waits: Waits) -> None:
    """All join at once; then all answer at once."""
    cpu, began = server.cpu(), time.perf_counter()
    await asyncio.gather(*(each.come_in(room.code, waits) for each in phones))
    say("polling-200-joined-s", time.perf_counter() - began, 0, 60)
    note("polling-join-cpu-ms", (server.cpu() - cpu) / PHONES * 1e3)
    cpu, began = server.cpu(), time.perf_counter()
    await asyncio.gather(*(each.answer(waits) for each in phones))
    note("polling-200-answered-s", time.perf_counter() - began)
    note("polling-answer-cpu-ms", (server.cpu() - cpu) / PHONES * 1e3)


async def polling(
    name: str, server: Server, everybody: Iterable[Phone], seconds: float, waits: Waits
) -> None:
    """Polling alone: processor and latency."""
    waits.state.clear()
    cpu, began = server.cpu(), time.perf_counter()
    await asyncio.gather(*(each.poll(began + seconds, waits) for each in everybody))
    spent = time.perf_counter() - began
    say(f"polling-{name}-cpu-cores", (server.cpu() - cpu) / spent, 0, 0.5)
    say(f"polling-{name}-p99-ms", percentile(waits.state, 99) * 1e3, 0, 300)
    note(f"polling-{name}-median-ms", percentile(waits.state, 50) * 1e3)
    note(f"polling-{name}-a-second", len(waits.state) / spent)


async def revealing(
    server: Server, everybody: list[Phone], presenter: Phone, seconds: float, waits: Waits
) -> None:
    """The trainer shows the results while all poll."""
    await presenter.open(presenter.place)
    moment = time.perf_counter()

    async def show() -> None:
        nonlocal moment
        await asyncio.sleep(2)
        moment = time.perf_counter()
        await presenter.send(f"{presenter.place}/reveal", {})

    waits.seen.clear()
    await asyncio.gather(show(), polling("shown", server, everybody, seconds, waits))
    if len(waits.seen) != len(everybody):
        raise RuntimeError(f"{len(waits.seen)} of {len(everybody)} have seen the results")
    say("polling-reveal-p99-ms", percentile(waits.result, 99) * 1e3, 0, 300)
    say("polling-reveal-all-have-it-s", max(waits.seen) - moment, 0, 5)


async def looking(server: Server, phones: list[Phone]) -> None:
    """All open the results in one moment."""
    waits, cpu, began = Waits(), server.cpu(), time.perf_counter()
    await asyncio.gather(*(each.look(waits) for each in phones))
    say("polling-at-once-all-have-it-s", time.perf_counter() - began, 0, 5)
    note("polling-at-once-p99-ms", percentile(waits.result, 99) * 1e3)
    note("polling-result-cpu-ms", (server.cpu() - cpu) / PHONES * 1e3)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
