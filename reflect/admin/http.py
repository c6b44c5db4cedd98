"""Helpers for the organisers' pages: template helpers, page numbers, invitation links, CSV."""

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
from reflect.core.csv_cells import escape_csv_cell
from reflect.core.weeks import LONDON, london_day
from reflect.web.current_site import current_settings


@dataclass(frozen=True, slots=True)
class InvitationLinkRow:
    """An invitation link, which is shown once."""

    name: str
    address: str
    until: date


def inject_template_helpers() -> dict[str, Any]:
    """Functions for the organisers' templates: role names, dates, numbers in words."""
    return {
        "role_name": audit_log.role_name,
        "day_of": london_day,
        "number_starts": spell_number_capitalised,
    }


def parse_page_number() -> int:
    """The page number in the address, from 1; 1 if it is missing or invalid."""
    page = request.args.get("page", "")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def render_links_page(
    issued: Sequence[IssuedInvitation], rejected: Sequence[RejectedName] = (), **more: Any
) -> str:
    """The page with new invitation links to copy or print, and the rejected names."""
    site, links = current_settings().url, []
    for each in issued:
        address = invitations.invitation_url(site, each.code)
        last_day = each.until.astimezone(LONDON).date()
        links.append(InvitationLinkRow(each.name, address, last_day))
    text = format_links_csv(links)
    return render_template("admin/links.html", links=links, text=text, left=rejected, **more)


def format_links_csv(links: Iterable[InvitationLinkRow]) -> str:
    """The links as CSV (name, link, ISO date), safe from formula injection."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for each in links:
        writer.writerow([escape_csv_cell(each.name), each.address, each.until.isoformat()])
    return stream.getvalue()
