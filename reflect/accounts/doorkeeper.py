"""What the guard is told about accounts."""

from collections.abc import Callable
from datetime import datetime

from reflect.accounts import http, saved_forms, sessions
from reflect.web.access_control import Door


def door(close_due: Callable[[datetime], None]) -> Door:
    """How accounts recognise, touch, keep a form, clean up, and ask to sign in."""
    return Door(
        recognise=sessions.recognise,
        touch=sessions.touch,
        keep_form=saved_forms.keep_form,
        take_form=saved_forms.take_form,
        clean_up=sessions.clean_up,
        close_due=close_due,
        ask=http.ask,
    )
