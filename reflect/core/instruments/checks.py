"""Validation of an instrument file: the rules between its tables.

A mistake in a file would not stop the program; it would give wrong numbers, or a question that
nobody sees. So everything that can be checked is: every referenced id exists, every question is on
one page, every score is within its scale's range and reaches both ends, and the worked examples
give their scores. Messages name the place and end with what to write instead.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, chain

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.instruments.model import (
    Example,
    Instrument,
    InstrumentSection,
    Item,
    Responses,
    Scale,
)
from reflect.core.instruments.scoring import convert_raw_score, score
from reflect.core.strict_toml import Table, invalid_at

TOLERANCE = 0.005  # worked examples give scores with two decimal places
MOONS_LABEL_COUNT = 5  # labels in the layout "moons"
MAX_SQUARES_NUMBER = 10  # the highest number in the layout "squares"
_MAX_RAW_VALUES = 20_000  # that a lookup table is checked with
_MAX_POINTS = 101  # of a number item

_KEYS_BY_KIND = {
    "choice": {"responses", "labels", "points", "does_not_apply"},
    "choices": {"responses", "labels"},
    "number": {"low", "high", "unit", "points", "does_not_apply"},
    "date": set[str](),
    "text": {"rows", "private"},
}


def check_item_keys(where: str, raw: Table, item: Item, sets: Mapping[str, Responses]) -> None:
    """Check that an item has only keys of its kind, and that labels and points match.

    Raises:
        Invalid: the message names the place and what to write instead.
    """
    for key in raw.keys() & set().union(*_KEYS_BY_KIND.values()) - _KEYS_BY_KIND[item.kind]:
        raise invalid_at(
            where,
            _('"{key}" means nothing for the kind "{kind}". Take it out.').format(
                key=key, kind=item.kind
            ),
        )
    if item.kind in ("choice", "choices"):
        _check_labels(where, item, sets)
    elif item.kind == "number":
        _check_number(where, item)


def _check_labels(where: str, item: Item, sets: Mapping[str, Responses]) -> None:
    if bool(item.responses) == bool(item.labels):
        raise invalid_at(
            where, _('give either "responses" (the id of a set) or "labels", not both.')
        )
    if item.responses and item.responses not in sets:
        raise _unknown_id(where, "responses", item.responses, sets)
    if item.responses and item.does_not_apply:
        raise invalid_at(
            where, _('move "does_not_apply" to the set of responses that it belongs to.')
        )
    labels = item.labels or sets[item.responses].labels
    minimum = 2 if item.kind == "choice" else 1
    if len(labels) < minimum or len(set(labels)) < len(labels):
        raise invalid_at(
            where,
            _("there have to be {least} labels or more, all different.").format(least=minimum),
        )
    _check_points(where, len(item.points), len(labels))


def _check_number(where: str, item: Item) -> None:
    if item.low >= item.high:
        raise invalid_at(where, _('"low" has to be below "high": write both as whole numbers.'))
    span = item.high - item.low + 1
    if item.points and span > _MAX_POINTS:
        raise invalid_at(where, _('too many numbers for points of their own. Take "points" out.'))
    _check_points(where, len(item.points), span)


def _check_points(where: str, points: int, answers: int) -> None:
    if points not in (0, answers):
        fault = _(
            '"points" has {points} numbers for {answers} answers. Write one number for each answer.'
        )
        raise invalid_at(where, fault.format(points=points, answers=answers))


def check_instrument(instrument: Instrument) -> None:
    """Check all rules between the tables.

    Raises:
        Invalid: the first fault, with its place and what to write instead.
    """
    _check_unique("items", [item.id for item in instrument.items])
    _check_unique("scales", [scale.id for scale in instrument.scales])
    _check_unique("pages", [page.id for page in instrument.pages])
    for name, answers in instrument.responses.items():
        where = f'responses "{name}"'
        _check_points(where, len(answers.points), len(answers.labels))
        if name not in {item.responses for item in instrument.items}:
            raise invalid_at(where, _("no question uses it. Take it out, or name it in an item."))
    _check_pages(instrument)
    for n, item in enumerate(instrument.items, 1):
        _check_references(f'items[{n}] "{item.id}"', instrument, item)
    for n, scale in enumerate(instrument.scales, 1):
        _check_scale(f'scales[{n}] "{scale.id}"', instrument, scale)
    if "{" in instrument.heading.replace("{days}", ""):
        fault = _('"heading" may hold {days} in braces and nothing else. Take the rest out.')
        raise invalid_at(_("top of the file"), fault)
    if instrument.team and not instrument.scales:
        raise invalid_at(
            _("top of the file"), _('a team is shown scales, and there are none. Take "team" out.')
        )
    for n, example in enumerate(instrument.examples, 1):
        _check_example(f"examples[{n}]", instrument, example)


def _unknown_id(where: str, what: str, name: str, known: Iterable[str]) -> Invalid:
    fault = _('"{name}" is not among the {what} of this file. They are: {known}.')
    listed = ", ".join(known) or _("none")
    return invalid_at(where, fault.format(name=name, what=what, known=listed))


def _check_unique(what: str, ids: list[str]) -> None:
    for n, each in enumerate(ids, 1):
        if each in ids[: n - 1]:
            raise invalid_at(
                f'{what}[{n}] "{each}"', _("this id is there twice. Give each its own.")
            )


def _check_pages(instrument: Instrument) -> None:
    seen: set[str] = set()
    for where, section in _iter_sections(instrument):
        _check_section(where, instrument, section)
        for name in section.items:
            if name in seen:
                raise invalid_at(
                    where, _('"{name}" is there twice. Take one out.').format(name=name)
                )
            follows = instrument.item(name).follows
            if follows and follows.item not in seen:
                fault = _('"{name}" follows "{first}", which has to stand before it on the pages.')
                raise invalid_at(where, fault.format(name=name, first=follows.item))
            seen.add(name)
    for n, item in enumerate(instrument.items, 1):
        if item.id not in seen:
            raise invalid_at(
                f'items[{n}] "{item.id}"', _("it stands on no page. Add it to a section.")
            )


def _iter_sections(instrument: Instrument) -> Iterator[tuple[str, InstrumentSection]]:
    for n, page in enumerate(instrument.pages, 1):
        for k, section in enumerate(page.sections, 1):
            yield f'pages[{n}] "{page.id}", sections[{k}]', section


def _check_section(where: str, instrument: Instrument, section: InstrumentSection) -> None:
    items = _find_items(where, instrument, section.items)
    scales = [scale.id for scale in instrument.scales]
    if section.scale and section.scale not in scales:
        raise _unknown_id(where, "scales", section.scale, scales)
    for item in items:
        if (
            section.scale
            and item.is_scorable
            and item.id not in instrument.scale(section.scale).items
        ):
            fault = _('"{item}" is not part of the scale "{scale}". Move it to another section.')
            raise invalid_at(where, fault.format(item=item.id, scale=section.scale))
        if not _fits_layout(section, item):
            fault = _('"{item}" cannot be drawn as {layout}. Write layout = "plain".')
            raise invalid_at(where, fault.format(item=item.id, layout=section.layout))


def _fits_layout(section: InstrumentSection, item: Item) -> bool:
    """Moons need five answers, squares small numbers; a text field may be below either."""
    match section.layout:
        case "moons":
            return item.kind == "text" or (
                item.kind == "choice" and len(item.labels) == MOONS_LABEL_COUNT
            )
        case "squares":
            return item.kind == "text" or (item.low == 0 < item.high <= MAX_SQUARES_NUMBER)
        case "across":
            return item.kind in ("text", "choice", "choices")
        case "plain":
            return True


def _find_items(where: str, instrument: Instrument, names: Iterable[str]) -> list[Item]:
    items = []
    for name in names:
        item = instrument.find_item(name)
        if item is None:
            raise _unknown_id(where, "items", name, [item.id for item in instrument.items])
        items.append(item)
    return items


def _check_references(where: str, instrument: Instrument, item: Item) -> None:
    if item.twin:
        _find_items(where, instrument, [item.twin])
    if item.twin == item.id:
        raise invalid_at(where, _('a question cannot be its own twin. Name another in "twin".'))
    if item.follows is None:
        return
    (first,) = _find_items(where, instrument, [item.follows.item])
    position = item.follows.answer
    low, high = (first.low, first.high) if first.kind == "number" else (1, len(first.labels))
    if first.kind not in ("choice", "number") or not low <= position <= high:
        fault = _('"{first}" has no answer {n} to follow. It has to be a choice or a number.')
        raise invalid_at(where, fault.format(first=first.id, n=position))


def _check_scale(where: str, instrument: Instrument, scale: Scale) -> None:
    for item in _find_items(where, instrument, scale.items):
        if not item.is_scorable:
            fault = _('"{item}" has no points. Give it points, or take it out of the scale.')
            raise invalid_at(where, fault.format(item=item.id))
    if len(set(scale.items)) < len(scale.items):
        raise invalid_at(where, _('an item is there twice in "items". Take one out.'))
    if scale.minimum > len(scale.items):
        fault = _('"minimum" is more than its {n} items. Write {n} or less.')
        raise invalid_at(where, fault.format(n=len(scale.items)))
    others = [other.id for other in instrument.scales if other.id != scale.id]
    if scale.beside and scale.beside not in others:
        raise _unknown_id(where, "other scales", scale.beside, others)
    if len({raw for raw, _to in scale.lookup}) < len(scale.lookup):
        raise invalid_at(where, _('a value is there twice in "lookup". Take one out.'))
    _check_range(where, instrument, scale)


def _check_range(where: str, instrument: Instrument, scale: Scale) -> None:
    items = [instrument.item(name) for name in scale.items]
    if scale.lookup:
        try:
            raw_values = _list_raw_values(scale, items)
            scores = [convert_raw_score(scale, raw * scale.factor) for raw in raw_values]
        except Invalid as error:
            remedy = _("Every value that answers can give needs its row.")
            raise invalid_at(where, f"{error} {remedy}") from None
    else:
        scores = [raw * scale.factor for raw in _score_range(scale, items)]
    low, high = min(scores), max(scores)
    if max(abs(low - scale.low), abs(high - scale.high)) > TOLERANCE or low == high:
        fault = _("answers give {low} to {high}. Write range = [{low}, {high}], or mend points.")
        raise invalid_at(where, fault.format(low=f"{low:.9g}", high=f"{high:.9g}"))


def _score_range(scale: Scale, items: list[Item]) -> tuple[float, float]:
    """The lowest and highest raw score, given the minimum number of answers or more."""
    if scale.combine == "count":
        least: list[float] = sorted(float(item.lowest > 0) for item in items)
        most: list[float] = sorted((float(item.highest > 0) for item in items), reverse=True)
    else:
        least = sorted(item.lowest for item in items)
        most = sorted((item.highest for item in items), reverse=True)
    needed = scale.minimum
    if scale.combine == "mean":
        return sum(least[:needed]) / needed, sum(most[:needed]) / needed
    return min(list(accumulate(least))[needed - 1 :]), max(list(accumulate(most))[needed - 1 :])


def _list_raw_values(scale: Scale, items: list[Item]) -> list[float]:
    """Every raw value that a lookup table must contain, in rising order.

    Raises:
        Invalid: there are too many to check.
    """
    sums: set[tuple[int, float]] = {(0, 0.0)}  # answered so far, points so far
    for item in items:
        points = set(item.points or range(item.low, min(item.high + 1, item.low + _MAX_RAW_VALUES)))
        if scale.combine == "count":
            points = {float(value > 0) for value in points}
        if len(points) * len(sums) > _MAX_RAW_VALUES:
            raise Invalid(_('there are too many values for a table. Take "lookup" out.'))
        extended = {(n + 1, round(total + value, 6)) for n, total in sums for value in points}
        sums = set(chain(sums, extended))
    mean = scale.combine == "mean"
    return sorted(total / n if mean else total for n, total in sums if n >= scale.minimum)


def _check_example(where: str, instrument: Instrument, example: Example) -> None:
    scales = [scale.id for scale in instrument.scales]
    for name in chain(example.scores, example.missing):
        if name not in scales:
            raise _unknown_id(where, "scales", name, scales)
    try:
        scores = score(instrument, example.answers)
    except Invalid as error:
        raise invalid_at(where, str(error)) from None
    for name, expected in example.scores.items():
        if name not in scores or abs(scores[name] - expected) > TOLERANCE:
            got = f"{scores[name]:g}" if name in scores else _("missing")
            fault = _(
                '"{scale}" is to be {expected:g} and comes to {got}. Mend the example or the scale.'
            )
            raise invalid_at(where, fault.format(scale=name, expected=expected, got=got))
    for name in example.missing:
        if name in scores:
            fault = _(
                '"{scale}" is to be missing and comes to {got:g}. Mend the example or the scale.'
            )
            raise invalid_at(where, fault.format(scale=name, got=scores[name]))
