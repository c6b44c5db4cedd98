"""Scoring: validates answers and calculates the score of each scale.

An answer is the position of its label (1 for the first), `"n/a"` for *does not apply*, a list of
positions if several may be chosen, the number itself, a day as `2026-03-02`, or a text. Questions
without an answer are left out. *Not answered* and *does not apply* are stored differently and
scored alike: as missing, never as zero. Missing answers are not imputed; a scale with too few
answers is absent from the result, because a meaningless number is worse than a gap.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from math import fsum, isclose

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.instruments.model import (
    NOT_APPLICABLE,
    Answers,
    Instrument,
    Item,
    ItemKind,
    Scale,
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def score(instrument: Instrument, answers: Answers) -> dict[str, float]:
    """The score of every scale with enough answers, each within the scale's range.

    Sums and counts are not scaled up for missing answers.

    Raises:
        Invalid: an unknown question, or an answer that is not possible.
    """
    check_answers(instrument, answers)
    return score_stored(instrument, instrument.drop_unasked(answers))


def score_stored(instrument: Instrument, answers: Answers) -> dict[str, float]:
    """As `score`, for stored answers: validated, and without unasked ones (`drop_unasked`)."""
    scores = {}
    for scale in instrument.scales:
        points = collect_points(instrument, scale, answers)
        if len(points) >= scale.minimum:
            scores[scale.id] = combine_points(scale, [*points.values()])
    return scores


def combine_points(scale: Scale, points: Sequence[float]) -> float:
    """The score for the points of the answers, of which there is at least one."""
    match scale.combine:
        case "mean":
            raw = fsum(points) / len(points)
        case "sum":
            raw = fsum(points)
        case "count":
            raw = sum(1 for value in points if value > 0)
    value = convert_raw_score(scale, raw * scale.factor)
    return min(max(value, scale.low), scale.high)  # rounding may exceed the range a little


def convert_raw_score(scale: Scale, raw: float) -> float:
    """Convert a raw value by the scale's lookup table, if it has one.

    Raises:
        Invalid: the table does not have it (the loader rejects such a table).
    """
    if not scale.lookup:
        return raw
    for known, value in scale.lookup:
        if isclose(known, raw, rel_tol=0, abs_tol=1e-6):
            return value
    raise Invalid(_('The table of "{scale}" has no {raw:g}.').format(scale=scale.id, raw=raw))


def check_answers(instrument: Instrument, answers: Answers) -> None:
    """Validate answers.

    Raises:
        Invalid: an unknown question, or an answer that is not possible.
    """
    for name, answer in answers.items():
        item = instrument.find_item(name)
        if item is None:
            raise Invalid(
                _('{title} has no question "{name}".').format(title=instrument.title, name=name)
            )
        if answer == NOT_APPLICABLE and item.does_not_apply:
            continue
        if not _ANSWER_CHECKS[item.kind](item, answer):
            raise Invalid(f'"{name}": {describe_valid_answers(item)}')


def describe_valid_answers(item: Item) -> str:
    """Which answers are valid, as the end of an error message."""
    match item.kind:
        case "choice":
            text = _("answer with a whole number from 1 to {count}, the position of the label.")
        case "choices":
            text = _("answer with a list of different whole numbers from 1 to {count}.")
        case "number":
            text = _("use a whole number from {low} to {high}.")
        case "date":
            text = _("write the day as 2026-03-02.")
        case "text":
            text = _("write a text.")
    return text.format(count=len(item.labels), low=item.low, high=item.high)


def collect_points(instrument: Instrument, scale: Scale, answers: Answers) -> dict[str, float]:
    """The points of each answered item of a scale."""
    answered = ((instrument.item(name), answers.get(name)) for name in scale.items)
    return {item.id: item.points_for(given) for item, given in answered if isinstance(given, int)}


def _is_whole(answer: object, low: int, high: int) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool) and low <= answer <= high


def _fits_choices(item: Item, answer: object) -> bool:
    if not isinstance(answer, list | tuple):
        return False
    on_offer = all(_is_whole(position, 1, len(item.labels)) for position in answer)
    return on_offer and len(set(answer)) == len(answer)


def _fits_date(_item: Item, answer: object) -> bool:
    if not isinstance(answer, str) or not _DAY.fullmatch(answer):
        return False
    try:
        return bool(date.fromisoformat(answer))
    except ValueError:
        return False


_ANSWER_CHECKS: dict[ItemKind, Callable[[Item, object], bool]] = {
    "choice": lambda item, answer: _is_whole(answer, 1, len(item.labels)),
    "choices": _fits_choices,
    "number": lambda item, answer: _is_whole(answer, item.low, item.high),
    "date": _fits_date,
    "text": lambda _item, answer: isinstance(answer, str),
}
