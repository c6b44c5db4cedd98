"""The app: settings, keys, database, guard, headers, errors, the rooms; then every door."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from typing import Any, cast

from flask import Flask
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from sqlalchemy import Connection, text
from werkzeug.middleware.proxy_fix import ProxyFix

from reflect import db
from reflect.accounts import doorkeeper
from reflect.accounts.openid.routes import bp as openid
from reflect.accounts.routes import bp as accounts
from reflect.accounts.second_factor_routes import bp as settings
from reflect.charts.dates import day_words
from reflect.checkins.modules_routes import bp as monthly
from reflect.checkins.pause_routes import bp as pauses
from reflect.checkins.routes import bp as checkins
from reflect.checkins.sharing_routes import bp as sharing
from reflect.checkins.weeks_routes import bp as weeks
from reflect.config import Settings, environment, is_loopback, read_settings
from reflect.guides import kept as guide_texts
from reflect.guides.routes import bp as guides
from reflect.mydata.routes import bp as mydata
from reflect.operations import sites
from reflect.organisers.invitation_routes import bp as invitations
from reflect.organisers.own_routes import bp as notices
from reflect.organisers.people_routes import bp as people
from reflect.organisers.routes import bp as admin
from reflect.organisers.team_routes import bp as team_admin
from reflect.policy import anyone
from reflect.portfolio.cpd_routes import bp as cpd
from reflect.portfolio.journal_routes import bp as journal
from reflect.portfolio.reminder_routes import bp as reminder
from reflect.portfolio.routes import bp as notebook
from reflect.portfolio.sheet_routes import bp as supervision_sheet
from reflect.portfolio.supervision_routes import bp as supervision
from reflect.portfolio.take_home_routes import bp as take_home
from reflect.portfolio.tried_routes import bp as actions
from reflect.teaching import kept as teaching_texts
from reflect.teaching.leaders_routes import bp as teaching_for_leaders
from reflect.teaching.routes import bp as teaching
from reflect.teams import due
from reflect.teams.across_routes import bp as leaders
from reflect.teams.lead_routes import bp as supervisor
from reflect.teams.routes import bp as teams
from reflect.trends.changes_routes import bp as change_markers
from reflect.trends.comparing_routes import bp as comparisons
from reflect.trends.months_routes import bp as monthly_results
from reflect.trends.routes import bp as trends
from reflect.web import (
    assets,
    clock,
    errors,
    guard,
    headers,
    language,
    languages,
    logs,
    neighbours,
    site,
)
from reflect.workshops import service as rooms
from reflect.workshops.phone_routes import bp as participants
from reflect.workshops.presenter_routes import bp as facilitator
from reflect.workshops.routes import bp as workshops
from reflect.workshops.summary_routes import bp as workshop_summary

BLUEPRINTS = (
    accounts,
    settings,
    openid,
    checkins,
    weeks,
    pauses,
    monthly,
    sharing,
    guides,
    mydata,
    admin,
    people,
    invitations,
    team_admin,
    notices,
    notebook,
    journal,
    actions,
    reminder,
    supervision,
    supervision_sheet,
    cpd,
    take_home,
    teaching,
    teaching_for_leaders,
    teams,
    supervisor,
    leaders,
    trends,
    change_markers,
    comparisons,
    monthly_results,
    workshops,
    facilitator,
    workshop_summary,
    participants,
)
BODY = 256 * 1024  # bytes, the most that a form may send


def create_app(*, clock_: Callable[[], datetime] | None = None, **overrides: Any) -> Flask:
    """An app for one site; `overrides` are settings by their name in lower case.

    Raises:
        Misconfigured: the site cannot start like this; the message says why.
    """
    settings = read_settings(environment(), **overrides)
    keys = sites.keys_that_fit(settings)
    app = Flask(__name__, static_folder=None)
    _configure(app, settings)
    library = sites.library_of(settings)
    site.init_app(app, settings, keys, library)
    clock.init_app(app, clock_)
    db.init_app(app, settings.database_url)
    logs.init_app(app)
    guide_texts.init_app(app, settings)
    teaching_texts.init_app(app, settings)
    assets.init_app(app, settings)
    languages.init_app(app, settings)
    headers.init_app(app, settings)
    errors.init_app(app)
    neighbours.init_app(app, settings)
    if settings.public and settings.is_demo:
        from reflect.demo import public  # noqa: PLC0415  # a real site never loads it

        public.init_app(app, settings)  # before the guard: it chooses whose copy to guard
    guard.init_app(app, _door(), settings)
    _add_rooms(app, settings)
    guard.check_every_route(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    hosts = [settings.trusted_host]
    if is_loopback(settings.trusted_host):
        hosts = ["127.0.0.1", "localhost", "[::1]"]
    if settings.lan:
        hosts.append(settings.lan)
    app.config.update(
        MAX_CONTENT_LENGTH=BODY,
        MAX_FORM_MEMORY_SIZE=BODY,
        TRUSTED_HOSTS=hosts,
        TESTING=settings.testing,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.jinja_options = {
        "extensions": ["jinja2.ext.i18n"],
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": StrictUndefined,
        "auto_reload": False,
    }
    language.init_app(app)
    app.jinja_env.globals.update(demo=settings.is_demo, day_words=day_words)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )


def _door() -> guard.Door:
    """What the guard is told; rooms of workshops are cleaned up with the sessions."""
    door = doorkeeper.door(close_due)

    def clean_up(connection: Connection, moment: datetime) -> None:
        door.clean_up(connection, moment)
        rooms.clean_up(connection, moment)

    return replace(door, clean_up=clean_up)


def _add_rooms(app: Flask, settings: Settings) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.is_demo:
        from reflect.demo import exercise, routes, tour_routes  # noqa: PLC0415  # likewise

        for bp in (routes.bp, exercise.bp, tour_routes.bp):
            app.register_blueprint(bp)
    app.add_url_rule("/health", "health", guard.allow(anyone)(health))
    app.context_processor(lambda: {"actor": guard.actor()})
    for name, view in app.view_functions.items():
        app.view_functions[name] = cast("Any", db.retrying(view))


def close_due(moment: datetime) -> None:
    """Close the windows that are over where this request works, and write into the log how many."""
    data = site.settings().data
    means = due.Means(db.engine(), site.library(), site.keys(), data, SystemRandom())
    done = due.close_due(means, moment)
    if done.windows:
        logs.event("windows closed", windows=done.windows)
    if done.damaged:
        logs.alarm("a box could not be opened", boxes=done.damaged)
    if done.failed:
        raise done.failed[0]


def health() -> ResponseReturnValue:
    """Whether the database answers; for a monitor."""
    with db.reading() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ok"}
