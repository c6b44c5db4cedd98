"""A team's figures as SVG: a band as wide as the rounding, a dashed box where nothing is shown.

Flags with numbers stand where the team agreed on something.
"""

from itertools import groupby

from reflect.charts import svg, window_plot_area
from reflect.charts.plot_area import Frame
from reflect.charts.series import ScaleView
from reflect.charts.svg import element, text
from reflect.charts.svg_chart import framed, shape_of
from reflect.charts.team import TeamPicture
from reflect.core.disclosure.team_release import Shown
from reflect.core.windows import WEEKS
from reflect.core.words import _

_FLAG = 11  # radius of a flag


def wide(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for 40 rem and more, and for paper."""
    return _draw(picture, window_plot_area.frame_of(is_wide=True), prefix)


def narrow(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for a phone."""
    return _draw(picture, window_plot_area.frame_of(is_wide=False), prefix)


def key(picture: TeamPicture) -> list[tuple[str, str]]:
    """A small drawing and its meaning, for what stands in this picture."""
    band = element("rect", cls="rounding", x=3, y=2, width=20, height=12, rx=3)
    dot = element("path", cls="point marked", d=svg.stamps([(13, 8)], svg.circle(4)))
    bare = element("rect", cls="bare", x=5, y=1, width=16, height=14, rx=3)
    flag = element("circle", cls="flag", cx=13, cy=8, r=7) + text(13, 11.5, "1", "on-flag")
    shown = any(isinstance(figures, Shown) for figures in picture.figures)
    hidden = any(not isinstance(figures, Shown) for figures in picture.figures)
    parts = (
        (shown, band + dot, _("a window, and how far the rounding reaches")),
        (hidden, bare, _("not shown, whatever the reason")),
        (bool(picture.agreed), flag, _("the team agreed on something")),
    )
    return window_plot_area.key(parts)


def title(picture: TeamPicture) -> str:
    """The name of the drawing, for those who hear it."""
    names = ", ".join(scale.title for scale in picture.scales)
    return _("{names}: closed windows of four weeks").format(names=names)


def _draw(picture: TeamPicture, frame: Frame, prefix: str) -> str:
    top = frame.top + (22 if picture.agreed else 0)
    floor = window_plot_area.floor_of(len(picture.scales), frame, top)
    panels = [
        framed(scale, frame, at, *_windows(picture, scale, frame, at))
        for n, scale in enumerate(picture.scales)
        for at in (top + n * frame.pitch,)
    ]
    flags = _flags(picture, frame, floor)
    dates = window_plot_area.dates(picture.windows, frame, floor)
    return window_plot_area.whole(frame, (title(picture), prefix), floor, *panels, *flags, *dates)


def _windows(picture: TeamPicture, scale: ScaleView, frame: Frame, top: float) -> list[str]:
    half = window_plot_area.HALF * window_plot_area.step(frame)
    per_point = frame.height / 100
    parts, places = [], []
    for column, index in window_plot_area.drawn(picture.windows):
        x, figures = window_plot_area.column(column, frame), picture.figures[index]
        if isinstance(figures, Shown) and scale.id in figures.values:
            y = top + per_point * (100 - figures.values[scale.id])
            tall = 2 * figures.step * per_point
            band = {"x": x - half, "y": y - tall / 2, "width": 2 * half, "height": tall, "rx": 3}
            parts.append(element("rect", cls="rounding", **band))
            places.append((column, (x, y)))
        else:
            parts += window_plot_area.not_shown(x, frame, top)
    runs = [
        [place for _n, (_c, place) in run]
        for _key, run in groupby(enumerate(places), key=lambda pair: pair[1][0] - pair[0])
    ]
    lines = svg.polyline(run for run in runs if len(run) > 1)
    marks = svg.stamps([place for _column_, place in places], shape_of(scale, 4))
    return [
        *parts,
        *([element("path", cls="path", d=lines)] if lines else []),
        *([element("path", cls="point marked", d=marks)] if places else []),
    ]


def _flags(picture: TeamPicture, frame: Frame, floor: float) -> list[str]:
    """A numbered flag at each thing that was agreed, where its day lies among the windows."""
    parts: list[str] = []
    drawn = window_plot_area.drawn(picture.windows)
    if not drawn:
        return parts
    first = picture.windows[drawn[0][1]]
    for agreed in picture.agreed:
        weeks = (agreed.day - first.first.monday).days / 7 / WEEKS
        x = frame.left + (drawn[0][0] + weeks) * window_plot_area.step(frame)
        if not frame.left <= x <= frame.right:
            continue
        parts += [
            element("path", cls="change", d=svg.polyline([[(x, 24), (x, floor)]])),
            element("circle", cls="flag", cx=x, cy=14, r=_FLAG),
            text(x, 18.5, str(agreed.number), "on-flag"),
        ]
    return parts
