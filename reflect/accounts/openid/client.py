"""The organisation's provider: where it is, how a trip to it begins, and what its answer says.

The protocol is Authlib's and joserfc's; here is decided what is asked for and what is believed. Of
all that a provider may tell, only the subject is read: no name, no address, no group. Nothing here
runs inside a transaction, and Authlib is imported only where a site uses it.
"""

import json
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus

from reflect.accounts.openid.errors import NotLetIn
from reflect.accounts.openid.http_client import belongs, fetch
from reflect.accounts.openid.trips import Trip
from reflect.config import Openid

SCOPE: Final = "openid"
SIGNED_BY: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
LEEWAY: Final = 60  # seconds by which clocks may differ
OLDEST: Final = 600  # seconds since the provider made its answer
FRESH: Final = 3600  # seconds for which what was read there is believed
AGAIN: Final = 30  # seconds before it is asked again for what it did not have
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_JSON: Final = {"Accept": "application/json"}
_FORM: Final = {**_JSON, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Described:
    """What a provider says about itself."""

    authorise: str
    token: str
    keys: str
    by_post: bool  # it takes the client's secret in the form alone
    names_itself: bool  # in each answer (RFC 9207)


def described(openid: Openid) -> Described:
    """Read what the provider says about itself.

    Raises:
        NotLetIn: it does not answer, or what it says does not fit; `for_operator` says what.
    """
    issuer = openid.issuer
    url = issuer.rstrip("/") + _WELL_KNOWN
    found = _json(*fetch(url, issuer, headers=_JSON), what=url)
    if found.get("issuer") != issuer:
        raise NotLetIn("issuer", f"{url} names another issuer: {found.get('issuer')!r}.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str) or not belongs(found[name], issuer):
            raise NotLetIn("issuer", f"{url}: {name} is missing, or not on the issuer's host.")
    for name, wanted in (
        ("response_types_supported", "code"),
        ("code_challenge_methods_supported", "S256"),
    ):
        if wanted not in found.get(name, [wanted]):
            raise NotLetIn("answer", f"{url}: {name} does not have {wanted}.")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not {"client_secret_basic", "client_secret_post"} & set(methods):
        raise NotLetIn("answer", f"{url}: the token endpoint takes no client secret.")
    return Described(
        authorise=found["authorization_endpoint"],
        token=found["token_endpoint"],
        keys=found["jwks_uri"],
        by_post="client_secret_basic" not in methods,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


class Provider:
    """A provider as one process knows it: what was read there is kept for an hour."""

    def __init__(self, openid: Openid) -> None:
        self.openid = openid
        self._lock = threading.Lock()
        self._described: Described | None = None
        self._keys: Any = None
        self._read = self._failed = self._asked = float("-inf")  # by the monotonic clock

    def address(self, trip: Trip, redirect_uri: str) -> str:
        """Where a trip begins.

        Raises:
            NotLetIn: the provider cannot be asked where that is.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

        return str(
            prepare_grant_uri(
                self._known().authorise,
                self.openid.client,
                "code",
                redirect_uri,
                SCOPE,
                trip.state,
                nonce=trip.nonce,
                code_challenge=create_s256_code_challenge(trip.verifier),
                code_challenge_method="S256",
            )
        )

    def subject(self, answer: dict[str, str], trip: Trip, redirect_uri: str, now: datetime) -> str:
        """Whom the provider names in its answer, as it names them.

        Raises:
            NotLetIn: says why not.
        """
        known, issuer = self._known(), self.openid.issuer
        if answer.get("iss", "" if known.names_itself else issuer) != issuer:
            raise NotLetIn("issuer")
        if "error" in answer or not answer.get("code"):
            raise NotLetIn("refused" if "error" in answer else "answer")
        given = self._exchanged(known, answer["code"], trip, redirect_uri)
        return self._named(given, trip, now)

    def _exchanged(
        self, known: Described, code: str, trip: Trip, redirect_uri: str
    ) -> dict[str, Any]:
        """What the provider gives for a code."""
        from authlib.oauth2.auth import ClientAuth  # noqa: PLC0415
        from authlib.oauth2.rfc6749.parameters import prepare_token_request  # noqa: PLC0415

        form = prepare_token_request(
            "authorization_code", "", redirect_uri, code=code, code_verifier=trip.verifier
        )
        method = "client_secret_post" if known.by_post else "client_secret_basic"
        client = (self.openid.client, self.openid.secret)
        if not known.by_post:  # RFC 6749, 2.3.1
            client = (quote_plus(client[0]), quote_plus(client[1]))
        auth = ClientAuth(*client, method)
        _url, headers, body = auth.prepare("POST", known.token, dict(_FORM), form)
        status, given = fetch(known.token, self.openid.issuer, body, headers)
        if 400 <= status < 500:
            raise NotLetIn("code")
        found = _json(status, given, what="the token endpoint")
        if not isinstance(found.get("id_token"), str):
            raise NotLetIn("answer")
        return found

    def _named(self, given: dict[str, Any], trip: Trip, now: datetime) -> str:
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        token = self._opened(given["id_token"])
        options: Any = {
            "iss": {"essential": True, "value": self.openid.issuer},
            "aud": {"essential": True, "value": self.openid.client},
        }
        params = {
            "nonce": trip.nonce,
            "client_id": self.openid.client,
            "access_token": given.get("access_token"),
        }
        moment = int(now.timestamp())
        try:
            claims = CodeIDToken(token.claims, token.header, options, params)
            _refuse_times(claims, moment)
            claims.validate(moment, LEEWAY)
        except JoseError as error:
            raise NotLetIn(_why(error)) from None
        except (TypeError, ValueError, AttributeError):
            raise NotLetIn("answer") from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotLetIn("answer")
        return subject

    def _opened(self, written: str) -> Any:
        """A signed token, once its signature fits; unknown keys are asked for anew."""
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        unreadable = (JoseError, ValueError, TypeError, KeyError)
        try:
            return jwt.decode(written, self._signing(), [*SIGNED_BY])
        except unreadable:
            if time.monotonic() - self._asked < AGAIN:
                raise NotLetIn("signature") from None
        try:
            return jwt.decode(written, self._signing(anew=True), [*SIGNED_BY])
        except unreadable:
            raise NotLetIn("signature") from None

    def _known(self) -> Described:
        with self._lock:
            moment = time.monotonic()
            if self._described is not None and moment - self._read < FRESH:
                return self._described
            if moment - self._failed < AGAIN / 10:
                raise NotLetIn("away")
        try:
            found = described(self.openid)
        except NotLetIn:
            self._failed = time.monotonic()
            raise
        with self._lock:
            self._described, self._read, self._keys = found, time.monotonic(), None
        return found

    def _signing(self, *, anew: bool = False) -> Any:
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        if self._keys is not None and not anew:
            return self._keys
        url = self._known().keys
        found = _json(*fetch(url, self.openid.issuer, headers=_JSON), what=url)
        try:
            keys = KeySet.import_key_set(found)  # type: ignore[arg-type]  # it looks itself
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotLetIn("answer", f"{url} holds no keys that can be read.") from None
        self._keys, self._asked = keys, time.monotonic()
        return keys


def _refuse_times(claims: Any, moment: int) -> None:
    """An answer that is dated ahead, or that was made long ago, however long it says it holds."""
    made = claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise NotLetIn("answer")
    if made > moment + LEEWAY:
        raise NotLetIn("clock")
    if made < moment - OLDEST:
        raise NotLetIn("expired")


def _why(error: Any) -> str:
    """The word for what Authlib found."""
    if error.error == "expired_token":
        return "expired"
    words = {"iss": "issuer", "aud": "audience", "azp": "audience", "nonce": "nonce"}
    words |= {"nbf": "clock", "iat": "clock"}
    return words.get(str(getattr(error, "claim", "")), "answer")


def _json(status: int, body: bytes, what: str) -> dict[str, Any]:
    if status != 200:
        raise NotLetIn("away", f"{what} answers with status {status}.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NotLetIn("answer", f"{what} gives no JSON that can be read.")
    return found
