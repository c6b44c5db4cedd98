"""What can go wrong on the way to a provider and back: a word for each, and its sentence.

The page after a failure is opened by a plain address, so that no code or state stays in the
history; that address carries the word, and only words of this list say anything.
"""

from collections.abc import Mapping
from typing import Final

from reflect.core.errors import ReflectError
from reflect.core.words import later

SENTENCES: Final[Mapping[str, str]] = {
    "away": later("Your organisation's sign-in does not answer now. Try again in a few minutes."),
    "refused": later("Your organisation's sign-in did not let you in, or you turned back there."),
    "code": later("Your organisation's sign-in took its answer back. Begin again."),
    "issuer": later(
        "The answer came from another sign-in than your organisation's. It was not used."
    ),
    "audience": later("The answer was made for another site. It was not used."),
    "signature": later(
        "The answer was not signed by your organisation's sign-in. It was not used."
    ),
    "nonce": later("The answer belongs to another sign-in. It was not used. Begin again."),
    "expired": later(
        "The answer is too old, or a clock is off. Begin again, and tell your organiser."
    ),
    "clock": later("The answer is dated ahead, so a clock is off. Tell your organiser."),
    "answer": later("Your organisation's sign-in gave an answer that Reflect cannot read."),
    "begun": later("This was begun in another browser, long ago, or used already. Begin again."),
    "busy": later("Many people are signing in at once. Wait a few seconds, then try again."),
    "later": later("Several tries did not fit. Wait a quarter of an hour, then try again."),
}


class NotLetIn(ReflectError):
    """The way through the provider ended; `why` is a word of `SENTENCES`."""

    def __init__(self, why: str, for_operator: str = "") -> None:
        self.why = why
        self.for_operator = for_operator or SENTENCES[why]
        super().__init__(str(SENTENCES[why]))


def sentence(why: str) -> str:
    """The sentence of a word, or that of an answer nobody can read."""
    return str(SENTENCES.get(why, SENTENCES["answer"]))
