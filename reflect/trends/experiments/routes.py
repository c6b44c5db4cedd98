"""/my-picture/experiment: plan an experiment, run it, and read its result."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.forms import list_form_errors
from reflect.charts.dates import format_weekday, round_half_up
from reflect.charts.series import ChartScale
from reflect.checkins.http import retry_on_conflict, week_from_url
from reflect.core.experiments import Experiment, measure_spread
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends.experiments import presenters, services
from reflect.trends.experiments.forms import ExperimentActionForm, ExperimentForm, PlanActionForm
from reflect.trends.services import scale_views
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, weekly_instrument

bp = Blueprint("experiments", __name__, url_prefix="/my-picture/experiment")
WEEKS_BACK = 52  # from which the ups and downs of a person are measured


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The running experiment, else the last result; with `new`, or without either, the plan."""
    form, experiments = ExperimentForm(), _load_own()
    latest = experiments[-1] if experiments else None
    is_planning = form.is_bound or "new" in request.args
    if latest and (latest.is_running(Week.of(now())) or not (latest.is_stopped or is_planning)):
        return _render_experiment(latest)
    return _render_plan(form)


@bp.post("")
@allow(may_reflect)
def plan() -> ResponseReturnValue:
    """Show the chances of a plan, edit it again, or start it."""
    pressed, form, vault = PlanActionForm(), ExperimentForm(), actor().vault
    pressed.require_valid()
    if not form.validate_plan([*_own_scales()]):
        return _render_plan(form), 422
    if pressed.action.data == "start":
        drawn = form.draw_experiment(Week.of(now()) + 1)
        retry_on_conflict(lambda db: services.start_experiment(db, vault, drawn))
        return redirect(url_for("experiments.index"), 303)
    return _render_plan(form, has_chances=pressed.action.data != "edit")


@bp.get("/<week>")
@allow(may_reflect)
def show(week: str) -> ResponseReturnValue:
    """One experiment, by its first week."""
    return _render_experiment(services.find_experiment(_load_own(), week_from_url(week)))


@bp.post("/<week>")
@allow(may_reflect)
def change(week: str) -> ResponseReturnValue:
    """Stop an experiment, or note whether this week is kept to."""
    first, pressed, vault = week_from_url(week), ExperimentActionForm(), actor().vault
    pressed.require_valid()
    action, this_week = pressed.action.data or "", Week.of(now())
    retry_on_conflict(lambda db: services.change_experiment(db, vault, first, action, this_week))
    return redirect(url_for("experiments.index"), 303)


def _load_own() -> list[Experiment]:
    with reading() as db:
        return services.load_experiments(db, actor().vault)


def _own_scales() -> dict[str, ChartScale]:
    return {scale.id: scale for scale in scale_views(weekly_instrument())}


def _load_scores(scale: str, first: Week, last: Week) -> dict[Week, float]:
    vault, library, source = actor().vault, current_library(), (weekly_instrument().id, scale)
    with reading() as db:
        return services.load_complete_scores(db, vault, library, source, (first, last))


def _render_plan(form: ExperimentForm, *, has_chances: bool = False) -> str:
    """The form of a plan; with `has_chances`, the valid plan with the chance of each length."""
    scales, this_week, scale = _own_scales(), Week.of(now()), form.scale.data or ""
    scores = _load_scores(scale, this_week + -WEEKS_BACK, this_week) if has_chances else {}
    return render_template(
        "trends/experiment-plan.html",
        form=form,
        scales=[(each.id, each.title) for each in scales.values()],
        monday=format_weekday((this_week + 1).monday),
        problems=list_form_errors(form),
        earlier=[(each.week, presenters.format_title(each)) for each in reversed(_load_own())],
        title=scales[scale].title if has_chances else "",
        chances=has_chances
        and presenters.build_chances(form.direction.data, scales[scale], scores),
        spread=round_half_up(measure_spread(scores)),
    )


def _render_experiment(experiment: Experiment) -> str:
    this_week, name, scores = Week.of(now()), experiment.scale, dict[Week, float]()
    if not (experiment.is_stopped or experiment.is_running(this_week)):
        scores = _load_scores(name, experiment.week, experiment.weeks[-1])
    scale = _own_scales().get(name, ChartScale(name, name))
    view = presenters.build_experiment_view(experiment, scale, this_week, scores)
    return render_template("trends/experiment.html", view=view)
