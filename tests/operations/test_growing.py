"""A site may grow: no statement reads a large table from end to end, and none needs one machine.

The indexes were found by explaining every statement on a generated country (`bench/country.py`),
and are held here on a small database, from which PostgreSQL would rather read everything: it is
told not to, and what it then still reads so has no index. What `docs/operating/country.md` says of
the schema, for engines that spread a database over machines, is held here too.
"""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

import reflect
from reflect.accounts import account_events
from reflect.accounts import repository as account_repository
from reflect.accounts.deletion import delete_account
from reflect.accounts.repository import Account
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import accounts, events, metadata
from reflect.teams import window_closing
from reflect.teams.audit_events import load_team_events
from reflect.teams.repository import new_id
from tests.support.operator_site import NAME, sign_up_with_note
from tests.support.weeks import FRIDAY

pytestmark = pytest.mark.both_databases

SMALL = {  # as large as there are rooms, or a catalogue: nothing grows with the people
    "allowed_instruments",
    "room_answers",
    "room_rounds",
    "rooms",
    "team_instruments",
}
BEGINS_WITH = {
    "rows": "vault",
    "boxes": "team",
    "releases": "team",
    "team_rules": "team",
    "team_instruments": "team",
    "room_rounds": "room",
    "room_answers": "room",
}
OTHERS_LACK = re.compile(
    r"pg_(try_)?advisory|\bLISTEN\b|\bNOTIFY\b|nextval|LOCK TABLE|TEMP TABLE|WITH RECURSIVE"
    r"|CREATE (TRIGGER|FUNCTION|EXTENSION)|currval|lastval"
    r"|sqlalchemy import .*\b(Sequence|Identity)\b"
)

on_postgresql = pytest.mark.parametrize("site", ["postgresql"], indirect=True)


@contextmanager
def reading_nothing_whole(app):
    """A unit of work that is taken back; gives the list of tables that were read end to end."""
    found: list[str] = []
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(text("SET LOCAL enable_seqscan = off"))

        def look(_db, cursor, statement, values, _context, _many) -> None:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                with cursor.connection.cursor() as own:
                    plan = own.execute(f"EXPLAIN {statement}", values).fetchall()
                found.extend(re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in plan)))

        event.listen(db, "before_cursor_execute", look)
        yield db, found
        event.remove(db, "before_cursor_execute", look)
        db.rollback()


@on_postgresql
def test_a_table_without_an_index_would_be_seen(app):
    with reading_nothing_whole(app) as (db, found):
        db.execute(select(events).where(events.c.words == "settled"))
    assert found == ["events"]


@on_postgresql
def test_the_clean_up_looks_nowhere_from_end_to_end(app):
    clean_up = app.extensions["reflect.session-hooks"].clean_up
    with app.app_context(), reading_nothing_whole(app) as (db, found):
        clean_up(db, FRIDAY)
    assert set(found) <= SMALL


@on_postgresql
def test_erasing_somebody_looks_nowhere_from_end_to_end(app):
    sign_up_with_note(app)
    with reading_nothing_whole(app) as (db, found):
        account_repository.load_organiser_ids(db)
        delete_account(db, account_repository.find_account_by_username(db, NAME).account.id)
    assert set(found) <= SMALL


@on_postgresql
def test_a_roster_is_told_what_concerns_it_by_an_index(app):
    with reading_nothing_whole(app) as (db, found):
        load_team_events(db, new_id())
    assert found == []


@on_postgresql
def test_an_invitation_that_is_used_is_found_by_its_name(app):
    account = Account(new_id(), NAME, frozenset())
    with reading_nothing_whole(app) as (db, found):
        db.execute(accounts.insert().values(id=account.id, name=account.name, roles=""))
        account_events.record_invitation_accepted(db, account, FRIDAY)
    assert found == []


@on_postgresql
def test_whatever_is_due_is_asked_of_the_key_of_the_figures(app):
    library = app.extensions["reflect.library"]
    with reading_nothing_whole(app) as (db, found):
        window_closing.find_due_windows(db, library, FRIDAY)
    assert "releases" not in found


def test_whoever_goes_is_found_in_every_table_by_an_index():
    """Deleting an account makes the database look for what still points at it."""
    for table in metadata.tables.values():
        leading = {index.columns[0].name for index in table.indexes}
        leading.add(next(iter(table.primary_key.columns)).name)
        leading |= {column.name for column in table.columns if column.unique}  # has an index too
        for key in table.foreign_keys:
            if key.column.table.name in {"accounts", "vaults", "rooms"}:
                assert key.parent.name in leading, f"{table.name}.{key.parent.name}"


def test_no_number_is_given_out_by_the_database():
    """A counter is one place that all machines would have to ask."""
    for table in metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert not re.search(r"SERIAL|IDENTITY|nextval", made), table.name


def test_keys_begin_with_their_owner():
    for name, owner in BEGINS_WITH.items():
        assert next(iter(metadata.tables[name].primary_key.columns)).name == owner


def test_every_other_key_is_a_single_column_of_random_or_hashed_bytes():
    for table in metadata.sorted_tables:
        if table.name not in {*BEGINS_WITH, "allowed_instruments"}:
            (column,) = table.primary_key.columns
            assert column.name in {"id", "code_hash", "key"}, table.name


def test_nothing_is_asked_that_a_distributed_engine_lacks():
    package = Path(reflect.__file__).parent
    found = [
        f"{path.relative_to(package)}: {hit.group()}"
        for path in sorted(package.rglob("*.py"))
        if (hit := OTHERS_LACK.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []
