"""An OpenID provider as a process, for tests of single sign-on; it can be set to misbehave.

It signs with joserfc and checks what a provider has to check: client, redirect URI, code and PKCE.
A POST to `/cheat` sets what it does otherwise from then on; an empty object makes it correct again.
Anybody who can reach it gets a token for anybody, so it is for tests alone.

    python identity_provider.py PORT
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from urllib.parse import unquote_plus, urlencode

import waitress
from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "reflect", "a secret: with/odd+signs"
LOGIN_PAGE = """<!doctype html><html lang="en"><title>Council sign-in</title>
<h1>Council sign-in</h1>
<form method="post"><label>Who <input name="who"></label><button>Let me in</button></form></html>"""


class IdentityProvider:
    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.other = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.codes: dict[str, dict] = {}
        self.cheat: dict = {}
        self.asked: list[str] = []  # the paths of requests, in order

    def metadata(self) -> dict:
        metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return metadata | self.cheat.get("description", {})

    def id_token(self, asked: dict) -> str:
        """An ID token for an authorisation request, as the misbehaviour wants it."""
        now = self.cheat.get("now", int(time.time()))
        claims = {
            "iss": self.issuer,
            "sub": asked["who"],
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": asked.get("nonce"),
            "email": "sam@example.org",
            "name": "Sam Tully",
        } | self.cheat.get("claims", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        signing = self.cheat.get("signed", "RS256")
        if signing == "none":
            return ".".join([*(_encode_part(each) for each in ({"alg": "none"}, claims)), ""])
        if signing == "HS256":  # with the public key, as if it were a shared secret
            public = OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public, ["HS256"])
        key = self.other if signing == "another key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _encode_part(claims: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _is_client() -> bool:
    kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
    client, _colon, secret = base64.b64decode(given).decode().partition(":")
    return (kind, unquote_plus(client), unquote_plus(secret)) == ("Basic", CLIENT_ID, CLIENT_SECRET)


def _matches_request(stored: dict) -> bool:
    """Whether PKCE verifier and redirect URI are those of the authorisation request."""
    challenge = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    expected = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    same_uri = request.form.get("redirect_uri") == stored["redirect_uri"]
    return same_uri and expected == stored["code_challenge"]


def create_provider_app(provider: IdentityProvider) -> Flask:
    app = Flask(__name__)
    _add_metadata_routes(app, provider)
    _add_login_routes(app, provider)

    @app.before_request
    def note() -> None:
        if request.path not in {"/cheat", "/asked"}:
            provider.asked.append(request.path)

    @app.post("/cheat")
    def cheat() -> dict:
        provider.cheat = request.get_json()
        provider.asked.clear()
        return {}

    @app.get("/asked")
    def asked() -> list[str]:
        return provider.asked

    return app


def _add_metadata_routes(app: Flask, provider: IdentityProvider) -> None:
    """Discovery document and public keys."""

    @app.get("/.well-known/openid-configuration")
    def description() -> Response | tuple[str, int]:
        if "answers" in provider.cheat:
            return provider.cheat["answers"], provider.cheat.get("status", 200)
        return app.json.response(provider.metadata())

    @app.get("/keys")
    def keys() -> Response:
        return app.json.response(KeySet([provider.key]).as_dict(private=False))


def _add_login_routes(app: Flask, provider: IdentityProvider) -> None:
    """Authorisation and token endpoints."""

    @app.get("/authorize")
    def ask() -> tuple[str, int]:
        is_known = request.args.get("client_id") == CLIENT_ID
        is_valid = is_known and request.args.get("code_challenge_method") == "S256"
        return (LOGIN_PAGE, 200) if is_valid else ("no such client", 400)

    @app.post("/authorize")
    def authorize() -> Response:
        asked, who = request.args.to_dict(), request.form.get("who")
        back = {"state": asked["state"], "iss": provider.issuer}
        if who:
            back["code"] = secrets.token_urlsafe(24)
            provider.codes[back["code"]] = {**asked, "who": who}
        else:
            back["error"] = "access_denied"
        back |= provider.cheat.get("back", {})
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    @app.post("/token")
    def token() -> tuple[str | dict, int]:
        if "token" in provider.cheat:
            return provider.cheat["token"], provider.cheat.get("status", 200)
        stored = provider.codes.pop(request.form.get("code", ""), None)
        if stored is None or not _is_client() or not _matches_request(stored):
            return {"error": "invalid_grant"}, 400
        tokens = {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer"}
        return {**tokens, "id_token": provider.id_token(stored)}, 200


if __name__ == "__main__":
    port = int(sys.argv[1])
    app = create_provider_app(IdentityProvider(f"http://127.0.0.1:{port}"))
    waitress.serve(app, host="127.0.0.1", port=port, threads=4)
