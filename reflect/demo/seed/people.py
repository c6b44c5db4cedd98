"""Four invented practitioners, with the readings that their charts must give.

A phase is a period of weeks with one level for each scale and the same half-days by place. The seed
of a person was chosen so that the generated weeks (`week_generator`) show these phases and no other
signal. `readings` are the expected readings, which the tests compare with the text on the page.
Their weeks are written down in `people.toml`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from reflect.core.i18n import DisplayText
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.strict_toml import FrozenTable

ExpectedReading = Literal[
    "above",  # the level is higher since a change
    "below",
    "usual",  # no change, and no single week that stood out
    "one week",  # no change; one week stood out
    "early",  # too few weeks for a change to be found
]
HALF_DAYS: Mapping[str, Mapping[str, int]] = {  # where most of them are -> place -> half-days
    "base": {"home": 2, "base": 5, "other": 0, "out": 2, "between": 1},
    "hub": {"home": 4, "base": 0, "other": 2, "out": 3, "between": 1},
    "home": {"home": 6, "base": 1, "other": 0, "out": 2, "between": 1},
}
# Sentences that are translated, so they stand in the code.
DESCRIPTIONS = {
    "priya": _l(
        "Second year in practice. For eleven weeks her team has had no office and books desks."
    ),
    "marek": _l("Twelve years in. For three months he has worked from home most days, by choice."),
    "joan": _l("Part of the duty team. Good weeks and bad weeks, and no trend in either."),
    "sam": _l("New to the team. Nine weeks so far: from the next, Reflect can look for a change."),
}


class Phase(FrozenTable, frozen=True):
    """A period of weeks with the same levels, until the next phase or the current week."""

    since: int  # its first week, in weeks ago
    levels: Mapping[str, float]  # scale -> 0 to 100
    half_days: Literal["base", "hub", "home"]  # key of `HALF_DAYS`
    contact: int = 2  # 1 less than wanted, 2 about right, 3 more


class DemoWeekNotes(FrozenTable, frozen=True):
    """The texts and the action of one week; each may be empty."""

    happened: str = ""
    matters: str = ""
    next: str = ""
    action: str = ""
    whose: int = 0  # 1 mine, 2 my team's, 3 my supervisor's, 4 the organisation's
    supervision: bool = False
    outcome: str = ""  # of the action, as reported in the next check-in


class DemoPractitioner(FrozenTable, frozen=True):
    """One invented practitioner."""

    name: str  # username
    shown: str  # display name
    seed: int
    phases: tuple[Phase, ...]
    readings: Mapping[str, ExpectedReading] = {}  # scale -> what its chart must say
    interval: int = 4  # weeks between formal supervisions
    away: frozenset[int] = frozenset()  # weeks marked as away, in weeks ago
    left_out: frozenset[int] = frozenset()  # weeks without a check-in, in weeks ago
    supervised: frozenset[int] = frozenset()  # weeks with a formal supervision, in weeks ago
    hard: Mapping[int, str] = {}  # weeks ago -> scale that was low
    notes: Mapping[int, DemoWeekNotes] = {}  # weeks ago -> notes

    @property
    def about(self) -> DisplayText:
        """Who this is, in a sentence or two; none of a colleague."""
        return DESCRIPTIONS.get(self.name, "")

    @property
    def starts_at_check_in(self) -> bool:
        """Whether to start at this week's check-in, because from then on a change can be found."""
        return "early" in self.readings.values()

    @property
    def weeks_ago(self) -> range:
        """Weeks ago, oldest first, up to last week; the current week is empty."""
        return range(self.phases[0].since, 0, -1)


PEOPLE = msgspec.toml.decode(
    Path(__file__).with_name("people.toml").read_bytes(),
    type=dict[Literal["people"], tuple[DemoPractitioner, ...]],
)["people"]
