"""LAN access: with `reflect demo --lan`, other machines may open workshop pages only.

Only the address of the connection decides. `Host` is chosen by the client, and a laptop has no
proxy in front of it whose `X-Forwarded-For` could be trusted. So the trainer's own pages open only
from the laptop's loopback, under either address. This check runs before access control, so that
another machine gets no cookie, no session and no login.
"""

from flask import Flask, request
from flask.typing import ResponseReturnValue

from reflect.config import Settings, is_loopback
from reflect.web import access_control, errors
from reflect.web.current_site import current_settings, join_address

JOIN_PATH = "/join"  # the first page of a workshop


def init_app(app: Flask, settings: Settings) -> None:
    """If the setting `lan` is on, let other machines on the network open workshop pages only."""
    app.jinja_env.globals.update(lan=bool(settings.lan), elsewhere=False)
    if not settings.lan:
        return

    @app.before_request
    def refuse_other_machines() -> ResponseReturnValue | None:
        if not is_other_machine() or access_control.view_attribute(access_control.LAN_ATTRIBUTE):
            return None
        return errors.render_lan_refusal(current_settings().url, f"{join_address()}{JOIN_PATH}")

    @app.context_processor
    def add_context() -> dict[str, bool]:
        """Template variables: pages for another machine omit links that it could not open."""
        return {"elsewhere": is_other_machine()}


def is_other_machine() -> bool:
    """Whether the request is from another machine, or has no address."""
    return not is_loopback(request.remote_addr or "")
