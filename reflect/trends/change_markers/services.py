"""What a person marked as changed, as it lies in the settings row: one mark a week at most."""

from collections.abc import Iterable, Mapping
from typing import Any

from reflect.core.week_entries import CHANGE_KINDS, ChangeMarker
from reflect.core.weeks import Week


def parse_change_markers(settings: Mapping[str, Any]) -> list[ChangeMarker]:
    """The marks in an opened settings row, oldest first."""
    found = [
        ChangeMarker(**{**each, "week": Week.parse(each["week"])}) for each in settings["changes"]
    ]
    return sorted(found, key=lambda change: change.week)


def serialise_change_markers(changes: Iterable[ChangeMarker]) -> list[dict[str, Any]]:
    """The same as the row keeps them."""
    return [
        {"week": str(one.week), "kind": one.kind, "words": one.words, "baseline": one.baseline}
        for one in changes
    ]


def change_kind_options() -> tuple[tuple[str, str], ...]:
    """What can have changed: value and label."""
    return tuple((kind, words[:1].upper() + words[1:]) for kind, words in CHANGE_KINDS.items())


def format_change_title(change: ChangeMarker) -> str:
    """What changed, at the start of a line: the person's own words, or else its kind."""
    return change.words or dict(change_kind_options())[change.kind]
