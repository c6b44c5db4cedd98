"""*What goes with what* for templates: what was found, what cannot be told yet, what was not found.

A sentence says *went with* and never names a cause. That nothing can be told is another answer than
that nothing was found, and the latter comes with the difference that could still be there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.charts.claim_rates import load_claim_rates
from reflect.charts.dates import format_day, round_half_up
from reflect.charts.series import Picture
from reflect.core.associations import MIN_WEEKS_PER_SIDE, Association, split_weeks
from reflect.core.change_detection import MIN_BEFORE, MIN_SINCE
from reflect.core.i18n import LazyString, _, format_list, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.trends.change_markers.services import format_change_title
from reflect.trends.comparisons.services import Look, MarkFinding, make_factors

_HEADINGS: Mapping[str, LazyString] = {
    "home": _l("Time at home"),
    "base": _l("Time at base"),
    "contact": _l("Contact with teammates"),
    "supervision": _l("Formal supervision"),
}
_SIDES: Mapping[str, tuple[LazyString, LazyString]] = {  # weeks with a factor, and without
    "home": (_l("more time at home"), _l("less time at home")),
    "base": (_l("more time at base"), _l("less time at base")),
    "contact": (_l("less contact than you wanted"), _l("enough contact")),
    "supervision": (_l("formal supervision"), _l("no formal supervision")),
}


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One kind of week as a row of the table."""

    title: str
    weeks: int
    means: tuple[str, ...]  # one per scale


@dataclass(frozen=True, slots=True)
class ComparisonPageView:
    """The whole page."""

    next_look: str
    scales: tuple[str, ...]
    found: tuple[str, ...]
    unclear: tuple[tuple[str, str], ...]  # heading, and why it cannot be told
    nothing: tuple[tuple[str, str], ...]  # heading, and what could still be there
    rows: tuple[ComparisonRow, ...]
    trust: str


def build_comparison_page(picture: Picture, look: Look) -> ComparisonPageView | None:
    """The whole page; None while there is no answered week."""
    if not picture.answered_count:
        return None
    titles = {panel.scale.id: panel.scale.title for panel in picture.panels}
    return ComparisonPageView(
        _describe_next_look(look),
        tuple(titles.values()),
        (*_describe_found(look.associations, titles), *_describe_marks_found(look.marks, titles)),
        (*_describe_unclear(look.associations, titles), *_describe_marks_unclear(look.marks)),
        (*_describe_nothing(look.associations, titles), *_describe_marks_nothing(look.marks)),
        tuple(_build_rows(picture)),
        _describe_rates(),
    )


def _describe_next_look(look: Look) -> str:
    more = ngettext(
        "The next look is after {more} more week with answers.",
        "The next look is after {more} more weeks with answers.",
        look.more,
    ).format(more=look.more)
    if not look.weeks:
        text = _("The first look needs 26 weeks with answers.")
        return f"{text} {more}"
    text = _("From your first {weeks} weeks with answers. What it says stays until the next look.")
    return f"{text.format(weeks=look.weeks)} {more}"


def _describe_found(
    associations: Sequence[Association], titles: Mapping[str, str]
) -> Iterator[str]:
    for each in associations:
        if each.outcome == "found":
            text = _("In weeks with {side}, {scale} was about {points} lower.")
            if each.difference > 0:
                text = _("In weeks with {side}, {scale} was about {points} higher.")
            points = round_half_up(abs(each.difference))
            side, scale = _SIDES[each.factor][0], titles[each.scale]
            yield text.format(side=side, scale=scale, points=points)


