"""Forms of the organisers' pages."""

from wtforms import BooleanField, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from reflect.core.i18n import lazy_gettext as _l


class InvitePeopleForm(Form):
    """Names to invite, one on each line."""

    names = TextAreaField(_l("Names to sign in with, one on each line"))


class AddSupervisorForm(Form):
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


class SettleDisputeForm(Form):
    """How a dispute about a roster was settled."""

    words = StringField(
        _l("How it was settled"),
        [
            DataRequired(_l("Say how it was settled. The team reads this.")),
            Length(max=400, message=_l("400 letters are the most.")),
        ],
    )


class ConfirmDissolveForm(Form):
    """The confirmation that a team is dissolved."""

    sure = BooleanField(
        _l("Yes, dissolve this team for good"),
        [InputRequired(_l("Tick the box if you are sure. It cannot be taken back."))],
    )
