"""Numbers that the code obeys and that pages, content files and documents state: each stands here.

To change one, change it here. Sentences of the code name it in a placeholder (`fill_numbers`), the
templates call `numbers()`, content files write `{idle-minutes|}`. Documents and what
is printed before a site exists write it out; `tests/test_stated_numbers.py` compares them.
"""

from typing import Final

from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.i18n import DisplayText

IDLE_MINUTES: Final = 15  # without a request, until a session locks
LAST_CALL_MINUTES: Final = 2  # from the warning on an open page to the lock
LOCKED_SESSION_MINUTES: Final = 10  # the row of a locked session, to save a form posted late
SESSION_HOURS: Final = 8  # at most, in use or not
INVITATION_DAYS: Final = 7  # in which an invitation or a reset may be used
TEAM_CODE_DAYS: Final = 30  # in which a team may be joined with a code
ENDED_ACCOUNT_DAYS: Final = 30  # for the owner of an ended account to export the records


def stated_numbers() -> dict[str, int]:
    """Every number by the name of its placeholder."""
    return {
        "idle_minutes": IDLE_MINUTES,
        "warning_minutes": IDLE_MINUTES - LAST_CALL_MINUTES,
        "last_call_minutes": LAST_CALL_MINUTES,
        "locked_minutes": IDLE_MINUTES + LOCKED_SESSION_MINUTES,
        "session_hours": SESSION_HOURS,
        "invitation_days": INVITATION_DAYS,
        "team_code_days": TEAM_CODE_DAYS,
        "ended_account_days": ENDED_ACCOUNT_DAYS,
        "min_sharers": MIN_SHARERS,
    }


def fill_numbers(sentence: DisplayText) -> str:
    """The sentence in the current language, with the numbers in place of `{idle_minutes}`..."""
    return sentence.format(**stated_numbers())
