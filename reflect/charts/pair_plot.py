"""Pair plot as SVG: the two weeks of each pair on one line, the test week filled."""

from collections.abc import Sequence

from markupsafe import Markup

from reflect.charts import svg
from reflect.charts.dates import format_short_day
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale
from reflect.charts.svg import element, text_element
from reflect.core.experiments import ScoredPair

_LABEL, _PITCH, _INSET = (
    62,
    30,
    12,
)  # width of labels; from line to line; room for a mark at the end


def draw_pair_plot(
    scale: ChartScale, pairs: Sequence[ScoredPair], title: str, *, is_wide: bool
) -> Markup:
    """The drawing for 40 rem and more, or for a phone; the first pair is on top."""
    width, foot, style = 640 if is_wide else 344, len(pairs) * _PITCH + 8, scale_style(scale)
    shape, unit = style.shape(5.5), (width - _LABEL - _INSET) / (scale.high - scale.low)
    parts = []
    for value in (scale.low, (scale.low + scale.high) / 2, scale.high):
        x = _LABEL + unit * (value - scale.low)
        parts.append(svg.path("grid", svg.polyline([[(x, 6), (x, foot)]])))
        parts.append(text_element(x, foot + 16, svg.format_number(value), "mid"))
    for line, pair in enumerate(pairs):
        y = line * _PITCH + 18
        usual, test = (_LABEL + unit * (value - scale.low) for value in (pair.usual, pair.test))
        parts += [
            text_element(0, y + 5, format_short_day(pair.week.monday)),
            svg.path("grid", svg.polyline([[(_LABEL, y), (width - _INSET, y)]])),
            svg.path("usual", svg.polyline([[(usual, y), (test, y)]])),
            svg.path("point", svg.repeat_shape([(usual, y)], shape)),
            svg.path("point marked", svg.repeat_shape([(test, y)], shape)),
        ]
    size, name = (width, foot + 22), "wide" if is_wide else "narrow"
    group = element("g", *parts, cls=style.cls)
    return svg.titled_drawing([group], size, title=title, cls=name, prefix="pairs")
