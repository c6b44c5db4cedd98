"""Open-redirect check: which paths from a URL or a form a browser may be redirected to."""

from urllib.parse import unquote, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException

MAX_PATH_LENGTH = 4000  # characters, with its query: no longer than a request line of the server


def safe_path(text: str, *, page_only: bool = False) -> str:
    """`text` if it is a path of this site, with or without a query; else "".

    With `page_only`, it must be the path of a page that opens with GET, without a query.

    Browsers read a backslash as a slash and skip tabs and line breaks, so that a slash followed by
    one of these and a name may lead to another host. The path must be harmless also after it was
    decoded, in case a proxy decodes it.
    """
    path, _mark, query = text.partition("?")
    decoded = unquote(path)
    if not path.startswith("/") or decoded.startswith("//") or set(decoded) & set("\\#"):
        return ""
    if len(text) > MAX_PATH_LENGTH or not (decoded + query).isprintable() or "#" in query:
        return ""
    if page_only and (urlsplit(text).path != text or not _is_page(text)):
        return ""
    return text


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return False
    return True
