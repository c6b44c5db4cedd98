"""Forms of the organisers' pages."""

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from reflect.core.i18n import lazy_gettext as _l
from reflect.policy import Role
from reflect.web.forms import ActionField, PageForm


class InvitePeopleForm(PageForm):
    """Names to invite, one on each line."""

    names = TextAreaField(_l("Names to sign in with, one on each line"))
    roles = SelectMultipleField(validate_choice=False)  # `parse_role` says what does not fit
    team = StringField()  # id of the team that they are asked to join; empty: none


class OpenInvitationForm(PageForm):
    """Withdraw an open invitation, or replace its link."""

    action = ActionField("anew", "back")
    name = StringField()


class AllowedInstrumentsForm(PageForm):
    """The instruments that teams may run; the view sets which can be ticked."""

    instruments = SelectMultipleField()


class SearchPeopleForm(PageForm):
    """Part of the name of an account."""

    name = StringField()


class PersonForm(PageForm):
    """The buttons of an account's page."""

    action = ActionField("give", "take", "reset", "end", "go-on")
    role = ActionField("", *(role.value for role in Role))  # to give or take


class TeamChangeForm(PageForm):
    """Which of the forms on a team's page was sent."""

    action = ActionField("code", "stop", "name", "lead", "settle", "dissolve")
    account = StringField()  # of the supervisor who stops


class AddSupervisorForm(PageForm):
    """The supervisor to add to a team."""

    account = StringField(
        _l("Name they sign in with"), [DataRequired(_l("Type the name they sign in with."))]
    )
    shown = StringField(
        _l("Name that the team sees"),
        [
            DataRequired(_l("Type the name that the team should see.")),
            Length(max=80, message=_l("This name is too long.")),
        ],
    )


class SettleDisputeForm(PageForm):
    """How a dispute about a roster was settled."""

    words = StringField(
        _l("How it was settled"),
        [
            DataRequired(_l("Say how it was settled. The team reads this.")),
            Length(max=400, message=_l("400 letters are the most.")),
        ],
    )


class ConfirmDissolveForm(PageForm):
    """The confirmation that a team is dissolved."""

    sure = BooleanField(
        _l("Yes, dissolve this team for good"),
        [InputRequired(_l("Tick the box if you are sure. It cannot be taken back."))],
    )
