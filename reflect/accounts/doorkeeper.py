"""What the guard is told about accounts."""

from collections.abc import Callable
from datetime import datetime

from reflect.accounts import http, saved_forms, sessions
from reflect.web.access_control import SessionHooks


def build_session_hooks(close_due: Callable[[datetime], None]) -> SessionHooks:
    """How accounts recognise, touch, keep a form, clean up, and ask to sign in."""
    return SessionHooks(
        identify=sessions.identify_session,
        touch=sessions.touch_session,
        save_form=saved_forms.save_form,
        load_form=saved_forms.load_form,
        clean_up=sessions.delete_expired_data,
        close_due_windows=close_due,
        ask_to_sign_in=http.ask_to_sign_in,
    )
