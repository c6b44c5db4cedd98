"""Looking closer: the figures as they are handed to the page, and what the chart library needs.

Figures stand in attributes of the page and not behind an address of their own, so that a page that
closes takes its numbers along, and nothing is opened twice. Both palettes are there because the
browser alone knows whether it is dark.

The library puts style elements into a page, which the content security policy forbids. It puts no
first one where a style sheet with its id is linked, and no second one, which belongs to its maps,
where some element has the id that the library asks for. That id changes with each version, so it
is read from the script that is served.
"""

import json
import re
from dataclasses import dataclass
from functools import cache

from reflect.charts import plotly_figure
from reflect.charts.plot_events import PlotlyObject
from reflect.charts.series import Picture
from reflect.trends.presenters import ALL_SCALES
from reflect.web.assets import PLOTLY, list_source_files

_ASKED = re.compile(rb'getElementById\("([0-9a-f]{64})"\)')
_SAVED_AS = {"format": "svg", "filename": "reflect"}  # PNG would pass through a blob: address
_ABOVE = 80  # pixels, so that on a phone the library's buttons stand above the spans to choose from


@dataclass(frozen=True, slots=True)
class PlotlyJson:
    """One plot in both palettes, as JSON."""

    light: str
    dark: str


def build_plotly_json(picture: Picture, scale: str) -> PlotlyJson:
    """The plot of one scale of the picture, or of all together."""
    drawn = (_figure(picture, scale, dark=dark) for dark in (False, True))
    return PlotlyJson(*(json.dumps(e, ensure_ascii=False, separators=(",", ":")) for e in drawn))


@cache
def map_style_id() -> str:
    """The id that keeps the styles of the library's maps out; empty if it asks for none."""
    found = _ASKED.search(list_source_files()[PLOTLY].read_bytes())
    return found.group(1).decode() if found else ""


def _figure(picture: Picture, scale: str, *, dark: bool) -> PlotlyObject:
    if scale == ALL_SCALES:
        drawn = plotly_figure.build_overlay_figure(picture, dark=dark)
    else:
        drawn = plotly_figure.build_scale_figure(picture.panels[0], picture, dark=dark)
    drawn["config"]["toImageButtonOptions"] = _SAVED_AS
    drawn["layout"]["margin"]["t"] = _ABOVE
    return drawn
