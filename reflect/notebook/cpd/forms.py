"""The form of a CPD entry. A draft may be empty, so `validate_cpd_entry` checks, not the form."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, ClassVar, Self

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.core import Field

from reflect.core.i18n import _, capitalise_first
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.notebook.cpd.entries import CpdRecordEntry, get_cpd_field_labels
from reflect.notebook.identifying_details import (
    describe_identifying_details,
    find_identifying_details,
)
from reflect.web.forms import ActionField, PageForm

_LABELS = get_cpd_field_labels()


class StandardsField(Field):
    """Checkboxes for the regulator's standards; the data are the ids that were ticked."""

    data: Any

    def process_formdata(self, values: list[str]) -> None:
        """Take the ticked ids; `keep_known` filters them."""
        self.data = tuple(values)

    def keep_known(self, regulator: Regulator) -> None:
        """Keep the ids of existing standards, in the regulator's order."""
        ticked = self.data or ()
        self.data = tuple(each.id for each in regulator.standards if each.id in ticked)


class CpdForm(PageForm):
    """The regulator's fields, and the edition of the entry that the form was made from."""

    # The fields with free text, which are searched for identifying details.
    texts: ClassVar[tuple[str, ...]] = ("type", "description", "learnt", "impact", "peer_learnt")
    action = ActionField("", "draft")
    edition = StringField()
    from_week = StringField()
    type = StringField(_LABELS["type"])
    description = TextAreaField(_LABELS["description"])
    date = StringField(_LABELS["date"])
    learnt = TextAreaField(_LABELS["learnt"])
    impact = TextAreaField(_LABELS["impact"])
    peer = BooleanField(_l("I talked this over with somebody"))
    peer_learnt = TextAreaField(_LABELS["peer_learnt"])
    standards = StandardsField(_l("Standards"))

    def to_entry(self, identity: str, *, draft: bool) -> CpdRecordEntry:
        """The entry in the form, without surrounding white space and CRLF line ends."""
        names = (*CpdForm.texts, "date", "from_week")
        texts: dict[str, Any] = {name: self._clean_text(name) for name in names}
        standards = tuple(self.standards.data or ())
        peer = bool(self.peer.data)
        entry = CpdRecordEntry(identity, peer=peer, standards=standards, draft=draft, **texts)
        return replace(entry, date=entry.day.isoformat()) if entry.day else entry

    def parse_edition(self) -> int:
        """The edition of the form; 0 for a new entry, or if the field is not such a number."""
        text = self.edition.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def find_identifying_details(self) -> dict[str, str]:
        """Warnings about identifying details, by field."""
        details = {name: find_identifying_details(self._clean_text(name)) for name in self.texts}
        return {name: describe_identifying_details(each) for name, each in details.items() if each}

    def add_errors(self, errors: Mapping[str, str]) -> None:
        """Show each error beside its field."""
        for name, error in errors.items():
            self[name].errors = [error]

    def apply_regulator(self, regulator: Regulator) -> Self:
        """Use the regulator's labels, and drop ticks that are not among its standards."""
        for name, label in get_cpd_field_labels(regulator).items():
            self[name].label.text = label
        label = _("{standards}: what it touched")
        standards_name = capitalise_first(regulator.standards_name)
        self["standards"].label.text = label.format(standards=standards_name)
        self["standards"].keep_known(regulator)
        return self

    def _clean_text(self, name: str) -> str:
        return (self[name].data or "").replace("\r\n", "\n").strip()


def cpd_form_from_entry(
    entry: CpdRecordEntry, regulator: Regulator = DEFAULT_ORGANISATION.regulator
) -> CpdForm:
    """The form of a stored entry."""
    return CpdForm(None, data={**asdict(entry), "edition": entry.saves}).apply_regulator(regulator)
