"""LAN access: with `reflect demo --lan`, other machines may open a workshop's pages only.

The address of the connection decides, and nothing else: `Host` is whatever somebody types, and
there is no proxy in front of a laptop whose `X-Forwarded-For` could be trusted. So the trainer's
own pages open from the laptop's loopback under either address, and from nowhere else. This check
comes before access control, so that another machine has no cookie, no session and no login.
"""

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from reflect.config import Settings, is_loopback
from reflect.web import access_control, errors
from reflect.web.current_site import current_settings, join_address

JOIN_PATH = "/join"  # the first page of a workshop


def init_app(app: Flask, found: Settings) -> None:
    """With `lan`, answer other machines on the network with workshop pages only."""
    app.jinja_env.globals.update(lan=bool(found.lan), elsewhere=False)
    if not found.lan:
        return

    @app.before_request
    def turn_away() -> ResponseReturnValue | None:
        if not is_other_machine() or _is_nearby():
            return None
        return errors.render_lan_refusal(current_settings().url, f"{join_address()}{JOIN_PATH}")

    @app.context_processor
    def whereabouts() -> dict[str, bool]:
        """Template variables: links that would not open are left out."""
        return {"elsewhere": is_other_machine()}


def is_other_machine() -> bool:
    """Whether the request is from another machine, or has no address."""
    return not is_loopback(request.remote_addr or "")


def _is_nearby() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and bool(vars(view).get(access_control.LAN_ATTRIBUTE))
