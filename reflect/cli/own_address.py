"""This machine's address among its neighbours, found without sending anything.

A datagram socket that is connected sends nothing: the system only chooses the way, and with it the
address that the other side would see. So this works in a room without internet too. The first way
tried is the one to everywhere; then come the networks that a laptop makes itself when it is the
hotspot, where no way leads to everywhere.
"""

import socket
from ipaddress import IPv4Address

from reflect.config import Misconfigured

PROBE_ADDRESSES = (
    "203.0.113.1",  # kept for documents (RFC 5737): stands for everywhere
    "192.168.137.2",  # Windows as a hotspot
    "192.168.2.2",  # macOS
    "10.42.0.2",  # Linux
    "169.254.255.254",  # two machines on one cable
)
DISCARD_PORT = 9  # of discard; nothing is sent there


def find_lan_address(given: str = "") -> str:
    """The address at which machines nearby reach this one; `given` if it is one of this machine's.

    Raises:
        Misconfigured: there is none, or the one given is none of this machine's.
    """
    if given:
        return _checked(given)
    for there in PROBE_ADDRESSES:
        found = _towards(there)
        if found and not (found.is_loopback or found.is_unspecified):
            return str(found)
    raise Misconfigured(
        "This machine is on no network, so phones cannot reach it. Join a network, or make the "
        "machine a hotspot. If it is on one, name its address there: --address 192.168.1.20"
    )


def _towards(there: str) -> IPv4Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect((there, DISCARD_PORT))
        except OSError:
            return None
        return IPv4Address(way.getsockname()[0])


def _checked(given: str) -> str:
    try:
        found = IPv4Address(given)
    except ValueError:
        raise Misconfigured(
            f"--address takes four numbers, such as 192.168.1.20, not “{given}”."
        ) from None
    if found.is_loopback or found.is_unspecified or found.is_multicast:
        raise Misconfigured(f"Phones cannot reach {given}. Leave --address out, or give another.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((given, 0))
        except OSError:
            raise Misconfigured(
                f"{given} is not an address of this machine. Its network settings show which it "
                "has. Or leave --address out."
            ) from None
    return str(found)
