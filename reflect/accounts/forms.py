"""What is typed on the pages of accounts.

Each field says to the browser what it is for (`autocomplete` in the templates), and beside each
new password stands the name it belongs to, so that password managers work.
"""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Form, IntegerField, PasswordField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, StopValidation

from reflect.accounts.credentials import LONGEST
from reflect.accounts.settings.preferences import LEAST, MOST
from reflect.core.organisation.model import NOBODYS, STAGES, Defaults
from reflect.core.words import _, later, ngettext


class SignIn(Form):
    """Name, password, and the digits of a second factor where there is one."""

    name = StringField(later("Name you sign in with"), [InputRequired(later("Type your name."))])
    password = PasswordField(later("Password"), [InputRequired(later("Type your password."))])
    digits = StringField(later("Six digits from your app"))


class OwnLock(Form):
    """After the organisation's sign-in has said who somebody is: what opens their vault."""

    password = PasswordField(
        later("Your Reflect password"), [InputRequired(later("Type your password."))]
    )
    digits = StringField(later("Six digits from your app"))


class InvitationCode(Form):
    """The code of an invitation."""

    code = StringField(
        later("Invitation code"), [InputRequired(later("Type the code of your invitation."))]
    )


class NewPassword(InvitationCode):
    """The password of a new account."""

    password = PasswordField(later("Your new password"), [InputRequired(later("Type a password."))])


class Recovery(Form):
    """The recovery code in the place of a forgotten password."""

    name = StringField(later("Name you sign in with"), [InputRequired(later("Type your name."))])
    code = StringField(later("Recovery code"), [InputRequired(later("Type your recovery code."))])
    password = PasswordField(
        later("Your new password"), [InputRequired(later("Type a new password."))]
    )


class LastGroup(Form):
    """The end of a recovery code, typed back."""

    last_group = StringField(
        later("The last group of the code"),
        [InputRequired(later("Type the last four letters or figures."))],
    )


class PasswordAgain(Form):
    """The password, asked again before something that matters."""

    password = PasswordField(later("Your password"), [InputRequired(later("Type your password."))])


class PasswordChange(Form):
    """The password and the next one."""

    password = PasswordField(
        later("Your password now"), [InputRequired(later("Type your password."))]
    )
    new_password = PasswordField(
        later("Your new password"), [InputRequired(later("Type a new password."))]
    )


class Digits(Form):
    """The digits that show that an app has the secret."""

    digits = StringField(
        later("Six digits from your app"), [InputRequired(later("Type the six digits."))]
    )


class OldCode(Form):
    """The recovery code from before a reset."""

    code = StringField(
        later("Your recovery code from before"),
        [InputRequired(later("Type your old recovery code."))],
    )


def _is_interval(_form: Form, field: Any) -> None:
    """A whole number in range; in the place of what the field itself says of no number at all."""
    if field.data is None or not LEAST <= field.data <= MOST:
        field.errors.clear()
        raise StopValidation(_("Use a number from 1 to 26, or leave it empty."))


class Own(Form):
    """What a person sets for themselves."""

    shown = StringField(
        later("Your name, as it should be shown"),
        [Length(max=LONGEST, message=later("This name is too long."))],
    )
    stage = StringField(
        later("Where you are in your career"),
        [AnyOf(["", *STAGES], later("Choose one of these."))],
        default="",
    )
    interval = IntegerField(
        later("Weeks between formal supervisions"),
        [Optional(), _is_interval],
    )
    first_year = BooleanField(later("I am in my first year of practice"))


def stage_options(usual: Defaults = NOBODYS.defaults) -> tuple[tuple[str, str], ...]:
    """The stages of a career, value and label, each with the interval it suggests."""
    labels = {
        "first-six-weeks": _("Newly qualified, in the first six weeks: {every}"),
        "to-six-months": _("Newly qualified, up to six months: {every}"),
        "from-six-months": _("Newly qualified, after six months: {every}"),
        "experienced": _("More experienced: {every}"),
        "": _("Not said: {every}"),
    }
    weeks = usual.supervision_weeks_by_stage
    return tuple(
        (stage, label.format(every=_every(weeks.of(stage) or usual.supervision_weeks)))
        for stage, label in labels.items()
    )


_NUMBERS = {
    2: later("two"),
    3: later("three"),
    4: later("four"),
    6: later("six"),
    8: later("eight"),
}


def _every(weeks: int) -> str:
    return ngettext("every week", "every {n} weeks", weeks).format(n=_NUMBERS.get(weeks, weeks))


def problems(form: Iterable[Any]) -> list[tuple[str, str]]:
    """What has to be looked at in a form, or in some of its fields: field and sentence."""
    return [(field.id, str(sentence)) for field in form for sentence in field.errors]
