"""Whose copy of a public demo a request works in; decided before the guard looks at anything.

Whoever has none is led to the page on which one begins one, by a button: so that crawlers and
previews of links make none. A few pages need no copy; they read the demo's own database, in which
no visitor ever writes. Phones in the room of a workshop come without the visitor's cookie: there
the code of the room leads to the copy.
"""

import unicodedata

from flask import current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from reflect import db
from reflect.demo.public.copies import DemoCopy, DemoCopyPool
from reflect.web import access_control, current_site
from reflect.web.clock import now

COPIES_EXTENSION_KEY = "reflect.copies"
BEGIN_PATH = "/demo/begin"
ENDPOINTS_WITHOUT_COPY = {  # endpoints that need no copy
    "accounts.who_can_read_what",
    "exercise.find",
    "exercise.without",
    "guides.index",
    "guides.page",
    "guides.sources",
    "health",
    "public.begin",
    "public.begin_page",
    "teaching.file",
    "teaching.index",
    "teaching.page",
    "teaching.wall",
    "teaching.wall_page",
    "trends.where_to_turn",
    "workshops.paper",
}


def current_copy_pool() -> DemoCopyPool:
    """The copies of this demo."""
    found: DemoCopyPool = current_app.extensions[COPIES_EXTENSION_KEY]
    return found


def current_copy() -> DemoCopy | None:
    """The copy in which this request works."""
    found: DemoCopy | None = g.get("copy")
    return found


def copy_cookie_name() -> str:
    """The name of the cookie that leads to a copy."""
    found = current_site.current_settings()
    return found.cookie_name("reflect-copy")


def read_copy_token() -> bytes:
    """What leads to the visitor's copy, as the cookie has it; empty where it cannot be one."""
    try:
        found = bytes.fromhex(request.cookies.get(copy_cookie_name(), ""))
    except ValueError:
        return b""
    return found if len(found) == 32 else b""


def select_copy() -> ResponseReturnValue | None:
    """Let the request work in its copy; where it has none and needs one, the way to one."""
    current_copy_pool().delete_expired(now())
    if found := _of_the_room() or _of_the_visitor():
        g.copy, g.by_the_clock = found, found.by_the_clock
        db.use_engine(found.engine)
        current_site.use_settings(found.settings)
        return None
    if request.endpoint is None or request.endpoint in ENDPOINTS_WITHOUT_COPY or _is_nearby():
        return None
    return redirect(BEGIN_PATH, 303)


def release_request_copy(_error: BaseException | None) -> None:
    """The request is over."""
    if found := g.pop("copy", None):
        current_copy_pool().release_copy(found)


def _of_the_visitor() -> DemoCopy | None:
    token = read_copy_token()
    return current_copy_pool().acquire_copy(token, now()) if token else None


def _of_the_room() -> DemoCopy | None:
    """The copy of the room whose code stands in the address, or was typed to join."""
    if not _is_nearby():
        return None
    typed = (request.view_args or {}).get("code") or request.form.get("code", "")
    folded = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(symbol for symbol in folded if symbol.isalnum())
    return current_copy_pool().acquire_copy_by_code(code, now()) if code else None


def _is_nearby() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and bool(vars(view).get(access_control.LAN_ATTRIBUTE))
