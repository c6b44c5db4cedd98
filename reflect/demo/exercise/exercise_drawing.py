"""Every score that a week can have, on one line: filled where it is still possible.

Seen beside each other, the two pages need no arithmetic: a line of filled marks, and a single one.
What is drawn stands in a sentence beside it, so those who hear the page miss nothing.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction

from markupsafe import Markup

from reflect.charts import svg
from reflect.charts.svg import element, text_element, trusted_svg

_MARGIN, _MIDDLE = 18, 18
_SIZES = (("wide", 720, 8), ("narrow", 340, 5))  # class, width, radius
_TICKS = (0, 25, 50, 75, 100)


def draw_score_lines(scores: Sequence[Fraction], left: Collection[Fraction]) -> tuple[Markup, ...]:
    """The drawing for a desk and the one for a phone; one of them is shown."""
    return tuple(trusted_svg(_line(scores, left, *size)) for size in _SIZES)


def _line(
    scores: Sequence[Fraction], left: Collection[Fraction], cls: str, width: int, r: int
) -> str:
    def x(of: Fraction | int) -> float:
        return _MARGIN + float(of) * (width - 2 * _MARGIN) / 100

    def marks(some: Sequence[Fraction], cls: str) -> str:
        places = [(x(score), float(_MIDDLE)) for score in some]
        return element("path", cls=cls, d=svg.repeat_shape(places, svg.circle(r))) if places else ""

    return element(
        "svg",
        element("path", cls="grid", d=f"M{_MARGIN} {_MIDDLE}H{width - _MARGIN}"),
        marks([score for score in scores if score not in left], "point"),
        marks([score for score in scores if score in left], "point marked"),
        *(text_element(x(tick), _MIDDLE + 30, str(tick), "mid") for tick in _TICKS),
        cls=f"{cls} connection",
        viewBox=f"0 0 {width} {_MIDDLE + 36}",
        aria_hidden="true",
    )
