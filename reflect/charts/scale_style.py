"""What tells scales apart: colour, and without colour the shape of marks and the dash of lines."""

from collections.abc import Callable
from dataclasses import dataclass

from reflect.charts import svg
from reflect.charts.series import ChartScale
from reflect.charts.svg import Shape


@dataclass(frozen=True, slots=True)
class ScaleStyle:
    """The style of a scale, the same in every chart."""

    cls: str  # the CSS class with its colour
    shape: Callable[[float], Shape]  # a mark that looks as large as a circle of this radius
    symbol: str  # the same mark in Plotly
    dash: str  # of its line in Plotly


_STYLES = {
    style.cls: style
    for style in (
        ScaleStyle("connection", svg.circle, "circle", "solid"),
        ScaleStyle("supervision", svg.square, "square", "dash"),
        ScaleStyle("balance", svg.triangle, "triangle-up", "dot"),
    )
}
_OTHER_STYLE = ScaleStyle("other", lambda r: svg.diamond(1.2 * r), "diamond", "solid")


def scale_style(scale: ChartScale) -> ScaleStyle:
    """The style of a scale; scales without a colour of their own share one."""
    return _STYLES.get(scale.id, _OTHER_STYLE)
