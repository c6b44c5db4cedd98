"""The forms of an experiment: its plan, and the buttons of its pages."""

from random import SystemRandom

from wtforms import StringField
from wtforms.validators import AnyOf, DataRequired, Length

from reflect.core.experiments import PAIR_COUNTS, Experiment, draw_order
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.weeks import Week
from reflect.web.forms import ActionField, PageForm

_LENGTHS = tuple(str(2 * pairs) for pairs in PAIR_COUNTS)  # weeks


class PlanActionForm(PageForm):
    """The buttons of a plan: see its chances, edit it again, or start it."""

    action = ActionField("", "edit", "start")


class ExperimentActionForm(PageForm):
    """The buttons of a running experiment: this week is not kept to, or is; stop it."""

    action = ActionField("depart", "keep", "stop")


class ExperimentForm(PageForm):
    """The plan. The number of weeks is chosen last, beside the chance of each."""

    words = StringField(
        _l("What will you do in a test week?"),
        [
            DataRequired(_l("Write what you will do.")),
            Length(max=60, message=_l("Use at most 60 letters.")),
        ],
        filters=[lambda typed: " ".join((typed or "").split())],
    )
    scale = StringField(_l("Which score do you want to look at?"))
    direction = StringField(
        _l("What do you expect of it in the test weeks?"),
        [AnyOf(("higher", "lower"), _l("Choose higher or lower."))],
    )
    weeks = StringField(
        _l("How many weeks?"), [AnyOf(_LENGTHS, _l("Choose how many weeks."))], default=_LENGTHS[-1]
    )

    def validate_plan(self, scales: list[str]) -> bool:
        """Validate all fields; `scales`: the ids that can be chosen."""
        return bool(self.validate({"scale": [AnyOf(scales, _("Choose a score."))]}))

    def draw_experiment(self, first: Week) -> Experiment:
        """The submitted plan, after validation, with its weeks drawn from `first` on."""
        order = draw_order(int(self.weeks.data or "") // 2, SystemRandom())
        words, scale, direction = (self[name].data for name in ("words", "scale", "direction"))
        return Experiment(first, words, scale, direction, order)
