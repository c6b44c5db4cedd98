"""A chart in words: every sentence it can say, each with the rule that allows it.

A sentence says what was seen: not what it means, and not what caused it. Nothing is *good*, *worse*
or a *decline*. Where no rule allows a sentence, the words say so and stay silent.
"""

from reflect.charts.baselines import BASELINE_WEEKS, TRIAL_WEEKS
from reflect.charts.dates import (
    format_day,
    format_days,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.series import DENSE_AXIS_WEEKS, BaselinePeriod, Panel, Picture
from reflect.core.i18n import _, ngettext
from reflect.core.weeks import Week

_MISSED = 2  # weeks left out in a row from which one is welcomed back; one is no gap to speak of
_LISTED = 3  # weeks named one by one


def summarise_weeks(picture: Picture) -> str:
    """How many weeks, from when to when, and what they hold. For every picture that has entries."""
    if not picture.entries and not picture.damaged_weeks:
        return _("Your first check-in goes here. It takes about three minutes.")
    first, last = picture.first.monday, picture.last.sunday
    both = first.year != last.year
    count = len(picture.weeks)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    parts = [_("{n} answered").format(n=picture.answered_count)]
    if picture.away_weeks:
        parts.append(_("{n} away").format(n=len(picture.away_weeks)))
    if picture.left_out_count:
        parts.append(_("{n} left out").format(n=picture.left_out_count))
    whole = _("{weeks}, from {first} to {last}. {parts}.").format(
        weeks=weeks,
        first=format_day(first, both),
        last=format_day(last, both),
        parts=", ".join(parts),
    )
    return f"{whole} {describe_damaged_weeks(picture)}".rstrip()


def describe_damaged_weeks(picture: Picture) -> str:
    """Which weeks could not be opened, or nothing."""
    if not picture.damaged_weeks:
        return ""
    days = ", ".join(format_day(week.monday, year=True) for week in sorted(picture.damaged_weeks))
    return _(
        "Could not be opened, so left out here: the week of {days}. It was left as it is; tell the "
        "people who run this site."
    ).format(days=days)


def describe_scale(panel: Panel) -> str:
    """What stands beside the name of a scale on one's picture.

    Fewer than six weeks: how far it is to a range. Six to eleven: that nothing is read from it yet.
    From twelve: the change while its rule holds, then the single weeks outside; without either,
    *inside your usual range*.
    """
    if panel.stage in ("empty", "points", "trial"):
        return describe_progress(panel)
    if not panel.change and not panel.outside:
        return _("Inside your usual range.")
    return " ".join(filter(None, (_change(panel), _outside(panel))))


def describe_progress(panel: Panel) -> str:
    """What there is to see so far, and when there is more. Before the twelfth week only.

    After a mark from which the range begins anew, it is as at the very start, and says since when.
    """
    count, since = panel.latest_period.count, panel.latest_period.since
    if count >= TRIAL_WEEKS:
        trial = _("Trial range, from {count} weeks.")
        if since:
            trial = _("Trial range, from {count} weeks since your mark of {day}.")
        rest = _("It will settle at twelve. Nothing is read from it yet.")
        return f"{trial} {rest}".format(count=spell_number(count), day=_day(since, panel))
    so_far = _("No week with enough answers yet.")
    if count:
        so_far = ngettext("{count} week so far.", "{count} weeks so far.", count)
    if since:
        so_far = _("No week with enough answers since your mark of {day}.")
        if count:
            so_far = ngettext(
                "{count} week since your mark of {day}.",
                "{count} weeks since your mark of {day}.",
                count,
            )
    return "{} {}".format(
        so_far.format(count=spell_number_capitalised(count), day=_day(since, panel)),
        _("From six, Reflect shows a trial range. From twelve, your usual range."),
    )


def _day(week: Week | None, panel: Panel) -> str:
    """The day of a mark, with its year unless the latest answers are of the same."""
    if week is None:
        return ""
    same = bool(panel.points) and panel.points[-1].week.monday.year == week.monday.year
    return format_day(week.monday, year=not same)


def _change(panel: Panel) -> str:
    """Only while the latest seven hold the rule of a change.

    Where they rest on other statements than the level does, that they lie there is said, and not
    that this is seldom: `missing` has the figures.
    """
    if not panel.change:
        return ""
    seen = _("Your last seven weeks with answers all lie below your usual level.")
    if panel.change == "above":
        seen = _("Your last seven weeks with answers all lie above your usual level.")
    if panel.is_based_on_other_items:
        rest = _(
            "They rest on other statements than that level, and that alone can look like this."
        )
    else:
        rest = _("Ordinary ups and downs seldom look like this.")
    return f"{seen} {rest}"


def _outside(panel: Panel) -> str:
    """Only for single weeks outside among the latest twelve answered; beside a change, the fact."""
    if not panel.outside:
        return ""
    latest = panel.points[-1].week.monday.year
    days = [week.monday for week in panel.outside]
    seen = ngettext(
        "{count} week lies outside your usual range: {days}.",
        "{count} weeks lie outside your usual range: {days}.",
        len(days),
    )
    if len(days) > _LISTED:
        seen = _("{count} weeks lie outside your usual range, the latest {days}.")
    seen = seen.format(
        count=spell_number_capitalised(len(days)),
        days=format_days(
            days[-1:] if len(days) > _LISTED else days,
            any(day.year != latest for day in days),
        ),
    )
    if panel.change:
        return seen
    if len(days) == 1:
        return "{} {}".format(seen, _("One week is not a trend."))
    return "{} {}".format(seen, _("Single weeks are not a trend."))


def describe_usual_range(panel: Panel) -> str:
    """One's usual level and range in figures, clipped to the scale: now, and before each new start.

    Only what has one: from twelve weeks on, and of earlier stretches the trial too.
    """
    parts = []
    if panel.limits is not None and panel.stage == "usual":
        said = _("Your usual level is {mean}, your usual range {lower} to {upper}.")
        if panel.latest_period.since:
            said = _(
                "Since your mark of {day}, your usual level is {mean}, "
                "your usual range {lower} to {upper}."
            )
        parts.append(_figures(said, panel, panel.latest_period, panel.latest_period.since))
    for stretch in reversed(panel.baseline_periods[:-1]):
        said = _("Before your mark of {day}: level {mean}, range {lower} to {upper}.")
        if stretch.stage == "trial":
            said = _("Before your mark of {day}: trial level {mean}, range {lower} to {upper}.")
        if stretch.limits:
            parts.append(_figures(said, panel, stretch, stretch.until))
    return " ".join(parts)


def _figures(said: str, panel: Panel, stretch: BaselinePeriod, mark: Week | None) -> str:
    lower, mean, upper = map(round_half_up, stretch.limits or ())
    return said.format(day=_day(mark, panel), lower=lower, mean=mean, upper=upper)


def describe_week(panel: Panel, week: Week) -> str:
    """What stands beside a scale after a check-in: this week, next to one's usual.

    The change is said only beside the latest week, because it is about the latest seven. A week
    before a mark from which the range began anew stands beside what was usual then.
    """
    point, stretch = panel.point_at(week), panel.period_at(week)
    if point is None:
        return describe_missing_score(panel)
    value = _("{value} this week.").format(value=round_half_up(point.value))
    if stretch.limits is None or stretch.stage != "usual":
        return f"{value} {describe_week_progress(panel, week)}"
    has_change = panel.change is not None and point is panel.points[-1]
    is_outside, is_then = point.mark == "outside", stretch.until is not None
    numbers = {"value": round_half_up(point.value), "usual": round_half_up(stretch.limits[1])}
    if not has_change and not is_outside:
        inside = _("{value} this week, inside your usual range.")
        then = _("{value} this week, inside your usual range of that time.")
        return (then if is_then else inside).format(**numbers)
    now = _("{value} this week; your usual level is {usual}.")
    then = _("{value} this week; your usual level was {usual} at that time.")
    said = [
        (then if is_then else now).format(**numbers),
        _("This week lies outside your usual range.") if is_outside else "",
        _change(panel) if has_change else _("One week is not a trend."),
    ]
    return " ".join(filter(None, said))


def describe_week_progress(panel: Panel, week: Week) -> str:
    """What there is to see so far, for a week without a usual range to stand beside."""
    stretch = panel.period_at(week)
    if stretch.until is None:
        return describe_progress(panel)
    return _("Your usual range began anew with your mark of {day}.").format(
        day=_day(stretch.until, panel)
    )


def describe_missing_score(panel: Panel) -> str:
    """For a week in which the scale is missing although the week has answers."""
    return _(
        "Not enough answers for this scale this week. {minimum} of {items} are needed. "
        "Blank is not zero."
    ).format(
        minimum=spell_number_capitalised(panel.scale.minimum),
        items=spell_number(panel.scale.items),
    )


def welcome_back(picture: Picture, week: Week) -> str:
    """For the first answers after two or more weeks left out in a row; else empty.

    Weeks away are no gap to speak of: they were marked, and count for nothing.
    """
    before = [other for other in picture.entries if other < week]
    gap = week - before[-1] - 1 if before else 0
    if gap < _MISSED or week not in picture.entries:
        return ""
    return _(
        "Welcome back. {count} weeks have no answers. The line has a gap there, and that is fine."
    ).format(count=spell_number_capitalised(gap))


def describe_false_alarm_rate(picture: Picture) -> str:
    """How often ordinary weeks alone look like a change. Once any scale can say one; else empty.

    The figures are those of the simulation in `stretches`.
    """
    if all(panel.stage != "usual" for panel in picture.panels):
        return ""
    return _(
        "How far to trust it: we tried the rule on invented people without any change. "
        "For each scale, the sentence about seven weeks stood in 2 of 100 weeks. "
        "Where weeks resemble each other, it stood in 5 of 100. "
        "Over forty weeks, 19 of 100 charts showed it at least once, or 47 where weeks are alike."
    )


def describe_clipping(picture: Picture) -> str:
    """That a range was cut where its scale ends, and on which scales. Empty if none was."""
    cut = [panel.scale.title for panel in picture.panels if panel.clipped]
    if not cut:
        return ""
    return _("The range is cut where the scale ends: {scales}.").format(scales=", ".join(cut))


def build_caption(picture: Picture) -> str:
    """What one must know to read the drawing."""
    parts = [_("Higher is better. Lines break where weeks are missing.")]
    stretches = [stretch for panel in picture.panels for stretch in panel.baseline_periods]
    if any(stretch.stage == "trial" for stretch in stretches):
        parts.append(_("A trial range comes from all weeks so far, and moves with each."))
    if any(stretch.stage == "usual" for stretch in stretches):
        parts.append(
            _("Your usual level and range come from your first {count} answers and stay.").format(
                count=BASELINE_WEEKS
            )
        )
    if any(stretch.since for stretch in stretches):
        parts.append(_("Where you began anew, only answers from there on count."))
    if any(point.missing for panel in picture.panels for point in panel.points):
        parts.append(
            _("Some weeks rest on fewer statements than the scale has; the table says which.")
        )
    if picture.half_days_by_place:
        parts.append(_("The lowest rows show half-days in each place."))
        if len(picture.weeks) > DENSE_AXIS_WEEKS:
            parts.append(_("Where columns would be too thin, one is the mean of several weeks."))
    return " ".join(filter(None, (*parts, describe_clipping(picture))))


def format_chart_title(picture: Picture) -> str:
    """The name of the drawing, for those who hear it."""
    names = ", ".join(panel.scale.title for panel in picture.panels)
    count = len(picture.weeks)
    return ngettext("{names}: {count} week", "{names}: {count} weeks", count).format(
        names=names, count=count
    )


def format_chart_note() -> str:
    """Where the drawing says the same in words."""
    return _("The sentences say what the drawing shows. The table has every number.")
