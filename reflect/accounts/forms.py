"""Forms of the account pages: login, invitation, recovery, password, settings.

So that password managers work, the templates give each field an `autocomplete` value and show the
username beside a new password.
"""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, IntegerField, PasswordField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, StopValidation

from reflect.accounts.credentials import MAX_USERNAME_LENGTH
from reflect.accounts.settings.preferences import MAX_SUPERVISION_WEEKS, MIN_SUPERVISION_WEEKS
from reflect.core.i18n import _, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, STAGES, Defaults
from reflect.web.forms import ActionField, PageForm


class SignInForm(PageForm):
    """Login: username, password, and the digits or backup code of a second factor."""

    name = StringField(_l("Name you sign in with"), [InputRequired(_l("Type your name."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Type your password."))])
    digits = StringField(_l("Six digits from your app"))
    next = StringField()  # the path of the page that was asked for
    carried = StringField()  # a form that was posted long after the lock, see `http`


class VaultPasswordForm(PageForm):
    """After login with the OpenID provider: the password that unlocks the vault."""

    password = PasswordField(
        _l("Your Reflect password"), [InputRequired(_l("Type your password."))]
    )
    digits = StringField(_l("Six digits from your app"))


class InvitationCodeForm(PageForm):
    """The code of an invitation."""

    code = StringField(
        _l("Invitation code"), [InputRequired(_l("Type the code of your invitation."))]
    )


class InvitationStepForm(PageForm):
    """Which of the two pages of an invitation was sent: the code, or code and password."""

    step = ActionField("", "password")


class NewPasswordForm(InvitationCodeForm):
    """The password of a new account."""

    password = PasswordField(_l("Your new password"), [InputRequired(_l("Type a password."))])


class RecoveryForm(PageForm):
    """The recovery code and a new password."""

    name = StringField(_l("Name you sign in with"), [InputRequired(_l("Type your name."))])
    code = StringField(_l("Recovery code"), [InputRequired(_l("Type your recovery code."))])
    password = PasswordField(_l("Your new password"), [InputRequired(_l("Type a new password."))])


class ConfirmRecoveryCodeForm(PageForm):
    """The last group of a recovery code, typed back."""

    last_group = StringField(
        _l("The last group of the code"),
        [InputRequired(_l("Type the last four letters or figures."))],
    )


class ConfirmPasswordForm(PageForm):
    """The password, asked again before a sensitive action."""

    password = PasswordField(_l("Your password"), [InputRequired(_l("Type your password."))])


class AccountLinkForm(PageForm):
    """The buttons that link an account to the organisation's sign-in, or end that."""

    step = ActionField("join", "leave")


class CodeKeptForm(PageForm):
    """The yearly answer: whether the owner still has the recovery code."""

    answer = ActionField("yes", "later")


class ChangePasswordForm(PageForm):
    """The current password and a new one."""

    password = PasswordField(_l("Your password now"), [InputRequired(_l("Type your password."))])
    new_password = PasswordField(
        _l("Your new password"), [InputRequired(_l("Type a new password."))]
    )


class SecondFactorForm(PageForm):
    """Six digits that prove that the authenticator app has the secret."""

    digits = StringField(
        _l("Six digits from your app"), [InputRequired(_l("Type the six digits."))]
    )


class OldRecoveryCodeForm(PageForm):
    """The recovery code from before a reset."""

    code = StringField(
        _l("Your recovery code from before"), [InputRequired(_l("Type your old recovery code."))]
    )


def _validate_interval(_form: PageForm, field: Any) -> None:
    """Validate a whole number in range; any other input gets the same error message."""
    if field.data is None or not MIN_SUPERVISION_WEEKS <= field.data <= MAX_SUPERVISION_WEEKS:
        field.errors.clear()
        raise StopValidation(_("Use a number from 1 to 26, or leave it empty."))


class SettingsForm(PageForm):
    """The user's preferences."""

    shown = StringField(
        _l("Your name, as it should be shown"),
        [Length(max=MAX_USERNAME_LENGTH, message=_l("This name is too long."))],
        filters=[lambda name: (name or "").strip()],
    )
    stage = StringField(
        _l("Where you are in your career"),
        [AnyOf(["", *STAGES], _l("Choose one of these."))],
        default="",
    )
    interval = IntegerField(
        _l("Weeks between formal supervisions"), [Optional(), _validate_interval]
    )
    first_year = BooleanField(_l("I am in my first year of practice"))

    def to_settings(self) -> dict[str, Any]:
        """The submitted preferences, after validation."""
        settings = {name: self[name].data for name in ("shown", "stage", "first_year")}
        return {**settings, "interval": self.interval.data or 0}


def stage_options(usual: Defaults = DEFAULT_ORGANISATION.defaults) -> tuple[tuple[str, str], ...]:
    """The career stages as (value, label); the label contains the default interval."""
    labels = {
        "first-six-weeks": _("Newly qualified, in the first six weeks: {every}"),
        "to-six-months": _("Newly qualified, up to six months: {every}"),
        "from-six-months": _("Newly qualified, after six months: {every}"),
        "experienced": _("More experienced: {every}"),
        "": _("Not said: {every}"),
    }
    weeks = usual.supervision_weeks_by_stage
    return tuple(
        (stage, label.format(every=_format_interval(weeks.of(stage) or usual.supervision_weeks)))
        for stage, label in labels.items()
    )


_NUMBER_WORDS = {2: _l("two"), 3: _l("three"), 4: _l("four"), 6: _l("six"), 8: _l("eight")}


def _format_interval(weeks: int) -> str:
    return ngettext("every week", "every {n} weeks", weeks).format(
        n=_NUMBER_WORDS.get(weeks, weeks)
    )


def list_form_errors(form: Iterable[Any]) -> list[tuple[str, str]]:
    """The errors of a form, or of some of its fields, as (field id, message)."""
    return [(field.id, str(message)) for field in form for message in field.errors]
