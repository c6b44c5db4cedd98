"""Application factory: settings, keys, database, access control, headers, blueprints.

`create_app` ends with a check that every route has an access rule; the app does not start without.
"""

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
from reflect.accounts import http as account_http
from reflect.accounts.openid.routes import bp as openid
from reflect.accounts.routes import bp as accounts
from reflect.accounts.second_factor.routes import bp as settings
from reflect.admin.invitations.routes import bp as invitations
from reflect.admin.people.routes import bp as people
from reflect.admin.routes import bp as admin
from reflect.admin.routes import notices_bp as notices
from reflect.admin.teams.routes import bp as team_admin
from reflect.charts.dates import format_day
from reflect.checkins.monthly.routes import bp as monthly
from reflect.checkins.pauses.routes import bp as pauses
from reflect.checkins.routes import bp as checkins
from reflect.checkins.routes import weeks_bp as weeks
from reflect.checkins.sharing.routes import bp as sharing
from reflect.config import Settings, environment, is_loopback, read_settings
from reflect.content import http as content_http
from reflect.content.guides.routes import bp as guides
from reflect.content.teaching.routes import bp as teaching
from reflect.content.teaching.routes import leaders_bp as teaching_for_leaders
from reflect.core.stated_numbers import stated_numbers
from reflect.mydata.routes import bp as mydata
from reflect.notebook.actions.routes import bp as actions
from reflect.notebook.cpd.routes import bp as cpd
from reflect.notebook.journal.routes import bp as journal
from reflect.notebook.reminder.routes import bp as reminder
from reflect.notebook.routes import bp as notebook
from reflect.notebook.supervision.routes import bp as supervision
from reflect.notebook.supervision_sheet.routes import bp as supervision_sheet
from reflect.notebook.take_home.routes import bp as take_home
from reflect.operations import close_windows, site_setup
from reflect.policy import anyone
from reflect.teams.leaders.routes import bp as leaders
from reflect.teams.routes import bp as teams
from reflect.teams.supervisor.routes import bp as supervisor
from reflect.trends.change_markers.routes import bp as change_markers
from reflect.trends.comparisons.routes import bp as comparisons
from reflect.trends.experiments.routes import bp as experiments
from reflect.trends.monthly.routes import bp as monthly_results
from reflect.trends.routes import bp as trends
from reflect.web import (
    access_control,
    assets,
    clock,
    current_site,
    errors,
    lan_access,
    locale,
    logs,
    security_headers,
)
from reflect.workshops import services as workshop_services
from reflect.workshops.facilitator.routes import bp as facilitator
from reflect.workshops.facilitator.routes import summary_bp as workshop_summary
from reflect.workshops.participant.routes import bp as participants
from reflect.workshops.routes import bp as workshops

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
    experiments,
    monthly_results,
    workshops,
    facilitator,
    workshop_summary,
    participants,
)
MAX_BODY_BYTES = 256 * 1024  # of any request


def create_app(*, clock_: Callable[[], datetime] | None = None, **overrides: Any) -> Flask:
    """Create the app of one site; `overrides` are settings by their name in lower case.

    Raises:
        Misconfigured: a setting or the key file prevents a start; the message says why.
    """
    settings = read_settings(environment(), **overrides)
    keys = site_setup.load_matching_keys(settings)
    app = Flask(__name__, static_folder=None)
    _configure(app, settings)
    library = site_setup.load_site_library(settings)
    current_site.init_app(app, settings, keys, library)
    clock.init_app(app, clock_)
    db.init_app(app, settings.database_url)
    logs.init_app(app)
    content_http.init_app(app, settings)
    assets.init_app(app, settings)
    locale.init_app(app, settings)
    security_headers.init_app(app, settings)
    errors.init_app(app)
    lan_access.init_app(app, settings)
    if settings.is_demo:
        from reflect.demo import routes as demo_routes  # noqa: PLC0415  # demo only

        demo_routes.init_app(app, settings)
    access_control.init_app(app, _build_session_hooks(), settings)
    _register_routes(app)
    access_control.check_every_route(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    hosts = [settings.trusted_host]
    if is_loopback(settings.trusted_host):
        hosts = ["127.0.0.1", "localhost", "[::1]"]
    if settings.lan:
        hosts.append(settings.lan)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
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
    locale.init_jinja(app)
    app.jinja_env.globals.update(
        demo=settings.is_demo, day_words=format_day, numbers=stated_numbers
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )


def _build_session_hooks() -> access_control.SessionHooks:
    """The session hooks of accounts; the clean-up also deletes expired workshop rooms."""
    hooks = account_http.build_session_hooks(close_windows_now)

    def clean_up(connection: Connection, moment: datetime) -> None:
        hooks.clean_up(connection, moment)
        workshop_services.delete_expired_rooms(connection, moment)

    return replace(hooks, clean_up=clean_up)


def _register_routes(app: Flask) -> None:
    """Register every blueprint, and wrap each view so that a locked database is retried."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/health", "health", access_control.allow(anyone)(health))
    app.context_processor(lambda: {"actor": access_control.actor()})
    for name, view in app.view_functions.items():
        app.view_functions[name] = cast("Any", db.retry_transaction(view))


def close_windows_now(moment: datetime) -> None:
    """Close the team windows that are due in this request's database, and log how many."""
    context = close_windows.ClosingContext(
        db.current_engine(),
        current_site.current_library(),
        current_site.site_keys(),
        current_site.current_settings().data,
        SystemRandom(),
    )
    report = close_windows.close_due_windows(context, moment)
    if report.windows:
        logs.log_event("windows closed", windows=report.windows)
    if report.damaged:
        logs.log_alert("a box could not be opened", boxes=report.damaged)
    if report.failed:
        raise report.failed[0]


def health() -> ResponseReturnValue:
    """Health check for a monitor: `{"status": "ok"}` if the database answers."""
    with db.reading() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ok"}
