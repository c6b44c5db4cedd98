"""What is said of several teams together: the middle, and between which values all lie.

No window is compared with another but by naming the middle of the one before: which teams are shown
differs from window to window, so a step may come from that alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.charts.series import ScaleView
from reflect.charts.team import days, value_words
from reflect.core.disclosure.across_teams import Spread
from reflect.core.windows import Window
from reflect.core.words import _


@dataclass(frozen=True, slots=True)
class AcrossPicture:
    """The closed windows of all teams, oldest first."""

    scales: tuple[ScaleView, ...]
    windows: tuple[Window, ...]
    figures: tuple[
        Mapping[str, Spread], ...
    ]  # beside the windows: scale -> spread; none: not shown

    def at(self, window: Window, scale: str) -> Spread | None:
        """One scale of one window; None: not shown."""
        found = dict(zip(self.windows, self.figures, strict=True))
        return found.get(window, {}).get(scale)


@dataclass(frozen=True, slots=True)
class Row:
    """One window as a row of the table."""

    days: str
    values: tuple[str, ...]  # one a scale; "not shown" alike for every reason


def sentence(picture: AcrossPicture, scale: str) -> str:
    """What stands beside a scale: the latest window, and the middle of the one before."""
    last = picture.windows[-1] if picture.windows else None
    found = picture.at(last, scale) if last is not None else None
    if last is None or found is None:
        return _("Not shown.")
    said = [
        _("The middle is {middle}.").format(middle=value_words(found.middle)),
        _("All lie between {low} and {high}.").format(low=found.low, high=found.high),
    ]
    before = picture.at(last + -1, scale)
    if before is not None:
        words = _("In the window before, the middle was {middle}.")
        said.append(words.format(middle=value_words(before.middle)))
    return " ".join(said)


def rows(picture: AcrossPicture) -> tuple[Row, ...]:
    """Every window, newest first."""
    return tuple(
        Row(days(window), tuple(_cell(picture.at(window, scale.id)) for scale in picture.scales))
        for window in reversed(picture.windows)
    )


def _cell(found: Spread | None) -> str:
    if found is None:
        return _("not shown")
    return _("{middle} ({low} to {high})").format(
        middle=value_words(found.middle), low=found.low, high=found.high
    )


def may_not_be_concluded() -> tuple[str, ...]:
    """What stands under the chart."""
    return (
        _("Teams are not compared. Their work, their people and their weeks differ."),
        _("The middle is no target, and no team is asked to reach it."),
        _("Other teams may stand behind the next window. A step may come from that alone."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )
