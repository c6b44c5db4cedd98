"""A chart as text: all its sentences, each with the rule under which it appears.

A sentence describes observations, not their meaning or cause. Nothing is *good*, *worse* or a
*decline*. Where no rule allows a conclusion, the text says so and draws none.
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

_MIN_GAP_WEEKS = 2  # consecutive weeks left out from which `welcome_back` mentions them
_MAX_LISTED_WEEKS = 3


def summarise_weeks(picture: Picture) -> str:
    """Number of weeks, first and last, and how many were answered, away or left out."""
    if not picture.entries and not picture.damaged_weeks:
        return _("Your first check-in goes here. It takes about three minutes.")
    days = picture.first.monday, picture.last.sunday
    first, last = (format_day(day, days[0].year != days[1].year) for day in days)
    count = len(picture.weeks)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    parts = [_("{n} answered").format(n=picture.answered_count)]
    if picture.away_weeks:
        parts.append(_("{n} away").format(n=len(picture.away_weeks)))
    if picture.left_out_count:
        parts.append(_("{n} left out").format(n=picture.left_out_count))
    text = _("{weeks}, from {first} to {last}. {parts}.")
    summary = text.format(weeks=weeks, first=first, last=last, parts=", ".join(parts))
    return f"{summary} {describe_damaged_weeks(picture)}".rstrip()


def describe_damaged_weeks(picture: Picture) -> str:
    """The weeks that could not be decrypted; empty if there are none."""
    if not picture.damaged_weeks:
        return ""
    days = ", ".join(format_day(week.monday, year=True) for week in sorted(picture.damaged_weeks))
    return _(
        "Could not be opened, so left out here: the week of {days}. It was left as it is; tell the "
        "people who run this site."
    ).format(days=days)


def describe_scale(panel: Panel) -> str:
    """The text beside the title of a scale.

    Fewer than six weeks: how many are needed for a range. Six to eleven: that no conclusion is
    drawn yet. From twelve: the change while its rule holds, then single weeks outside the range; or
    *inside your usual range*.
    """
    if panel.stage != "usual":
        return describe_progress(panel)
    if not panel.change and not panel.outside:
        return _("Inside your usual range.")
    return " ".join(filter(None, (_describe_change(panel), _describe_outside_weeks(panel))))


def describe_progress(panel: Panel) -> str:
    """The weeks so far, and how many are needed for more. Before the twelfth week only.

    After a marker that starts a new range, only the weeks since it are counted.
    """
    count, since = panel.latest_period.count, panel.latest_period.since
    day = _format_marker_day(since, panel)
    if count >= TRIAL_WEEKS:
        trial = _("Trial range, from {count} weeks.")
        if since:
            trial = _("Trial range, from {count} weeks since your mark of {day}.")
        rest = _("It will settle at twelve. Nothing is read from it yet.")
        return f"{trial} {rest}".format(count=spell_number(count), day=day)
    if since and count:
        so_far = ngettext(
            "{count} week since your mark of {day}.",
            "{count} weeks since your mark of {day}.",
            count,
        )
    elif since:
        so_far = _("No week with enough answers since your mark of {day}.")
    elif count:
        so_far = ngettext("{count} week so far.", "{count} weeks so far.", count)
    else:
        so_far = _("No week with enough answers yet.")
    so_far = so_far.format(count=spell_number_capitalised(count), day=day)
    rest = _("From six, Reflect shows a trial range. From twelve, your usual range.")
    return f"{so_far} {rest}"


def _format_marker_day(week: Week | None, panel: Panel) -> str:
    """The day of a marker, with its year unless the latest answers are from the same year."""
    if week is None:
        return ""
    is_same_year = bool(panel.points) and panel.points[-1].week.monday.year == week.monday.year
    return format_day(week.monday, year=not is_same_year)


def _describe_change(panel: Panel) -> str:
    """The sentences about a change; empty unless its rule holds for the latest seven weeks.

    If they are based on other statements than the level, their position is described without the
    claim that this is rare: `baselines` has the figures.
    """
    if not panel.change:
        return ""
    text = _("Your last seven weeks with answers all lie below your usual level.")
    if panel.change == "above":
        text = _("Your last seven weeks with answers all lie above your usual level.")
    rest = _("Ordinary ups and downs seldom look like this.")
    if panel.is_based_on_other_items:
        rest = _(
            "They rest on other statements than that level, and that alone can look like this."
        )
    return f"{text} {rest}"


def _describe_outside_weeks(panel: Panel) -> str:
    """Single weeks outside the range among the latest twelve.

    *Not a trend* is added unless there is also a change.
    """
    if not panel.outside:
        return ""
    days = listed = [week.monday for week in panel.outside]
    text = ngettext(
        "{count} week lies outside your usual range: {days}.",
        "{count} weeks lie outside your usual range: {days}.",
        len(days),
    )
    if len(days) > _MAX_LISTED_WEEKS:
        text = _("{count} weeks lie outside your usual range, the latest {days}.")
        listed = days[-1:]
    has_years = any(day.year != panel.points[-1].week.monday.year for day in days)
    count = spell_number_capitalised(len(days))
    text = text.format(count=count, days=format_days(listed, has_years))
    if panel.change:
        return text
    no_trend = (
        _("One week is not a trend.") if len(days) == 1 else _("Single weeks are not a trend.")
    )
    return f"{text} {no_trend}"


def describe_usual_range(panel: Panel) -> str:
    """The usual level and range of each period in figures, clipped to the scale; latest first.

    Those of the latest period from twelve weeks on; those of earlier periods also if on trial.
    """
    parts, latest = [], panel.latest_period
    if latest.limits is not None and latest.stage == "usual":
        text = _("Your usual level is {mean}, your usual range {lower} to {upper}.")
        if latest.since:
            text = _(
                "Since your mark of {day}, your usual level is {mean}, "
                "your usual range {lower} to {upper}."
            )
        parts.append(_format_limits(text, panel, latest, latest.since))
    for period in reversed(panel.baseline_periods[:-1]):
        text = _("Before your mark of {day}: level {mean}, range {lower} to {upper}.")
        if period.stage == "trial":
            text = _("Before your mark of {day}: trial level {mean}, range {lower} to {upper}.")
        if period.limits:
            parts.append(_format_limits(text, panel, period, period.until))
    return " ".join(parts)


def _format_limits(text: str, panel: Panel, period: BaselinePeriod, marker: Week | None) -> str:
    lower, mean, upper = map(round_half_up, period.limits or ())
    day = _format_marker_day(marker, panel)
    return text.format(day=day, lower=lower, mean=mean, upper=upper)


def describe_week(panel: Panel, week: Week) -> str:
    """The text beside a scale after a check-in: this week, compared with the usual range.

    The change appears only with the latest week, because it is about the latest seven. A week
    before a marker that starts a new range is compared with the usual range of its own period.
    """
    point, period = panel.point_at(week), panel.period_at(week)
    if point is None:
        return describe_missing_score(panel)
    value = round_half_up(point.value)
    if period.limits is None or period.stage != "usual":
        text = _("{value} this week.").format(value=value)
        return f"{text} {describe_week_progress(panel, week)}"
    has_change = panel.change is not None and point is panel.points[-1]
    is_outside, is_ended = point.mark == "outside", period.until is not None
    if not has_change and not is_outside:
        text = _("{value} this week, inside your usual range.")
        if is_ended:
            text = _("{value} this week, inside your usual range of that time.")
        return text.format(value=value)
    text = _("{value} this week; your usual level is {usual}.")
    if is_ended:
        text = _("{value} this week; your usual level was {usual} at that time.")
    sentences = [
        text.format(value=value, usual=round_half_up(period.limits[1])),
        _("This week lies outside your usual range.") if is_outside else "",
        _describe_change(panel) if has_change else _("One week is not a trend."),
    ]
    return " ".join(filter(None, sentences))


def describe_week_progress(panel: Panel, week: Week) -> str:
    """The weeks so far, for a week that has no usual range to compare with."""
    until = panel.period_at(week).until
    if until is None:
        return describe_progress(panel)
    text = _("Your usual range began anew with your mark of {day}.")
    return text.format(day=_format_marker_day(until, panel))


def describe_missing_score(panel: Panel) -> str:
    """The sentence for a week with too few answers for a score on this scale."""
    text = _(
        "Not enough answers for this scale this week. {minimum} of {items} are needed. "
        "Blank is not zero."
    )
    minimum, items = panel.scale.minimum, panel.scale.items
    return text.format(minimum=spell_number_capitalised(minimum), items=spell_number(items))


def welcome_back(picture: Picture, week: Week) -> str:
    """The greeting on the first answers after two or more weeks left out; otherwise empty.

    Weeks marked as away are not part of a gap.
    """
    earlier = [each for each in picture.entries if each < week]
    gap = week - earlier[-1] - 1 if earlier else 0
    if gap < _MIN_GAP_WEEKS or week not in picture.entries:
        return ""
    return _(
        "Welcome back. {count} weeks have no answers. The line has a gap there, and that is fine."
    ).format(count=spell_number_capitalised(gap))


def describe_false_alarm_rate(picture: Picture) -> str:
    """How often ordinary weeks look like a change; empty until a scale can report a change.

    The figures are from the simulation described in `baselines`.
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
    """The scales on which a range was cut at the end of the scale; empty if there are none."""
    titles = ", ".join(panel.scale.title for panel in picture.panels if panel.clipped)
    text = _("The range is cut where the scale ends: {scales}.")
    return text.format(scales=titles) if titles else ""


def build_caption(picture: Picture) -> str:
    """How to read the drawing."""
    parts = [_("Higher is better. Lines break where weeks are missing.")]
    periods = [period for panel in picture.panels for period in panel.baseline_periods]
    stages = {period.stage for period in periods}
    if "trial" in stages:
        parts.append(_("A trial range comes from all weeks so far, and moves with each."))
    if "usual" in stages:
        usual = _("Your usual level and range come from your first {count} answers and stay.")
        parts.append(usual.format(count=BASELINE_WEEKS))
    if any(period.since for period in periods):
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
    """The accessible name of the drawing."""
    names, count = ", ".join(panel.scale.title for panel in picture.panels), len(picture.weeks)
    text = ngettext("{names}: {count} week", "{names}: {count} weeks", count)
    return text.format(names=names, count=count)
