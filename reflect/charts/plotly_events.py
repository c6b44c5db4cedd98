"""The colours of the stylesheet, for a library that cannot read them from classes."""

from dataclasses import dataclass

from reflect.charts.series import ChartScale


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

    def colour_of(self, scale: ChartScale) -> str:
        """The colour of a scale; ink for those without one of their own."""
        named = {
            "connection": self.connection,
            "supervision": self.supervision,
            "balance": self.balance,
        }
        return named.get(scale.id, self.ink)


LIGHT_PALETTE = Palette(
    "#faf7f0", "#fffefb", "#25221d", "#5d574c", "#ddd5c5", "#2069ae", "#b04a00", "#5b2167"
)
DARK_PALETTE = Palette(
    "#1b1916", "#24211d", "#ece7dd", "#b5ad9f", "#3d3831", "#7db3f5", "#f0994e", "#e6cbf2"
)
