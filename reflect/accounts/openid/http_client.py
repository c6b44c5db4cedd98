"""One request to the organisation's provider: to its own host alone, with an end, not too large.

Nothing else in Reflect calls another machine. A provider that is slow may hold up a few requests,
never the whole site: so few at once, a few seconds each, and no redirect is followed.
"""

import http.client
import ssl
import threading
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Final
from urllib.parse import urlsplit

from reflect.accounts.openid.errors import OpenidError

SOCKET_TIMEOUT: Final = 4  # seconds without a byte
TOTAL_TIMEOUT: Final = 8  # seconds from the connection to the last byte
MAX_RESPONSE_BYTES: Final = 256 * 1024  # bytes of an answer
MAX_CONCURRENT_REQUESTS: Final = 4
_places = threading.BoundedSemaphore(MAX_CONCURRENT_REQUESTS)


def is_issuer_url(url: str, issuer: str) -> bool:
    """Whether a URL has the issuer's scheme, host and port."""
    try:
        one, other = urlsplit(url), urlsplit(issuer)
        same = (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
    except ValueError:
        return False
    return same and not one.username and url.isascii() and url.isprintable() and " " not in url


def send_request(
    url: str, issuer: str, form: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Status and body of a GET of `url`, or with `form` of a POST.

    Raises:
        OpenidError: it is no address of the issuer's, does not answer in time, or answers too much.
    """
    if not is_issuer_url(url, issuer):
        raise OpenidError("issuer", f"{url} is not on the host of the issuer.")
    if not _places.acquire(blocking=False):
        raise OpenidError("busy")
    try:
        return _exchange(url, form, headers or {})
    except (OSError, http.client.HTTPException) as error:
        said = f"{urlsplit(url).hostname} does not answer ({type(error).__name__})."
        raise OpenidError("away", said) from None
    finally:
        _places.release()


def _exchange(url: str, form: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    connection.connect()
    end = threading.Timer(
        TOTAL_TIMEOUT, _shut_down, [connection]
    )  # single bytes do not keep the connection open
    end.daemon = True
    end.start()
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET" if form is None else "POST", path or "/", form, headers)
        answer = connection.getresponse()
        body = answer.read(MAX_RESPONSE_BYTES + 1)
    finally:
        end.cancel()
        connection.close()
    if len(body) > MAX_RESPONSE_BYTES:
        raise OpenidError(
            "answer", f"{parts.hostname} answered with more than {MAX_RESPONSE_BYTES} bytes."
        )
    return answer.status, body


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=SOCKET_TIMEOUT, context=context)
    return http.client.HTTPConnection(host, port, timeout=SOCKET_TIMEOUT)


def _shut_down(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it may have ended meanwhile
        connection.sock.shutdown(SHUT_RDWR)
