"""On the path of a process, this ends it as soon as it turns to another machine.

Python tells an audit hook of every connection, message and look-up before it happens. A datagram
socket that is connected sends nothing, and is let through.
"""

import os
import socket
import sys
from ipaddress import ip_address

TOWARDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def is_here(host: object) -> bool:
    if host in (None, "", "localhost", "0.0.0.0", "::"):  # the last two: to listen
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def watch(event: str, given: tuple) -> None:
    if event in TOWARDS and isinstance(given[1], tuple):
        silent = event == "socket.connect" and given[0].type == socket.SOCK_DGRAM
        if not (silent or is_here(given[1][0])):
            end(event, given[1])
    elif event in LOOK_UPS and not is_here(given[0]):
        end(event, given[0])


def end(event: str, where: object) -> None:
    os.write(2, f"turned to another machine: {event} {where}\n".encode())
    os._exit(70)


sys.addaudithook(watch)
