"""The layout of an SVG chart, wide or narrow: plot area, panels, and coordinates of values.

The axis has room for at least sixteen weeks, so that the marks of the first weeks do not move when
weeks are added.
"""

from dataclasses import dataclass

from reflect.charts.series import ChartScale

MIN_AXIS_WEEKS = 16  # the axis is never shorter
LABEL_LINE_HEIGHT = 15  # from one line of labels to the next
_MIN_MARK_STEP = 4.5  # units between weeks; with less, marks would touch


@dataclass(frozen=True, slots=True)
class PlotArea:
    """The layout, in units of the view box: CSS pixels at full size."""

    name: str
    width: float
    left: float
    right: float
    top: float  # of the first panel
    height: float  # of a panel
    pitch: float  # from one panel to the next
    bar: float  # height of ten half-days
    labels_right: bool  # whether there is room for labels of limits and rows right of the plot
    step: float  # from one week to the next

    @classmethod
    def for_weeks(cls, weeks: int, *, is_wide: bool, above: float = 0) -> "PlotArea":
        """The layout for an axis of `weeks` weeks, for a wide page or a phone.

        `above` is the height for flags above the first panel.
        """
        top = 32 + above
        left, right = (34, 674) if is_wide else (28, 338)
        step = (right - left) / max(weeks, MIN_AXIS_WEEKS)
        if step < _MIN_MARK_STEP:
            step = int(step * 50) / 50  # even hundredths: path steps repeat, so they compress well
        if is_wide:
            return cls("wide", 760, left, right, top, 118, 162, 22.5, True, step)
        return cls("narrow", 344, left, right, top, 104, 152, 22.5, False, step)

    @property
    def marker_radius(self) -> float:
        """The radius of a mark."""
        return min(3.6, max(1.8, 0.4 * self.step))

    @property
    def is_dense(self) -> bool:
        """Whether the marks of neighbouring weeks would touch."""
        return self.step < _MIN_MARK_STEP

    def x(self, week: float) -> float:
        """The centre of a week, counted from 0 for the first."""
        return self.week_start_x(week + 0.5)

    def week_start_x(self, week: float) -> float:
        """The start of a week, counted from 0 for the first."""
        x = self.left + week * self.step
        return x if self.is_dense else round(x, 1)

    def y(self, top: float, scale: ChartScale, value: float) -> float:
        """The y of a value in the panel that begins at `top`."""
        y = self.height * (scale.high - value) / (scale.high - scale.low)
        return top + (round(y) if self.is_dense else y)

    def place_panels(self, count: int) -> tuple[list[float], float]:
        """The top of each of `count` panels, and the bottom of the last."""
        bottom = self.top + (count - 1) * self.pitch + self.height
        return [self.top + n * self.pitch for n in range(count)], bottom
