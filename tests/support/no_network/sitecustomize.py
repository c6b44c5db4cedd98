"""With this folder on PYTHONPATH, a process ends as soon as it uses the network.

Python calls an audit hook before every connection, message and look-up. Connecting a datagram
socket sends nothing, and is allowed.
"""

import os
import socket
import sys
from ipaddress import ip_address

CONNECT_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKUP_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def is_local(host: object) -> bool:
    if host in (None, "", "localhost", "0.0.0.0", "::"):  # the last two: to listen
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def audit_event(event: str, given: tuple) -> None:
    if event in CONNECT_EVENTS and isinstance(given[1], tuple):
        silent = event == "socket.connect" and given[0].type == socket.SOCK_DGRAM
        if not (silent or is_local(given[1][0])):
            abort_process(event, given[1])
    elif event in LOOKUP_EVENTS and not is_local(given[0]):
        abort_process(event, given[0])


def abort_process(event: str, where: object) -> None:
    os.write(2, f"turned to another machine: {event} {where}\n".encode())
    os._exit(70)


sys.addaudithook(audit_event)
