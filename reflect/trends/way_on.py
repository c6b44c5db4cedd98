"""From one week's answers, a way on: something to try, and its twin to ask of the organisation.

No personal tip stands without what the organisation can do: a hard week is seldom one person's to
mend. What the instrument says beside a statement comes first; where it says nothing, the prompt of
the week does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reflect.core.instruments import Instrument, Item, Scale, prompt_of
from reflect.core.weeks import Week
from reflect.core.words import _

LOW = 0.25  # of the way from the hard end of a statement to the other: *Not at all* and *A little*
MOST = 2  # pairs on one page


@dataclass(frozen=True, slots=True)
class Way:
    """One thing, and of which kind it is."""

    kind: str
    text: str


def is_hard(scale: Scale, item: Item, answer: object) -> bool:
    """Whether an answer lies in the quarter that says that the week was hard."""
    span = item.highest - item.lowest
    if item.kind != "choice" or not item.points or not span or not isinstance(answer, int):
        return False
    share = (item.counts(answer) - item.lowest) / span
    return (share if scale.higher == "better" else 1 - share) <= LOW


def hard_statements(instrument: Instrument, answers: Mapping[str, Any]) -> dict[str, list[Item]]:
    """Scale -> its statements with such an answer, in the order of the file."""
    found = {
        scale.id: [
            item
            for item in map(instrument.item, scale.items)
            if is_hard(scale, item, answers.get(item.id))
        ]
        for scale in instrument.scales
    }
    return {scale: items for scale, items in found.items() if items}


def ways_on(instrument: Instrument, answers: Mapping[str, Any], week: Week) -> list[Way]:
    """Pairs of twins beside hard statements, at most two; without any, the prompt of the week."""
    hard = [item for items in hard_statements(instrument, answers).values() for item in items]
    pairs = dict.fromkeys((each.to_try, each.ask) for each in hard if each.to_try and each.ask)
    if pairs:
        found = list(pairs)[:MOST]
        return [way for to_try, ask in found for way in (_to_try(to_try), _to_ask(ask))]
    prompt = prompt_of(instrument, week)
    if prompt is None:
        return []
    return [Way(_("To think about"), prompt.text), _to_ask(prompt.ask)]


def _to_try(text: str) -> Way:
    return Way(_("To try"), _sentence(text))


def _to_ask(text: str) -> Way:
    return Way(_("To ask of your organisation"), _sentence(text))


def _sentence(text: str) -> str:
    """Files say these as phrases; here they stand alone."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "?")) else f"{whole}."
