"""What is typed on the organisers' pages."""

from wtforms import BooleanField, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from reflect.core.words import later


class Names(Form):
    """Whom to invite: one name a line."""

    names = TextAreaField(later("Names to sign in with, one on each line"))


class Lead(Form):
    """Who shall lead a team."""

    account = StringField(
        later("Name they sign in with"), [DataRequired(later("Type the name they sign in with."))]
    )
    shown = StringField(
        later("Name that the team sees"),
        [
            DataRequired(later("Type the name that the team should see.")),
            Length(max=80, message=later("This name is too long.")),
        ],
    )


class Settled(Form):
    """How a doubt about a roster was settled."""

    words = StringField(
        later("How it was settled"),
        [
            DataRequired(later("Say how it was settled. The team reads this.")),
            Length(max=400, message=later("400 letters are the most.")),
        ],
    )


class Dissolved(Form):
    """That a team shall end for good."""

    sure = BooleanField(
        later("Yes, dissolve this team for good"),
        [InputRequired(later("Tick the box if you are sure. It cannot be taken back."))],
    )
