"""What is typed into a CPD entry. Nothing is required of a draft, so nothing is checked here."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, ClassVar, Self

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, HiddenField, StringField, TextAreaField
from wtforms.fields.core import Field

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.notebook.cpd.entries import CpdRecordEntry, get_cpd_field_labels
from reflect.notebook.identifying_details import (
    describe_identifying_details,
    find_identifying_details,
)

_LABELS = get_cpd_field_labels()


class StandardsField(Field):
    """Any of the standards."""

    data: Any

    def process_formdata(self, values: list[str]) -> None:
        """What was ticked; which of these there are, the regulator says."""
        self.data = tuple(values)

    def keep_known(self, asked: Regulator) -> None:
        """Those there are, in their order."""
        chosen = self.data or ()
        self.data = tuple(each.id for each in asked.standards if each.id in chosen)


class CpdForm(Form):
    """The regulator's fields, and which save of the entry they were made from."""

    texts: ClassVar[tuple[str, ...]] = ("type", "description", "learnt", "impact", "peer_learnt")
    edition = HiddenField()
    from_week = HiddenField()
    type = StringField(_LABELS["type"])
    description = TextAreaField(_LABELS["description"])
    date = StringField(_LABELS["date"])
    learnt = TextAreaField(_LABELS["learnt"])
    impact = TextAreaField(_LABELS["impact"])
    peer = BooleanField(_l("I talked this over with somebody"))
    peer_learnt = TextAreaField(_LABELS["peer_learnt"])
    standards = StandardsField(_l("Standards"))  # the regulator says which

    def to_entry(self, identity: str, *, draft: bool) -> CpdRecordEntry:
        """What it says, without blanks around it. A browser sends line ends as CRLF."""
        entry = CpdRecordEntry(
            identity,
            type=self._plain("type"),
            description=self._plain("description"),
            date=self._plain("date"),
            learnt=self._plain("learnt"),
            impact=self._plain("impact"),
            peer=bool(self.peer.data),
            peer_learnt=self._plain("peer_learnt"),
            standards=tuple(self.standards.data or ()),
            draft=draft,
            from_week=self._plain("from_week"),
        )
        return replace(entry, date=entry.day.isoformat()) if entry.day else entry

    def parse_edition(self) -> int:
        """The save that it was made from; 0 for a new entry, or where that was tampered with."""
        text = self.edition.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def find_identifying_details(self) -> dict[str, str]:
        """Field -> what in it could tell who somebody is, in words."""
        said = {
            name: describe_identifying_details(find_identifying_details(self._plain(name)))
            for name in self.texts
        }
        return {name: words for name, words in said.items() if words}

    def add_errors(self, problems: Mapping[str, str]) -> None:
        """Say beside each field what to do about it."""
        for name, words in problems.items():
            self[name].errors = [words]

    def _plain(self, name: str) -> str:
        return (self[name].data or "").replace("\r\n", "\n").strip()

    def apply_regulator(self, asked: Regulator) -> Self:
        """With the fields as the regulator names them, and of the ticks those of its standards."""
        for name, label in get_cpd_field_labels(asked).items():
            self[name].label.text = label
        self["standards"].label.text = _("{standards}: what it touched").format(
            standards=asked.standards_name[:1].upper() + asked.standards_name[1:]
        )
        self["standards"].keep_known(asked)
        return self


def cpd_form_from_entry(
    entry: CpdRecordEntry, asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> CpdForm:
    """The form of an entry as it is kept."""
    return CpdForm(data={**asdict(entry), "edition": entry.saves}).apply_regulator(asked)


def cpd_form_from_post(
    form: MultiDict[str, str], asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> CpdForm:
    """The form as it was sent."""
    return CpdForm(form).apply_regulator(asked)
