"""Write a backup of the app under test, and restore one into an empty database."""

from pathlib import Path

from sqlalchemy import Engine

from reflect.db import ENGINE_EXTENSION_KEY, snapshot
from reflect.operations import backups, restore

BACKUP_MADE_AT = "2026-11-27T16:05:00Z"


def write_backup(app, target: Path, files=()) -> Path:
    with snapshot(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        backups.write_backup(db, target, files, BACKUP_MADE_AT, lambda _done: None)
    return target


def restore_backup(engine: Engine, source: Path) -> None:
    backup = backups.open_backup(source)
    with backup.archive, restore.all_or_nothing(engine):
        restore.restore_tables(engine, backup, lambda _done: None)
