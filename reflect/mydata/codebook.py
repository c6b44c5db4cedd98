"""What the numbers of an archive mean, in full, so that it can be read where there is no Reflect.

Wordings are repeated here for each version that was answered; the files of the instruments are not
part of an archive, because an organisation may only lend what it holds a licence for.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from reflect.checkins.actions import outcome_options, whose_options
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, Item, Scale
from reflect.core.words import _
from reflect.trends.change_markers.services import change_kind_options
from reflect.vaults.repository import IncomingRow

CODEBOOK_FORMAT = "reflect-codebook"


def build_codebook(rows: Sequence[IncomingRow], library: Library) -> bytes:
    """`codebook.json`, for every version of every instrument that `rows` name."""
    used = sorted({(v["instrument"], v["version"]) for _kind, _key, v in rows if "version" in v})
    here = [found for key in used if (found := library.versions.get(key))]
    whole = {
        "format": CODEBOOK_FORMAT,
        "version": 1,
        "rows": describe_kinds(),
        "actions": {"whose": dict(whose_options()), "outcome": dict(outcome_options())},
        "changes": dict(change_kind_options()),
        "instruments": [_instrument(found) for found in here],
        "not_known_here": [list(key) for key in used if key not in library.versions],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def describe_kinds() -> dict[str, str]:
    """Kind of row -> what is in it."""
    return {
        "answers": _(
            "The ticks and numbers of one week. 1 is the first label of a question, 2 the second. "
            "A list stands for several labels. n/a means that it did not apply. What was not "
            "answered is not there. away marks a week away; counts lets the week count for a team."
        ),
        "notes": _("The texts of one week, and the number of the prompt that stood beside them."),
        "draft": _("A check-in that was begun and not sent, as it was typed."),
        "share": _("What was shared with a team, in hundredths of a point."),
        "cpd": _("The CPD entries of one registration year."),
        "journal": _("The journal of one month."),
        "actions": _("The one thing of each week, whose move it was, and what became of it."),
        "settings": _("What was set, first week and marked changes among it."),
    }


def _instrument(found: Instrument) -> dict[str, Any]:
    return {
        "id": found.id,
        "version": found.version,
        "title": found.title,
        "asks_about": found.recall,
        "what_it_is": found.standing,
        "source": found.source,
        "licence": found.licence,
        "stem": found.stem,
        "items": [_filled(_item(item)) for item in found.items],
        "scales": [_filled(_scale(scale)) for scale in found.scales],
        "prompts": {str(prompt.number): prompt.text for prompt in found.prompts},
    }


def _item(item: Item) -> dict[str, Any]:
    labels = _labels(item)
    is_number = item.kind == "number"
    return {
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "hint": item.hint,
        "labels": labels,
        "points": dict(zip(_answers(item), item.points, strict=False)),
        "range": [item.low, item.high] if is_number else None,
        "unit": item.unit,
        "follows": [item.follows.item, item.follows.answer] if item.follows else None,
    }


def _labels(item: Item) -> dict[str, str]:
    labels = {str(at): label for at, label in enumerate(item.labels, 1)}
    return {**labels, NOT_APPLICABLE: item.does_not_apply} if item.does_not_apply else labels


def _answers(item: Item) -> Iterable[str]:
    """The answers that points stand for, in their order."""
    first = item.low if item.kind == "number" else 1
    return (str(first + at) for at in range(len(item.points)))


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "id": scale.id,
        "title": scale.title,
        "items": list(scale.items),
        "combine": scale.combine,
        "factor": scale.factor,
        "lookup": [list(pair) for pair in scale.lookup],
        "answers_needed": scale.minimum,
        "range": [scale.low, scale.high],
        "direction": scale.direction,
        "rule": scale.rule,
    }


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    """Without what does not say anything."""
    return {name: value for name, value in table.items() if value not in ("", None, [], {})}
