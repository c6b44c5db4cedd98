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

from reflect import (
    accounts,
    checkins,
    db,
    demo,
    guides,
    mydata,
    organisers,
    portfolio,
    teaching,
    teams,
    trends,
    workshops,
)
from reflect.charts.dates import day_words
from reflect.config import Settings, environment, is_loopback, read_settings
from reflect.operations import sites
from reflect.policy import anyone
from reflect.teams import due
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

ROOMS = (
    accounts,
    checkins,
    guides,
    mydata,
    organisers,
    portfolio,
    teaching,
    teams,
    trends,
    workshops,
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
    guides.init_app(app, settings)
    teaching.init_app(app, settings)
    assets.init_app(app, settings)
    languages.init_app(app, settings)
    headers.init_app(app, settings)
    errors.init_app(app)
    neighbours.init_app(app, settings)
    if settings.public and settings.is_demo:
        demo.open_to_the_public(app, settings)  # before the guard: it chooses whose copy to guard
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
    door = accounts.door(close_due)

    def clean_up(connection: Connection, moment: datetime) -> None:
        door.clean_up(connection, moment)
        rooms.clean_up(connection, moment)

    return replace(door, clean_up=clean_up)


def _add_rooms(app: Flask, settings: Settings) -> None:
    for room in ROOMS:
        for blueprint in room.blueprints():
            app.register_blueprint(blueprint)
    if settings.is_demo:
        for blueprint in demo.blueprints():
            app.register_blueprint(blueprint)
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
