"""Model of an instrument (questionnaire): questions, scales, and pages.

Everything the program asks, shows and scores comes from these values, so a council can add its own
questionnaire as a file, without code. `reflect.core.instruments.load` creates and validates them:
every referenced id exists, and every scale stays within its range.

Other programs import them from `reflect.core.instruments`. The model is separate from the loader
because the loader scores a file's worked examples, and scoring must not depend on the loader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from reflect.core.i18n import _

ItemKind = Literal["choice", "choices", "number", "date", "text"]
LayoutName = Literal["moons", "squares", "across", "plain"]
Combine = Literal["mean", "sum", "count"]
Higher = Literal["better", "worse"]
Rhythm = Literal["week", "month", "window", "half-year", "session"]

NOT_APPLICABLE = "n/a"  # the answer "does not apply", where a question offers it


@dataclass(frozen=True, slots=True)
class Responses:
    """A set of possible answers that several questions share, in the order they are shown in."""

    id: str
    labels: tuple[str, ...]
    points: tuple[float, ...] = ()  # one for each label; empty: never scored
    does_not_apply: str = ""  # label of that answer; empty: not offered


@dataclass(frozen=True, slots=True)
class DisplayCondition:
    """A question is asked only if an earlier one has this answer."""

    item: str
    answer: int  # position of the label, from 1; for a number item, the number


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Which fields apply depends on its kind.

    `choice`: one of `labels`. `choices`: any of `labels`. `number`: a whole number from `low` to
    `high`. `date`: a day in the week that is asked about. `text`: stored with notes, not scored.
    """

    id: str
    kind: ItemKind
    text: str
    hint: str = ""
    responses: str = ""  # id of the set that its labels come from; empty: its own labels
    labels: tuple[str, ...] = ()
    points: tuple[float, ...] = ()  # for each label, or for each number from low to high
    does_not_apply: str = ""  # label of that answer; empty: not offered
    low: int = 0
    high: int = 0
    unit: str = ""
    rows: int = 0  # height of a text field, in lines
    private: bool = False  # show beside the field that only its writer can read it
    required: bool = False  # needed before the page can be sent
    follows: DisplayCondition | None = None
    theme: str = ""
    idea: str = ""  # source of the idea
    to_try: str = ""  # something the person can do
    ask: str = ""  # something to ask of the organisation, shown beside `to_try`
    twin: str = ""  # id of a question of this instrument that is shown beside it

    @property
    def is_scorable(self) -> bool:
        """Whether an answer has points."""
        return self.kind == "number" or (self.kind == "choice" and bool(self.points))

    @property
    def lowest(self) -> float:
        """The fewest points that one answer gives."""
        return min(self.points) if self.points else self.low

    @property
    def highest(self) -> float:
        """The most points that one answer gives."""
        return max(self.points) if self.points else self.high

    @property
    def smallest_gap(self) -> float:
        """The least difference between the points of two answers; 0 if there is none."""
        if not self.points:
            return 1 if self.kind == "number" else 0
        return _smallest_gap(self.points)

    def points_for(self, answer: int) -> float:
        """The points of a valid answer; a number without points of its own counts as itself."""
        first = self.low if self.kind == "number" else 1
        return self.points[answer - first] if self.points else answer


@dataclass(frozen=True, slots=True)
class Scale:
    """How answers are combined to one score, from `low` to `high`."""

    id: str
    title: str
    items: tuple[str, ...]
    combine: Combine  # count: the number of answers with more than 0 points
    minimum: int  # answered items needed, or the scale is missing
    low: float
    high: float
    factor: float = 1  # the mean, sum or count is multiplied by it
    lookup: tuple[tuple[float, float], ...] = ()  # then converted: raw value, score
    higher: Higher = "better"
    low_means: str = ""  # a word for low values: "isolated"
    beside: str = ""  # id of another scale that is drawn with this one, or neither is
    lower_says: str = ""  # the sentence if this one is the lower of the two

    @property
    def direction(self) -> str:
        """Whether higher is better or worse, as a sentence."""
        up = _("Higher is better.") if self.higher == "better" else _("Higher is worse.")
        low = _("Low means {word}.").format(word=self.low_means) if self.low_means else ""
        return f"{up} {low}".rstrip()

    @property
    def rule(self) -> str:
        """How the score is calculated, and from how many answers, as sentences."""
        how = {
            "mean": _("The mean of what was answered."),
            "sum": _("The sum of what was answered."),
            "count": _("How many answers count, of those given."),
        }[self.combine]
        if self.minimum == len(self.items):
            need = _("Every answer is needed, or the scale is missing. Blank is not zero.")
        else:
            need = _(
                "{some} of {all} answers are needed, or the scale is missing. Blank is not zero."
            )
        return f"{how} {need}".format(some=self.minimum, all=len(self.items))


