"""The monthly sets as the notebook lists them, as a check-in's page offers them, and as a chart."""

from dataclasses import dataclass

from markupsafe import Markup

from reflect.charts import monthly
from reflect.charts.dates import format_month, spell_number_capitalised
from reflect.charts.svg import trusted_svg
from reflect.checkins.page_layout import layout_of
from reflect.core.instruments.model import Instrument
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.core.words import _, ngettext
from reflect.trends.monthly.services import (
    MonthlyAnswers,
    MonthlySet,
    Overview,
    build_month_picture,
)
from reflect.trends.presenters import ScaleText


@dataclass(frozen=True, slots=True)
class MonthlySetOfferRow:
    """One set, offered."""

    id: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class MonthLinkRow:
    """A month to go to."""

    week: Week
    month: str


@dataclass(frozen=True, slots=True)
class MonthlySetRow:
    """One set, in words."""

    id: str
    title: str
    state: str
    opens: str  # what the link to its statements says
    see: Week | None  # this month's answer
    first_page: str
    earlier: tuple[MonthLinkRow, ...]  # answered, newest first
    begun: tuple[MonthLinkRow, ...]  # something was typed then and never sent
    has_chart: bool


@dataclass(frozen=True, slots=True)
class MonthlyIndexView:
    """All sets, in words."""

    month: str
    now: tuple[MonthlySetRow, ...]
    others: tuple[MonthlySetRow, ...]


@dataclass(frozen=True, slots=True)
class MonthChartView:
    """A set over the months: sentences, drawing and table."""

    summary: str
    said: tuple[ScaleText, ...]
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    caption: str
    columns: tuple[str, ...]
    rows: tuple[monthly.MonthChartRow, ...]  # newest first


def build_set_offers(sets: list[Instrument]) -> list[MonthlySetOfferRow]:
    """What stands on the page of a month's first check-in."""
    return [MonthlySetOfferRow(each.id, each.title, format_set_length(each)) for each in sets]


def format_set_length(instrument: Instrument) -> str:
    """How much a set asks: `Five statements on the last four weeks, about a minute`."""
    count = len(instrument.items)
    words = ngettext(
        "{count} statement on {recall}, about a minute.",
        "{count} statements on {recall}, about a minute.",
        count,
    )
    return words.format(count=spell_number_capitalised(count), recall=instrument.recall)


def build_monthly_index(found: Overview) -> MonthlyIndexView:
    """Every set as it stands in the notebook."""
    month = found.month
    now, others = (tuple(_row(each, month) for each in some) for some in (found.now, found.others))
    return MonthlyIndexView(format_month(month.first), now, others)


def build_month_chart(
    instrument: Instrument, answers: list[MonthlyAnswers]
) -> MonthChartView | None:
    """The set over the months; None as long as there is too little to draw."""
    picture = build_month_picture(instrument, answers)
    if not picture.has_chart:
        return None
    said = (
        ScaleText(
            s.id,
            "other",
            s.title,
            monthly.describe_month_series(line, years=picture.needs_year),
            s.direction,
        )
        for s, line in zip(instrument.scales, picture.lines, strict=True)
    )
    return MonthChartView(
        summary=monthly.summarise_months(picture),
        said=tuple(said),
        wide=trusted_svg(monthly.draw_wide_month_chart(picture)),
        narrow=trusted_svg(monthly.draw_narrow_month_chart(picture)),
        key=tuple((trusted_svg(drawn), meaning) for drawn, meaning in monthly.build_month_legend()),
        caption=monthly.build_month_caption(picture),
        columns=tuple(scale.title for scale in instrument.scales),
        rows=monthly.build_month_rows(picture),
    )


def _row(found: MonthlySet, month: Month) -> MonthlySetRow:
    instrument = found.instrument
    states = {
        "none": format_set_length(instrument),
        "begun": _("Begun, not saved yet."),
        "answered": _("Answered."),
    }
    turn = ""
    if found.next_turn and found.next_turn > month:
        turn = _("Its turn comes in {month}.").format(month=format_month(found.next_turn.first))
    opens = {"none": _("Answer it now"), "begun": _("Go on"), "answered": _("Correct it")}
    answered = [each.week for each in found.answers]
    return MonthlySetRow(
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


def _link(week: Week, now: Month) -> MonthLinkRow:
    month = Month.of(week).first
    return MonthLinkRow(week, format_month(month, month.year != now.first.year))
