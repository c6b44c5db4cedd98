"""Figures across teams: median and range, as sentences, table rows and SVG.

No window is compared with another except by naming the median of the one before: the teams that are
shown differ from window to window, so a step may come from that alone. For the same reason marks of
neighbouring windows are not joined. The SVG has a bar for the range and a mark for the median.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.charts import svg, window_plot_area
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import ChartScale
from reflect.charts.svg import element
from reflect.charts.svg_chart import draw_scale_panel, marker_shape
from reflect.charts.team import format_team_value, format_window
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.i18n import _
from reflect.core.windows import Window


@dataclass(frozen=True, slots=True)
class CrossTeamPicture:
    """The closed windows of all teams, oldest first."""

    scales: tuple[ChartScale, ...]
    windows: tuple[Window, ...]
    figures: tuple[
        Mapping[str, TeamRange], ...
    ]  # beside the windows: scale -> spread; none: not shown

    def figures_at(self, window: Window, scale: str) -> TeamRange | None:
        """One scale of one window; None: not shown."""
        found = dict(zip(self.windows, self.figures, strict=True))
        return found.get(window, {}).get(scale)


@dataclass(frozen=True, slots=True)
class CrossTeamRow:
    """One window as a row of the table."""

    days: str
    values: tuple[str, ...]  # one a scale; "not shown" alike for every reason


def describe_cross_team_scale(picture: CrossTeamPicture, scale: str) -> str:
    """What stands beside a scale: the latest window, and the middle of the one before."""
    last = picture.windows[-1] if picture.windows else None
    found = picture.figures_at(last, scale) if last is not None else None
    if last is None or found is None:
        return _("Not shown.")
    said = [
        _("The middle is {middle}.").format(middle=format_team_value(found.median)),
        _("All lie between {low} and {high}.").format(low=found.low, high=found.high),
    ]
    before = picture.figures_at(last + -1, scale)
    if before is not None:
        words = _("In the window before, the middle was {middle}.")
        said.append(words.format(middle=format_team_value(before.median)))
    return " ".join(said)


def build_cross_team_rows(picture: CrossTeamPicture) -> tuple[CrossTeamRow, ...]:
    """Every window, newest first."""
    return tuple(
        CrossTeamRow(
            format_window(window),
            tuple(_cell(picture.figures_at(window, scale.id)) for scale in picture.scales),
        )
        for window in reversed(picture.windows)
    )


def _cell(found: TeamRange | None) -> str:
    if found is None:
        return _("not shown")
    return _("{middle} ({low} to {high})").format(
        middle=format_team_value(found.median), low=found.low, high=found.high
    )


def list_cross_team_caveats() -> tuple[str, ...]:
    """What stands under the chart."""
    return (
        _("Teams are not compared. Their work, their people and their weeks differ."),
        _("The middle is no target, and no team is asked to reach it."),
        _("Other teams may stand behind the next window. A step may come from that alone."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )


_HALF = 0.22  # half of a bar's width, in windows: narrower than a team's band, which is a rounding


def draw_wide_cross_team_chart(picture: CrossTeamPicture) -> str:
    """The drawing for 40 rem and more, and for paper."""
    return _draw(picture, window_plot_area.build_window_plot_area(is_wide=True))


def draw_narrow_cross_team_chart(picture: CrossTeamPicture) -> str:
    """The drawing for a phone."""
    return _draw(picture, window_plot_area.build_window_plot_area(is_wide=False))


def build_cross_team_legend(picture: CrossTeamPicture) -> list[tuple[str, str]]:
    """A small drawing and its meaning, for what stands in this picture."""
    bar = element("rect", cls="rounding", x=9, y=0, width=8, height=16, rx=3)
    dot = element("path", cls="point marked", d=svg.repeat_shape([(13, 8)], svg.circle(4)))
    bare = element("rect", cls="bare", x=5, y=1, width=16, height=14, rx=3)
    scales = [(figures, scale.id) for figures in picture.figures for scale in picture.scales]
    parts = (
        (
            any(scale in figures for figures, scale in scales),
            bar + dot,
            _("all lie within, the middle is marked"),
        ),
        (
            any(scale not in figures for figures, scale in scales),
            bare,
            _("not shown, whatever the reason"),
        ),
    )
    return window_plot_area.build_window_legend(parts)


def format_cross_team_title(picture: CrossTeamPicture) -> str:
    """The name of the drawing, for those who hear it."""
    names = ", ".join(scale.title for scale in picture.scales)
    return _("{names}: several teams together, closed windows of four weeks").format(names=names)


def _draw(picture: CrossTeamPicture, frame: PlotArea) -> str:
    floor = window_plot_area.panels_bottom_y(len(picture.scales), frame, frame.top)
    panels = [
        draw_scale_panel(scale, frame, top, *_windows(picture, scale, frame, top))
        for n, scale in enumerate(picture.scales)
        for top in (frame.top + n * frame.pitch,)
    ]
    dates = window_plot_area.draw_date_labels(picture.windows, frame, floor)
    return window_plot_area.draw_window_chart(
        frame, (format_cross_team_title(picture), "across"), floor, *panels, *dates
    )


def _windows(
    picture: CrossTeamPicture, scale: ChartScale, frame: PlotArea, top: float
) -> list[str]:
    half, per_point = _HALF * window_plot_area.window_width(frame), frame.height / 100
    parts, places = [], []
    for column, index in window_plot_area.visible_windows(picture.windows):
        x, found = (
            window_plot_area.window_centre_x(column, frame),
            picture.figures[index].get(scale.id),
        )
        if found is None:
            parts += window_plot_area.draw_not_shown(x, frame, top)
            continue
        y, tall = top + per_point * (100 - found.high), per_point * (found.high - found.low)
        bar = {"x": x - half, "y": y, "width": 2 * half, "height": tall, "rx": 3}
        parts.append(element("rect", cls="rounding", **bar))
        places.append((x, top + per_point * (100 - found.median)))
    marks = svg.repeat_shape(places, marker_shape(scale, 4))
    return [*parts, *([element("path", cls="point marked", d=marks)] if places else [])]