def _describe_unclear(
    associations: Sequence[Association], titles: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """For each factor of which nothing can be told, once: the reason."""
    for factor, heading in _HEADINGS.items():
        own = [each for each in associations if each.factor == factor]
        unclear = [each for each in own if each.outcome in {"same", "few", "one time"}]
        if not unclear or len(unclear) < len(own):
            continue
        side, other = _SIDES[factor]
        first = max(unclear, key=lambda each: abs(_raw_difference(each)))
        text = _("Your days are nearly the same every week. Try swapping one, then look again.")
        if first.outcome == "few":
            text = _(
                "{with_it} weeks with {side}, {without} with {other}. It takes {least} of each."
            )
        elif first.outcome == "one time":
            text = _(
                "{scale} was {points} apart between weeks with {side} and weeks with {other}. But "
                "nearly all weeks of one kind came in one part of the time, so the time may be the "
                "reason."
            )
        yield (
            str(heading),
            text.format(
                scale=titles[first.scale],
                points=round_half_up(abs(_raw_difference(first))),
                side=side,
                other=other,
                with_it=first.weeks[0],
                without=first.weeks[1],
                least=MIN_WEEKS_PER_SIDE,
            ),
        )


def _raw_difference(each: Association) -> float:
    return each.means[0] - each.means[1] if each.means else 0.0


def _describe_nothing(
    associations: Sequence[Association], titles: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for factor, heading in _HEADINGS.items():
        own = [e for e in associations if e.factor == factor and e.outcome == "nothing"]
        if own:
            scales = format_list([titles[each.scale] for each in own])
            text = _(
                "No difference found for {scales}. One smaller than about {points} could still be "
                "there."
            )
            points = round_half_up(max(each.detectable for each in own))
            yield str(heading), text.format(scales=scales, points=points)


def _describe_marks_found(marks: Sequence[MarkFinding], titles: Mapping[str, str]) -> Iterator[str]:
    for mark in marks:
        for scale, level in mark.found:
            text = _("{scale} was lower after “{what}”: about {since}, compared with {before}.")
            if level.is_higher:
                text = _(
                    "{scale} was higher after “{what}”: about {since}, compared with {before}."
                )
            yield text.format(
                scale=titles[scale],
                what=format_change_title(mark.change),
                since=round_half_up(level.since),
                before=round_half_up(level.before),
            )


def _describe_marks_unclear(marks: Sequence[MarkFinding]) -> Iterator[tuple[str, str]]:
    text = _("It takes {before} weeks with answers before it, and {since} from then on.")
    for mark in marks:
        if not mark.can_tell:
            yield _format_mark(mark), text.format(before=MIN_BEFORE, since=MIN_SINCE)


def _describe_marks_nothing(marks: Sequence[MarkFinding]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        if mark.can_tell and not mark.found:
            yield _format_mark(mark), _("Before and after: no difference found.")


def _format_mark(mark: MarkFinding) -> str:
    day = format_day(mark.change.week.monday, year=True)
    text = _("{what}, week of {day}")
    return text.format(what=format_change_title(mark.change), day=day)


def _build_rows(picture: Picture) -> Iterator[ComparisonRow]:
    """All kinds of weeks with the averages of the scores as they are."""
    entries = [entry for entry in picture.entries.values() if not entry.away]
    for factor in make_factors(entries):
        for title, side in zip(_SIDES[factor.id], split_weeks(factor), strict=True):
            if side:
                means = (_format_mean(picture, side, n) for n in range(len(picture.panels)))
                yield ComparisonRow(str(title), len(side), tuple(means))


def _format_mean(picture: Picture, side: Sequence[int], panel: int) -> str:
    scale = picture.panels[panel].scale.id
    entries = [entry for entry in picture.entries.values() if not entry.away]
    scores = [entries[n].scores[scale] for n in side if scale in entries[n].scores]
    return str(round_half_up(sum(scores) / len(scores))) if scores else ""


def _describe_rates() -> str:
    rates = load_claim_rates("associations")
    return _(
        "We tried this on invented people. Of 100 for whom nothing went with anything, {false} "
        "read such a sentence within a year. A true difference of 21 points between a week at home "
        "and a week at base was found within two years for {hybrid} of 100 people who were in both "
        "each week, and for {whole} of 100 with whole weeks in each."
    ).format(false=rates["any_false"], hybrid=rates["hybrid_told"], whole=rates["whole_told"])
