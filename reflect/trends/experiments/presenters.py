"""An experiment for templates: its sentences, drawing and table, and the chances of a plan.

Before the end no score is shown here and nothing is worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup

from reflect.charts.dates import format_day, format_short_day, format_weekday, round_half_up
from reflect.charts.pair_plot import draw_pair_plot
from reflect.charts.series import ChartScale
from reflect.core.experiments import (
    MIN_PAIRS,
    PAIR_COUNTS,
    Direction,
    Experiment,
    RandomisationResult,
    assess_pairs,
    estimate_chance,
    select_complete_pairs,
)
from reflect.core.i18n import _
from reflect.core.weeks import Week


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """The page of one experiment."""

    experiment: Experiment
    title: str  # of its scale
    heading: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]  # day, kind of week, score; oldest first
    drawings: tuple[Markup, ...]  # wide and narrow; empty without a complete pair
    is_running: bool
    action: str  # the button for this week: `depart` or `keep`; empty: there is none


def build_experiment_view(
    experiment: Experiment, scale: ChartScale, this_week: Week, scores: Mapping[Week, float]
) -> ExperimentView:
    """The page of an experiment that is running, was stopped, or has a result.

    `scores`: of its weeks that have a complete one; used once it has ended.
    """
    drawings: tuple[Markup, ...] = ()
    is_running, weeks = experiment.is_running(this_week), experiment.weeks
    if is_running or experiment.is_stopped:
        heading, sentences = _describe_this_week(experiment, this_week)
        weeks = [week for week in weeks if week <= this_week and is_running]
    else:
        pairs = select_complete_pairs(experiment, scores)
        result = assess_pairs(pairs, experiment.direction)
        heading = _format_result_heading(experiment, scale, result)
        sentences = _describe_result(experiment, scale, result)
        if pairs:
            wide, narrow = (draw_pair_plot(scale, pairs, heading, is_wide=w) for w in (True, False))
            drawings = wide, narrow
    action = "keep" if this_week in experiment.departures else "depart"
    return ExperimentView(
        experiment,
        scale.title,
        heading,
        sentences,
        tuple(_build_row(experiment, week, scores.get(week)) for week in weeks),
        drawings,
        is_running,
        action if is_running and this_week in weeks else "",
    )


def build_chances(
    direction: Direction, scale: ChartScale, scores: Mapping[Week, float]
) -> list[tuple[str, str]]:
    """Numbers of weeks, each with the chance of a result; `scores`: of the weeks so far."""
    options = []
    for pairs in PAIR_COUNTS:
        chance = estimate_chance(pairs, direction, scores, (scale.low, scale.high, scale.step))
        tenths, text = round_half_up(10 * chance), _("{weeks} weeks: in about {tenths} of 10")
        if tenths == 0:
            text = _("{weeks} weeks: in fewer than 1 of 10")
        elif tenths == 10:
            text = _("{weeks} weeks: in more than 9 of 10")
        options.append((str(2 * pairs), text.format(weeks=2 * pairs, tenths=tenths)))
    return options


def format_title(experiment: Experiment) -> str:
    """The first day and the plan, for a list."""
    day = format_day(experiment.week.monday, year=True)
    text = _("From {day}: {words} (stopped)") if experiment.is_stopped else _("From {day}: {words}")
    return text.format(day=day, words=experiment.words)


def _build_row(experiment: Experiment, week: Week, score: float | None) -> tuple[str, str, str]:
    kind = _("test week") if experiment.is_test_week(week) else _("usual week")
    if week in experiment.departures:
        kind = _("test week, not kept to")
        if not experiment.is_test_week(week):
            kind = _("usual week, not kept to")
    text = _("not complete") if score is None else str(round_half_up(score))
    return format_short_day(week.monday), kind, text


def _format_result_heading(
    experiment: Experiment, scale: ChartScale, result: RandomisationResult
) -> str:
    heading = _("Too few weeks to tell")
    if result.is_found:
        heading = _("{scale} was lower in your test weeks, by about {points} points")
        if experiment.direction == "higher":
            heading = _("{scale} was higher in your test weeks, by about {points} points")
        points = round_half_up(fmean(result.differences))
        heading = heading.format(scale=scale.title, points=points)
    return heading


def _describe_this_week(experiment: Experiment, this_week: Week) -> tuple[str, tuple[str, ...]]:
    """The heading, and what to do in this week."""
    weeks, words = experiment.weeks, experiment.words
    plan = _("For test weeks you planned: {words}.").format(words=words)
    if experiment.is_stopped:
        text = _("Nothing is worked out from it. Your check-ins stay as they are.")
        return _("You stopped this experiment"), (plan, text)
    end = _("The result comes on {day}. Before that, nothing is worked out.").format(
        day=format_weekday(experiment.result_week.monday)
    )
    if this_week < weeks[0]:
        heading = _("Your experiment starts on {day}")
        text = _("Each Monday, this page tells you if it is a test week or a usual week.")
        return heading.format(day=format_weekday(weeks[0].monday)), (plan, text, end)
    if this_week > weeks[-1]:
        text = _("You can still check in for the last week, until Sunday.")
        return _("All {count} weeks are over").format(count=len(weeks)), (plan, text, end)
    heading = _("Week {n} of {count}: a usual week")
    task = _("Work as you usually do. Leave out what you planned for test weeks: {words}.")
    if experiment.is_test_week(this_week):
        heading = _("Week {n} of {count}: a test week")
        task = _("Do what you planned: {words}.")
    text = _("If you cannot, do what the week needs. The week still counts.")
    heading = heading.format(n=this_week - weeks[0] + 1, count=len(weeks))
    return heading, (task.format(words=words), text, end)


def _describe_result(
    experiment: Experiment, scale: ChartScale, result: RandomisationResult
) -> tuple[str, ...]:
    """What was expected and seen, how often luck alone does as much, and the span."""
    is_higher, count = experiment.direction == "higher", len(result.differences)
    plan = _("For test weeks you planned: {words}. You expected {scale} to be lower.")
    seen = _("{scale} was lower in the test week in {as_expected} of {count} complete pairs.")
    if is_higher:
        plan = _("For test weeks you planned: {words}. You expected {scale} to be higher.")
        seen = _("{scale} was higher in the test week in {as_expected} of {count} complete pairs.")
    sentences = [plan, seen, *_describe_odds(result, is_higher=is_higher)]
    if experiment.departures:
        sentences.append(_("You did not keep to the plan in {departures} of {weeks} weeks."))
    values = {
        "words": experiment.words,
        "scale": scale.title,
        "as_expected": sum(difference > 0 for difference in result.differences),
        "count": count,
        "departures": len(experiment.departures),
        "weeks": len(experiment.weeks),
    }
    return tuple(sentence.format(**values) for sentence in sentences)


def _describe_odds(result: RandomisationResult, *, is_higher: bool) -> tuple[str, ...]:
    if result.span is None:
        return (_("A result needs at least {least} complete pairs.").format(least=MIN_PAIRS),)
    odds = _("Luck alone would do this, or more, about once in {times} experiments.")
    if result.probability > 0.4:
        odds = _("Luck alone would do this, or more, in at least 4 of 10 experiments.")
    span = _(
        "The true difference is likely to be from {low} to {high} points. "
        "Plus means higher in test weeks, minus means lower."
    )
    bounds = sorted(value if is_higher else -value for value in result.span)
    low, high = (f"{round_half_up(value):+d}".replace("-", "\N{MINUS SIGN}") for value in bounds)
    times = round_half_up(1 / result.probability)
    return odds.format(times=times), span.format(low=low, high=high)
