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

from reflect.accounts.openid.errors import OpenidError
from reflect.accounts.openid.http_client import is_issuer_url, send_request
from reflect.accounts.openid.pending_logins import AuthorisationRequest
from reflect.config import OpenidSettings

SCOPE: Final = "openid"
ALLOWED_ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "EdDSA",
)
LEEWAY: Final = 60  # seconds by which clocks may differ
MAX_TOKEN_AGE: Final = 600  # seconds since the provider made its answer
METADATA_LIFETIME: Final = 3600  # seconds
RETRY_INTERVAL: Final = 30  # seconds before it is asked again for what it did not have
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_JSON: Final = {"Accept": "application/json"}
_FORM: Final = {**_JSON, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """The provider's metadata (OpenID Connect Discovery)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    uses_client_secret_post: bool  # it takes the client's secret in the form alone
    sends_issuer: bool  # in each answer (RFC 9207)


def fetch_metadata(openid: OpenidSettings) -> ProviderMetadata:
    """Fetch the provider's metadata.

    Raises:
        OpenidError: it does not answer, or what it says does not fit; `for_operator` says what.
    """
    issuer = openid.issuer
    url = issuer.rstrip("/") + _WELL_KNOWN
    found = _parse_json(*send_request(url, issuer, headers=_JSON), what=url)
    if found.get("issuer") != issuer:
        raise OpenidError("issuer", f"{url} names another issuer: {found.get('issuer')!r}.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str) or not is_issuer_url(found[name], issuer):
            raise OpenidError("issuer", f"{url}: {name} is missing, or not on the issuer's host.")
    for name, wanted in (
        ("response_types_supported", "code"),
        ("code_challenge_methods_supported", "S256"),
    ):
        if wanted not in found.get(name, [wanted]):
            raise OpenidError("answer", f"{url}: {name} does not have {wanted}.")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not {"client_secret_basic", "client_secret_post"} & set(methods):
        raise OpenidError("answer", f"{url}: the token endpoint takes no client secret.")
    return ProviderMetadata(
        authorization_endpoint=found["authorization_endpoint"],
        token_endpoint=found["token_endpoint"],
        jwks_uri=found["jwks_uri"],
        uses_client_secret_post="client_secret_basic" not in methods,
        sends_issuer=found.get("authorization_response_iss_parameter_supported") is True,
    )


class Provider:
    """The provider as this process knows it; metadata are cached for an hour."""

    def __init__(self, openid: OpenidSettings) -> None:
        self.openid = openid
        self._lock = threading.Lock()
        self._described: ProviderMetadata | None = None
        self._keys: Any = None
        self._read = self._failed = self._asked = float("-inf")  # by the monotonic clock

    def authorisation_url(self, trip: AuthorisationRequest, redirect_uri: str) -> str:
        """The authorisation URL.

        Raises:
            OpenidError: the provider cannot be asked where that is.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

        return str(
            prepare_grant_uri(
                self._known().authorization_endpoint,
                self.openid.client,
                "code",
                redirect_uri,
                SCOPE,
                trip.state,
                nonce=trip.nonce,
                code_challenge=create_s256_code_challenge(trip.code_verifier),
                code_challenge_method="S256",
            )
        )

    def fetch_subject(
        self, answer: dict[str, str], trip: AuthorisationRequest, redirect_uri: str, now: datetime
    ) -> str:
        """Exchange the code and return the subject that the provider names.

        Raises:
            OpenidError: says why not.
        """
        known, issuer = self._known(), self.openid.issuer
        if answer.get("iss", "" if known.sends_issuer else issuer) != issuer:
            raise OpenidError("issuer")
        if "error" in answer or not answer.get("code"):
            raise OpenidError("refused" if "error" in answer else "answer")
        given = self._exchanged(known, answer["code"], trip, redirect_uri)
        return self._named(given, trip, now)

    def _exchanged(
        self, known: ProviderMetadata, code: str, trip: AuthorisationRequest, redirect_uri: str
    ) -> dict[str, Any]:
        """Exchange a code for the provider's tokens."""
        from authlib.oauth2.auth import ClientAuth  # noqa: PLC0415
        from authlib.oauth2.rfc6749.parameters import prepare_token_request  # noqa: PLC0415

        form = prepare_token_request(
            "authorization_code", "", redirect_uri, code=code, code_verifier=trip.code_verifier
        )
        method = "client_secret_post" if known.uses_client_secret_post else "client_secret_basic"
        client = (self.openid.client, self.openid.secret)
        if not known.uses_client_secret_post:  # RFC 6749, 2.3.1
            client = (quote_plus(client[0]), quote_plus(client[1]))
        auth = ClientAuth(*client, method)
        _url, headers, body = auth.prepare("POST", known.token_endpoint, dict(_FORM), form)
        status, given = send_request(known.token_endpoint, self.openid.issuer, body, headers)
        if 400 <= status < 500:
            raise OpenidError("code")
        found = _parse_json(status, given, what="the token endpoint")
        if not isinstance(found.get("id_token"), str):
            raise OpenidError("answer")
        return found

    def _named(self, given: dict[str, Any], trip: AuthorisationRequest, now: datetime) -> str:
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
            raise OpenidError(_error_reason(error)) from None
        except (TypeError, ValueError, AttributeError):
            raise OpenidError("answer") from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise OpenidError("answer")
        return subject

    def _opened(self, written: str) -> Any:
        """Validate a signed token; unknown keys are fetched again."""
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        unreadable = (JoseError, ValueError, TypeError, KeyError)
        try:
            return jwt.decode(written, self._signing(), [*ALLOWED_ALGORITHMS])
        except unreadable:
            if time.monotonic() - self._asked < RETRY_INTERVAL:
                raise OpenidError("signature") from None
        try:
            return jwt.decode(written, self._signing(anew=True), [*ALLOWED_ALGORITHMS])
        except unreadable:
            raise OpenidError("signature") from None

    def _known(self) -> ProviderMetadata:
        with self._lock:
            moment = time.monotonic()
            if self._described is not None and moment - self._read < METADATA_LIFETIME:
                return self._described
            if moment - self._failed < RETRY_INTERVAL / 10:
                raise OpenidError("away")
        try:
            found = fetch_metadata(self.openid)
        except OpenidError:
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
        url = self._known().jwks_uri
        found = _parse_json(*send_request(url, self.openid.issuer, headers=_JSON), what=url)
        try:
            keys = KeySet.import_key_set(found)  # type: ignore[arg-type]  # it looks itself
        except (JoseError, ValueError, TypeError, KeyError):
            raise OpenidError("answer", f"{url} holds no keys that can be read.") from None
        self._keys, self._asked = keys, time.monotonic()
        return keys


def _refuse_times(claims: Any, moment: int) -> None:
    """Reject an ID token that is dated ahead or was issued long ago, whatever its `exp`."""
    made = claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise OpenidError("answer")
    if made > moment + LEEWAY:
        raise OpenidError("clock")
    if made < moment - MAX_TOKEN_AGE:
        raise OpenidError("expired")


def _error_reason(error: Any) -> str:
    """The reason for an error of Authlib."""
    if error.error == "expired_token":
        return "expired"
    words = {"iss": "issuer", "aud": "audience", "azp": "audience", "nonce": "nonce"}
    words |= {"nbf": "clock", "iat": "clock"}
    return words.get(str(getattr(error, "claim", "")), "answer")


def _parse_json(status: int, body: bytes, what: str) -> dict[str, Any]:
    if status != 200:
        raise OpenidError("away", f"{what} answers with status {status}.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OpenidError("answer", f"{what} gives no JSON that can be read.")
    return found
