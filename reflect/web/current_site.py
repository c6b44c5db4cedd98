"""The site of the current request: settings, keys, instruments, client address."""

from flask import Flask, current_app, g, request

from reflect.config import Settings
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import Kdf
from reflect.core.i18n import current_language
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.model import Instrument


def init_app(app: Flask, settings: Settings, keys: SiteKeys, library: Library) -> None:
    """Store settings, keys and instruments in the app."""
    app.extensions["reflect.settings"] = settings
    app.extensions["reflect.keys"] = keys
    app.extensions["reflect.library"] = library
    app.jinja_env.globals["organisation"] = settings.organisation  # whose site it is, on any page


def current_settings() -> Settings:
    """The settings of this site, or those selected for this request."""
    found: Settings = g.get("settings") or current_app.extensions["reflect.settings"]
    return found


def use_settings(chosen: Settings) -> None:
    """Use another data folder for this request."""
    g.settings = chosen


def site_keys() -> SiteKeys:
    """The site's keys."""
    found: SiteKeys = current_app.extensions["reflect.keys"]
    return found


def current_library() -> Library:
    """The instruments in use, all versions, in the current language."""
    found: Library = current_app.extensions["reflect.library"]
    return found.in_language(current_language())


def weekly_instrument() -> Instrument:
    """The weekly check-in in its latest version."""
    return current_library().latest(WEEKLY_INSTRUMENT_ID)


def current_kdf() -> Kdf:
    """The parameters of a password hash made now."""
    return Kdf.parse(current_settings().kdf) if current_settings().kdf else Kdf.current


def join_address() -> str:
    """The URL base for participants' phones: scheme, host and port."""
    return current_settings().join_address


def client_address() -> str:
    """The client's address, as the configured proxies report it."""
    return request.remote_addr or ""
