"""What is typed on the pages of accounts.

Each field says to the browser what it is for (`autocomplete` in the templates), and beside each
new password stands the name it belongs to, so that password managers work.
"""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Form, IntegerField, PasswordField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, StopValidation

from reflect.accounts.names import LONGEST
from reflect.accounts.settings import LEAST, MOST, STAGES
from reflect.core.words import _


class SignIn(Form):
    """Name, password, and the digits of a second factor where there is one."""

    name = StringField(_("Name you sign in with"), [InputRequired(_("Type your name."))])
    password = PasswordField(_("Password"), [InputRequired(_("Type your password."))])
    digits = StringField(_("Six digits from your app"))


class OwnLock(Form):
    """After the organisation's sign-in has said who somebody is: what opens their vault."""

    password = PasswordField(_("Your Reflect password"), [InputRequired(_("Type your password."))])
    digits = StringField(_("Six digits from your app"))


class InvitationCode(Form):
    """The code of an invitation."""

    code = StringField(
        _("Invitation code"), [InputRequired(_("Type the code of your invitation."))]
    )


class NewPassword(InvitationCode):
    """The password of a new account."""

    password = PasswordField(_("Your new password"), [InputRequired(_("Type a password."))])


class Recovery(Form):
    """The recovery code in the place of a forgotten password."""

    name = StringField(_("Name you sign in with"), [InputRequired(_("Type your name."))])
    code = StringField(_("Recovery code"), [InputRequired(_("Type your recovery code."))])
    password = PasswordField(_("Your new password"), [InputRequired(_("Type a new password."))])


class LastGroup(Form):
    """The end of a recovery code, typed back."""

    last_group = StringField(
        _("The last group of the code"),
        [InputRequired(_("Type the last four letters or figures."))],
    )


class PasswordAgain(Form):
    """The password, asked again before something that matters."""

    password = PasswordField(_("Your password"), [InputRequired(_("Type your password."))])


class PasswordChange(Form):
    """The password and the next one."""

    password = PasswordField(_("Your password now"), [InputRequired(_("Type your password."))])
    new_password = PasswordField(_("Your new password"), [InputRequired(_("Type a new password."))])


class Digits(Form):
    """The digits that show that an app has the secret."""

    digits = StringField(_("Six digits from your app"), [InputRequired(_("Type the six digits."))])


class OldCode(Form):
    """The recovery code from before a reset."""

    code = StringField(
        _("Your recovery code from before"), [InputRequired(_("Type your old recovery code."))]
    )


def _is_interval(_form: Form, field: Any) -> None:
    """A whole number in range; in the place of what the field itself says of no number at all."""
    if field.data is None or not LEAST <= field.data <= MOST:
        field.errors.clear()
        raise StopValidation(_("Use a number from 1 to 26, or leave it empty."))


class Own(Form):
    """What a person sets for themselves."""

    shown = StringField(
        _("Your name, as it should be shown"),
        [Length(max=LONGEST, message=_("This name is too long."))],
    )
    stage = StringField(
        _("Where you are in your career"),
        [AnyOf(["", *STAGES], _("Choose one of these."))],
        default="",
    )
    interval = IntegerField(
        _("Weeks between formal supervisions"),
        [Optional(), _is_interval],
    )
    first_year = BooleanField(_("I am in my first year of practice"))


def stage_options() -> tuple[tuple[str, str], ...]:
    """The stages of a career, value and label, each with the interval it suggests."""
    labels = (
        _("Newly qualified, in the first six weeks: every week"),
        _("Newly qualified, up to six months: every two weeks"),
        _("Newly qualified, after six months: every four weeks"),
        _("More experienced: every four weeks"),
    )
    return (*zip(STAGES, labels, strict=True), ("", _("Not said: every four weeks")))


def problems(form: Iterable[Any]) -> list[tuple[str, str]]:
    """What has to be looked at in a form, or in some of its fields: field and sentence."""
    return [(field.id, str(sentence)) for field in form for sentence in field.errors]
