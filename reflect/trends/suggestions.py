"""From one week's answers, a way on: something to try, and its twin to ask of the organisation.

No personal tip stands without what the organisation can do: a hard week is seldom one person's to
mend. What the instrument says beside a statement comes first, then what the guide says that the
statement leads to; without any such pair, the prompt of the week stands there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from reflect.content.guides.library import Guides
from reflect.content.guides.model import GuideLink, SuggestionPair
from reflect.core.i18n import _
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.instruments.model import Instrument, Item
from reflect.core.weeks import Week

HARD_ANSWER_SHARE = 0.25  # of the range from the hard end: *Not at all* and *A little*
MAX_SUGGESTION_PAIRS = 2  # pairs on one page
MIN_HARD_ANSWERS, MIN_HARD_ANSWERS_IN_SCALE = (
    3,
    2,
)  # such answers from which a week is called hard: in all, or in one scale


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion, for the person or the organisation."""

    kind: str
    text: str
    lead: GuideLink | None = None  # where the text leads, if it is a link
    language: str = ""  # of the text, where it may be another than the page's


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
    """Scale -> its statements with such an answer, in the order of the file."""
    found = {
        scale.id: [
            item
            for item in map(instrument.item, scale.items)
            if is_hard_answer(item, answers.get(item.id), higher=scale.higher)
        ]
        for scale in instrument.scales
    }
    return {scale: items for scale, items in found.items() if items}


def is_hard_week(instrument: Instrument, hard: Mapping[str, list[Item]]) -> bool:
    """Whether enough statements were hard to call the week hard.

    One *A little* is an ordinary week. A module asks about a month, and is no week at all.
    """
    counts = [len(items) for items in hard.values()]
    enough = sum(counts) >= MIN_HARD_ANSWERS or max(counts, default=0) >= MIN_HARD_ANSWERS_IN_SCALE
    return enough and instrument.rhythm == "week"


def suggest_for_week(
    instrument: Instrument, answers: Mapping[str, Any], week: Week, guides: Guides
) -> list[Suggestion]:
    """Pairs of suggestions for hard statements, at most two; else the prompt of the week.

    The first pair of each scale comes before the second of any; statements of no scale come last.
    """
    hard = find_hard_statements(instrument, answers)
    in_turn = [item for row in zip_longest(*hard.values()) for item in row if item]
    others = [
        item
        for item in _items_without_scale(instrument)
        if is_hard_answer(item, answers.get(item.id))
    ]
    found: dict[SuggestionPair, GuideLink | None] = {}
    for item in chain(in_turn, others):
        lead = guides.statements.get((instrument.id, item.id))
        twins = (
            SuggestionPair(item.to_try, item.ask)
            if item.to_try and item.ask
            else lead and lead.pair
        )
        if twins:
            found.setdefault(twins, lead)
    if found:
        return [
            way
            for pair in list(found.items())[:MAX_SUGGESTION_PAIRS]
            for way in _suggest_pair(*pair)
        ]
    prompt = prompt_for_week(instrument, week)
    if prompt is None:
        return []
    return [Suggestion(_("To think about"), prompt.text), make_organisation_suggestion(prompt.ask)]


def suggest_from_guide(lead: GuideLink) -> list[Suggestion]:
    """What a guide offers for a whole scale: its summary, and the pair in it."""
    said = _("In 60 seconds: {guide}").format(guide=lead.label)
    return [Suggestion(_("To read"), said, lead), *_suggest_twins(lead.pair, lead.language)]


def _items_without_scale(instrument: Instrument) -> Iterator[Item]:
    in_scales = {name for scale in instrument.scales for name in scale.items}
    return (item for item in instrument.items if item.id not in in_scales)


def _suggest_pair(twins: SuggestionPair, lead: GuideLink | None) -> list[Suggestion]:
    language = lead.language if lead and twins is lead.pair else ""
    return [
        *_suggest_twins(twins, language),
        *([Suggestion(_("To read"), lead.label, lead)] if lead else []),
    ]


def _suggest_twins(twins: SuggestionPair, language: str) -> list[Suggestion]:
    return [
        make_personal_suggestion(twins.to_try, language),
        make_organisation_suggestion(twins.to_ask, language),
    ]


def make_personal_suggestion(text: str, language: str = "") -> Suggestion:
    """A suggestion for the person; shown only with its twin."""
    return Suggestion(_("To try"), _as_sentence(text), language=language)


def make_organisation_suggestion(text: str, language: str = "") -> Suggestion:
    """A suggestion for the organisation."""
    return Suggestion(_("To ask of your organisation"), _as_sentence(text), language=language)


def _as_sentence(text: str) -> str:
    """A phrase of a file as a sentence."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "?")) else f"{whole}."
