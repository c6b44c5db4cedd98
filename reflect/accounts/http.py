"""A page with a form: as it is opened, and with what has to be looked at."""

from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from reflect.accounts import entering
from reflect.accounts.forms import SignInForm, list_form_errors
from reflect.accounts.login import services as login_services
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.core.errors import ReflectError
from reflect.web import errors
from reflect.web.access_control import current_identity
from reflect.web.current_site import current_settings

F = TypeVar("F", bound=Form)


def bind_form(kind: type[F]) -> F:
    """A form with what was sent; where a page is only opened, an empty one."""
    form: F = kind(request.form if request.method == "POST" else None)
    return form


def render_form(template: str, form: Form, **more: Any) -> ResponseReturnValue:
    """The page; with status 422 if something in the form has to be looked at.

    `template` is one of accounts, or that of another room, named with its folder.
    """
    found, path = list_form_errors(form), template if "/" in template else f"accounts/{template}"
    page = render_template(path, form=form, problems=found, **more)
    return page, 422 if found else 200


def render_form_error(
    template: str, form: Any, field: str, error: ReflectError, **more: Any
) -> ResponseReturnValue:
    """The page again, with why it was refused beside the field."""
    form[field].errors = [str(error)]
    page, status = _pair(render_form(template, form, **more))
    return page, 429 if isinstance(error, TooManyAttempts) else status


def render_sign_in(form: SignInForm, template: str = "sign-in.html") -> ResponseReturnValue:
    """The sign-in page, which says so if somebody's session has just locked."""
    return render_form(template, form, **sign_in_context())


def sign_in_context() -> dict[str, Any]:
    """What stands on the sign-in page besides its fields."""
    return {
        "next": entering.safe_next_path(request.values.get("next", "")),
        "carried": request.form.get("carried", ""),
        "locked": bool(current_identity().locked_account),
        "hint": login_services.second_factor_hint(),
        "openid": current_settings().openid is not None,
    }


def ask_to_sign_in(path: str, form: dict[str, list[str]]) -> ResponseReturnValue:
    """The sign-in page in the place of a page whose form came long after the lock."""
    try:
        carried = entering.serialise_resubmission(path, form)
    except OverflowError:  # its long texts stand on this page instead
        return errors.render_error(400)
    around = {**sign_in_context(), "next": path, "carried": carried, "locked": bool(carried)}
    page, _status = _pair(render_form("sign-in.html", SignInForm(), **around))
    return page, 401


def _pair(answer: Any) -> tuple[Any, int]:
    page, status = answer
    return page, status
