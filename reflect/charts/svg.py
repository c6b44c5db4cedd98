"""A small writer of SVG: elements with everything escaped, and paths in relative steps.

A path holds many marks at once, and tells each place from the one before: in ten years of weeks the
same few steps come again and again, so that the drawing stays small once compressed. No `style`
attribute is ever written, because the content security policy forbids it; colours are classes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

Coordinate = tuple[float, float]  # x to the right, y downwards, in units of the view box


def format_number(value: float) -> str:
    """At most one decimal, without a trailing zero."""
    return f"{round(value, 1):g}"


def element(name: str, *inner: str, **attributes: str | float) -> str:
    """One element; `inner` is SVG already. `cls` stands for `class`, `_` in a name for `-`."""
    written = "".join(
        f' {"class" if key == "cls" else key.replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text_element(x: float, y: float, words: str, cls: str = "") -> str:
    """A line of text, its base line at `y`; the classes `mid` and `end` anchor it."""
    classes = {"cls": cls} if cls else {}
    return element("text", escape(words), x=x, y=y, **classes)


def trusted_svg(drawing: str) -> Markup:
    """A whole drawing of this module's elements, as markup for a page.

    The only place that says so of any drawing: every text and value in it was escaped above.
    """
    return Markup(drawing)  # noqa: S704  # nosec B704  # all in it was escaped


def polyline(runs: Iterable[Sequence[Coordinate]]) -> str:
    """The path through each run of places; between two runs it breaks."""
    pen = _Pen()
    return "".join(
        pen.step("l" if n else "m", place) for run in runs for n, place in enumerate(run)
    )


def repeat_shape(places: Iterable[Coordinate], shape: tuple[Coordinate, str]) -> str:
    """The same closed shape at each place: where it begins as seen from there, and its outline."""
    pen = _Pen()
    (right, down), outline = shape
    return "".join(pen.step("m", (x + right, y + down)) + outline for x, y in places)


def bars_path(base: float, bars: Iterable[tuple[float, float, float]]) -> str:
    """Bars that stand on the line `base`: left edge, width and height of each."""
    pen = _Pen()
    return "".join(
        pen.step("m", (x, base))
        + f"v{format_number(-height)}h{format_number(width)}v{format_number(height)}z"
        for x, width, height in bars
    )


def circle(r: float) -> tuple[Coordinate, str]:
    """A circle as a shape to stamp."""
    half = f"a{format_number(r)} {format_number(r)} 0 1 0 "
    return (-r, 0), f"{half}{format_number(2 * r)} 0{half}{format_number(-2 * r)} 0z"


def square(r: float) -> tuple[Coordinate, str]:
    """A square that looks as large as a circle of radius `r`."""
    half, side = 0.9 * r, format_number(1.8 * r)
    return (-half, -half), f"h{side}v{side}h-{side}z"


def triangle(r: float) -> tuple[Coordinate, str]:
    """A triangle on its base that looks as large as a circle of radius `r`."""
    return (
        0,
        -1.2 * r,
    ), f"l{format_number(1.15 * r)} {format_number(2 * r)}h{format_number(-2.3 * r)}z"


def diamond(r: float, tall: float = 1.0) -> tuple[Coordinate, str]:
    """A diamond, `tall` times as high as it is wide."""
    wide, high = format_number(r), format_number(r * tall)
    return (0, -r * tall), f"l{wide} {high}l-{wide} {high}l-{wide}-{high}z"


class _Pen:
    """Where the path has come to, in whole hundredths, so that no rounding adds up."""

    __slots__ = ("x", "y")

    def __init__(self) -> None:
        self.x = self.y = 0

    def step(self, command: str, place: Coordinate) -> str:
        x, y = round(place[0] * 100), round(place[1] * 10) * 10
        written = _step(command, x - self.x, y - self.y)
        self.x, self.y = x, y
        return written


@lru_cache(maxsize=4096)  # a long history repeats the same few steps
def _step(command: str, right: int, down: int) -> str:
    below = f"{down / 100:g}"
    return f"{command}{right / 100:g}{'' if below.startswith('-') else ' '}{below}"


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else format_number(value)
