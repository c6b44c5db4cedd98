"""Domain exceptions. `web/errors.py` maps each type to an HTTP status and a page."""


class ReflectError(Exception):
    """Base of every error that a user may cause; the message is safe to show."""


class NotFound(ReflectError):
    """There is no such object, or it is not this user's: the two look the same to them."""


class PermissionDenied(ReflectError):
    """This user may not do this."""


class Invalid(ReflectError):
    """The input is not valid; the message says what to write instead."""


class Busy(ReflectError):
    """Too many requests at once; the same request will work a little later."""
