"""What the guard is told about accounts."""

from reflect.accounts import lapsed, pages, sessions
from reflect.web.guard import Door


def door() -> Door:
    """How accounts recognise, touch, keep a form, clean up, and ask to sign in."""
    return Door(
        recognise=sessions.recognise,
        touch=sessions.touch,
        keep_form=lapsed.keep_form,
        take_form=lapsed.take_form,
        clean_up=sessions.clean_up,
        ask=pages.ask,
    )
