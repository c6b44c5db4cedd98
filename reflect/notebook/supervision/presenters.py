"""Template values for formal supervision: sentences, summary lines and table rows.

They report and do not interpret. The only suggestion is to ask for the next date, and it is made
only once the interval has passed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from reflect.charts.dates import format_day, format_weekday, round_half_up, spell_number
from reflect.core.i18n import LazyString, _, capitalise_first, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.week_entries import SupervisionMeeting
from reflect.core.weeks import Week
from reflect.notebook.supervision.services import SupervisionHistory, SupervisionSession

# Labels of the answers to each question, from answer 1.
_HOW = (_l("in person"), _l("by video"), _l("by phone"))
_WHO = (_l("one to one"), _l("in a group"))
_FREE = (_l("yes"), _l("no"))
_REFLECT = (_l("yes"), _l("a little"), _l("no"))
_NOT_SAID = _l("not said")


@dataclass(frozen=True, slots=True)
class SupervisionRow:
    """One meeting as text."""

    week: Week
    day: str
    after: str  # weeks since the meeting before
    minutes: str
    how: str  # how they met, and whether alone or in a group
    free: str  # whether it was free of interruptions
    reflect: str  # whether there was time to think


def describe_latest_supervision(history: SupervisionHistory) -> str:
    """The time since the latest meeting, the interval, and a suggestion once it has passed."""
    weeks = history.weeks_since_latest
    if weeks is None:
        sentence = _("Your check-ins tell of no formal supervision so far. {interval}")
        return sentence.format(interval=_describe_interval(history, in_full=True))
    sentence = _("It is {count} weeks since your last formal supervision.")
    if weeks == 0:
        sentence = _("You had formal supervision this week.")
    elif weeks == 1:
        sentence = _("Your last formal supervision was last week.")
    interval = _describe_interval(history, in_full=weeks < 2)
    parts = [sentence.format(count=spell_number(weeks)), interval]
    if history.is_overdue:
        parts.append(_("You could ask for the next date."))
    return " ".join(parts)


def describe_since_latest(history: SupervisionHistory) -> list[str]:
    """The day of the latest meeting, the weeks since that report one due, and unreported weeks."""
    sentences = []
    if history.latest is not None:
        day = _format_session_day(history.latest, history.last)
        sentences.append(_("Your last one: {day}.").format(day=day))
    if history.due:
        day = _format_date(history.due[-1].monday, history.last)
        count = len(history.due)
        if history.latest:
            due = ngettext(
                "Since then, in your week of {day}, you noted that it was due.",
                "In {count} weeks since then you noted that it was due, the latest that of {day}.",
                count,
            )
        else:
            due = ngettext(
                "In your week of {day} you noted that it was due.",
                "In {count} weeks you noted that it was due, the latest that of {day}.",
                count,
            )
        sentences.append(due.format(count=spell_number(count), day=day))
    latest = history.latest
    unknown = [week for week in history.unreported_weeks if latest and week > latest.week]
    if unknown and history.sessions:  # without meetings, the summary of the year reports it
        missing = ngettext(
            "One week since then says nothing about it, so one may be missing here.",
            "{count} weeks since then say nothing about it, so one may be missing here.",
            len(unknown),
        )
        sentences.append(missing.format(count=capitalise_first(spell_number(len(unknown)))))
    return sentences


def summarise_supervision_year(history: SupervisionHistory) -> list[tuple[str, str]]:
    """The summary of the span: label and text of each line."""
    meetings = [session.meeting for session in history.sessions]
    lines = [(_("How many"), _summarise_count(history))]
    if history.noted_due_weeks:
        count = len(history.noted_due_weeks)
        due = ngettext("In {n} week.", "In {n} weeks.", count).format(n=count)
        lines.append((_("You noted that it was due"), due))
    if history.gaps:
        lines.append((_("From one to the next"), _summarise_gaps(history)))
    if meetings:
        minutes = [each.minutes for each in meetings]
        lines += [
            (_("Length"), _summarise_minutes(minutes, history.standard)),
            (_("How you met"), _count_answers(_HOW, [each.how for each in meetings])),
            (_("With whom"), _count_answers(_WHO, [each.who for each in meetings])),
            (_("Free of interruptions"), _count_answers(_FREE, [each.free for each in meetings])),
            (_("Time to think"), _count_answers(_REFLECT, [each.reflect for each in meetings])),
        ]
    return lines


def format_supervision_span(history: SupervisionHistory) -> str:
    """The number of weeks in the span, with its first and last day."""
    count = len(history.weeks)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    first_day, last_day = history.first.monday, history.last.sunday
    with_year = first_day.year != last_day.year
    first, last = (format_day(day, with_year) for day in (first_day, last_day))
    return _("{weeks}, from {first} to {last}").format(weeks=weeks, first=first, last=last)


def build_supervision_rows(history: SupervisionHistory) -> list[SupervisionRow]:
    """The meetings in the span, newest first."""
    return [
        SupervisionRow(
            session.week,
            capitalise_first(_format_session_day(session, history.last)),
            "" if session.after is None else str(session.after),
            str(session.meeting.minutes or _NOT_SAID),
            _describe_meeting(session.meeting),
            _answer_label(_FREE, session.meeting.free),
            _answer_label(_REFLECT, session.meeting.reflect),
        )
        for session in reversed(history.sessions)
    ]


def _describe_interval(history: SupervisionHistory, *, in_full: bool) -> str:
    count = history.interval.weeks
    amount = spell_number(count)
    if in_full:
        amount = ngettext("{count} week", "{count} weeks", count).format(count=amount)
    sentences = {
        "own": _("You set {amount}."),
        "stage": _("Your stage suggests {amount}."),
        "neither": _("Reflect counts with {amount} until you choose."),
    }
    return sentences[history.interval.why].format(amount=amount)


def _summarise_count(history: SupervisionHistory) -> str:
    count = len(history.sessions)
    parts = [ngettext("{n} formal supervision.", "{n} formal supervisions.", count).format(n=count)]
    if history.away_weeks:
        away = len(history.away_weeks)
        parts.append(ngettext("{n} week away.", "{n} weeks away.", away).format(n=away))
    if history.unreported_weeks:
        unreported = len(history.unreported_weeks)
        weeks = ngettext("{n} week says nothing.", "{n} weeks say nothing.", unreported)
        parts.append(weeks.format(n=unreported))
    return " ".join(parts)


def _summarise_gaps(history: SupervisionHistory) -> str:
    """The range of gaps between meetings, and how many are longer than the interval."""
    gaps, interval = history.gaps, history.interval.weeks
    longer = sum(gap > interval for gap in gaps)
    label = ngettext("Longer than {n} week:", "Longer than {n} weeks:", interval).format(n=interval)
    times = _("{some} of {all}").format(some=longer, all=len(gaps))
    spans = _format_range(gaps, _("weeks"))
    return f"{spans} {label} {times}."


def _summarise_minutes(minutes: Sequence[int], standard: int) -> str:
    known = [each for each in minutes if each]
    if not known:
        return _("Not said.")
    reached = sum(each >= standard for each in known)
    share = _("{some} of {all} reached {standard} minutes.")
    share = share.format(some=reached, all=len(known), standard=standard)
    parts = [_format_range(known, _("minutes")), share]
    if len(known) < len(minutes):
        parts.append(_("Not said: {n}.").format(n=len(minutes) - len(known)))
    return " ".join(parts)


def _format_range(values: Sequence[int], unit: str) -> str:
    low, high = min(values), max(values)
    if low == high:
        return _("{low} {unit}.").format(low=low, unit=unit)
    return _("{low} to {high} {unit}, in the middle {median}.").format(
        low=low, high=high, unit=unit, median=round_half_up(median(values))
    )


def _count_answers(labels: Sequence[LazyString], answers: Sequence[int]) -> str:
    """`In person 5, by video 4, not said 1`."""
    counts = Counter(answers)
    parts = [f"{label} {counts[n]}" for n, label in enumerate(labels, 1) if counts[n]]
    if counts[0]:
        parts.append(f"{_NOT_SAID} {counts[0]}")
    return capitalise_first(", ".join(parts)) + "."


def _describe_meeting(meeting: SupervisionMeeting) -> str:
    """`in person, one to one`, without missing answers; `not said` if both are missing."""
    parts = [_answer_label(_HOW, meeting.how), _answer_label(_WHO, meeting.who)]
    not_said = str(_NOT_SAID)
    return ", ".join(part for part in parts if part != not_said) or not_said


def _answer_label(labels: Sequence[LazyString], answer: int) -> str:
    return str(labels[answer - 1] if 0 < answer <= len(labels) else _NOT_SAID)


def _format_session_day(session: SupervisionSession, today: Week) -> str:
    """`Friday 9 October`, or the week if no day was reported."""
    if session.day is None:
        return _("week of {day}").format(day=_format_date(session.week.monday, today))
    is_this_year = session.day.year == today.sunday.year
    return format_weekday(session.day) if is_this_year else format_day(session.day, year=True)


def _format_date(day: date, today: Week) -> str:
    return format_day(day, day.year != today.sunday.year)
