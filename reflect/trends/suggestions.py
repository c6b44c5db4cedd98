"""Suggestions from one week's answers: something to try, and something to ask of the organisation.

A personal tip is never shown without what the organisation can do: a person alone can seldom change
the causes of a hard week. For each hard statement, the pair of the instrument is used, or else the
pair of the guide that the statement links to; without any such pair, the prompt of the week.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from reflect.content.guides.library import Guides
from reflect.content.guides.model import GuideLink, SuggestionPair
from reflect.core.i18n import _, capitalise_first
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.instruments.model import Instrument, Item
from reflect.core.weeks import Week

HARD_ANSWER_SHARE = 0.25  # of the range from the hard end: *Not at all* and *A little*
MAX_SUGGESTION_PAIRS = 2  # pairs on one page
# hard answers from which a week is called hard: in all scales together, or in one
MIN_HARD_ANSWERS, MIN_HARD_ANSWERS_IN_SCALE = 3, 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion, for the person or the organisation."""

    kind: str  # the label before the text
    text: str
    lead: GuideLink | None = None  # the target, if the text is a link
    language: str = ""  # of the text, if it may differ from that of the page


def is_hard_answer(item: Item, answer: object, *, higher: str = "better") -> bool:
    """Whether an answer is in the quarter of the range that means a hard week."""
    span = item.highest - item.lowest
    if item.kind != "choice" or not item.points or not span or not isinstance(answer, int):
        return False
    share = (item.points_for(answer) - item.lowest) / span
    return (share if higher == "better" else 1 - share) <= HARD_ANSWER_SHARE


def find_hard_statements(
    instrument: Instrument, answers: Mapping[str, Any]
) -> dict[str, list[Item]]:
    """Scale -> its statements with a hard answer, in the order of the file."""
    hard = {}
    for scale in instrument.scales:
        items = [
            item
            for item in map(instrument.item, scale.items)
            if is_hard_answer(item, answers.get(item.id), higher=scale.higher)
        ]
        if items:
            hard[scale.id] = items
    return hard


def is_hard_week(instrument: Instrument, hard: Mapping[str, list[Item]]) -> bool:
    """Whether there are enough hard answers to call the week hard.

    One *A little* is ordinary. Only a weekly instrument counts: others ask about longer periods.
    """
    counts = [len(items) for items in hard.values()]
    enough = sum(counts) >= MIN_HARD_ANSWERS or max(counts, default=0) >= MIN_HARD_ANSWERS_IN_SCALE
    return enough and instrument.rhythm == "week"


def suggest_for_week(
    instrument: Instrument, answers: Mapping[str, Any], week: Week, guides: Guides
) -> list[Suggestion]:
    """Pairs of suggestions for hard statements, at most two; else the prompt of the week.

    The first statement of each scale comes before the second of any; statements of no scale last.
    """
    hard = find_hard_statements(instrument, answers)
    in_turn = [item for row in zip_longest(*hard.values()) for item in row if item]
    in_scales = {name for scale in instrument.scales for name in scale.items}
    others = [item for item in instrument.items if item.id not in in_scales]
    hard_others = [item for item in others if is_hard_answer(item, answers.get(item.id))]
    pairs: dict[SuggestionPair, GuideLink | None] = {}
    for item in (*in_turn, *hard_others):
        lead = guides.statements.get((instrument.id, item.id))
        pair = lead.pair if lead else None
        if item.to_try and item.ask:
            pair = SuggestionPair(item.to_try, item.ask)
        if pair:
            pairs.setdefault(pair, lead)
    if pairs:
        first_pairs = islice(pairs.items(), MAX_SUGGESTION_PAIRS)
        return [suggestion for each in first_pairs for suggestion in _suggest_pair(*each)]
    prompt = prompt_for_week(instrument, week)
    if prompt is None:
        return []
    return [Suggestion(_("To think about"), prompt.text), make_organisation_suggestion(prompt.ask)]


def suggest_from_guide(lead: GuideLink) -> list[Suggestion]:
    """What a guide offers for a whole scale: its summary, and its pair of suggestions."""
    text = _("In 60 seconds: {guide}").format(guide=lead.label)
    return [Suggestion(_("To read"), text, lead), *_suggest_twins(lead.pair, lead.language)]


def _suggest_pair(pair: SuggestionPair, lead: GuideLink | None) -> list[Suggestion]:
    language = lead.language if lead and pair is lead.pair else ""
    to_read = [Suggestion(_("To read"), lead.label, lead)] if lead else []
    return [*_suggest_twins(pair, language), *to_read]


def _suggest_twins(pair: SuggestionPair, language: str) -> list[Suggestion]:
    return [
        make_personal_suggestion(pair.to_try, language),
        make_organisation_suggestion(pair.to_ask, language),
    ]


def make_personal_suggestion(text: str, language: str = "") -> Suggestion:
    """A suggestion for the person; to be shown only with one for the organisation."""
    return Suggestion(_("To try"), _as_sentence(text), language=language)


def make_organisation_suggestion(text: str, language: str = "") -> Suggestion:
    """A suggestion for the organisation."""
    return Suggestion(_("To ask of your organisation"), _as_sentence(text), language=language)


def _as_sentence(phrase: str) -> str:
    """A phrase as a sentence: capitalised, with a full stop unless it has one or is a question."""
    sentence = capitalise_first(phrase)
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."
