"""The `reflect` command. Each command ends with what to do next; no command opens a vault."""

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
from reflect.config import Misconfigured, Settings, environment, read_settings
from reflect.core.errors import ReflectError
from reflect.core.organisation.model import ORGANISATION_FILE
from reflect.core.windows import open_windows
from reflect.db import DatabaseProblem, classify_error, open_engine, writing
from reflect.operations import close_windows as operations_close_windows
from reflect.operations import site_setup
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
    """A refusal is a sentence and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (Misconfigured, ReflectError) as error:
            said = str(error)
        except DBAPIError as error:
            if not (said := _describe_database_error(error)):
                raise
        click.echo(f"reflect: {said}", err=True)
        sys.exit(1)


@click.group(cls=ErrorMessageGroup)
@click.version_option(package_name="reflect-agile")
def main() -> None:
    """Reflect: social workers look back on their working week, in private."""
    os.umask(0o077)  # nothing that Reflect writes is for other users of the machine


main.add_command(demo.demo)
main.add_command(instruments.instruments)
main.add_command(languages.languages)
main.add_command(guides.guide_pages)
main.add_command(organisation.organisation)
main.add_command(metrics.print_metrics)
for upkeep in maintenance.UPKEEP_COMMANDS:
    main.add_command(upkeep)


@main.command()
@click.option("--url", prompt="Address of the site (https://...)", help="As people will type it.")
def init(url: str) -> None:
    """Set up a site: data folder, key file, database, static files."""
    settings = _read_site_settings(url=url)
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
    from reflect.app import create_app  # noqa: PLC0415  # Flask; the other commands do without

    settings = _read_site_settings()
    site_setup.load_matching_keys(settings)
    servers.refuse_taken_port(settings)
    click.echo(f"Reflect at {settings.url} (listening on {settings.host}:{settings.port})")
    servers.serve(create_app, settings)


@main.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option("--reset", is_flag=True, help="For somebody who lost password and recovery code.")
def invite(name: str, roles: tuple[str, ...], reset: bool) -> None:  # click's way
    """Invite NAME (what they will sign in with): prints a link, good once, for seven days."""
    settings = _read_site_settings()
    site_setup.load_site_keys(settings)
    site_setup.require_current_schema(settings)
    with writing(open_engine(settings.database_url)) as db:
        code = (
            invitations.create_reset_invitation(db, name, system_clock())
            if reset
            else invitations.create_invitation(
                db, name, frozenset(map(Role, roles)), system_clock()
            )
        )
    click.echo("Give this link to the person, and to nobody else. It works once, for seven days.")
    click.echo(invitations.invitation_url(settings.url, code))


@main.command("close-windows")
def close_windows() -> None:
    """Publish or withhold the teams' windows that are over, and clean up; for a daily timer.

    The site does the same at the first request after a window's end.
    """
    settings, moment = _read_site_settings(), system_clock()
    site_setup.require_current_schema(settings)
    engine, keys = open_engine(settings.database_url), site_setup.load_site_keys(settings)
    site_setup.require_matching_keys(settings, keys)
    library = site_setup.load_site_library(settings)
    done = operations_close_windows.close_due_windows(
        operations_close_windows.ClosingContext(
            engine, library, keys, settings.data, SystemRandom()
        ),
        moment,
    )
    with writing(engine) as db:
        sessions.delete_expired_data(db, moment)
        workshop_services.delete_expired_rooms(db, moment)
    engine.dispose()
    click.echo(f"Windows closed: {done.windows}. What is shown stands on the team pages.")
    if done.damaged:
        click.echo(f"Boxes that could not be opened, so not shown: {done.damaged}.", err=True)
    if done.failed:
        click.echo(f"Windows that did not close: {len(done.failed)}. Run this again.", err=True)
    next_end = format_day(open_windows(moment)[0].closes_at.date(), year=True)
    click.echo(f"The next windows close on {next_end}.")
    sys.exit(1 if done.damaged or done.failed else 0)


def _describe_database_error(error: DBAPIError) -> str:
    """What to say of a database that does not do its work; empty: it is our mistake."""
    if type(error.orig) is sqlite3.DatabaseError:  # no database, or a damaged one
        return DATABASE_DAMAGED_MESSAGE
    found = classify_error(error)
    return DATABASE_PROBLEM_MESSAGES[found] if found else ""


def _read_site_settings(**overrides: Any) -> Settings:
    return read_settings(environment(), **overrides)
