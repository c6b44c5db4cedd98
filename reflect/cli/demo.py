"""`reflect demo`: invented people on this machine; `--lan` for a room, `--public` for a website.

The settings of a real site are not used: the demo has its own folder and database, and its own
address except with `--public`, where every visitor has a copy. Only here may a site answer other
machines without HTTPS (`lan`); `reflect run` has no option for it.

The LAN address of this machine is found without sending anything: connecting a datagram socket only
makes the system choose a route, and with it the source address. So it works in a room without
internet. The default route is tried first, then the networks of a laptop's own hotspot.

A lock file allows one demo in a folder, because a second one would reset the folder of the first.
The lock is an open SQLite transaction: SQLite locks a file on every system in the same way, and the
lock ends with the process.
"""

import socket
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import partial
from ipaddress import IPv4Address

import click

from reflect import servers
from reflect.config import DEMO_MARK, Misconfigured, Settings, environment, read_settings
from reflect.demo.seed.prepare import require_demo_folder
from reflect.web.clock import system_clock
from reflect.web.lan_access import JOIN_PATH

LOOPBACK_HOST, ALL_INTERFACES_HOST = "127.0.0.1", "0.0.0.0"  # noqa: S104  # nosec B104  # --lan; the app restricts access


@click.command()
@click.option("--reset", is_flag=True, help="Begin again with the same invented people.")
@click.option("--lan", is_flag=True, help="Let phones on the same network join a workshop here.")
@click.option(
    "--address", default="", help="With --lan: this machine's address there, where it has several."
)
@click.option("--public", is_flag=True, help="Each visitor has a copy of their own for an hour.")
def demo(reset: bool, lan: bool, address: str, public: bool) -> None:
    """Try Reflect with invented people, on this machine only."""
    from reflect.app import create_app  # noqa: PLC0415  # imports Flask: slow
    from reflect.demo.seed import prepare  # noqa: PLC0415  # likewise

    if address and not lan:
        raise Misconfigured("--address goes with --lan: reflect demo --lan --address ...")
    if lan and public:
        raise Misconfigured("--lan is for a room, --public for a site. Choose one of them.")
    variables = dict(environment())
    variables.setdefault("REFLECT_DATA", "reflect-demo")
    if not public:
        variables.pop("REFLECT_URL", None)
    lan_address = find_lan_address(address) if lan else ""
    settings = read_settings(variables, host=None if public else LOOPBACK_HOST, public=public)
    with lock_demo_folder(settings):
        if lan_address:
            settings = read_settings(variables, host=ALL_INTERFACES_HOST, lan=lan_address)
        servers.refuse_taken_port(settings)
        people = prepare.prepare_demo(settings, system_clock, click.echo, reset=reset)
        text = f"Open {settings.url} and click one of: {', '.join(people)}."
        if public:
            text = f"Open to visitors at {settings.url}. Each has a copy of their own for an hour."
        click.echo(f"\n{text} Stop with Ctrl-C.")
        if lan_address:
            click.echo(_describe_lan(settings))
        app_factory = partial(
            create_app,
            data=settings.data,
            host=settings.host,
            port=settings.port,
            url=settings.url,
            lan=settings.lan,
            public=settings.public,
        )
        servers.serve(app_factory, settings)


def _describe_lan(settings: Settings) -> str:
    """What other machines can and cannot open here."""
    return f"""
Other machines on this network reach this one at {settings.join_address}
  They can open:     the pages of a workshop, from {settings.join_address}{JOIN_PATH} on.
  They cannot open:  anything else. The invented people, their weeks and the trainer's screens
                     open on this machine alone, at {settings.url}
What phones send travels unencrypted, so others on the network could read it.

Does a phone get no answer? Allow Python in this machine's firewall. Some guest networks keep
machines apart: then use a hotspot. Has this machine another address there? --address ADDRESS"""


PROBE_ADDRESSES = (
    "203.0.113.1",  # reserved for documentation (RFC 5737): any remote address
    "192.168.137.2",  # Windows as a hotspot
    "192.168.2.2",  # macOS
    "10.42.0.2",  # Linux
    "169.254.255.254",  # two machines on one cable
)
DISCARD_PORT = 9  # nothing is sent to it


def find_lan_address(given: str = "") -> str:
    """The LAN address of this machine; `given`, if it is one of them.

    Raises:
        Misconfigured: there is none, or `given` is not an address of this machine.
    """
    if given:
        return _check_address(given)
    for target in PROBE_ADDRESSES:
        source = _source_address(target)
        if source and not (source.is_loopback or source.is_unspecified):
            return str(source)
    raise Misconfigured(
        "This machine is on no network, so phones cannot reach it. Join a network, or make the "
        "machine a hotspot. If it is on one, name its address there: --address 192.168.1.20"
    )


def _source_address(target: str) -> IPv4Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, DISCARD_PORT))
        except OSError:
            return None
        return IPv4Address(probe.getsockname()[0])


def _check_address(given: str) -> str:
    try:
        address = IPv4Address(given)
    except ValueError:
        raise Misconfigured(
            f"--address takes four numbers, such as 192.168.1.20, not “{given}”."
        ) from None
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        raise Misconfigured(f"Phones cannot reach {given}. Leave --address out, or give another.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((given, 0))
        except OSError:
            raise Misconfigured(
                f"{given} is not an address of this machine. Its network settings show which it "
                "has. Or leave --address out."
            ) from None
    return str(address)


LOCK_FILE = "demo-in-use.sqlite"  # empty; locked while a demo uses the folder


@contextmanager
def lock_demo_folder(settings: Settings) -> Generator[None]:
    """Lock the folder while the block runs, and mark it as that of a demo.

    Raises:
        Misconfigured: another demo uses the folder, or it does not belong to a demo.
    """
    require_demo_folder(settings)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (settings.data / DEMO_MARK).touch()
    lock = sqlite3.connect(settings.data / LOCK_FILE, timeout=0, isolation_level=None)
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Misconfigured(
                f"A demo is running on {settings.data} already. Use that one, or set REFLECT_DATA "
                "to another folder and REFLECT_PORT to another port, for example 8001."
            ) from None
        yield
