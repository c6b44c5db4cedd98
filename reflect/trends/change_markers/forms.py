"""The form of a change marker."""

import re
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.week_entries import CHANGE_KINDS, ChangeMarker
from reflect.core.weeks import Week
from reflect.trends.change_markers.services import marker_edition
from reflect.web.forms import ActionField, PageForm

MAX_CHANGE_WORDS_LENGTH = 60  # characters; a legend and a table column show the text

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_BRITISH = re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})", re.ASCII)


class MarkerActionForm(PageForm):
    """The buttons of a marker's page: save it, or remove it."""

    action = ActionField("", "remove")
    seen = StringField()  # as in `ChangeMarkerForm`


class BritishDateField(Field):
    """A date; browsers with a date picker send `2026-03-02`, people type `2/3/2026`."""

    data: date | None

    def _value(self) -> str:
        """The value to print in the field: as typed, or the date in ISO format."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        """Parse the date."""
        typed = values[0].strip() if values else ""
        match = _ISO.fullmatch(typed) or _BRITISH.fullmatch(typed)
        parts = {name: int(n) for name, n in match.groupdict().items()} if match else {}
        try:
            self.data = date(**parts)
        except (TypeError, ValueError):  # not in one of the formats, or no such day
            self.data = None
            raise ValueError(_("Write the day as 2/3/2026.")) from None


class ChangeMarkerForm(PageForm):
    """One change marker."""

    day = BritishDateField(
        _l("Any day in the week"), [InputRequired(_l("Choose a day in the week."))]
    )
    kind = StringField(
        _l("What changed?"), [AnyOf(tuple(CHANGE_KINDS), _l("Choose what changed."))]
    )
    words = StringField(
        _l("In your own words, if you like"),
        [Length(max=MAX_CHANGE_WORDS_LENGTH, message=_l("Use at most 60 letters."))],
        filters=[lambda typed: " ".join((typed or "").split())],
    )
    known = BooleanField(_l("I knew of this before I looked at my chart"))
    baseline = BooleanField(_l("Compare only weeks from here on"))
    seen = StringField()  # edition of the week's marker when this page was rendered

    @classmethod
    def from_change(cls, change: ChangeMarker) -> "ChangeMarkerForm":
        """The form of a saved marker, or what was typed before the session locked."""
        day, seen = change.week.monday, marker_edition(change)
        data = {"kind": change.kind, "words": change.words}
        return cls(day=day, seen=seen, baseline=change.baseline, known=change.known, **data)

    def to_change(self) -> ChangeMarker:
        """The submitted marker, after validation."""
        data: dict[str, Any] = self.data
        names = ("kind", "words", "baseline", "known")
        return ChangeMarker(Week.of(data["day"]), *(data[name] for name in names))
