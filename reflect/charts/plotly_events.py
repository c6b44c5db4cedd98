"""The colours of the stylesheet, for a library that cannot read them from classes."""

from dataclasses import dataclass

from reflect.charts.series import ScaleView


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of the stylesheet, which a canvas cannot read from classes."""

    paper: str
    sheet: str
    ink: str
    soft: str
    line: str
    connection: str
    supervision: str
    balance: str

    def of(self, scale: ScaleView) -> str:
        """The colour of a scale; ink for those without one of their own."""
        named = {
            "connection": self.connection,
            "supervision": self.supervision,
            "balance": self.balance,
        }
        return named.get(scale.id, self.ink)


LIGHT = Palette(
    "#faf7f0", "#fffefb", "#25221d", "#5d574c", "#ddd5c5", "#2069ae", "#b04a00", "#5b2167"
)
DARK = Palette(
    "#1b1916", "#24211d", "#ece7dd", "#b5ad9f", "#3d3831", "#7db3f5", "#f0994e", "#e6cbf2"
)
