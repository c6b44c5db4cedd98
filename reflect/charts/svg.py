"""Write SVG: elements with all text and values escaped, and paths with relative coordinates.

A path contains many marks, each relative to the one before: over ten years of weeks the same few
steps repeat, so that the drawing compresses well. No `style` attribute is written, because the
content security policy (CSP) forbids it; colours are CSS classes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

Coordinate = tuple[float, float]  # x to the right, y downwards, in units of the view box


def format_number(value: float) -> str:
    """Format with at most one decimal, without a trailing zero."""
    return f"{round(value, 1):g}"


def element(name: str, *inner: str, **attributes: str | float) -> str:
    """One element; `inner` is SVG. `cls` is written as `class`, `_` in a name as `-`."""
    written = "".join(
        f' {"class" if key == "cls" else key.replace("_", "-")}="{_format_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text_element(x: float, y: float, words: str, cls: str = "") -> str:
    """A line of text, its baseline at `y`; the classes `mid` and `end` set its anchor."""
    classes = {"cls": cls} if cls else {}
    return element("text", escape(words), x=x, y=y, **classes)


def trusted_svg(drawing: str) -> Markup:
    """Mark a drawing made with this module as safe HTML; the only place where that is done.

    Every text and value in it was escaped by the functions of this module.
    """
    return Markup(drawing)  # noqa: S704  # nosec B704  # escaped, see above


def polyline(runs: Iterable[Sequence[Coordinate]]) -> str:
    """The path through each run of points, with a gap between two runs."""
    pen = _Pen()
    return "".join(
        pen.step("l" if n else "m", place) for run in runs for n, place in enumerate(run)
    )


def repeat_shape(places: Iterable[Coordinate], shape: tuple[Coordinate, str]) -> str:
    """The same closed shape at each place; a shape is its start relative to it, and its outline."""
    pen = _Pen()
    (right, down), outline = shape
    return "".join(pen.step("m", (x + right, y + down)) + outline for x, y in places)


def bars_path(base: float, bars: Iterable[tuple[float, float, float]]) -> str:
    """Bars upwards from the line `base`: left edge, width and height of each."""
    pen = _Pen()
    return "".join(
        pen.step("m", (x, base))
        + f"v{format_number(-height)}h{format_number(width)}v{format_number(height)}z"
        for x, width, height in bars
    )


def circle(r: float) -> tuple[Coordinate, str]:
    """A circle, as a shape for `repeat_shape`."""
    half = f"a{format_number(r)} {format_number(r)} 0 1 0 "
    return (-r, 0), f"{half}{format_number(2 * r)} 0{half}{format_number(-2 * r)} 0z"


def square(r: float) -> tuple[Coordinate, str]:
    """A square that looks as large as a circle of radius `r`."""
    half, side = 0.9 * r, format_number(1.8 * r)
    return (-half, -half), f"h{side}v{side}h-{side}z"


def triangle(r: float) -> tuple[Coordinate, str]:
    """A triangle on its base that looks as large as a circle of radius `r`."""
    outline = f"l{format_number(1.15 * r)} {format_number(2 * r)}h{format_number(-2.3 * r)}z"
    return (0, -1.2 * r), outline


def diamond(r: float, tall: float = 1.0) -> tuple[Coordinate, str]:
    """A diamond, `tall` times as high as it is wide."""
    wide, high = format_number(r), format_number(r * tall)
    return (0, -r * tall), f"l{wide} {high}l-{wide} {high}l-{wide}-{high}z"


class _Pen:
    """The current point of a path in whole hundredths, so that rounding errors do not add up."""

    __slots__ = ("x", "y")

    def __init__(self) -> None:
        self.x = self.y = 0

    def step(self, command: str, place: Coordinate) -> str:
        x, y = round(place[0] * 100), round(place[1] * 10) * 10
        text = _format_step(command, x - self.x, y - self.y)
        self.x, self.y = x, y
        return text


@lru_cache(maxsize=4096)  # a long history repeats the same few steps
def _format_step(command: str, right: int, down: int) -> str:
    dy = f"{down / 100:g}"
    return f"{command}{right / 100:g}{'' if dy.startswith('-') else ' '}{dy}"


def _format_value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else format_number(value)
