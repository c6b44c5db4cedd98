"""Write SVG: elements with all text and values escaped, and paths with relative coordinates.

A path contains many marks, each relative to the previous one: over ten years of weeks the same few
steps repeat, so that the drawing compresses well. No `style` attribute is written, because the
content security policy (CSP) forbids it; colours are CSS classes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from reflect.core.i18n import _

Coordinate = tuple[float, float]  # x to the right, y downwards, in units of the view box
Legend = tuple[tuple[Markup, str], ...]  # (small drawing, meaning) for each kind of mark
Shape = tuple[Coordinate, str]  # start relative to the centre, and outline; for `repeat_shape`


def format_number(value: float) -> str:
    """Format with at most one decimal, without a trailing zero."""
    return f"{round(value, 1):g}"


def element(name: str, *inner: str, **attributes: str | float) -> str:
    """One element; `inner` is SVG. `cls` is written as `class`, `_` in a name as `-`."""
    start = name + "".join(
        f' {"class" if key == "cls" else key.replace("_", "-")}="{_format_value(value)}"'
        for key, value in attributes.items()
    )
    content = "".join(inner)
    return f"<{start}>{content}</{name}>" if content else f"<{start}/>"


def path(cls: str, outline: str) -> str:
    """A path element of the class `cls`; an empty string without an outline."""
    return element("path", cls=cls, d=outline) if outline else ""


def text_element(x: float, y: float, words: str, cls: str = "") -> str:
    """A line of text, its baseline at `y`; the classes `mid` and `end` set its anchor."""
    classes = {"cls": cls} if cls else {}
    return element("text", escape(words), x=x, y=y, **classes)


def drawing(*parts: str, **attributes: str | float) -> Markup:
    """A whole drawing as safe HTML; the only function that marks any as safe.

    Every text and value in the parts was escaped by the functions of this module.
    """
    return Markup(element("svg", *parts, **attributes))  # noqa: S704  # nosec B704  # see above


def titled_drawing(
    parts: Iterable[str], size: Coordinate, *, title: str, cls: str, prefix: str, note: str = ""
) -> Markup:
    """A drawing of a width and height, with an accessible name and description.

    `prefix` makes the ids of both unique on a page. Without a `note`, the description says where
    the same is written as text.
    """
    title_id, note_id = f"{prefix}-{cls}-t", f"{prefix}-{cls}-d"
    note = note or _("The sentences say what the drawing shows. The table has every number.")
    return drawing(
        element("title", escape(title), id=title_id),
        element("desc", escape(note), id=note_id),
        *parts,
        cls=cls,
        viewBox=f"0 0 {format_number(size[0])} {format_number(size[1])}",
        role="img",
        aria_labelledby=f"{title_id} {note_id}",
    )


def draw_legend_mark(cls: str, shape: Shape) -> str:
    """A shape in the middle of a drawing of a legend."""
    return path(cls, repeat_shape([(13, 8)], shape))


def build_legend(*parts: tuple[object, str, str]) -> Legend:
    """The legend of the parts (whether it is in the chart, content of the drawing, meaning)."""
    return tuple(
        (drawing(mark, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_present, mark, meaning in parts
        if is_present
    )


def polyline(runs: Iterable[Sequence[Coordinate]]) -> str:
    """The path through each run of points, with a gap between two runs."""
    pen = _Pen()
    return "".join(
        pen.step("l" if n else "m", point) for run in runs for n, point in enumerate(run)
    )


def repeat_shape(centres: Iterable[Coordinate], shape: Shape) -> str:
    """The same closed shape around each centre."""
    pen = _Pen()
    (right, down), outline = shape
    return "".join(pen.step("m", (x + right, y + down)) + outline for x, y in centres)


def bars_path(base: float, bars: Iterable[tuple[float, float, float]]) -> str:
    """Bars upwards from the line `base`: left edge, width and height of each."""
    pen = _Pen()
    return "".join(
        pen.step("m", (x, base))
        + f"v{format_number(-height)}h{format_number(width)}v{format_number(height)}z"
        for x, width, height in bars
    )


def circle(r: float) -> Shape:
    """A circle of radius `r`."""
    half = f"a{format_number(r)} {format_number(r)} 0 1 0 "
    return (-r, 0), f"{half}{format_number(2 * r)} 0{half}{format_number(-2 * r)} 0z"


def square(r: float) -> Shape:
    """A square that looks as large as a circle of radius `r`."""
    half, side = 0.9 * r, format_number(1.8 * r)
    return (-half, -half), f"h{side}v{side}h-{side}z"


def triangle(r: float) -> Shape:
    """A triangle on its base that looks as large as a circle of radius `r`."""
    outline = f"l{format_number(1.15 * r)} {format_number(2 * r)}h{format_number(-2.3 * r)}z"
    return (0, -1.2 * r), outline


def diamond(r: float, tall: float = 1.0) -> Shape:
    """A diamond, `tall` times as high as it is wide."""
    wide, high = format_number(r), format_number(r * tall)
    return (0, -r * tall), f"l{wide} {high}l-{wide} {high}l-{wide}-{high}z"


class _Pen:
    """The current point of a path in whole hundredths, so that rounding errors do not add up."""

    __slots__ = ("x", "y")

    def __init__(self) -> None:
        self.x = self.y = 0

    def step(self, command: str, point: Coordinate) -> str:
        x, y = round(point[0] * 100), round(point[1] * 10) * 10
        text = _format_step(command, x - self.x, y - self.y)
        self.x, self.y = x, y
        return text


@lru_cache(maxsize=4096)  # the drawing of many weeks repeats the same few steps
def _format_step(command: str, right: int, down: int) -> str:
    dy = f"{down / 100:g}"
    return f"{command}{right / 100:g}{'' if dy.startswith('-') else ' '}{dy}"


def _format_value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else format_number(value)
