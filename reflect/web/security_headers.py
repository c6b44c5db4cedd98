"""What every response carries: the content policy, no caching, no frames, no sniffing.

Referrer-Policy is `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null`
and a check of where a form came from fails over HTTPS.

A page's words as a file to keep: handed to the browser, and stored nowhere here.
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
MIN_COMPRESSED_BYTES = 1000  # bytes; below that a compressed page is hardly shorter


def init_app(app: Flask, settings: Settings) -> None:
    """Put the headers on pages, and on the static files, which pass by Flask."""
    always = dict(SECURITY_HEADERS)
    if settings.is_https:
        always["Strict-Transport-Security"] = HSTS

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.extend(always)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return _compressed(response)

    def add_to_file(headers: Headers, _path: str, _url: str) -> None:
        for name, value in always.items():
            headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the documented way to wrap
        app.wsgi_app,
        root=assets.assets_dir(settings.data),
        prefix="static/",
        immutable_file_test=lambda _path, _url: True,  # every name carries its content's hash
        allow_all_origins=False,
        add_headers_function=add_to_file,
    )


def _compressed(response: Response) -> Response:
    """A page, compressed when the browser takes that and it is worth it.

    No page holds both a lasting secret and words from its address: the form token is masked anew
    each time, so that the length of a compressed page tells nothing about it.
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
    """A response that the browser saves under `name`, which holds no word of a person."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)
