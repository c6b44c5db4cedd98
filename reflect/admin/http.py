"""What several of the organisers' pages print."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request

from reflect.accounts import invitations
from reflect.admin import audit_log
from reflect.admin.invitations.services import IssuedInvitation, RejectedName
from reflect.charts.dates import spell_number_capitalised
from reflect.core.weeks import LONDON, london_day
from reflect.web.current_site import current_settings

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins with one


@dataclass(frozen=True, slots=True)
class InvitationLinkRow:
    """A link to hand over, as it is shown once."""

    name: str
    address: str
    until: date


def inject_template_helpers() -> dict[str, Any]:
    """How the organisers' templates say a role, the day of a moment, and a number."""
    return {
        "role_name": audit_log.role_name,
        "day_of": london_day,
        "number_starts": spell_number_capitalised,
    }


def parse_page_number() -> int:
    """The page of a list that the address asks for; the first, if it asks for anything else."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1


def render_links_page(
    made: Sequence[IssuedInvitation], left: Sequence[RejectedName] = (), **more: Any
) -> str:
    """The links that were made just now, to copy or to print; and what was not taken."""
    site = current_settings().url
    links = [
        InvitationLinkRow(
            each.name,
            invitations.invitation_url(site, each.code),
            each.until.astimezone(LONDON).date(),
        )
        for each in made
    ]
    return render_template(
        "admin/links.html", links=links, text=format_links_csv(links), left=left, **more
    )


def format_links_csv(links: Iterable[InvitationLinkRow]) -> str:
    """The links as a spreadsheet takes them: name, link, day; nothing in it is ever run."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerows([_cell(link.name), link.address, link.until.isoformat()] for link in links)
    return written.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text
