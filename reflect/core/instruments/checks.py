"""What must hold between the tables of an instrument file.

A slip here would not stop a program; it would give wrong numbers, or a question nobody sees. So
everything that can be known beforehand is: ids that are named exist, every question stands on one
page, every score lies within its scale's range and reaches both ends, and the worked examples
come out. Messages name the place and end with what to write instead.
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
from reflect.core.instruments.schema import ItemTable
from reflect.core.instruments.scoring import convert_raw_score, score
from reflect.core.strict_toml import Table, invalid_at

TOLERANCE = 0.005  # of a worked example: scores are written with two places
MOONS_LABEL_COUNT = 5  # labels that the drawing of the five answers has room for
MAX_SQUARES_NUMBER = 10  # the highest number that squares to tap have room for
_MOST_SUMS = 20_000  # different raw values that a table of conversion is tried with
_MOST_POINTS = 101  # numbers that can have points of their own

_OF_ONE_KIND = {
    "choice": {"responses", "labels", "points", "does_not_apply"},
    "choices": {"responses", "labels"},
    "number": {"low", "high", "unit", "points", "does_not_apply"},
    "date": set[str](),
    "text": {"rows", "private"},
}


def check_item_keys(where: str, raw: Table, item: ItemTable, sets: Mapping[str, Responses]) -> None:
    """The keys of one item fit its kind, and its labels and points fit each other.

    Raises:
        Invalid: names the place and the remedy.
    """
    for key in raw.keys() & set().union(*_OF_ONE_KIND.values()) - _OF_ONE_KIND[item.kind]:
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


def _check_labels(where: str, item: ItemTable, sets: Mapping[str, Responses]) -> None:
    if bool(item.responses) == bool(item.labels):
        raise invalid_at(
            where, _('give either "responses" (the id of a set) or "labels", not both.')
        )
    if item.responses and item.responses not in sets:
        raise invalid_at(where, _unknown("responses", item.responses, sets))
    if item.responses and item.does_not_apply:
        raise invalid_at(
            where, _('move "does_not_apply" to the set of responses that it belongs to.')
        )
    labels = item.labels or sets[item.responses].labels
    least = 2 if item.kind == "choice" else 1
    if len(labels) < least or len(set(labels)) < len(labels):
        raise invalid_at(
            where, _("there have to be {least} labels or more, all different.").format(least=least)
        )
    _check_points(where, len(item.points), len(labels))


def _check_number(where: str, item: ItemTable) -> None:
    if item.low >= item.high:
        raise invalid_at(where, _('"low" has to be below "high": write both as whole numbers.'))
    span = item.high - item.low + 1
    if item.points and span > _MOST_POINTS:
        raise invalid_at(where, _('too many numbers for points of their own. Take "points" out.'))
    _check_points(where, len(item.points), span)


def _check_points(where: str, points: int, answers: int) -> None:
    if points not in (0, answers):
        fault = _(
            '"points" has {points} numbers for {answers} answers. Write one number for each answer.'
        )
        raise invalid_at(where, fault.format(points=points, answers=answers))


def check_instrument(instrument: Instrument) -> None:
    """Everything that the tables say to each other.

    Raises:
        Invalid: the first fault, with place and remedy.
    """
    _check_different("items", [item.id for item in instrument.items])
    _check_different("scales", [scale.id for scale in instrument.scales])
    _check_different("pages", [page.id for page in instrument.pages])
    for own in instrument.responses:
        where = f'responses "{own.id}"'
        _check_points(where, len(own.points), len(own.labels))
        if own.id not in {item.responses for item in instrument.items}:
            raise invalid_at(where, _("no question uses it. Take it out, or name it in an item."))
    _check_pages(instrument)
    for n, item in enumerate(instrument.items, 1):
        _check_names(f'items[{n}] "{item.id}"', instrument, item)
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


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return _('"{name}" is not among the {what} of this file. They are: {known}.').format(
        name=name, what=what, known=", ".join(known) or _("none")
    )


def _check_different(what: str, ids: list[str]) -> None:
    for n, own in enumerate(ids, 1):
        if own in ids[: n - 1]:
            raise invalid_at(
                f'{what}[{n}] "{own}"', _("this id is there twice. Give each its own.")
            )


def _check_pages(instrument: Instrument) -> None:
    seen: set[str] = set()
    for where, section in _sections(instrument):
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


def _sections(instrument: Instrument) -> Iterator[tuple[str, InstrumentSection]]:
    for n, page in enumerate(instrument.pages, 1):
        for k, section in enumerate(page.sections, 1):
            yield f'pages[{n}] "{page.id}", sections[{k}]', section


def _check_section(where: str, instrument: Instrument, section: InstrumentSection) -> None:
    items = _named(where, instrument, section.items)
    if section.scale and section.scale not in (scale.id for scale in instrument.scales):
        raise invalid_at(
            where, _unknown("scales", section.scale, (s.id for s in instrument.scales))
        )
    for item in items:
        if (
            section.scale
            and item.is_scorable
            and item.id not in instrument.scale(section.scale).items
        ):
            fault = _('"{item}" is not part of the scale "{scale}". Move it to another section.')
            raise invalid_at(where, fault.format(item=item.id, scale=section.scale))
        if not _suits(section, item):
            fault = _('"{item}" cannot be drawn as {layout}. Write layout = "plain".')
            raise invalid_at(where, fault.format(item=item.id, layout=section.layout))


def _suits(section: InstrumentSection, item: Item) -> bool:
    """Moons are five answers, squares are small numbers; a text box may stand below either."""
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


def _named(where: str, instrument: Instrument, names: Iterable[str]) -> list[Item]:
    items = []
    for name in names:
        item = instrument.find_item(name)
        if item is None:
            raise invalid_at(where, _unknown("items", name, (item.id for item in instrument.items)))
        items.append(item)
    return items


def _check_names(where: str, instrument: Instrument, item: Item) -> None:
    if item.twin:
        _named(where, instrument, [item.twin])
    if item.twin == item.id:
        raise invalid_at(where, _('a question cannot be its own twin. Name another in "twin".'))
    if item.follows is None:
        return
    (first,) = _named(where, instrument, [item.follows.item])
    position = item.follows.answer
    low, high = (first.low, first.high) if first.kind == "number" else (1, len(first.labels))
    if first.kind not in ("choice", "number") or not low <= position <= high:
        fault = _('"{first}" has no answer {n} to follow. It has to be a choice or a number.')
        raise invalid_at(where, fault.format(first=first.id, n=position))


def _check_scale(where: str, instrument: Instrument, scale: Scale) -> None:
    for item in _named(where, instrument, scale.items):
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
        raise invalid_at(where, _unknown("other scales", scale.beside, others))
    if len({raw for raw, _to in scale.lookup}) < len(scale.lookup):
        raise invalid_at(where, _('a value is there twice in "lookup". Take one out.'))
    _check_range(where, instrument, scale)


def _check_range(where: str, instrument: Instrument, scale: Scale) -> None:
    items = [instrument.item(name) for name in scale.items]
    if scale.lookup:
        try:
            reached = [
                convert_raw_score(scale, raw * scale.factor) for raw in _raw_values(scale, items)
            ]
        except Invalid as error:
            remedy = _("Every value that answers can give needs its row.")
            raise invalid_at(where, f"{error} {remedy}") from None
    else:
        reached = [raw * scale.factor for raw in _ends(scale, items)]
    low, high = min(reached), max(reached)
    if max(abs(low - scale.low), abs(high - scale.high)) > TOLERANCE or low == high:
        fault = _("answers give {low} to {high}. Write range = [{low}, {high}], or mend points.")
        raise invalid_at(where, fault.format(low=f"{low:.9g}", high=f"{high:.9g}"))


def _ends(scale: Scale, items: list[Item]) -> tuple[float, float]:
    """The least and the most that a scale comes to, with as few answers as it allows."""
    if scale.combine == "count":
        least: list[float] = sorted(float(item.lowest > 0) for item in items)
        most: list[float] = sorted((float(item.highest > 0) for item in items), reverse=True)
    else:
        least = sorted(item.lowest for item in items)
        most = sorted((item.highest for item in items), reverse=True)
    enough = scale.minimum - 1
    if scale.combine == "mean":
        return sum(least[: enough + 1]) / scale.minimum, sum(most[: enough + 1]) / scale.minimum
    return min(list(accumulate(least))[enough:]), max(list(accumulate(most))[enough:])


def _raw_values(scale: Scale, items: list[Item]) -> list[float]:
    """Every value that a table of conversion will be asked for.

    Raises:
        Invalid: there are too many to be tried.
    """
    sums: set[tuple[int, float]] = {(0, 0.0)}  # answered so far, points so far
    for item in items:
        points = set(item.points or range(item.low, min(item.high + 1, item.low + _MOST_SUMS)))
        if scale.combine == "count":
            points = {float(value > 0) for value in points}
        if len(points) * len(sums) > _MOST_SUMS:
            raise Invalid(_('there are too many values for a table. Take "lookup" out.'))
        more = {(n + 1, round(total + value, 6)) for n, total in sums for value in points}
        sums = set(chain(sums, more))
    mean = scale.combine == "mean"
    return sorted(total / n if mean else total for n, total in sums if n >= scale.minimum)


def _check_example(where: str, instrument: Instrument, example: Example) -> None:
    scales = [scale.id for scale in instrument.scales]
    for name in chain(example.scores, example.missing):
        if name not in scales:
            raise invalid_at(where, _unknown("scales", name, scales))
    try:
        found = score(instrument, example.answers)
    except Invalid as error:
        raise invalid_at(where, str(error)) from None
    for name, expected in example.scores.items():
        if name not in found or abs(found[name] - expected) > TOLERANCE:
            got = f"{found[name]:g}" if name in found else _("missing")
            fault = _(
                '"{scale}" is to be {expected:g} and comes to {got}. Mend the example or the scale.'
            )
            raise invalid_at(where, fault.format(scale=name, expected=expected, got=got))
    for name in example.missing:
        if name in found:
            fault = _(
                '"{scale}" is to be missing and comes to {got:g}. Mend the example or the scale.'
            )
            raise invalid_at(where, fault.format(scale=name, got=found[name]))
