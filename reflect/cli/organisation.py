"""`reflect organisation`: check the file with an organisation's own texts before people see them.

Reflect reads the file when it starts, and does not start if the file has a mistake. So it can be
checked before, from anywhere, without a data folder.
"""

from pathlib import Path

import click

from reflect.config import environment, read_settings
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.organisation import loader as organisation_loader
from reflect.core.organisation.model import ORGANISATION_FILE, Organisation
from reflect.operations import health_checks


@click.group("organisation")
def organisation() -> None:
    """Check the file of your organisation's own words."""


@organisation.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check_file(file: Path | None) -> None:
    """Say whether FILE can be used, and what it sets; without it, the one in the data folder."""
    if file is not None:
        if not file.is_file():
            raise Invalid(_("{path} is no file. Give the path of one.").format(path=file))
        _print_summary(file, organisation_loader.load_organisation(file))
        return
    settings = read_settings(environment())
    for fault in health_checks.check_organisation_choices(settings):
        raise Invalid(fault)
    _print_summary(settings.data / ORGANISATION_FILE, settings.organisation)


def _print_summary(path: Path, own: Organisation) -> None:
    click.echo(_("{path}: ok, {name}").format(path=path, name=own.name or _("no name of its own")))
    contacts = [name for name, contact in own.contacts.by_name() if contact]
    click.echo(_("  languages: {codes}").format(codes=", ".join(own.languages)))
    click.echo(_("  contacts: {names}").format(names=", ".join(contacts) or _("none")))
    click.echo(_("  regulator: {name}").format(name=own.regulator.name))
