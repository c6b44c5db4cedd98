"""The machine's own address: found without sending, checked if given, refused in a sentence."""

import socket

import pytest

from reflect.cli import demo
from reflect.cli.demo import PROBE_ADDRESSES
from reflect.config import Misconfigured


class Machine:
    """A socket on a machine that has these ways: where to -> its own address on that way."""

    def __init__(self, ways, has=()):
        self.ways, self.has, self.towards = ways, has, ""

    def __call__(self, family, kind):
        assert family == socket.AF_INET
        self.kind = kind
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def connect(self, where):
        assert self.kind == socket.SOCK_DGRAM, "connecting another kind would send something"
        if where[0] not in self.ways:
            raise OSError("Network is unreachable")
        self.towards = where[0]

    def getsockname(self):
        return self.ways[self.towards], 40000

    def bind(self, where):
        if where[0] not in self.has:
            raise OSError("Cannot assign requested address")


@pytest.fixture
def machine(monkeypatch):
    def made(ways, has=()):
        monkeypatch.setattr(socket, "socket", Machine(ways, has))

    return made


def test_it_is_the_one_on_the_way_to_everywhere(machine):
    machine(dict.fromkeys(PROBE_ADDRESSES, "192.168.1.20"))
    assert demo.find_lan_address() == "192.168.1.20"


@pytest.mark.parametrize("way", PROBE_ADDRESSES[1:])
def test_a_machine_that_is_the_hotspot_has_one_too(machine, way):
    machine({way: "10.1.2.3"})
    assert demo.find_lan_address() == "10.1.2.3"


@pytest.mark.parametrize(
    "ways",
    [{}, {PROBE_ADDRESSES[0]: "127.0.0.1"}, {PROBE_ADDRESSES[0]: "0.0.0.0"}],
    ids=["no way", "loopback", "nothing"],
)
def test_without_a_network_it_says_what_to_do(machine, ways):
    machine(ways)
    with pytest.raises(Misconfigured, match=r"on no network.*--address 192"):
        demo.find_lan_address()


def test_a_given_one_must_be_the_machines(machine):
    machine({}, has=("192.168.7.7",))
    assert demo.find_lan_address("192.168.7.7") == "192.168.7.7"
    with pytest.raises(Misconfigured, match="not an address of this machine"):
        demo.find_lan_address("192.168.7.8")


@pytest.mark.parametrize("given", ["127.0.0.1", "0.0.0.0", "224.0.0.5"])
def test_one_that_phones_cannot_reach_is_refused(given):
    with pytest.raises(Misconfigured, match="Phones cannot reach"):
        demo.find_lan_address(given)


@pytest.mark.parametrize("given", ["laptop.local", "fd00::2", "192.168.1", "192.168.1.20:8000"])
def test_what_is_no_such_address_is_refused(given):
    with pytest.raises(Misconfigured, match="four numbers"):
        demo.find_lan_address(given)
