"""What the guard is told about accounts."""

from collections.abc import Callable
from datetime import datetime

from reflect.accounts import lapsed, pages, sessions
from reflect.web.guard import Door


def door(close_due: Callable[[datetime], None]) -> Door:
    """How accounts recognise, touch, keep a form, clean up, and ask to sign in."""
    return Door(
        recognise=sessions.recognise,
        touch=sessions.touch,
        keep_form=lapsed.keep_form,
        take_form=lapsed.take_form,
        clean_up=sessions.clean_up,
        close_due=close_due,
        ask=pages.ask,
    )
