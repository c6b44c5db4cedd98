"""What can go wrong, in the words of the domain. `web/errors.py` turns each into a page."""


class ReflectError(Exception):
    """Base of every error that a person may cause; the message is safe to show."""


class NotFound(ReflectError):
    """No such thing, or not for this person: both look the same from outside."""


class PermissionDenied(ReflectError):
    """This person may not do this."""


class Invalid(ReflectError):
    """The input does not fit."""


class Busy(ReflectError):
    """Too much at once; the same try will work a little later."""
