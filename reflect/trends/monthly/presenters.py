"""The monthly sets as the notebook lists them, as a check-in's page offers them, and as a chart."""

from dataclasses import dataclass

from markupsafe import Markup

from reflect.charts import monthly
from reflect.charts.dates import month_words, number_starts
from reflect.charts.svg import vouched
from reflect.checkins.page_layout import layout_of
from reflect.core.instruments.model import Instrument
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.core.words import _, ngettext
from reflect.trends.monthly.services import Answer, MonthlySet, Overview, picture_of
from reflect.trends.presenters import Said


@dataclass(frozen=True, slots=True)
class Offer:
    """One set, offered."""

    id: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """A month to go to."""

    week: Week
    month: str


@dataclass(frozen=True, slots=True)
class Row:
    """One set, in words."""

    id: str
    title: str
    state: str
    opens: str  # what the link to its statements says
    see: Week | None  # this month's answer
    first_page: str
    earlier: tuple[Link, ...]  # answered, newest first
    begun: tuple[Link, ...]  # something was typed then and never sent
    has_chart: bool


@dataclass(frozen=True, slots=True)
class Index:
    """All sets, in words."""

    month: str
    now: tuple[Row, ...]
    others: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MonthChart:
    """A set over the months: sentences, drawing and table."""

    summary: str
    said: tuple[Said, ...]
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    caption: str
    columns: tuple[str, ...]
    rows: tuple[monthly.Row, ...]  # newest first


def offers(sets: list[Instrument]) -> list[Offer]:
    """What stands on the page of a month's first check-in."""
    return [Offer(each.id, each.title, asks(each)) for each in sets]


def asks(instrument: Instrument) -> str:
    """How much a set asks: `Five statements on the last four weeks, about a minute`."""
    count = len(instrument.items)
    words = ngettext(
        "{count} statement on {recall}, about a minute.",
        "{count} statements on {recall}, about a minute.",
        count,
    )
    return words.format(count=number_starts(count), recall=instrument.recall)


def index(found: Overview) -> Index:
    """Every set as it stands in the notebook."""
    month = found.month
    now, others = (tuple(_row(each, month) for each in some) for some in (found.now, found.others))
    return Index(month_words(month.first), now, others)


def chart(instrument: Instrument, answers: list[Answer]) -> MonthChart | None:
    """The set over the months; None as long as there is too little to draw."""
    picture = picture_of(instrument, answers)
    if not picture.has_chart:
        return None
    said = (
        Said(s.id, "other", s.title, monthly.said(line, years=picture.years), s.direction)
        for s, line in zip(instrument.scales, picture.lines, strict=True)
    )
    return MonthChart(
        summary=monthly.summary(picture),
        said=tuple(said),
        wide=vouched(monthly.wide(picture)),
        narrow=vouched(monthly.narrow(picture)),
        key=tuple((vouched(drawn), meaning) for drawn, meaning in monthly.key()),
        caption=monthly.caption(picture),
        columns=tuple(scale.title for scale in instrument.scales),
        rows=monthly.rows(picture),
    )


def _row(found: MonthlySet, month: Month) -> Row:
    instrument = found.instrument
    states = {
        "none": asks(instrument),
        "begun": _("Begun, not saved yet."),
        "answered": _("Answered."),
    }
    turn = ""
    if found.next_turn and found.next_turn > month:
        turn = _("Its turn comes in {month}.").format(month=month_words(found.next_turn.first))
    opens = {"none": _("Answer it now"), "begun": _("Go on"), "answered": _("Correct it")}
    answered = [each.week for each in found.answers]
    return Row(
        id=instrument.id,
        title=instrument.title,
        state=f"{states[found.state]} {turn}".rstrip(),
        opens=opens[found.state],
        see=next((week for week in answered if Month.of(week) == month), None),
        first_page=layout_of(instrument).pages[0].id,
        earlier=tuple(_link(week, month) for week in answered if Month.of(week) != month),
        begun=tuple(_link(week, month) for week in found.begun),
        has_chart=found.has_chart,
    )


def _link(week: Week, now: Month) -> Link:
    month = Month.of(week).first
    return Link(week, month_words(month, month.year != now.first.year))
