"""The `reflect` command line (CLI). Each command ends with the next step; none decrypts a vault."""

import os
import sqlite3
import sys
from random import SystemRandom
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from reflect import servers
from reflect.accounts import invitations, sessions
from reflect.charts.dates import format_day
from reflect.cli import demo, guides, instruments, languages, maintenance, metrics, organisation
from reflect.config import Misconfigured, environment, read_settings
from reflect.core.errors import ReflectError
from reflect.core.organisation.model import ORGANISATION_FILE
from reflect.core.stated_numbers import INVITATION_DAYS
from reflect.core.windows import open_windows
from reflect.db import DatabaseProblem, classify_error, open_engine, writing
from reflect.operations import site_setup
from reflect.operations.close_windows import ClosingContext, close_due_windows
from reflect.policy import Role
from reflect.web.clock import system_clock
from reflect.workshops import services as workshop_services

DATABASE_DAMAGED_MESSAGE = "The file of the database is damaged. Stop Reflect and restore a backup."
DATABASE_PROBLEM_MESSAGES = {
    DatabaseProblem.LOCKED: (
        "Another program holds the database. Nothing was changed. Stop it, or wait."
    ),
    DatabaseProblem.DISK_FULL: (
        "The disk of the database is full. Nothing was changed. Make room and try again."
    ),
    DatabaseProblem.UNAVAILABLE: (
        "The database does not answer. Nothing was changed. See that it runs, and that "
        "REFLECT_DATABASE_URL leads there."
    ),
}


class ErrorMessageGroup(click.Group):
    """Known errors are printed as a sentence, with exit code 1 and no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (Misconfigured, ReflectError) as error:
            message = str(error)
        except DBAPIError as error:
            if not (message := _describe_database_error(error)):
                raise
        click.echo(f"reflect: {message}", err=True)
        sys.exit(1)


@click.group(cls=ErrorMessageGroup)
@click.version_option(package_name="reflect-agile")
def main() -> None:
    """Reflect: social workers look back on their working week, in private."""
    os.umask(0o077)  # other users of the machine cannot read what Reflect writes


for command in (
    *(demo.demo, instruments.instruments, languages.languages, guides.guide_pages),
    *(organisation.organisation, metrics.print_metrics, *maintenance.UPKEEP_COMMANDS),
):
    main.add_command(command)


@main.command()
@click.option("--url", prompt="Address of the site (https://...)", help="As people will type it.")
def init(url: str) -> None:
    """Set up a site: data folder, key file, database, static files."""
    settings = read_settings(environment(), url=url)
    site_setup.set_up_site(settings, click.echo)
    click.echo(f"""
Back up two things, in two places:
  1. the data folder {settings.data}
  2. the key file    {settings.key_file}
Without the key file, passwords open nothing; whoever has both can guess at passwords. So keep them
apart: a second disk or a system credential for the key file, set as REFLECT_KEY_FILE.

Say whose site it is, and whom people may ask, in {settings.data / ORGANISATION_FILE}.
Next: reflect invite you@example.org --role organiser, then reflect run""")


@main.command()
def run() -> None:
    """Serve the site."""
    from reflect.app import create_app  # noqa: PLC0415  # imports Flask: slow

    settings = read_settings(environment())
    site_setup.load_matching_keys(settings)
    servers.refuse_taken_port(settings)
    click.echo(f"Reflect at {settings.url} (listening on {settings.host}:{settings.port})")
    servers.serve(create_app, settings)


@main.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option("--reset", is_flag=True, help="For somebody who lost password and recovery code.")
def invite(name: str, roles: tuple[str, ...], reset: bool) -> None:
    """Invite NAME (what they will sign in with): prints a link, good once, for seven days."""
    settings = read_settings(environment())
    site_setup.load_site_keys(settings)
    site_setup.require_current_schema(settings)
    with writing(open_engine(settings.database_url)) as db:
        if reset:
            code = invitations.create_reset_invitation(db, name, system_clock())
        else:
            granted = frozenset(map(Role, roles))
            code = invitations.create_invitation(db, name, granted, system_clock())
    days = f"It works once, for {INVITATION_DAYS} days."
    click.echo(f"Give this link to the person, and to nobody else. {days}")
    click.echo(invitations.invitation_url(settings.url, code))


@main.command("close-windows")
def close_windows() -> None:
    """Publish or withhold the teams' windows that are over, and clean up; for a daily timer.

    The site does the same at the first request after a window's end.
    """
    settings, moment = read_settings(environment()), system_clock()
    site_setup.require_current_schema(settings)
    engine, keys = open_engine(settings.database_url), site_setup.load_site_keys(settings)
    site_setup.require_matching_keys(settings, keys)
    library = site_setup.load_site_library(settings)
    context = ClosingContext(engine, library, keys, settings.data, SystemRandom())
    report = close_due_windows(context, moment)
    with writing(engine) as db:
        sessions.delete_expired_data(db, moment)
        workshop_services.delete_expired_rooms(db, moment)
    engine.dispose()
    click.echo(f"Windows closed: {report.windows}. What is shown stands on the team pages.")
    if report.damaged:
        click.echo(f"Boxes that could not be opened, so not shown: {report.damaged}.", err=True)
    if report.failed:
        click.echo(f"Windows that did not close: {len(report.failed)}. Run this again.", err=True)
    next_end = format_day(open_windows(moment)[0].closes_at.date(), year=True)
    click.echo(f"The next windows close on {next_end}.")
    sys.exit(1 if report.damaged or report.failed else 0)


def _describe_database_error(error: DBAPIError) -> str:
    """The message about a database failure; empty if the error is a bug of Reflect."""
    if type(error.orig) is sqlite3.DatabaseError:  # not a database, or a damaged one
        return DATABASE_DAMAGED_MESSAGE
    problem = classify_error(error)
    return DATABASE_PROBLEM_MESSAGES[problem] if problem else ""
