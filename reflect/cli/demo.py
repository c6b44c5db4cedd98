"""`reflect demo`: invented people, on this machine; `--lan` for a room, `--public` for a site.

The settings of a real site are not taken over: the demo has a folder and a database of its own, and
an address of its own but for `--public`, where every visitor has a copy. Only here is a site told
to answer other machines without HTTPS (`lan`); `reflect run` has no way to say it.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from reflect import servers
from reflect.cli.own_address import find_lan_address
from reflect.config import Misconfigured, Settings, environment, read_settings
from reflect.web.clock import system_clock
from reflect.web.lan_access import JOIN_PATH

LOOPBACK_HOST, ALL_INTERFACES_HOST = "127.0.0.1", "0.0.0.0"  # noqa: S104  # nosec B104  # --lan; the app says to whom


@click.command()
@click.option("--reset", is_flag=True, help="Begin again with the same invented people.")
@click.option("--lan", is_flag=True, help="Let phones on the same network join a workshop here.")
@click.option(
    "--address",
    default="",
    help="With --lan: this machine's address there, where it has several.",
)
@click.option("--public", is_flag=True, help="Each visitor has a copy of their own for an hour.")
def demo(reset: bool, lan: bool, address: str, public: bool) -> None:  # click's way
    """Try Reflect with invented people, on this machine only."""
    from reflect.app import create_app  # noqa: PLC0415  # Flask; the other commands do without
    from reflect.cli import alone  # noqa: PLC0415  # likewise all that people live with
    from reflect.demo.seed import prepare  # noqa: PLC0415  # likewise

    if address and not lan:
        raise Misconfigured("--address goes with --lan: reflect demo --lan --address ...")
    if lan and public:
        raise Misconfigured("--lan is for a room, --public for a site. Choose one of them.")
    given = dict(environment())
    given.setdefault("REFLECT_DATA", "reflect-demo")
    if not public:
        given.pop("REFLECT_URL", None)
    found = find_lan_address(address) if lan else ""
    settings = read_settings(given, host=None if public else LOOPBACK_HOST, public=public)
    with alone.lock_demo_folder(settings):
        if found:
            settings = read_settings(given, host=ALL_INTERFACES_HOST, lan=found)
        servers.refuse_taken_port(settings)
        people = prepare.prepare_demo(settings, system_clock, click.echo, reset=reset)
        told = f"Open {settings.url} and click one of: {', '.join(people)}."
        if public:
            told = f"Open to visitors at {settings.url}. Each has a copy of their own for an hour."
        click.echo(f"\n{told} Stop with Ctrl-C.")
        if found:
            click.echo(_told(settings))
        servers.serve(_serving(create_app, settings), settings)


def _serving(create_app: Callable[..., Any], settings: Settings) -> Callable[[], Any]:
    return partial(
        create_app,
        data=settings.data,
        host=settings.host,
        port=settings.port,
        url=settings.url,
        lan=settings.lan,
        public=settings.public,
    )


def _told(settings: Settings) -> str:
    """What other machines can and cannot open here."""
    return f"""
Other machines on this network reach this one at {settings.join_address}
  They can open:     the pages of a workshop, from {settings.join_address}{JOIN_PATH} on.
  They cannot open:  anything else. The invented people, their weeks and the trainer's screens
                     open on this machine alone, at {settings.url}
What phones send travels unencrypted, so others on the network could read it.

Does a phone get no answer? Allow Python in this machine's firewall. Some guest networks keep
machines apart: then use a hotspot. Has this machine another address there? --address ADDRESS"""
