"""What can go wrong on the way to a provider and back: a word for each, and its sentence.

The page after a failure is opened by a plain address, so that no code or state stays in the
history; that address carries the word, and only words of this list say anything.
"""

from collections.abc import Mapping
from typing import Final

from reflect.core.errors import ReflectError
from reflect.core.i18n import lazy_gettext as _l

ERROR_TEXTS: Final[Mapping[str, str]] = {
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

    def __init__(self, why: str, for_operator: str = "") -> None:
        self.reason = why
        self.operator_message = for_operator or ERROR_TEXTS[why]
        super().__init__(str(ERROR_TEXTS[why]))


def error_text(why: str) -> str:
    """The sentence for a reason, or for an unknown one."""
    return str(ERROR_TEXTS.get(why, ERROR_TEXTS["answer"]))
