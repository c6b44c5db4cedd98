"""What a person marked as changed, as it lies in the settings row: one mark a week at most."""

from collections.abc import Iterable, Mapping
from typing import Any

from reflect.core.week_entries import CHANGES, Change
from reflect.core.weeks import Week


def read(settings: Mapping[str, Any]) -> list[Change]:
    """The marks in an opened settings row, oldest first."""
    found = [Change(**{**each, "week": Week.parse(each["week"])}) for each in settings["changes"]]
    return sorted(found, key=lambda change: change.week)


def written(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The same as the row keeps them."""
    return [
        {"week": str(one.week), "kind": one.kind, "words": one.words, "baseline": one.baseline}
        for one in changes
    ]


def kind_options() -> tuple[tuple[str, str], ...]:
    """What can have changed: value and label."""
    return tuple((kind, words[:1].upper() + words[1:]) for kind, words in CHANGES.items())


def title(change: Change) -> str:
    """What changed, at the start of a line: the person's own words, or else its kind."""
    return change.words or dict(kind_options())[change.kind]
