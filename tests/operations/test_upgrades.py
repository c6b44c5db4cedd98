"""`reflect upgrade`: a backup first, then the new schema, and nothing has changed if it fails."""

import contextlib

import pytest
from sqlalchemy import MetaData, select, text

from reflect.db import open_engine, reading, writing
from reflect.models import SCHEMA_VERSION
from reflect.operations import backups
from reflect.operations import schema as operations_schema
from reflect.operations import upgrade as operations_upgrade
from tests.support.client import Client
from tests.support.operator_site import CANARY, NAME, PASSWORD, OperatorSite, sign_up_with_note
from tests.support.postgresql import fresh_database

OLDER, ID = "0002", "a" * 32


@pytest.fixture
def operator(tmp_path, static, monkeypatch) -> OperatorSite:
    """A site of the version before, in which somebody lived."""
    one = OperatorSite(tmp_path / "site", static, monkeypatch)
    one.init()
    sign_up_with_note(one.app())
    operations_schema.migrate_schema(engine_of(one), OLDER)
    return one


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request, tmp_path):
    """An empty database of the version before, of either kind."""
    made = contextlib.nullcontext(f"sqlite:///{tmp_path / 'x.sqlite'}")
    if request.param == "postgresql":
        made = fresh_database(request.getfixturevalue("cluster"))
    with made as url:
        engine = open_engine(url)
        operations_schema.migrate_schema(engine, OLDER)
        with writing(engine) as db:
            db.execute(text(f"INSERT INTO accounts VALUES ('{ID}', 'kim', '', NULL)"))
        yield engine
        engine.dispose()


def engine_of(operator: OperatorSite):
    return open_engine(f"sqlite:///{operator.data / 'reflect.sqlite'}")


def everything(engine) -> dict[str, list[tuple]]:
    """Every row of every table, whatever the schema."""
    with reading(engine) as db:
        there = MetaData()
        there.reflect(db)
        return {
            table.name: sorted(map(tuple, db.execute(select(table))), key=repr)
            for table in there.sorted_tables
        }


def test_the_site_is_backed_up_moved_and_lived_in_as_before(operator):
    assert "Run `reflect upgrade`" in operator.run("run").output
    done = operator.run("upgrade")
    assert done.exit_code == 0, done.output
    assert f"The schema was {OLDER} and is {SCHEMA_VERSION}" in done.output
    there = Client(operator.app())
    there.sign_in(NAME, PASSWORD)
    there.get("/notebook/journal")
    assert CANARY in there.words
    assert operator.run("check").exit_code == 0
    (made,) = operator.data.glob(f"before-{SCHEMA_VERSION}-*.backup")
    with backups.open_backup(made).archive:
        assert backups.open_backup(made).manifest.schema == OLDER


def test_the_backup_before_brings_the_older_site_back_in_this_version(
    operator, tmp_path, static, monkeypatch
):
    operator.run("upgrade")
    (made,) = operator.data.glob("before-*.backup")
    two = OperatorSite(tmp_path / "site-again", static, monkeypatch)
    assert two.run("restore", made).exit_code == 0
    there = Client(two.app())
    there.sign_in(NAME, PASSWORD)
    there.get("/notebook/journal")
    assert CANARY in there.words


def test_a_site_that_is_up_to_date_needs_no_backup(operator):
    operator.run("upgrade")
    done = operator.run("upgrade")
    assert done.exit_code == 0
    assert "The schema was" not in done.output
    assert len(list(operator.data.glob("*.backup"))) == 1


def test_a_later_schema_is_left_alone(operator):
    operator.execute_sql("UPDATE alembic_version SET version_num = '9999'")
    done = operator.run("upgrade")
    assert done.exit_code == 1
    assert "or a later one" in done.output


def test_a_folder_without_a_site_is_sent_to_init(tmp_path, static, monkeypatch):
    one = OperatorSite(tmp_path / "site", static, monkeypatch)
    (one.data / "keys").write_text(f"1 {'ab' * 32}\n")
    assert "Run `reflect init` first" in one.run("upgrade").output


@pytest.mark.parametrize("fault", ["a row is lost", "a table is lost", "a step fails"])
def test_what_is_not_whole_is_not_kept(older, monkeypatch, fault):
    from alembic import command  # noqa: PLC0415  # spoilt for this test

    before, whole = everything(older), command.upgrade

    def spoilt(config, target):
        whole(config, target)
        db = config.attributes["connection"]
        if fault == "a row is lost":
            db.execute(text("DELETE FROM accounts"))
        elif fault == "a table is lost":
            db.execute(text("DROP TABLE throttle"))
        else:
            raise RuntimeError(CANARY)

    monkeypatch.setattr(command, "upgrade", spoilt)
    with pytest.raises(operations_upgrade.NotUpgraded, match="left as it was") as told:
        operations_upgrade.upgrade_database(older)
    assert CANARY not in str(told.value)
    assert everything(older) == before


def test_a_database_that_was_damaged_before_is_not_moved(operator):
    operator.execute_sql("INSERT INTO rows VALUES (x'00', x'01', 1, x'02')")
    done = operator.run("upgrade")
    assert done.exit_code == 1
    assert "belong to nothing" in done.output
    with reading(engine_of(operator)) as db:
        assert operations_schema.read_schema_version(db) == OLDER
