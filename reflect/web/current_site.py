"""The site of the current request: settings, site keys, instruments, client address."""

from flask import Flask, current_app, request

from reflect.config import Settings
from reflect.core.crypto.password_hash import Kdf
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.i18n import current_language
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.loader import describe_instrument
from reflect.core.instruments.model import Instrument
from reflect.db import current_extension

SETTINGS_EXTENSION_KEY = "reflect.settings"


def init_app(app: Flask, settings: Settings, keys: SiteKeys, library: Library) -> None:
    """Store settings, site keys and instruments in the app."""
    app.extensions[SETTINGS_EXTENSION_KEY] = settings
    app.extensions["reflect.keys"] = keys
    app.extensions["reflect.library"] = library
    app.jinja_env.globals.update(
        organisation=settings.organisation,
        describe_instrument=describe_instrument,
        weekly_instrument=weekly_instrument,
    )


def current_settings() -> Settings:
    """The settings of this request."""
    settings: Settings = current_extension(SETTINGS_EXTENSION_KEY)
    return settings


def site_keys() -> SiteKeys:
    """The site's keys."""
    keys: SiteKeys = current_app.extensions["reflect.keys"]
    return keys


def current_library() -> Library:
    """The instruments in use, all versions, in the current language."""
    library: Library = current_app.extensions["reflect.library"]
    return library.in_language(current_language())


def weekly_instrument() -> Instrument:
    """The weekly check-in in its latest version."""
    return current_library().latest(WEEKLY_INSTRUMENT_ID)


def current_kdf() -> Kdf:
    """The parameters (cost) of new password hashes."""
    return Kdf.parse(current_settings().kdf) if current_settings().kdf else Kdf.current


def join_address() -> str:
    """The base URL for participants' phones: scheme, host and port."""
    return current_settings().join_address


def client_address() -> str:
    """The client's address, as the configured proxies report it."""
    return request.remote_addr or ""
