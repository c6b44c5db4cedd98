"""OpenID Connect client: provider metadata, authorisation URL, code exchange, ID token checks.

Authlib and joserfc implement the protocol; this module decides what is requested and what is
accepted. Of the claims about a user only the subject is read: no name, no address, no group.
Nothing here runs inside a transaction. Authlib is imported only where a site uses it.
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
ALLOWED_ALGORITHMS: Final = [
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
]
LEEWAY: Final = 60  # seconds by which clocks may differ
MAX_TOKEN_AGE: Final = 600  # seconds since the ID token was issued
METADATA_LIFETIME: Final = 3600  # seconds
RETRY_INTERVAL: Final = 30  # seconds before the signing keys are fetched again
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_JSON_HEADERS: Final = {"Accept": "application/json"}
_FORM_HEADERS: Final = {**_JSON_HEADERS, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """The provider's metadata (OpenID Connect Discovery)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    uses_client_secret_post: bool  # it accepts the client secret only in the form
    sends_issuer: bool  # `iss` in each authorisation response (RFC 9207)


def fetch_metadata(openid: OpenidSettings) -> ProviderMetadata:
    """Fetch the provider's metadata.

    Raises:
        OpenidError: no answer, or metadata that do not fit; see its `operator_message`.
    """
    issuer = openid.issuer
    url = issuer.rstrip("/") + _WELL_KNOWN
    metadata = _parse_json(*send_request(url, issuer, headers=_JSON_HEADERS), what=url)
    if metadata.get("issuer") != issuer:
        raise OpenidError("issuer", f"{url} names another issuer: {metadata.get('issuer')!r}.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(metadata.get(name), str) or not is_issuer_url(metadata[name], issuer):
            raise OpenidError("issuer", f"{url}: {name} is missing, or not on the issuer's host.")
    for name, wanted in (
        ("response_types_supported", "code"),
        ("code_challenge_methods_supported", "S256"),
    ):
        if wanted not in metadata.get(name, [wanted]):
            raise OpenidError("answer", f"{url}: {name} does not have {wanted}.")
    methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not {"client_secret_basic", "client_secret_post"} & set(methods):
        raise OpenidError("answer", f"{url}: the token endpoint takes no client secret.")
    return ProviderMetadata(
        authorization_endpoint=metadata["authorization_endpoint"],
        token_endpoint=metadata["token_endpoint"],
        jwks_uri=metadata["jwks_uri"],
        uses_client_secret_post="client_secret_basic" not in methods,
        sends_issuer=metadata.get("authorization_response_iss_parameter_supported") is True,
    )


class Provider:
    """The provider, with its metadata and signing keys cached for an hour in this process."""

    def __init__(self, openid: OpenidSettings) -> None:
        self.openid = openid
        self._lock = threading.Lock()
        self._metadata: ProviderMetadata | None = None
        self._keys: Any = None
        # by the monotonic clock
        self._fetched_at = self._failed_at = self._keys_fetched_at = float("-inf")

    def authorisation_url(self, started: AuthorisationRequest, redirect_uri: str) -> str:
        """The URL of the provider to redirect the browser to.

        Raises:
            OpenidError: the provider's metadata cannot be fetched.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

        return str(
            prepare_grant_uri(
                self._get_metadata().authorization_endpoint,
                self.openid.client,
                "code",
                redirect_uri,
                SCOPE,
                started.state,
                nonce=started.nonce,
                code_challenge=create_s256_code_challenge(started.code_verifier),
                code_challenge_method="S256",
            )
        )

    def fetch_subject(
        self, query: dict[str, str], started: AuthorisationRequest, redirect_uri: str, now: datetime
    ) -> str:
        """Exchange the code of the callback's query for an ID token; returns its subject.

        Raises:
            OpenidError: the login failed; `reason` says why.
        """
        metadata, issuer = self._get_metadata(), self.openid.issuer
        if query.get("iss", "" if metadata.sends_issuer else issuer) != issuer:
            raise OpenidError("issuer")
        if "error" in query or not query.get("code"):
            raise OpenidError("refused" if "error" in query else "answer")
        tokens = self._exchange_code(metadata, query["code"], started.code_verifier, redirect_uri)
        return self._validate_id_token(tokens, started.nonce, now)

    def _exchange_code(
        self, metadata: ProviderMetadata, code: str, code_verifier: str, redirect_uri: str
    ) -> dict[str, Any]:
        """Exchange an authorisation code for the provider's tokens."""
        from authlib.oauth2.auth import ClientAuth  # noqa: PLC0415
        from authlib.oauth2.rfc6749.parameters import prepare_token_request  # noqa: PLC0415

        form = prepare_token_request(
            "authorization_code", "", redirect_uri, code=code, code_verifier=code_verifier
        )
        url, method = metadata.token_endpoint, "client_secret_post"
        client = (self.openid.client, self.openid.secret)
        if not metadata.uses_client_secret_post:  # RFC 6749, 2.3.1
            method, client = "client_secret_basic", (quote_plus(client[0]), quote_plus(client[1]))
        auth = ClientAuth(*client, method)
        _url, headers, body = auth.prepare("POST", url, dict(_FORM_HEADERS), form)
        status, response = send_request(url, self.openid.issuer, body, headers)
        if 400 <= status < 500:
            raise OpenidError("code")
        tokens = _parse_json(status, response, what="the token endpoint")
        if not isinstance(tokens.get("id_token"), str):
            raise OpenidError("answer")
        return tokens

    def _validate_id_token(self, tokens: dict[str, Any], nonce: str, now: datetime) -> str:
        """Validate signature and claims of the ID token; returns its subject."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        token = self._decode_token(tokens["id_token"])
        options: Any = {
            "iss": {"essential": True, "value": self.openid.issuer},
            "aud": {"essential": True, "value": self.openid.client},
        }
        params = {
            "nonce": nonce,
            "client_id": self.openid.client,
            "access_token": tokens.get("access_token"),
        }
        moment = int(now.timestamp())
        try:
            claims = CodeIDToken(token.claims, token.header, options, params)
            _check_issue_time(claims, moment)
            claims.validate(moment, LEEWAY)
        except JoseError as error:
            raise OpenidError(_error_reason(error)) from None
        except (TypeError, ValueError, AttributeError):
            raise OpenidError("answer") from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise OpenidError("answer")
        return subject

    def _decode_token(self, text: str) -> Any:
        """Verify the signature of a token; for an unknown key, the keys are fetched again."""
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        for refresh in (False, True):
            try:
                keys = self._get_signing_keys(refresh=refresh)
                return jwt.decode(text, keys, ALLOWED_ALGORITHMS)
            except (JoseError, ValueError, TypeError, KeyError):
                if time.monotonic() - self._keys_fetched_at < RETRY_INTERVAL:
                    break
        raise OpenidError("signature")

    def _get_metadata(self) -> ProviderMetadata:
        with self._lock:
            moment = time.monotonic()
            if self._metadata is not None and moment - self._fetched_at < METADATA_LIFETIME:
                return self._metadata
            if moment - self._failed_at < RETRY_INTERVAL / 10:
                raise OpenidError("away")
        try:
            metadata = fetch_metadata(self.openid)
        except OpenidError:
            self._failed_at = time.monotonic()
            raise
        with self._lock:
            self._metadata, self._fetched_at, self._keys = metadata, time.monotonic(), None
        return metadata

    def _get_signing_keys(self, *, refresh: bool = False) -> Any:
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        if self._keys is not None and not refresh:
            return self._keys
        url = self._get_metadata().jwks_uri
        jwks = _parse_json(*send_request(url, self.openid.issuer, headers=_JSON_HEADERS), what=url)
        try:
            keys = KeySet.import_key_set(jwks)  # type: ignore[arg-type]  # it validates itself
        except (JoseError, ValueError, TypeError, KeyError):
            raise OpenidError("answer", f"{url} holds no keys that can be read.") from None
        self._keys, self._keys_fetched_at = keys, time.monotonic()
        return keys


def _check_issue_time(claims: Any, moment: int) -> None:
    """Reject an ID token issued in the future or over ten minutes ago, whatever its `exp`."""
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise OpenidError("answer")
    if issued > moment + LEEWAY:
        raise OpenidError("clock")
    if issued < moment - MAX_TOKEN_AGE:
        raise OpenidError("expired")


def _error_reason(error: Any) -> str:
    """The key of `ERROR_TEXTS` for an error of Authlib."""
    if error.error == "expired_token":
        return "expired"
    reasons = {"iss": "issuer", "aud": "audience", "azp": "audience", "nonce": "nonce"}
    reasons |= {"nbf": "clock", "iat": "clock"}
    return reasons.get(str(getattr(error, "claim", "")), "answer")


def _parse_json(status: int, body: bytes, what: str) -> dict[str, Any]:
    if status != 200:
        raise OpenidError("away", f"{what} answers with status {status}.")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise OpenidError("answer", f"{what} gives no JSON that can be read.")
    return value
