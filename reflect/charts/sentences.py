"""A chart as text: all its sentences, each with the rule under which it appears.

A sentence describes observations, not their meaning or cause. Nothing is *good*, *worse* or a
*decline*. All that is said of change comes from the finding of a panel, which the drawing, the
table and the sheets read as well. Dates and sizes are as exact as the method is.
"""

from reflect.charts.claim_rates import load_claim_rates
from reflect.charts.dates import (
    format_day,
    format_days,
    format_since,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.findings import MIN_CHANGE_WEEKS
from reflect.charts.series import DENSE_AXIS_WEEKS, Panel, Picture
from reflect.core.change_detection import MAX_VALUES
from reflect.core.i18n import _, capitalise_first, ngettext
from reflect.core.weeks import Week

_MIN_GAP_WEEKS = 2  # consecutive weeks without answers from which they are mentioned


def summarise_weeks(picture: Picture) -> str:
    """How many weeks there are, and how many of them were answered, away or without answers."""
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
        parts.append(_("{n} without answers").format(n=picture.left_out_count))
    text = _("{weeks}, from {first} to {last}: {parts}.")
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


def describe_picture(picture: Picture) -> tuple[str, ...]:
    """What there is to say first: a headline, then the sentences that belong to it.

    The changes that were found, the largest first; or that none was found; or, before ten answered
    weeks, the latest week.
    """
    scored = [panel for panel in picture.panels if panel.finding.count]
    if not scored:
        text = _("No week has enough answers for a number yet.")
        return (text, *_describe_line_starts(picture))
    changed = [panel for panel in picture.drawn_panels if panel.finding.change]
    if changed:
        changed.sort(key=_change_size, reverse=True)
        sentences = [_describe_scale_change(panel) for panel in changed]
        if picture.altogether:
            sentences.append(_("None of the scales shows it clearly by itself."))
        elif len(changed) < len(picture.panels):
            sentences.append(_("No other change was found."))
    elif any(panel.finding.can_show_change for panel in scored):
        count = min(MAX_VALUES, max(panel.finding.count for panel in scored))
        text = _("No lasting change was found in your last {count} weeks with answers.")
        sentences = [text.format(count=count)]
    else:
        panel = max(scored, key=lambda each: each.finding.count)
        text = _("{scale}: {said}")
        sentences = [text.format(scale=panel.scale.title, said=_describe_early_weeks(panel))]
        sentences.append(describe_progress(picture))
    return (*sentences, *_describe_latest_answer(picture), *_describe_line_starts(picture))


def _change_size(panel: Panel) -> float:
    change = panel.finding.change
    width = panel.scale.high - panel.scale.low
    return abs(change.level - change.before) / width if change else 0.0


def _describe_scale_change(panel: Panel) -> str:
    text = _("{scale} has been lower {since}: about {level}, compared with about {before} before.")
    if panel.finding.change and panel.finding.change.is_higher:
        text = _(
            "{scale} has been higher {since}: about {level}, compared with about {before} before."
        )
    return _format_change(text, panel)


def describe_change(panel: Panel) -> str:
    """The change of a scale, to follow its title; empty if none was found."""
    text = _("lower {since}: about {level}, compared with about {before} before.")
    if panel.finding.change and panel.finding.change.is_higher:
        text = _("higher {since}: about {level}, compared with about {before} before.")
    return _format_change(text, panel)


def _format_change(text: str, panel: Panel) -> str:
    change = panel.finding.change
    if change is None:
        return ""
    return text.format(
        scale=panel.scale.title,
        since=format_since(
            [week.monday for week in (change.earliest, change.since, change.latest)],
            change.give_or_take,
            panel.points[-1].week.monday,
        ),
        level=round_half_up(change.level),
        before=round_half_up(change.before),
    )


def _describe_latest_answer(picture: Picture) -> list[str]:
    """The week of the latest answers, if later weeks of the axis have none."""
    latest = max(panel.points[-1].week for panel in picture.panels if panel.points)
    if picture.last - latest < _MIN_GAP_WEEKS:
        return []
    text = _("Your latest answers are from the week of {day}.")
    return [text.format(day=format_day(latest.monday, year=True))]


def _describe_line_starts(picture: Picture) -> list[str]:
    """Where the latest line begins, and why, if it is not the first."""
    since = picture.panels[0].line.since
    if since is None:
        return []
    text = _("You started again with your mark of {day}. Earlier weeks are not compared.")
    if since in picture.version_changes:
        text = _("The questionnaire changed in the week of {day}. Earlier weeks are not compared.")
    return [text.format(day=format_day(since.monday, year=True))]


def describe_scale(panel: Panel) -> str:
    """The text beside the title of a scale: its change or level, then the weeks that stood out."""
    finding = panel.finding
    if not finding.can_show_change:
        return _describe_early_weeks(panel)
    change = describe_change(panel)
    if change:
        return " ".join([capitalise_first(change), *_describe_unusual_weeks(panel)])
    text = _("No change found. Your weeks average {level}.")
    if finding.recent is not None:
        text = _("No change found. Your weeks average {level}; the last eight, {recent}.")
    recent = round_half_up(finding.recent or 0)
    said = text.format(level=round_half_up(finding.level), recent=recent)
    return " ".join([said, *_describe_unusual_weeks(panel)])


def _describe_early_weeks(panel: Panel) -> str:
    """The weeks of a line that has too few for a change to be found."""
    values = [round_half_up(p.value) for p in panel.points if panel.is_on_latest_line(p.week)]
    if not values:
        return _("No week with enough answers yet.")
    if len(values) == 1:
        return _("{value} in the first week.").format(value=values[0])
    step = values[-1] - values[-2]
    text = _("{value} in your latest week, the same as the last time.")
    if step:
        text = _("{value} in your latest week, {step} lower than the last time.")
    if step > 0:
        text = _("{value} in your latest week, {step} higher than the last time.")
    so_far = _("Your weeks so far run from {low} to {high}.")
    said = f"{text} {so_far}" if min(values) < max(values) else text
    return said.format(value=values[-1], step=abs(step), low=min(values), high=max(values))


def describe_progress(picture: Picture) -> str:
    """How many more answered weeks it takes until a change can be found; empty if none."""
    count = max(panel.finding.count for panel in picture.panels)
    more = MIN_CHANGE_WEEKS - count
    text = ngettext(
        "After {more} more week with answers, Reflect can look for a lasting change.",
        "After {more} more weeks with answers, Reflect can look for a lasting change.",
        more,
    )
    return text.format(more=spell_number(more)) if more > 0 else ""


def _describe_unusual_weeks(panel: Panel) -> list[str]:
    """Single weeks among the latest twelve that are far from their level."""
    weeks = panel.finding.unusual
    if not weeks:
        return []
    values = [round_half_up(p.value) for p in panel.points if p.week in weeks]
    has_years = any(week.monday.year != panel.points[-1].week.monday.year for week in weeks)
    if len(weeks) == 1:
        text = _("One week stood out: {day}, with {value}. One week alone says little.")
        day = format_day(weeks[0].monday, has_years)
        return [text.format(day=day, value=values[0])]
    text = _("{count} weeks stood out: {days}. Single weeks say little.")
    days = format_days([week.monday for week in weeks], has_years)
    return [text.format(count=spell_number_capitalised(len(weeks)), days=days)]


def describe_week(panel: Panel, week: Week) -> str:
    """The text beside a scale after a check-in: this week, compared with its level.

    The change appears only with the latest week. A week of an earlier line is compared with
    nothing.
    """
    point = panel.point_at(week)
    if point is None:
        return describe_missing_score(panel)
    finding, is_latest = panel.finding, point is panel.points[-1]
    if not finding.can_show_change and is_latest:
        return _describe_early_weeks(panel)
    sentences = [_("{value} this week.").format(value=round_half_up(point.value))]
    level = next((each for each in panel.levels if each.first <= week <= each.last), None)
    if is_latest and finding.change:
        sentences.append(capitalise_first(describe_change(panel)))
    elif finding.can_show_change and level:
        text = _("Your weeks around then average {level}.")
        if finding.change is None:
            text = _("Your weeks average {level}.")
        sentences.append(text.format(level=round_half_up(level.value)))
    if week in finding.unusual:
        sentences.append(_("This week stood out. One week alone says little."))
    return " ".join(sentences)


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


def describe_error_rates(picture: Picture) -> str:
    """How often a change is said where there is none, and how often a true one is missed.

    Empty until a change can be found.
    """
    if not any(panel.finding.can_show_change for panel in picture.panels):
        return ""
    rates = load_claim_rates("person")
    return _(
        "We tried this on invented people. Of 100 whose weeks did not change, {false} still read "
        "within a year that a scale had changed, because ordinary weeks can look like that. Of 100 "
        "who lost 21 points for good, {large} read it within three months. Of 100 who lost 14, "
        "{small} read it within six months. So a change may be chance, and silence does not mean "
        "that nothing changed."
    ).format(
        false=rates["any_false_change"], large=rates["step_21_told"], small=rates["step_14_told"]
    )


def describe_process_chart() -> str:
    """What the dashed lines and rings of *Look closer* are, and what they are worth."""
    return _(
        "Dashed lines and rings are a process-behaviour chart, fixed on your first twelve weeks. "
        "Within a year it marks some week of {marked} in 100 people whose weeks do not change, so "
        "no sentence here rests on it."
    ).format(marked=load_claim_rates("person")["any_process_mark"])


def build_caption(picture: Picture) -> str:
    """How to read the drawing."""
    parts = [_("Higher is better. Lines break where weeks are missing.")]
    if any(point.missing for panel in picture.panels for point in panel.points):
        parts.append(
            _(
                "In hollow weeks a statement has no answer. They count after being adjusted by "
                "what you usually answer."
            )
        )
    if any(panel.finding.varies_widely for panel in picture.panels):
        parts.append(_("Your weeks vary a lot, so a single week says little."))
    if picture.half_days_by_place:
        parts.append(_("The lowest rows show half-days in each place."))
        if len(picture.weeks) > DENSE_AXIS_WEEKS:
            parts.append(_("Where columns would be too thin, one is the average of several weeks."))
    return " ".join(parts)


def format_chart_title(picture: Picture) -> str:
    """The accessible name of the drawing."""
    names, count = ", ".join(panel.scale.title for panel in picture.panels), len(picture.weeks)
    text = ngettext("{names}: {count} week", "{names}: {count} weeks", count)
    return text.format(names=names, count=count)
