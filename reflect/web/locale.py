"""Locale selection for a request, and translation in templates (i18n, gettext).

A site offers languages (`organisation.toml`; the first is the default). The choice is stored only
in a cookie of the browser; without one, `Accept-Language` decides. The language is not in the URL,
so that a link means the same page for everybody.

The language button submits the form it is in. What was typed is saved like a form that is posted
after the lock (sealed under this browser's cookie, for this account, for ten minutes), and the page
shows it again in the other language.

Jinja's own functions translate, mark and format every sentence again for every page; a form page
has a hundred of them. A translated sentence contains no foreign markup, so it is cached here, and
only the values that are filled in are escaped. Jinja also caches an imported template once for all
pages; here it is cached for each language. Jinja looks up globals in a ChainMap, some hundred times
a page; here, in one dictionary.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from reflect.config import Misconfigured, Settings
from reflect.core import i18n
from reflect.core.errors import NotFound
from reflect.core.i18n import (
    ENGLISH,
    Language,
    catalogue,
    current_language,
    language_codes,
    load_language,
    use_locale,
)
from reflect.policy import anyone
from reflect.web import access_control
from reflect.web.safe_paths import safe_path

LANGUAGES_EXTENSION = "reflect.languages"
LANGUAGE_COOKIE_MAX_AGE = 365 * 24 * 3600  # seconds
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PerLocaleTemplate(Template):
    """A template whose module (its macros, when imported) is cached for each language."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if ctx is not None and ctx.globals_keys - self.globals.keys():
            return super()._get_default_module(ctx)  # depends on this page, so not cached
        modules: dict[str, TemplateModule] = vars(self).setdefault("modules_by_language", {})
        code = i18n.current_language()
        if code not in modules:
            modules[code] = self.make_module()
        return modules[code]


def init_jinja(app: Flask) -> None:
    """Provide `_`, `gettext` and `ngettext` to the templates and their `trans` blocks."""
    env = app.jinja_env
    env.template_class = PerLocaleTemplate
    env.make_globals = lambda own: {**env.globals, **(own or {})}  # type: ignore[assignment]
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # the i18n extension's
    env.globals.update(_=gettext_markup, gettext=gettext_markup, ngettext=ngettext_markup)


def gettext_markup(sentence: str, /, **values: object) -> Markup:
    """The translated sentence, with `%(name)s` filled in from `values`, which are escaped."""
    return _translate(sentence) % values if values else _translate_plain(sentence)


def ngettext_markup(one: str, many: str, number: int, /, **values: object) -> Markup:
    """The translated sentence for `number`, filled in likewise; `%(num)s` is the number itself."""
    text = Markup(i18n.ngettext(one, many, number))  # noqa: S704  # nosec B704  # our own sentence
    return text % {"num": number, **values}


@i18n.cache_per_locale()
def _translate(sentence: str) -> Markup:
    return Markup(i18n._(sentence))  # noqa: S704  # nosec B704  # our own sentence


@i18n.cache_per_locale()
def _translate_plain(sentence: str) -> Markup:
    """A sentence without values, in which `%%` is a per cent sign, as in `trans` blocks."""
    return Markup(i18n._(sentence).replace("%%", "%"))  # noqa: S704  # nosec B704  # our own sentence


def init_app(app: Flask, settings: Settings) -> None:
    """Answer every request in a language that this site offers.

    Raises:
        Misconfigured: the site offers a language without a translation.
    """
    offered = settings.organisation.languages
    for code in offered:
        if code not in language_codes():
            known = ", ".join(language_codes())
            raise Misconfigured(
                f"organisation.toml offers the language “{code}”, and Reflect has no translation "
                f"into it. Take it out; known are: {known}."
            )
        if code != ENGLISH:
            catalogue(code)  # load it now, so that a broken file prevents the start
    app.extensions[LANGUAGES_EXTENSION] = tuple(map(load_language, offered))
    app.jinja_env.globals.update(
        spoken=request_language,
        other_languages=list_other_languages,
        way_to=_language_url,
        lang=lang_attribute,
        is_other=is_other_language,
        english=mark_english,
    )
    view = access_control.allow(anyone, nearby=True)(_choose_language)
    app.add_url_rule("/language", "language", view, methods=["POST"])
    if offered != (ENGLISH,):
        cookie = settings.cookie_name("language")
        wrapped: Any = _wrap_in_locale(app.wsgi_app, offered, cookie)
        app.wsgi_app = wrapped  # type: ignore[method-assign]  # the documented way to wrap

    @app.after_request
    def add_language_headers(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = request_language().tag
            if len(offered) > 1:
                response.vary.update(("Accept-Language", "Cookie"))
        return response


def site_languages() -> tuple[Language, ...]:
    """The languages that this site offers; the first is the default."""
    languages: tuple[Language, ...] = current_app.extensions[LANGUAGES_EXTENSION]
    return languages


def request_language() -> Language:
    """The language of this request."""
    return load_language(current_language())


def is_other_language(code: str) -> bool:
    """Whether this is another language than the page's."""
    return code != current_language()


def lang_attribute(code: str) -> Markup:
    """The `lang` attribute of a text in this language; empty if the page is in it too."""
    if not is_other_language(code):
        return Markup("")
    return Markup(' lang="{}"').format(load_language(code).tag)


def mark_english(text: str) -> Markup:
    """A text that exists in English only, escaped; with `lang` on a page in another language."""
    if not text or not is_other_language(ENGLISH):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(load_language(ENGLISH).tag, text)


def list_other_languages() -> list[Language]:
    """The other languages for a page's buttons; none if it has no CSRF token to post them with."""
    if "token" not in g:
        return []
    return [each for each in site_languages() if each.code != current_language()]


def _wrap_in_locale(app: Wsgi, offered: tuple[str, ...], cookie: str) -> Wsgi:
    """WSGI middleware that answers each request in its language."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with use_locale(_select_locale(environ, offered, cookie)):
            return app(environ, start)

    return answer


def _select_locale(environ: dict[str, Any], offered: tuple[str, ...], cookie: str) -> str:
    """The language code of the cookie, else of the browser's preference, else of the site."""
    chosen = parse_cookie(environ).get(cookie, "")
    if chosen in offered:
        return chosen
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
    codes = (tag.partition("-")[0].lower() for tag, quality in accepted if quality > 0)
    return next((code for code in codes if code in offered), offered[0])


def _language_url(code: str) -> str:
    """The URL to post to in order to see this page in another language."""
    return url_for("language", code=code, to=_current_path())


def _current_path() -> str:
    """The path of this page, or of the page before it (referrer) if this one has no GET."""
    rule = request.url_rule
    if rule is None or "GET" in (rule.methods or ()):
        return request.full_path if request.query_string else request.path
    referrer = urlsplit(request.referrer or "")
    return referrer.path if referrer.netloc == request.host else "/"


def _choose_language() -> ResponseReturnValue:
    """Store the language in a cookie, and redirect to the page with its form saved."""
    code, to = request.args.get("code", ""), safe_path(request.args.get("to", "")) or "/"
    if code not in {each.code for each in site_languages()}:
        raise NotFound
    if access_control.save_form_for_path(urlsplit(to).path) and "returned=" not in to:
        to += f"{'&' if '?' in to else '?'}returned=1"
    response = redirect(to, 303)
    settings: Settings = current_app.extensions["reflect.settings"]
    response.set_cookie(
        settings.cookie_name("language"),
        code,
        max_age=LANGUAGE_COOKIE_MAX_AGE,
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )
    return response
