"""Other machines on the network: a demonstration on a laptop shows them a workshop's pages only.

Who asks is told by the address at the other end of the connection, and by nothing else: `Host` is
whatever somebody types, and no proxy stands before a laptop whose `X-Forwarded-For` one could
believe. So the trainer's own pages open under either address from the laptop's loopback, and under
neither from anywhere else. Being asked comes before everything that the guard does, so that another
machine has no cookie, no session and no way to sign in.
"""

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from reflect.config import Settings, is_loopback
from reflect.web import access_control, errors
from reflect.web.current_site import current_settings, join_address

JOIN_PATH = "/join"  # the first page of a workshop


def init_app(app: Flask, found: Settings) -> None:
    """Where other machines are answered at all, see that they get nothing else."""
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
        """For the frame of a page: links that would lead nowhere are left out."""
        return {"elsewhere": is_other_machine()}


def is_other_machine() -> bool:
    """Whether another machine asks; whoever has no address does too."""
    return not is_loopback(request.remote_addr or "")


def _is_nearby() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and bool(vars(view).get(access_control.LAN_ATTRIBUTE))
