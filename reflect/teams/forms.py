"""Forms of the team pages: join code, display name, team settings, agreed actions."""

from collections.abc import Iterable
from datetime import date

from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, ValidationError

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.web.forms import ActionField, PageForm

_MAX_80 = Length(max=80, message=_l("This name is too long. Use up to 80 letters."))


class JoinCodeForm(PageForm):
    """The code to join a team."""

    code = StringField(_l("Team code"), [DataRequired(_l("Type the code of the team."))])


class DisplayNameForm(PageForm):
    """The name that the team sees."""

    shown = StringField(
        _l("Your name, as the team should see it"),
        [DataRequired(_l("Type the name that the team should see.")), _MAX_80],
    )


class JoinTeamForm(JoinCodeForm, DisplayNameForm):
    """Join code and display name."""

    step = StringField()  # sent by the page with the membership terms


class RosterForm(PageForm):
    """Leave the team, or say that the roster is wrong."""

    action = ActionField("leave", "doubt")


class AgreedActionsForm(PageForm):
    """Which of the forms on the page of agreed actions was sent: add one, or delete one."""

    action = ActionField("", "remove")
    id = StringField()  # of the action to delete


class TeamSettingsForm(PageForm):
    """Which of the forms on the page of team settings was sent."""

    action = ActionField("code", "name", "least", "run", "stop", "go", "dissolve")
    instrument = StringField()  # to run or to stop


class IsoDateField(DateField):
    """A date in ISO format, such as 2026-11-09."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the date; the error names the format."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            if "".join(valuelist):  # for an empty field, the validator has its own message
                raise ValueError(_("Write the day as 2026-11-09.")) from None


class TeamActionForm(PageForm):
    """An action that the team agreed on; `latest` is today, the last date allowed."""

    latest = date.max
    text = StringField(
        _l("What did you agree to try?"),
        [DataRequired(_l("Write one line: what did you agree to try?"))],
    )
    day = IsoDateField(_l("On which day did you agree?"), [InputRequired(_l("Give the day."))])
    scale = RadioField(_l("What is it meant for?"), default="")

    def offer_scales(self, scales: Iterable[tuple[str, str]]) -> None:
        """Offer these scales (id, title), or none of them."""
        self.scale.choices = [*scales, ("", _("None of these, or several"))]

    def validate_day(self, field: DateField) -> None:
        """Reject a date in the future."""
        if field.data is not None and field.data > self.latest:
            raise ValidationError(_("This day has not come yet. Give the day on which you agreed."))


class TeamNameForm(PageForm):
    """The name of a team."""

    name = StringField(_l("Name of the team"), [DataRequired(_l("Give the team a name.")), _MAX_80])


class MinSharersForm(PageForm):
    """The minimum number of sharers."""

    least = StringField(
        _l("How many must have shared before figures are shown"),
        [Regexp(r"\s*[0-9]{1,3}\s*\Z", message=_l("Use a whole number, such as 8."))],
    )


class DissolveTeamForm(PageForm):
    """The name of the team, typed to confirm that it is dissolved."""

    sure = StringField(
        _l("To dissolve it, type the name of the team"),
        [DataRequired(_l("Type the name of the team. Nothing was changed."))],
    )
