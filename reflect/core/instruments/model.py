"""Model of an instrument (questionnaire), and the format of its file: questions, scales, pages.

Everything the program asks, shows and scores comes from these values, so a council can add its own
questionnaire as a file, without code. Each field is declared once, here: the structs are the tables
of the file (TOML, read strictly, see `strict_toml`) and the values that the program uses.
`reflect.core.instruments.load` creates and validates them: every referenced id exists, and every
scale stays within its range. The rules between the tables are in `checks`.

The model is separate from the loader
because the loader scores a file's worked examples, and scoring must not depend on the loader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from reflect.core.i18n import _
from reflect.core.strict_toml import FrozenTable, Id, Text

ItemKind = Literal["choice", "choices", "number", "date", "text"]
LayoutName = Literal["moons", "squares", "across", "plain"]
Combine = Literal["mean", "sum", "count"]
Higher = Literal["better", "worse"]
Rhythm = Literal["week", "month", "window", "half-year", "session"]

Number = Annotated[float, Meta(ge=-1_000_000, le=1_000_000)]
Whole = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Ids = Annotated[tuple[Id, ...], Meta(min_length=1)]

Answers = Mapping[str, object]  # item id -> answer, see `scoring`

NOT_APPLICABLE = "n/a"  # the answer "does not apply", where a question offers it


class Responses(FrozenTable, frozen=True):
    """`[responses.ID]`: answers that several questions share, in the order they are shown in."""

    labels: Annotated[tuple[Text, ...], Meta(min_length=1)]
    points: tuple[Number, ...] = ()  # one for each label; empty: never scored
    does_not_apply: Text = ""  # label of that answer; empty: not offered


class DisplayCondition(FrozenTable, frozen=True):
    """`follows = { item = "held", is = 1 }`: asked only if an earlier question has this answer."""

    item: Id
    answer: Whole = field(name="is")  # position of the label, from 1; of a number, itself


class Item(FrozenTable, frozen=True, kw_only=True):
    """`[[items]]`: one question. Which fields apply depends on its kind.

    `choice`: one of `labels`. `choices`: any of `labels`. `number`: a whole number from `low` to
    `high`. `date`: a day in the week that is asked about. `text`: stored with notes, not scored.
    """

    id: Id
    text: Text
    kind: ItemKind = "choice"
    hint: Text = ""
    responses: Id = ""  # id of the set that its labels come from; empty: its own labels
    labels: tuple[Text, ...] = ()
    points: tuple[Number, ...] = ()  # for each label, or for each number from low to high
    does_not_apply: Text = ""  # label of that answer; empty: not offered
    low: Whole = 0
    high: Whole = 0
    unit: Text = ""
    rows: Annotated[int, Meta(ge=1, le=40)] = 3  # height of a text field, in lines
    private: bool = False  # in published files; the pages say it of all texts
    required: bool = False  # needed before the page can be sent
    follows: DisplayCondition | None = None
    theme: Text = ""
    idea: Text = ""  # source of the idea
    to_try: Text = field(default="", name="try")  # something the person can do
    ask: Text = ""  # something to ask of the organisation, shown beside `to_try`
    twin: Id = ""  # id of a question of this instrument that is shown beside it

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


class Scale(FrozenTable, frozen=True, kw_only=True):
    """`[[scales]]`: how answers are combined to one score, from `low` to `high`."""

    id: Id
    title: Text
    items: Ids
    combine: Combine = "mean"  # count: the number of answers with more than 0 points
    minimum: Annotated[int, Meta(ge=1)]  # answered items needed, or the scale is missing
    bounds: tuple[Number, Number] = field(name="range")
    # the mean, sum or count is multiplied by it
    factor: Annotated[float, Meta(gt=0, le=1_000_000)] = 1
    lookup: tuple[tuple[Number, Number], ...] = ()  # then converted: raw value, score
    higher: Higher = "better"
    low_means: Text = ""  # a word for low values: "isolated"
    beside: Id = ""  # id of another scale that is drawn with this one, or neither is
    lower_says: Text = ""  # the sentence if this one is the lower of the two

    @property
    def low(self) -> float:
        """The least score."""
        return self.bounds[0]

    @property
    def high(self) -> float:
        """The highest score."""
        return self.bounds[1]

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


class InstrumentSection(FrozenTable, frozen=True, kw_only=True):
    """`[[pages.sections]]`: questions that are grouped on a page."""

    items: Ids
    layout: LayoutName = "plain"
    title: Text = ""  # empty: that of its scale
    scale: Id = ""  # id of the scale that these items belong to
    stem: Text = ""  # lead-in to every question of the section: "How true was this for you?"
    hint: Text = ""


class InstrumentPage(FrozenTable, frozen=True, kw_only=True):
    """`[[pages]]`: one page of the questionnaire."""

    id: Id
    heading: Text
    intro: Text = ""
    sections: Annotated[tuple[InstrumentSection, ...], Meta(min_length=1)]


class Prompt(FrozenTable, frozen=True):
    """`[[prompts]]`: something to think about, and something to ask for."""

    lens: Text
    text: Text
    ask: Text


class Example(FrozenTable, frozen=True):
    """`[[examples]]`: answers and the scores they must give, checked at every start."""

    answers: Mapping[str, Any]
    scores: Mapping[str, Number] = {}
    missing: tuple[Id, ...] = ()  # scales that must be missing


class InstrumentFile(FrozenTable, frozen=True, kw_only=True, dict=True):
    """The whole file: one version of one questionnaire."""

    id: Id
    version: Annotated[int, Meta(ge=1, le=9999)]
    title: Text
    recall: Text  # the period it asks about
    standing: Text  # what it is and is not: validated or not, for example
    source: Text
    licence: Text
    wording: Text = ""  # name of the wording, for `describe_instrument`
    note: Text = ""  # likewise
    heading: Text = ""  # above the questions; "{days}" is replaced by the days of the week
    introduction: Text = ""  # in published files; shown nowhere
    stem: Text = ""
    stem_hint: Text = ""
    rhythm: Rhythm = "month"  # how often it is meant to be answered
    team: bool = False  # whether its scales may be shared with a team
    rounds: Annotated[int, Meta(ge=1, le=2)] = 1  # of a workshop
    # length of a round in a workshop; 0: not known
    minutes: Annotated[int, Meta(ge=1, le=180)] = 0
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]
    responses: Mapping[str, Responses] = {}
    scales: tuple[Scale, ...] = ()
    pages: tuple[InstrumentPage, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    examples: tuple[Example, ...] = ()


class Instrument(InstrumentFile, frozen=True, kw_only=True, dict=True):
    """A validated file with what follows from it: shared labels, titles, a page; in a language."""

    language: str = "en"
    reader: str = ""  # the speaker who has reviewed the translation; empty: nobody yet

    def __hash__(self) -> int:  # cheap, because caches are keyed by instrument
        return hash((self.id, self.version, self.language))

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.scales}

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

    def is_asked(self, item: Item, answers: Answers) -> bool:
        """Whether a question is asked, given the answers so far."""
        while item.follows is not None:
            if answers.get(item.follows.item) != item.follows.answer:
                return False
            item = self.item(item.follows.item)
        return True

    def drop_unasked(self, answers: Answers) -> dict[str, object]:
        """The answers without those to questions that were not asked.

        A change from *Yes, I had supervision* to *No* leaves a date and minutes behind; they are
        neither scored nor stored.
        """
        return {
            name: answer
            for name, answer in answers.items()
            if (item := self.find_item(name)) is None or self.is_asked(item, answers)
        }

    def find_missing_required(self, answers: Answers) -> tuple[str, ...]:
        """Ids of required questions that are asked and have no answer, in the order of the file."""
        return tuple(
            item.id
            for item in self.items
            if item.required
            and answers.get(item.id) in (None, "", [], ())
            and self.is_asked(item, answers)
        )

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
