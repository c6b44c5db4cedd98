"""Security headers of every response (CSP, HSTS, caching, frames); compression; downloads.

Referrer-Policy is `same-origin` and not `no-referrer`: with the latter, browsers send `Origin:
null`, and a check of a form's origin fails over HTTPS.
"""

import gzip
from wsgiref.headers import Headers

from flask import Flask, Response, request
from whitenoise import WhiteNoise

from reflect.config import Settings
from reflect.web import assets

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = "max-age=63072000; includeSubDomains"
MIN_COMPRESSED_BYTES = 1000  # a shorter page hardly gains from compression


def init_app(app: Flask, settings: Settings) -> None:
    """Set the security headers on pages and static files, and serve the static files."""
    security_headers = dict(SECURITY_HEADERS)
    if settings.is_https:
        security_headers["Strict-Transport-Security"] = HSTS

    @app.after_request
    def add_to_page(response: Response) -> Response:
        response.headers.extend(security_headers)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return _compress(response)

    def add_to_file(headers: Headers, _path: str, _url: str) -> None:
        for name, value in security_headers.items():
            headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the documented way to wrap
        app.wsgi_app,
        root=assets.assets_dir(settings.data),
        prefix="static/",
        immutable_file_test=lambda _path, _url: True,  # every name contains a hash
        allow_all_origins=False,
        add_headers_function=add_to_file,
    )


def _compress(response: Response) -> Response:
    """Compress a page (gzip) if the browser accepts it and the page is large enough.

    The length of a compressed page reveals no secret (BREACH): no page contains both a lasting
    secret and text from its URL, and the CSRF token is masked differently each time.
    """
    response.vary.add("Accept-Encoding")
    if (
        response.direct_passthrough
        or response.mimetype == "application/zip"
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or len(body := response.get_data()) < MIN_COMPRESSED_BYTES
    ):
        return response
    response.set_data(gzip.compress(body, compresslevel=4, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def attachment(text: str, name: str, mimetype: str = "text/plain") -> Response:
    """A download that the browser saves as `name`; the name must not identify anybody."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)
