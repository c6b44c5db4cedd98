"""An identity provider of the organisation, as a process: a real one, that can be told to cheat.

It signs with joserfc and checks what a provider has to check: client, address of the way back, code
and PKCE. Whoever runs it can mint any token for anybody, which is the point: `/cheat` takes what
shall be otherwise from now on, and an empty object makes it honest again.

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
        self.asked: list[str] = []  # paths, in order

    def description(self) -> dict:
        plain = {
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
        return plain | self.cheat.get("description", {})

    def token(self, asked: dict) -> str:
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
        how = self.cheat.get("signed", "RS256")
        if how == "none":
            return ".".join([*(_part(each) for each in ({"alg": "none"}, claims)), ""])
        if how == "HS256":  # with what everybody may know, as if it were a shared secret
            public = OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public, ["HS256"])
        key = self.other if how == "another key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _part(claims: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _is_client() -> bool:
    kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
    client, _colon, secret = base64.b64decode(given).decode().partition(":")
    return (kind, unquote_plus(client), unquote_plus(secret)) == ("Basic", CLIENT_ID, CLIENT_SECRET)


def _fits(kept: dict) -> bool:
    challenge = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    written = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    same = request.form.get("redirect_uri") == kept["redirect_uri"]
    return same and written == kept["code_challenge"]


def create_provider_app(provider: IdentityProvider) -> Flask:
    app = Flask(__name__)
    _tell(app, provider)
    _let_in(app, provider)

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


def _tell(app: Flask, provider: IdentityProvider) -> None:
    """What it says about itself."""

    @app.get("/.well-known/openid-configuration")
    def description() -> Response | tuple[str, int]:
        if "answers" in provider.cheat:
            return provider.cheat["answers"], provider.cheat.get("status", 200)
        return app.json.response(provider.description())

    @app.get("/keys")
    def keys() -> Response:
        return app.json.response(KeySet([provider.key]).as_dict(private=False))


def _let_in(app: Flask, provider: IdentityProvider) -> None:
    """Its own sign-in, and what it gives for a code."""

    @app.get("/authorize")
    def ask() -> tuple[str, int]:
        is_known = request.args.get("client_id") == CLIENT_ID
        fits = is_known and request.args.get("code_challenge_method") == "S256"
        return (LOGIN_PAGE, 200) if fits else ("no such client", 400)

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
        kept = provider.codes.pop(request.form.get("code", ""), None)
        if kept is None or not _is_client() or not _fits(kept):
            return {"error": "invalid_grant"}, 400
        given = {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer"}
        return {**given, "id_token": provider.token(kept)}, 200


if __name__ == "__main__":
    port = int(sys.argv[1])
    found = create_provider_app(IdentityProvider(f"http://127.0.0.1:{port}"))
    waitress.serve(found, host="127.0.0.1", port=port, threads=4)
