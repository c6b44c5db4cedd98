"""How templates say a sentence: through gettext, remembered, and safe to stand in a page.

Jinja's own functions translate, mark and format every sentence anew in every page; a form page has
a hundred of them. A sentence of ours holds no markup from elsewhere, so it is kept once it has been
looked up; only values that are filled in are escaped. Jinja also draws a template that others
import once, for all pages: here, once for each language. It looks a global up through a ChainMap,
in Python, some hundred times a page: here, in one dictionary.
"""

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from reflect.core import words


class PerLocaleTemplate(Template):
    """A template whose module is kept apart for each language."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if ctx is not None and ctx.globals_keys - self.globals.keys():
            return super()._get_default_module(ctx)  # made for this page alone, and not kept
        drawn: dict[str, TemplateModule] = vars(self).setdefault("drawn", {})
        code = words.current_language()
        if code not in drawn:
            drawn[code] = self.make_module()
        return drawn[code]


def init_app(app: Flask) -> None:
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
    found = Markup(words.ngettext(one, many, number))  # noqa: S704  # nosec B704  # our own sentence
    return found % {"num": number, **values}


@words.cache_per_locale()
def _kept(sentence: str) -> Markup:
    return Markup(words._(sentence))  # noqa: S704  # nosec B704  # our own sentence


@words.cache_per_locale()
def _plain(sentence: str) -> Markup:
    """A sentence without values: a doubled per cent sign stands for one, as in `trans` blocks."""
    return Markup(words._(sentence).replace("%%", "%"))  # noqa: S704  # nosec B704  # our own sentence
