"""A chart in words: every sentence it can say, each with the rule that allows it.

A sentence says what was seen: not what it means, and not what caused it. Nothing is *good*, *worse*
or a *decline*. Where no rule allows a sentence, the words say so and stay silent.
"""

from reflect.charts.dates import day_words, days_list, number_starts, number_words, whole
from reflect.charts.panels import BASELINE, LONG, TRIAL, Panel, Picture
from reflect.core.weeks import Week
from reflect.core.words import _, ngettext

_MISSED = 2  # weeks left out in a row from which one is welcomed back; one is no gap to speak of
_LISTED = 3  # weeks named one by one


def summary(picture: Picture) -> str:
    """How many weeks, from when to when, and what they hold. For every picture that has entries."""
    if not picture.entries:
        return _("Your first check-in goes here. It takes about three minutes.")
    first, last = picture.first.monday, picture.last.sunday
    both = first.year != last.year
    count = len(picture.weeks)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    parts = [_("{n} answered").format(n=picture.answered)]
    if picture.away:
        parts.append(_("{n} away").format(n=len(picture.away)))
    if picture.left_out:
        parts.append(_("{n} left out").format(n=picture.left_out))
    return _("{weeks}, from {first} to {last}. {parts}.").format(
        weeks=weeks,
        first=day_words(first, both),
        last=day_words(last, both),
        parts=", ".join(parts),
    )


def said(panel: Panel) -> str:
    """What stands beside the name of a scale on one's picture.

    Fewer than six weeks: how far it is to a range. Six to eleven: that nothing is read from it yet.
    From twelve: the change while its rule holds, then the single weeks outside; without either,
    *inside your usual range*.
    """
    if panel.stage in ("empty", "points", "trial"):
        return how_far(panel)
    if not panel.change and not panel.outside:
        return _("Inside your usual range.")
    return " ".join(filter(None, (_change(panel), _outside(panel))))


def how_far(panel: Panel) -> str:
    """What there is to see so far, and when there is more. Before the twelfth week only."""
    count = len(panel.points)
    if count >= TRIAL:
        return _(
            "Trial range, from {count} weeks. It will settle at twelve. "
            "Nothing is read from it yet."
        ).format(count=number_words(count))
    so_far = _("No week with enough answers yet.")
    if count:
        so_far = ngettext("{count} week so far.", "{count} weeks so far.", count)
    return "{} {}".format(
        so_far.format(count=number_starts(count)),
        _("From six, Reflect shows a trial range. From twelve, your usual range."),
    )


def _change(panel: Panel) -> str:
    """Only while the latest seven hold the rule of a change."""
    if panel.change == "above":
        return _(
            "Your last seven weeks with answers all lie above your usual level. "
            "Ordinary ups and downs seldom look like this."
        )
    if panel.change == "below":
        return _(
            "Your last seven weeks with answers all lie below your usual level. "
            "Ordinary ups and downs seldom look like this."
        )
    return ""


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
        count=number_starts(len(days)),
        days=days_list(
            days[-1:] if len(days) > _LISTED else days,
            any(day.year != latest for day in days),
        ),
    )
    if panel.change:
        return seen
    if len(days) == 1:
        return "{} {}".format(seen, _("One week is not a trend."))
    return "{} {}".format(seen, _("Single weeks are not a trend."))


def level(panel: Panel) -> str:
    """One's usual level and range in figures, clipped to the scale. From twelve weeks on."""
    if panel.limits is None or panel.stage != "usual":
        return ""
    lower, mean, upper = map(whole, panel.limits)
    return _("Your usual level is {mean}, your usual range {lower} to {upper}.").format(
        mean=mean, lower=lower, upper=upper
    )


def this_week(panel: Panel, week: Week) -> str:
    """What stands beside a scale after a check-in: this week, next to one's usual.

    The change is said only beside the latest week, because it is about the latest seven.
    """
    point = panel.at(week)
    if point is None:
        return not_enough(panel)
    value = whole(point.value)
    if panel.limits is None or panel.stage != "usual":
        return "{} {}".format(_("{value} this week.").format(value=value), how_far(panel))
    has_change = panel.change is not None and point is panel.points[-1]
    is_outside = point.mark == "outside"
    if not has_change and not is_outside:
        return _("{value} this week, inside your usual range.").format(value=value)
    usual = whole(panel.limits[1])
    said = [
        _("{value} this week; your usual level is {usual}.").format(value=value, usual=usual),
        _("This week lies outside your usual range.") if is_outside else "",
        _change(panel) if has_change else _("One week is not a trend."),
    ]
    return " ".join(filter(None, said))


def not_enough(panel: Panel) -> str:
    """For a week in which the scale is missing although the week has answers."""
    return _(
        "Not enough answers for this scale this week. {minimum} of {items} are needed. "
        "Blank is not zero."
    ).format(
        minimum=number_starts(panel.scale.minimum),
        items=number_words(panel.scale.items),
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
    ).format(count=number_starts(gap))


def how_often(picture: Picture) -> str:
    """How often ordinary weeks alone look like a change. Once any scale can say one; else empty.

    The figures are those of the simulation in `panels`.
    """
    if all(panel.stage != "usual" for panel in picture.panels):
        return ""
    return _(
        "How far to trust it: we tried the rule on invented people without any change. "
        "For each scale, the sentence about seven weeks stood in 2 of 100 weeks. "
        "Where weeks resemble each other, it stood in 5 of 100. "
        "Over forty weeks, 19 of 100 charts showed it at least once, or 47 where weeks are alike."
    )


def clipping(picture: Picture) -> str:
    """That a range was cut where its scale ends, and on which scales. Empty if none was."""
    cut = [panel.scale.title for panel in picture.panels if panel.clipped]
    if not cut:
        return ""
    return _("The range is cut where the scale ends: {scales}.").format(scales=", ".join(cut))


def caption(picture: Picture) -> str:
    """What one must know to read the drawing."""
    parts = [_("Higher is better. Lines break where weeks are missing.")]
    if any(panel.stage == "trial" for panel in picture.panels):
        parts.append(_("A trial range comes from all weeks so far, and moves with each."))
    if any(panel.stage == "usual" for panel in picture.panels):
        parts.append(
            _("Your usual level and range come from your first {count} answers and stay.").format(
                count=BASELINE
            )
        )
    if picture.places:
        parts.append(_("The lowest rows show half-days in each place."))
        if len(picture.weeks) > LONG:
            parts.append(_("Where columns would be too thin, one is the mean of several weeks."))
    return " ".join(filter(None, (*parts, clipping(picture))))


def drawing_title(picture: Picture) -> str:
    """The name of the drawing, for those who hear it."""
    names = ", ".join(panel.scale.title for panel in picture.panels)
    count = len(picture.weeks)
    return ngettext("{names}: {count} week", "{names}: {count} weeks", count).format(
        names=names, count=count
    )


def drawing_note() -> str:
    """Where the drawing says the same in words."""
    return _("The sentences say what the drawing shows. The table has every number.")
