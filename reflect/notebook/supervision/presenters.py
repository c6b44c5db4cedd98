"""Formal supervision in words and rows: what was seen, and nothing of what it means.

The only thing it ever suggests is to ask for the next date, and only past the interval.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from reflect.charts.dates import (
    format_day,
    format_weekday,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.core.i18n import _, capitalise_first, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.week_entries import SupervisionMeeting
from reflect.core.weeks import Week
from reflect.notebook.supervision.services import SupervisionHistory, SupervisionSession

_HOW = (_l("in person"), _l("by video"), _l("by phone"))
_WHO = (_l("one to one"), _l("in a group"))
_FREE = (_l("yes"), _l("no"))
_REFLECT = (_l("yes"), _l("a little"), _l("no"))
_NOT_SAID = _l("not said")


@dataclass(frozen=True, slots=True)
class SupervisionRow:
    """One formal supervision, in words."""

    week: Week
    day: str
    after: str  # weeks from the one before
    minutes: str
    how: str  # and with whom
    free: str
    reflect: str


def describe_latest_supervision(seen: SupervisionHistory) -> str:
    """How long ago the latest was, against the interval; past it, what one could do."""
    if seen.weeks_since_latest is None:
        return _("Your check-ins tell of no formal supervision so far. {interval}").format(
            interval=_interval(seen, in_full=True)
        )
    said = {
        0: _("You had formal supervision this week."),
        1: _("Your last formal supervision was last week."),
    }.get(seen.weeks_since_latest, _("It is {count} weeks since your last formal supervision."))
    parts = [
        said.format(count=spell_number(seen.weeks_since_latest)),
        _interval(seen, in_full=seen.weeks_since_latest < 2),
    ]
    if seen.is_overdue:
        parts.append(_("You could ask for the next date."))
    return " ".join(parts)


def describe_since_latest(seen: SupervisionHistory) -> list[str]:
    """What else is known since the latest: its day, weeks in which it was due, silent weeks."""
    found = []
    if seen.latest is not None:
        found.append(_("Your last one: {day}.").format(day=_day(seen.latest, seen.last)))
    if seen.due:
        latest = _date(seen.due[-1].monday, seen.last)
        count = len(seen.due)
        if seen.latest:
            said = ngettext(
                "Since then, in your week of {day}, you noted that it was due.",
                "In {count} weeks since then you noted that it was due, the latest that of {day}.",
                count,
            )
        else:
            said = ngettext(
                "In your week of {day} you noted that it was due.",
                "In {count} weeks you noted that it was due, the latest that of {day}.",
                count,
            )
        found.append(said.format(count=spell_number(count), day=latest))
    unknown = [week for week in seen.unreported_weeks if seen.latest and week > seen.latest.week]
    if unknown and seen.sessions:  # else the year as a whole says it
        found.append(
            ngettext(
                "One week since then says nothing about it, so one may be missing here.",
                "{count} weeks since then say nothing about it, so one may be missing here.",
                len(unknown),
            ).format(count=spell_number_capitalised(len(unknown)))
        )
    return found


def _interval(seen: SupervisionHistory, *, in_full: bool) -> str:
    count = seen.interval.weeks
    amount = spell_number(count)
    if in_full:
        amount = ngettext("{count} week", "{count} weeks", count).format(count=amount)
    said = {
        "own": _("You set {amount}."),
        "stage": _("Your stage suggests {amount}."),
        "neither": _("Reflect counts with {amount} until you choose."),
    }
    return said[seen.interval.why].format(amount=amount)


def summarise_supervision_year(seen: SupervisionHistory) -> list[tuple[str, str]]:
    """The span, line by line: what it is about, and what was said."""
    meetings = [held.meeting for held in seen.sessions]
    lines = [(_("How many"), _how_many(seen))]
    if seen.noted_due_weeks:
        count = len(seen.noted_due_weeks)
        said = ngettext("In {n} week.", "In {n} weeks.", count).format(n=count)
        lines.append((_("You noted that it was due"), said))
    if seen.gaps:
        lines.append((_("From one to the next"), _gaps(seen)))
    if meetings:
        lines += [
            (_("Length"), _length([meeting.minutes for meeting in meetings], seen.standard)),
            (_("How you met"), _counted(_HOW, [meeting.how for meeting in meetings])),
            (_("With whom"), _counted(_WHO, [meeting.who for meeting in meetings])),
            (_("Free of interruptions"), _counted(_FREE, [meeting.free for meeting in meetings])),
            (_("Time to think"), _counted(_REFLECT, [meeting.reflect for meeting in meetings])),
        ]
    return lines


def format_supervision_span(seen: SupervisionHistory) -> str:
    """The weeks that are looked at."""
    count = len(seen.weeks)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    years = seen.first.monday.year != seen.last.sunday.year
    return _("{weeks}, from {first} to {last}").format(
        weeks=weeks,
        first=format_day(seen.first.monday, years),
        last=format_day(seen.last.sunday, years),
    )


def build_supervision_rows(seen: SupervisionHistory) -> list[SupervisionRow]:
    """Each one in the span, newest first."""
    return [
        SupervisionRow(
            held.week,
            capitalise_first(_day(held, seen.last)),
            "" if held.after is None else str(held.after),
            str(held.meeting.minutes or _NOT_SAID),
            _how(held.meeting),
            _label(_FREE, held.meeting.free),
            _label(_REFLECT, held.meeting.reflect),
        )
        for held in reversed(seen.sessions)
    ]


def _how_many(seen: SupervisionHistory) -> str:
    count = len(seen.sessions)
    parts = [ngettext("{n} formal supervision.", "{n} formal supervisions.", count).format(n=count)]
    if seen.away_weeks:
        away = len(seen.away_weeks)
        parts.append(ngettext("{n} week away.", "{n} weeks away.", away).format(n=away))
    if seen.unreported_weeks:
        silent = len(seen.unreported_weeks)
        said = ngettext("{n} week says nothing.", "{n} weeks say nothing.", silent)
        parts.append(said.format(n=silent))
    return " ".join(parts)


def _gaps(seen: SupervisionHistory) -> str:
    """How long it took each time, and how often longer than the interval."""
    gaps, interval = seen.gaps, seen.interval.weeks
    longer = sum(gap > interval for gap in gaps)
    said = ngettext("Longer than {n} week:", "Longer than {n} weeks:", interval).format(n=interval)
    times = _("{some} of {all}").format(some=longer, all=len(gaps))
    spans = _range(gaps, _("weeks"))
    return f"{spans} {said} {times}."


def _length(minutes: Sequence[int], standard: int) -> str:
    known = [each for each in minutes if each]
    if not known:
        return _("Not said.")
    reached = sum(each >= standard for each in known)
    parts = [
        _range(known, _("minutes")),
        _("{some} of {all} reached {standard} minutes.").format(
            some=reached, all=len(known), standard=standard
        ),
    ]
    if len(known) < len(minutes):
        parts.append(_("Not said: {n}.").format(n=len(minutes) - len(known)))
    return " ".join(parts)


def _range(values: Sequence[int], unit: str) -> str:
    low, high = min(values), max(values)
    if low == high:
        return _("{low} {unit}.").format(low=low, unit=unit)
    return _("{low} to {high} {unit}, in the middle {median}.").format(
        low=low, high=high, unit=unit, median=round_half_up(median(values))
    )


def _counted(labels: Sequence[str], answers: Sequence[int]) -> str:
    """`In person 5, by video 4, not said 1`."""
    counts = Counter(answers)
    found = [f"{label} {counts[n]}" for n, label in enumerate(labels, 1) if counts[n]]
    if counts[0]:
        found.append(f"{_NOT_SAID} {counts[0]}")
    return capitalise_first(", ".join(found)) + "."


def _how(meeting: SupervisionMeeting) -> str:
    """`In person, one to one`; what was not said of the two is left out."""
    parts = [_label(_HOW, meeting.how), _label(_WHO, meeting.who)]
    return ", ".join(str(part) for part in parts if part != _NOT_SAID) or _NOT_SAID


def _label(labels: Sequence[str], answer: int) -> str:
    return labels[answer - 1] if 0 < answer <= len(labels) else _NOT_SAID


def _day(held: SupervisionSession, today: Week) -> str:
    """`Friday 9 October`, or the week if no day was said."""
    if held.day is None:
        return _("week of {day}").format(day=_date(held.week.monday, today))
    is_this_year = held.day.year == today.sunday.year
    return format_weekday(held.day) if is_this_year else format_day(held.day, year=True)


def _date(day: date, today: Week) -> str:
    return format_day(day, day.year != today.sunday.year)
