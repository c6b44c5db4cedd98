"""Translation in templates (gettext), and the choice of the locale of a request.

Jinja's own functions translate, mark and format every sentence again for every page; a form page
has a hundred of them. A translated sentence contains no foreign markup, so it is cached; only
values that are filled in are escaped. Jinja also renders an imported template once for all pages:
here, once for each language. It looks up globals in a ChainMap, some hundred times a page: here, in
one dictionary.

A site offers languages (`organisation.toml`, the first is its own). The choice is stored only in a
cookie of the browser; without one, the browser's preference decides. The language is not in the
URL, so that a link means the same page for everybody.

The language button submits the form it is in. What was typed is saved like a form that comes after
the lock: sealed under this browser's cookie, for its writer, for ten minutes; the page shows it
again in the other language.
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


class PerLocaleTemplate(Template):
    """A template whose module is cached for each language."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if ctx is not None and ctx.globals_keys - self.globals.keys():
            return super()._get_default_module(ctx)  # of this page only, not cached
        drawn: dict[str, TemplateModule] = vars(self).setdefault("drawn", {})
        code = i18n.current_language()
        if code not in drawn:
            drawn[code] = self.make_module()
        return drawn[code]


def init_jinja(app: Flask) -> None:
    """Give `_`, `gettext` and `ngettext` to the templates and their `trans` blocks."""
    env = app.jinja_env
    env.template_class = PerLocaleTemplate
    env.make_globals = lambda own: {**env.globals, **(own or {})}  # type: ignore[assignment]
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # the i18n extension's
    env.globals.update(_=gettext_markup, gettext=gettext_markup, ngettext=ngettext_markup)


def gettext_markup(sentence: str, /, **values: object) -> Markup:
    """The sentence, with `%(name)s` filled in from `values`, escaped."""
    return _kept(sentence) % values if values else _plain(sentence)


def ngettext_markup(one: str, many: str, number: int, /, **values: object) -> Markup:
    """The sentence that fits `number`, filled in likewise; `num` is the number itself."""
    found = Markup(i18n.ngettext(one, many, number))  # noqa: S704  # nosec B704  # our own sentence
    return found % {"num": number, **values}


@i18n.cache_per_locale()
def _kept(sentence: str) -> Markup:
    return Markup(i18n._(sentence))  # noqa: S704  # nosec B704  # our own sentence


@i18n.cache_per_locale()
def _plain(sentence: str) -> Markup:
    """A sentence without values: a doubled per cent sign stands for one, as in `trans` blocks."""
    return Markup(i18n._(sentence).replace("%%", "%"))  # noqa: S704  # nosec B704  # our own sentence


LANGUAGES_EXTENSION = "reflect.languages"
LANGUAGE_COOKIE_MAX_AGE = 365 * 24 * 3600  # seconds
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def init_app(app: Flask, settings: Settings) -> None:
    """Answer every request in a language that this site offers.

    Raises:
        Misconfigured: it offers one that Reflect does not speak.
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
            catalogue(
                code
            )  # loaded now, so that no request waits and a broken file stops the start
    app.extensions[LANGUAGES_EXTENSION] = tuple(map(load_language, offered))
    app.jinja_env.globals.update(
        spoken=request_language,
        other_languages=list_other_languages,
        way_to=_way_to,
        lang=lang_attribute,
        is_other=is_other_language,
        english=mark_english,
    )
    app.add_url_rule(
        "/language",
        "language",
        access_control.allow(anyone, nearby=True)(_choose),
        methods=["POST"],
    )
    if offered != (ENGLISH,):
        cookie = settings.cookie_name("language")
        inner: Any = _in_its_language(app.wsgi_app, offered, cookie)
        app.wsgi_app = inner  # type: ignore[method-assign]  # the documented way to wrap

    @app.after_request
    def say_which(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = request_language().tag
            if len(offered) > 1:
                response.vary.update(("Accept-Language", "Cookie"))
        return response


def site_languages() -> tuple[Language, ...]:
    """The languages of this site; the first is its own."""
    found: tuple[Language, ...] = current_app.extensions[LANGUAGES_EXTENSION]
    return found


def request_language() -> Language:
    """The language of this response."""
    return load_language(current_language())


def is_other_language(code: str) -> bool:
    """Whether the text of this language is in another than the page."""
    return code != current_language()


def lang_attribute(code: str) -> Markup:
    """The `lang` attribute of a text that may be in another language than the page."""
    return (
        Markup(' lang="{}"').format(load_language(code).tag)
        if is_other_language(code)
        else Markup("")
    )


def mark_english(text: str) -> Markup:
    """A text that exists in English only, marked as such on a page in another language."""
    if not text or not is_other_language(ENGLISH):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(load_language(ENGLISH).tag, text)


def list_other_languages() -> list[Language]:
    """The other languages of a page; none if its form could not be sent from there."""
    return (
        [one for one in site_languages() if one.code != current_language()] if "token" in g else []
    )


def _in_its_language(inner: Wsgi, offered: tuple[str, ...], cookie: str) -> Wsgi:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with use_locale(_wanted(environ, offered, cookie)):
            return inner(environ, start)

    return answer


def _wanted(environ: dict[str, Any], offered: tuple[str, ...], cookie: str) -> str:
    """The language of the cookie, else of the browser, else of the site."""
    chosen = parse_cookie(environ).get(cookie, "")
    if chosen in offered:
        return chosen
    wishes = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
    codes = (tag.partition("-")[0].lower() for tag, quality in wishes if quality > 0)
    return next((code for code in codes if code in offered), offered[0])


def _way_to(code: str) -> str:
    """The URL that shows this page in another language."""
    return url_for("language", code=code, to=_here())


def _here() -> str:
    """The path of the page, or of the one before it if this one only answers POST."""
    rule = request.url_rule
    if rule is None or "GET" in (rule.methods or ()):
        return request.full_path if request.query_string else request.path
    before = urlsplit(request.referrer or "")
    return before.path if before.netloc == request.host else "/"


def _choose() -> ResponseReturnValue:
    """Store the language in a cookie, and show the page again with what was typed."""
    code, to = request.args.get("code", ""), safe_return_path(request.args.get("to", ""))
    if code not in {one.code for one in site_languages()}:
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


def safe_return_path(text: str) -> str:
    """A path of this site, unchanged; for anything else "/" (open-redirect check)."""
    parts = urlsplit(text)
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc
    return text if is_own and text.isprintable() else "/"
