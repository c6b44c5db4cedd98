"""A picture as its pages need it: words, drawings and rows, ready to be laid out."""

from dataclasses import dataclass

from markupsafe import Markup

from reflect.charts import drawing, table, words
from reflect.charts.panels import Panel, Picture
from reflect.charts.table import Row
from reflect.checkins.dates import week_words
from reflect.core.errors import NotFound
from reflect.core.instruments import Instrument, Prompt, prompt_of
from reflect.core.words import _
from reflect.trends.service import ThisWeek

LATEST = 52  # rows shown at once; more are a link away
TOGETHER = "together"
NONE = Markup()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one scale, with the drawing of one week where there is one."""

    scale: str  # id, for the address
    cls: str  # class that carries colour and shape
    title: str
    words: str
    strip: Markup


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as sentence, drawing and table together."""

    summary: str
    said: tuple[Said, ...]
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    caption: str
    notes: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    more: int  # weeks that the table leaves out


@dataclass(frozen=True, slots=True)
class Week:
    """One week beside the others."""

    name: str  # as in an address
    days: str
    is_away: bool
    is_answered: bool
    said: tuple[Said, ...]
    found: ThisWeek
    prompt: Prompt | None
    welcome: str


@dataclass(frozen=True, slots=True)
class Closer:
    """One scale, or all, to look at closely."""

    scale: str
    title: str
    chart: Chart
    others: tuple[tuple[str, str], ...]  # id and title


def chart(picture: Picture, latest: int | None = LATEST) -> Chart:
    """The picture; of the table the `latest` weeks, or all."""
    rows = table.rows(picture, latest)
    notes = (words.clipping(picture), words.how_often(picture))
    return Chart(
        words.summary(picture),
        tuple(_said(panel, words.said(panel)) for panel in picture.panels),
        Markup(drawing.wide(picture)),  # noqa: S704  # our own drawing, words in it escaped
        Markup(drawing.narrow(picture)),  # noqa: S704  # likewise
        tuple((Markup(svg), said) for svg, said in drawing.key(picture)),  # noqa: S704  # likewise
        words.caption(picture),
        tuple(note for note in notes if note),
        tuple(panel.scale.title for panel in picture.panels),
        rows,
        len(picture.weeks) - len(rows),
    )


def week(found: ThisWeek, instrument: Instrument) -> Week:
    """One week, as the page after a check-in shows it."""
    said = []
    for panel in found.picture.panels:
        point = panel.at(found.week)
        strip = Markup(drawing.strip(panel, point.value if point else None))  # noqa: S704  # ours
        said.append(_said(panel, words.this_week(panel, found.week), strip))
    return Week(
        str(found.week),
        week_words(found.week),
        bool(found.entry and found.entry.away),
        bool(found.entry and not found.entry.away),
        tuple(said),
        found,
        prompt_of(instrument, found.week),
        words.welcome_back(found.picture, found.week),
    )


def closer(picture: Picture, scale: str) -> Closer:
    """The page that looks closer.

    Raises:
        NotFound: there is no such scale.
    """
    title = _("All together") if scale == TOGETHER else panel_of(picture, scale).scale.title
    named = [(panel.scale.id, panel.scale.title) for panel in picture.panels]
    others = [pair for pair in [*named, (TOGETHER, _("All together"))] if pair[0] != scale]
    return Closer(scale, title, chart(picture), tuple(others))


def panel_of(picture: Picture, scale: str) -> Panel:
    """One panel.

    Raises:
        NotFound: there is no such scale.
    """
    found = [panel for panel in picture.panels if panel.scale.id == scale]
    if not found:
        raise NotFound(_("There is no such scale."))
    return found[0]


def _said(panel: Panel, sentence: str, strip: Markup = NONE) -> Said:
    cls = drawing.scale_class(panel.scale)
    return Said(panel.scale.id, cls, panel.scale.title, sentence, strip)
