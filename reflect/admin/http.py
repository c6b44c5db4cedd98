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
from reflect.admin.invitations.services import Left, Made
from reflect.charts.dates import number_starts
from reflect.core.weeks import LONDON, london_day
from reflect.web.current_site import settings

FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins with one


@dataclass(frozen=True, slots=True)
class Link:
    """A link to hand over, as it is shown once."""

    name: str
    address: str
    until: date


def words() -> dict[str, Any]:
    """How the organisers' templates say a role, the day of a moment, and a number."""
    return {"role_name": audit_log.role_name, "day_of": london_day, "number_starts": number_starts}


def number() -> int:
    """The page of a list that the address asks for; the first, if it asks for anything else."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1


def links_page(made: Sequence[Made], left: Sequence[Left] = (), **more: Any) -> str:
    """The links that were made just now, to copy or to print; and what was not taken."""
    site = settings().url
    links = [
        Link(each.name, invitations.link(site, each.code), each.until.astimezone(LONDON).date())
        for each in made
    ]
    return render_template("admin/links.html", links=links, text=as_text(links), left=left, **more)


def as_text(links: Iterable[Link]) -> str:
    """The links as a spreadsheet takes them: name, link, day; nothing in it is ever run."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerows([_cell(link.name), link.address, link.until.isoformat()] for link in links)
    return written.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text
