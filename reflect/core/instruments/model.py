"""What an instrument is: questions, how they are scored, and how they stand on pages.

Everything the program shows, asks and counts comes from these values, so that a council adds its
own questionnaire as a file and touches no code. `reflect.core.instruments.load` makes and checks
them: ids that are named exist, and every scale stays inside its range.

Other programs import them from `reflect.core.instruments`. They are a module of their own because
the loader scores a file's worked examples, so that scoring cannot depend on the loader.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    """A set of answers that several questions share, in the order in which they are shown."""

    id: str
    labels: tuple[str, ...]
    points: tuple[float, ...] = ()  # one for each label; empty: never scored
    does_not_apply: str = ""  # its label; empty: not offered


@dataclass(frozen=True, slots=True)
class DisplayCondition:
    """A question is asked only if an earlier one has this answer."""

    item: str
    answer: int  # position of the label, from 1; of a number item, the number


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Which fields have a meaning depends on its kind.

    `choice`: one of `labels`. `choices`: any of `labels`. `number`: a whole number from `low` to
    `high`. `date`: a day in the week that is asked about. `text`: kept among the notes, never
    scored.
    """

    id: str
    kind: ItemKind
    text: str
    hint: str = ""
    responses: str = ""  # id of the set its labels come from; empty: its own
    labels: tuple[str, ...] = ()
    points: tuple[float, ...] = ()  # for each label, or for each number from low to high
    does_not_apply: str = ""  # label of that answer; empty: not offered
    low: int = 0
    high: int = 0
    unit: str = ""
    rows: int = 0  # lines of the box, for text
    private: bool = False  # nobody but the writer ever opens it: say so beside the box
    required: bool = False  # the page asks for it before it is sent
    follows: DisplayCondition | None = None
    theme: str = ""
    idea: str = ""  # where the idea comes from
    to_try: str = ""  # something the person could do
    ask: str = ""  # its twin: something to ask of the organisation
    twin: str = ""  # another question of this instrument that stands beside it

    @property
    def is_scorable(self) -> bool:
        """Whether an answer counts for something on a scale."""
        return self.kind == "number" or (self.kind == "choice" and bool(self.points))

    @property
    def lowest(self) -> float:
        """The fewest points that one answer gives."""
        return min(self.points) if self.points else self.low

    @property
    def highest(self) -> float:
        """The most points that one answer gives."""
        return max(self.points) if self.points else self.high

    def points_for(self, answer: int) -> float:
        """Points of an answer that is on offer.

        A number without points of its own counts as itself.
        """
        first = self.low if self.kind == "number" else 1
        return self.points[answer - first] if self.points else answer


@dataclass(frozen=True, slots=True)
class Scale:
    """How answers become one number, between `low` and `high`."""

    id: str
    title: str
    items: tuple[str, ...]
    combine: Combine  # count: how many answers give more than no points
    minimum: int  # answered items needed, else the scale is missing
    low: float
    high: float
    factor: float = 1  # the mean, sum or count is multiplied by it
    lookup: tuple[tuple[float, float], ...] = ()  # then converted: exact value, what it stands for
    higher: Higher = "better"
    low_means: str = ""  # a word for low values: "isolated"
    beside: str = ""  # another scale: both are drawn together, or neither
    lower_says: str = ""  # what to say where this one is the lower of the two

    @property
    def direction(self) -> str:
        """Which way is up, as a sentence."""
        up = _("Higher is better.") if self.higher == "better" else _("Higher is worse.")
        low = _("Low means {word}.").format(word=self.low_means) if self.low_means else ""
        return f"{up} {low}".rstrip()

    @property
    def rule(self) -> str:
        """How it is worked out, and from how many answers, as sentences."""
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
    """Questions that stand together on a page."""

    items: tuple[str, ...]
    layout: LayoutName = "plain"
    title: str = ""
    scale: str = ""  # these are the statements of this scale
    stem: str = ""  # read with every question of the section: "How true was this for you?"
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
    """Something to think about, and what one might ask for."""

    number: int  # from 1
    lens: str
    text: str
    ask: str


@dataclass(frozen=True, slots=True)
class Example:
    """Answers with the scores that they must give: worked by hand, tried at every start."""

    answers: Mapping[str, object]
    scores: Mapping[str, float]
    missing: tuple[str, ...] = ()  # scales that must be missing


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one questionnaire."""

    id: str
    version: int
    title: str
    recall: str  # the time it asks about
    standing: str  # what it is, and what it is not
    source: str
    licence: str
    items: tuple[Item, ...]
    pages: tuple[InstrumentPage, ...]
    scales: tuple[Scale, ...] = ()
    responses: tuple[Responses, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    examples: tuple[Example, ...] = field(default=(), hash=False)
    wording: str = ""  # which wording, for the passport
    note: str = ""  # what the passport adds
    heading: str = ""  # above the questions; "{days}" stands for the days of the week asked about
    introduction: str = ""
    stem: str = ""
    stem_hint: str = ""
    rhythm: Rhythm = "month"  # how often it is meant to be answered
    team: bool = False  # its scales may count towards a team's figures
    rounds: int = 1  # of a workshop
    minutes: int = 0  # what a round takes in a workshop; 0: not said
    language: str = "en"  # of its words
    reader: str = ""  # who has read a translation of them; empty: nobody who speaks the language
    _items: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    _scales: Mapping[str, Scale] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_items", {item.id: item for item in self.items})
        object.__setattr__(self, "_scales", {scale.id: scale for scale in self.scales})

    def __hash__(self) -> int:  # what is worked out once for an instrument is found by it
        return hash((self.id, self.version, self.language))

    @property
    def id_and_version(self) -> tuple[str, int]:
        """What names it among others."""
        return self.id, self.version

    @property
    def is_weekly(self) -> bool:
        """Whether it is a check-in: each week has one, with the next action and weeks away."""
        return self.rhythm == "week"

    def find_item(self, item: str) -> Item | None:
        """The question with this id, or None: scoring asks this for every answer ever given."""
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
        """The least that one answer, moved by one place, moves a scale; 0 if none moves it.

        Raises:
            KeyError: there is no such scale.
        """
        found = self.scale(scale)
        if found.lookup:
            return min(
                (b - a for a, b in pairwise(sorted({to for _raw, to in found.lookup}))), default=0
            )
        gaps = [gap for item in found.items if (gap := _least_gap(self.item(item))) > 0]
        if found.combine == "count":
            return found.factor
        return (
            min(gaps, default=0)
            * found.factor
            / (len(found.items) if found.combine == "mean" else 1)
        )


def _least_gap(item: Item) -> float:
    if not item.points:
        return 1 if item.kind == "number" else 0
    return min((b - a for a, b in pairwise(sorted(set(item.points)))), default=0)
