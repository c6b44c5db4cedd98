"""Errors of login with an OpenID provider: a reason (one word) for each, and its message.

The error page has a URL of its own, so that no code or state stays in the browser's history. The
URL contains the reason, and only reasons listed here have a message of their own.
"""

from collections.abc import Mapping
from typing import Final

from reflect.core.errors import ReflectError
from reflect.core.i18n import LazyString
from reflect.core.i18n import lazy_gettext as _l

ERROR_TEXTS: Final[Mapping[str, LazyString]] = {
    "away": _l("Your organisation's sign-in does not answer now. Try again in a few minutes."),
    "refused": _l("Your organisation's sign-in did not let you in, or you turned back there."),
    "code": _l("Your organisation's sign-in took its answer back. Begin again."),
    "issuer": _l("The answer came from another sign-in than your organisation's. It was not used."),
    "audience": _l("The answer was made for another site. It was not used."),
    "signature": _l("The answer was not signed by your organisation's sign-in. It was not used."),
    "nonce": _l("The answer belongs to another sign-in. It was not used. Begin again."),
    "expired": _l(
        "The answer is too old, or a clock is off. Begin again, and tell your organiser."
    ),
    "clock": _l("The answer is dated ahead, so a clock is off. Tell your organiser."),
    "answer": _l("Your organisation's sign-in gave an answer that Reflect cannot read."),
    "begun": _l("This was begun in another browser, long ago, or used already. Begin again."),
    "busy": _l("Many people are signing in at once. Wait a few seconds, then try again."),
    "later": _l("Several tries did not fit. Wait a quarter of an hour, then try again."),
}


class OpenidError(ReflectError):
    """Login with the provider failed; `reason` is a key of `ERROR_TEXTS`."""

    def __init__(self, reason: str, operator_message: str = "") -> None:
        self.reason = reason
        self.operator_message = operator_message or str(ERROR_TEXTS[reason])
        super().__init__(str(ERROR_TEXTS[reason]))
