"""The form of a CPD entry. A draft may be empty, so `validate_cpd_entry` checks, not the form."""

from dataclasses import asdict, replace
from typing import Any, ClassVar, Self

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField

from reflect.core.i18n import _, capitalise_first
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import Regulator
from reflect.notebook.cpd.entries import CPD_FIELD_LABELS, CpdRecordEntry, get_cpd_field_labels
from reflect.notebook.forms import EditionForm, clean_text
from reflect.notebook.identifying_details import describe_identifying_details
from reflect.web.forms import ActionField


class CpdForm(EditionForm):
    """The regulator's fields, and the edition of the entry that the form was made from."""

    # The fields with free text, which are searched for identifying details.
    texts: ClassVar[tuple[str, ...]] = ("type", "description", "learnt", "impact", "peer_learnt")
    action = ActionField("", "draft")
    id = StringField(filters=[clean_text])  # of a new entry
    from_week = StringField(filters=[clean_text])
    type = StringField(CPD_FIELD_LABELS["type"], filters=[clean_text])
    description = TextAreaField(CPD_FIELD_LABELS["description"], filters=[clean_text])
    date = StringField(CPD_FIELD_LABELS["date"], filters=[clean_text])
    learnt = TextAreaField(CPD_FIELD_LABELS["learnt"], filters=[clean_text])
    impact = TextAreaField(CPD_FIELD_LABELS["impact"], filters=[clean_text])
    peer = BooleanField(_l("I talked this over with somebody"))
    peer_learnt = TextAreaField(CPD_FIELD_LABELS["peer_learnt"], filters=[clean_text])
    standards = SelectMultipleField(_l("Standards"), validate_choice=False)

    def to_entry(self, identity: str, *, draft: bool) -> CpdRecordEntry:
        """The entry in the form."""
        names = (*CpdForm.texts, "date", "from_week", "peer")
        values: dict[str, Any] = {name: self[name].data for name in names}
        standards = tuple(self.standards.data or ())
        entry = CpdRecordEntry(identity, standards=standards, draft=draft, **values)
        return replace(entry, date=entry.day.isoformat()) if entry.day else entry

    def find_identifying_details(self) -> dict[str, str]:
        """Warnings about identifying details, by field."""
        warnings = {name: describe_identifying_details(self[name].data) for name in self.texts}
        return {name: warning for name, warning in warnings.items() if warning}

    def apply_regulator(self, regulator: Regulator) -> Self:
        """Use the regulator's labels, and drop ticks that are not among its standards."""
        for name, label in get_cpd_field_labels(regulator).items():
            self[name].label.text = label
        label = _("{standards}: what it touched")
        standards_name = capitalise_first(regulator.standards_name)
        self["standards"].label.text = label.format(standards=standards_name)
        ticked = self.standards.data or ()
        self.standards.data = [each.id for each in regulator.standards if each.id in ticked]
        return self


def cpd_form_from_entry(entry: CpdRecordEntry, regulator: Regulator) -> CpdForm:
    """The form of a stored entry, or of a new one with some text, which has no edition."""
    edition = entry.edition if entry.saves else ""
    return CpdForm(None, data={**asdict(entry), "edition": edition}).apply_regulator(regulator)