@dataclass(frozen=True, slots=True)
class InstrumentSection:
    """Questions that are grouped on a page."""

    items: tuple[str, ...]
    layout: LayoutName = "plain"
    title: str = ""
    scale: str = ""  # id of the scale that these items belong to
    stem: str = ""  # lead-in to every question of the section: "How true was this for you?"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """One page of the questionnaire."""

    id: str
    heading: str
    sections: tuple[InstrumentSection, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to think about, and something to ask for."""

    number: int  # from 1
    lens: str
    text: str
    ask: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: answers and the scores they must give, checked at every start."""

    answers: Mapping[str, object]
    scores: Mapping[str, float]
    missing: tuple[str, ...] = ()  # scales that must be missing


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one questionnaire."""

    id: str
    version: int
    title: str
    recall: str  # the period it asks about
    standing: str  # what it is and is not: validated or not, for example
    source: str
    licence: str
    items: tuple[Item, ...]
    pages: tuple[InstrumentPage, ...]
    scales: tuple[Scale, ...] = ()
    responses: tuple[Responses, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    examples: tuple[Example, ...] = field(default=(), hash=False)
    wording: str = ""  # name of the wording, for `describe_instrument`
    note: str = ""  # likewise
    heading: str = ""  # above the questions; "{days}" is replaced by the days of the week
    introduction: str = ""
    stem: str = ""
    stem_hint: str = ""
    rhythm: Rhythm = "month"  # how often it is meant to be answered
    team: bool = False  # whether its scales may be shared with a team
    rounds: int = 1  # of a workshop
    minutes: int = 0  # length of a round in a workshop; 0: not known
    language: str = "en"
    reader: str = ""  # the speaker who has reviewed the translation; empty: nobody yet
    _items: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    _scales: Mapping[str, Scale] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_items", {item.id: item for item in self.items})
        object.__setattr__(self, "_scales", {scale.id: scale for scale in self.scales})

    def __hash__(self) -> int:  # cheap, because caches are keyed by instrument
        return hash((self.id, self.version, self.language))

    @property
    def id_and_version(self) -> tuple[str, int]:
        """The key of this version among all instruments, in any language."""
        return self.id, self.version

    @property
    def is_weekly(self) -> bool:
        """Whether it is the weekly check-in, which has a next action and weeks away."""
        return self.rhythm == "week"

    def find_item(self, item: str) -> Item | None:
        """The question with this id, or None; fast, because scoring calls it for every answer."""
        return self._items.get(item)

    def item(self, item: str) -> Item:
        """The question with this id.

        Raises:
            KeyError: there is none.
        """
        return self._items[item]

    def scale(self, scale: str) -> Scale:
        """The scale with this id.

        Raises:
            KeyError: there is none.
        """
        return self._scales[scale]

    def smallest_step(self, scale: str) -> float:
        """The least that one answer, changed by one position, changes a scale; 0 if none does.

        Raises:
            KeyError: there is no such scale.
        """
        definition = self.scale(scale)
        if definition.lookup:
            return _smallest_gap(score for _raw, score in definition.lookup)
        if definition.combine == "count":
            return definition.factor
        gaps = [gap for item in definition.items if (gap := self.item(item).smallest_gap) > 0]
        step = min(gaps, default=0) * definition.factor
        return step / len(definition.items) if definition.combine == "mean" else step


def _smallest_gap(values: Iterable[float]) -> float:
    return min((b - a for a, b in pairwise(sorted(set(values)))), default=0)
