"""Migrations: they produce the schema of models.py, and every downgrade works."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from reflect import models
from reflect.config import packaged_data_dir
from reflect.db import ENGINE_EXTENSION_KEY, open_engine, reading
from reflect.operations import schema as operations_schema

pytestmark = pytest.mark.both_databases


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(packaged_data_dir("migrations")))
    return ScriptDirectory.from_config(config)


def test_the_version_that_a_site_must_have_is_the_last_migration():
    assert scripts().get_heads() == [models.SCHEMA_VERSION]


def test_the_migrations_make_what_the_models_say(app):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert compare_metadata(MigrationContext.configure(db), models.metadata) == []


def test_down_to_nothing_and_up_again(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    operations_schema.migrate_schema(engine)
    before = set(inspect(engine).get_table_names())
    operations_schema.migrate_schema(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    operations_schema.migrate_schema(engine)
    assert set(inspect(engine).get_table_names()) == before
    with reading(engine) as db:
        assert operations_schema.is_schema_current(db)


def test_down_and_up_on_the_other_database_too(app):
    engine = app.extensions[ENGINE_EXTENSION_KEY]
    operations_schema.migrate_schema(engine, "base")
    assert "rows" not in inspect(engine).get_table_names()
    operations_schema.migrate_schema(engine)
    assert "rows" in inspect(engine).get_table_names()


def test_a_migration_that_fails_leaves_the_old_schema(tmp_path, monkeypatch):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    from alembic.operations import Operations  # noqa: PLC0415  # broken for this test only

    def fail(*_args, **_kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(Operations, "create_index", fail)
    monkeypatch.setattr("alembic.operations.base.BatchOperations.create_index", fail)
    with pytest.raises(RuntimeError):
        operations_schema.migrate_schema(engine)
    assert inspect(engine).get_table_names() == []


def test_rows_on_sqlite_keep_no_order_of_arrival(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    operations_schema.migrate_schema(engine)
    with reading(engine) as db:
        made = db.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'rows'").scalar()
    assert made.rstrip().upper().endswith("WITHOUT ROWID")
