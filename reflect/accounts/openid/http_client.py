"""HTTP client for the OpenID provider: its host only, with a time limit and a size limit.

Nothing else in Reflect calls another machine. A slow provider may delay a few requests but not the
whole site: four requests at once, eight seconds each, and redirects are not followed.
"""

import http.client
import ssl
import threading
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Final
from urllib.parse import urlsplit

from reflect.accounts.openid.errors import OpenidError

SOCKET_TIMEOUT: Final = 4  # seconds without data
TOTAL_TIMEOUT: Final = 8  # seconds from the connection to the last byte
MAX_RESPONSE_BYTES: Final = 256 * 1024
MAX_CONCURRENT_REQUESTS: Final = 4
_request_slots = threading.BoundedSemaphore(MAX_CONCURRENT_REQUESTS)


def is_issuer_url(url: str, issuer: str) -> bool:
    """Whether a URL has the issuer's scheme, host and port."""
    try:
        own, other = urlsplit(url), urlsplit(issuer)
        same = (own.scheme, own.hostname, own.port) == (other.scheme, other.hostname, other.port)
    except ValueError:
        return False
    return same and not own.username and url.isascii() and url.isprintable() and " " not in url


def send_request(
    url: str, issuer: str, form: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Send a GET or, with `form` as its body, a POST; returns status and body.

    Raises:
        OpenidError: not a URL of the issuer, too many requests, no answer in time, or too large.
    """
    if not is_issuer_url(url, issuer):
        raise OpenidError("issuer", f"{url} is not on the host of the issuer.")
    if not _request_slots.acquire(blocking=False):
        raise OpenidError("busy")
    try:
        return _exchange(url, form, headers or {})
    except (OSError, http.client.HTTPException) as error:
        message = f"{urlsplit(url).hostname} does not answer ({type(error).__name__})."
        raise OpenidError("away", message) from None
    finally:
        _request_slots.release()


def _exchange(url: str, form: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = _create_connection(parts.scheme, parts.hostname or "", parts.port)
    connection.connect()
    # the socket timeout alone would let a provider that sends single bytes go on for ever
    timer = threading.Timer(TOTAL_TIMEOUT, _shut_down, [connection])
    timer.daemon = True
    timer.start()
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET" if form is None else "POST", path or "/", form, headers)
        response = connection.getresponse()
        body = response.read(MAX_RESPONSE_BYTES + 1)
    finally:
        timer.cancel()
        connection.close()
    if len(body) > MAX_RESPONSE_BYTES:
        message = f"{parts.hostname} answered with more than {MAX_RESPONSE_BYTES} bytes."
        raise OpenidError("answer", message)
    return response.status, body


def _create_connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=SOCKET_TIMEOUT, context=context)
    return http.client.HTTPConnection(host, port, timeout=SOCKET_TIMEOUT)


def _shut_down(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it may be closed already
        connection.sock.shutdown(SHUT_RDWR)
