"""A person's weeks as charts read them: scores and answers, without any text they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reflect.core.i18n import LazyString
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.weeks import Week

# answers to "Did you have formal supervision this week?"
SUPERVISION_HELD, SUPERVISION_NOT_DUE, SUPERVISION_MISSED = 1, 2, 3

# What can change for a person from one week on, worded for use within a sentence.
CHANGE_KINDS: Final[Mapping[str, LazyString]] = {
    "team": _l("a new team"),
    "office": _l("a new office, or none"),
    "caseload": _l("a new caseload"),
    "leader": _l("a new leader"),
    "other": _l("something else"),
}


@dataclass(frozen=True, slots=True)
class SupervisionMeeting:
    """The answers about one formal supervision. Labels count from 1; 0: not answered."""

    day: str = ""  # 2026-03-06
    minutes: int = 0
    how: int = 0  # 1 in person, 2 by video, 3 by phone
    who: int = 0  # 1 one to one, 2 in a group
    free: int = 0  # of interruptions: 1 yes, 2 no
    reflect: int = 0  # time to think, as well as to report: 1 yes, 2 a little, 3 no


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """One week that has answers, or that was marked as a week away.

    A week without an entry was not answered. Weeks away and weeks without an entry break the lines
    of a chart, and neither is given to a rule.
    """

    week: Week
    away: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)  # scale id -> 0 to 100
    places: Mapping[str, int] = field(default_factory=dict)  # place -> half-days, 0 to 10
    contact: int | None = None  # 1 less than wanted, 2 about right, 3 more than wanted
    held: int | None = None  # one of SUPERVISION_*; None: not answered
    meeting: SupervisionMeeting | None = None  # if supervision was held
    # scale id with a score -> answered item -> its points
    points: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    version: int = 1  # of the questionnaire that was answered

    @property
    def had_supervision(self) -> bool:
        """Whether formal supervision took place in this week."""
        return self.held == SUPERVISION_HELD


@dataclass(frozen=True, slots=True)
class ChangeMarker:
    """Something that changed for a person, from this week on."""

    week: Week
    kind: str  # one of CHANGE_KINDS
    words: str = ""  # the person's own, one short line; may be empty
    baseline: bool = False  # whether only weeks from here on are compared with each other
    known: bool = False  # whether the person knew of it before they looked at their chart

    @property
    def title(self) -> str:
        """What changed, for use within a sentence: the person's own words, or else the kind."""
        return self.words or str(CHANGE_KINDS[self.kind])
