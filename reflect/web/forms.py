"""The base of all forms of pages: Flask-WTF's, with the CSRF token of access control.

Access control checks the token of every POST before a view runs, also where a view has no form; so
a form renders the token (`hidden_tag`) and does not check it again. No session cookie is made.
"""

from typing import Any, ClassVar, Final

from flask import abort, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import StringField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import AnyOf

from reflect.web.access_control import CSRF_FIELD, csrf_value, load_saved_form

_BIND: Final = object()  # bind the form to what was posted


class AccessControlCSRF(CSRF):
    """The CSRF token of access control, which has been checked before the view."""

    def setup_form(self, _form: Any) -> list[tuple[str, Any]]:
        """The hidden field, without an id: a page may have several forms."""
        return [(CSRF_FIELD, CSRFTokenField(csrf_impl=self, render_kw={"id": False}))]

    def generate_csrf_token(self, _field: Any) -> str:
        """The token of this page."""
        return csrf_value()

    def validate_csrf_token(self, _form: Any, _field: Any) -> None:
        """Nothing: a POST without the token has not reached the view."""


class PageForm(FlaskForm):
    """A form of a page. Without `formdata` it is bound to what was posted.

    On GET it is bound to the form that was saved when the session locked, if there is one; else it
    is unbound. `formdata=None` leaves it unbound, for the other forms of a page. Only fields are
    bound, and files if the form `has_files`; never JSON.
    """

    has_files: ClassVar[bool] = False
    posted: MultiDict[str, Any]  # all that it is bound to, for fields that a questionnaire names

    class Meta(FlaskForm.Meta):
        """The options of WTForms."""

        csrf = True
        csrf_class = AccessControlCSRF

        def get_translations(self, _form: Any) -> None:
            """None: each validator has a message of its own."""

    def __init__(self, formdata: Any = _BIND, **kwargs: Any) -> None:
        if formdata is _BIND:
            formdata = self._find_form_data()
        self.is_bound = formdata is not None  # also if nothing was ticked
        self.posted = MultiDict() if formdata is None else formdata
        super().__init__(formdata, **kwargs)

    @classmethod
    def _find_form_data(cls) -> MultiDict[str, Any] | None:
        if request.method == "GET":
            return load_saved_form()
        return CombinedMultiDict([request.files, request.form]) if cls.has_files else request.form

    def require_valid(self) -> None:
        """Refuse a form that no page of ours sends, such as one with an unknown action: 422."""
        if not self.validate():
            abort(422)


class ActionField(StringField):
    """Which of the buttons of a form was pressed: one of `names`; "" if none has a name."""

    def __init__(self, *names: str, **kwargs: Any) -> None:
        super().__init__(validators=[AnyOf(names)], filters=[lambda name: name or ""], **kwargs)
