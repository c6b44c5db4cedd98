"""Look behind the pages: units of work, and a person's vault opened by their recovery code."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.accounts.repository import Found
from reflect.core.crypto.vault import Vault, open_with_code
from reflect.db import KEY, reading, writing
from reflect.models import metadata
from reflect.policy import Role
from reflect.web.clock import KEY as CLOCK

GOOD = "four small boats adrift"
OTHER = "seven green lamps at noon"
NAME = "sam@example.org"


@contextmanager
def unit(app) -> Iterator[Connection]:
    with writing(app.extensions[KEY]) as db:
        yield db


def found(app, name: str = NAME) -> Found:
    with reading(app.extensions[KEY]) as db:
        result = account_repository.named(db, name)
    assert result is not None
    return result


def vault_of(app, browser, name: str = NAME) -> Vault:
    vault = open_with_code(found(app, name).record, browser.code)
    assert vault is not None
    return vault


def invited(app, name: str = NAME, *roles: str) -> str:
    with unit(app) as db:
        return invitations.invite(db, name, frozenset(map(Role, roles)), app.extensions[CLOCK]())


def reset(app, name: str = NAME) -> str:
    with unit(app) as db:
        return invitations.invite_reset(db, name, app.extensions[CLOCK]())


def count(app, table: str) -> int:
    with reading(app.extensions[KEY]) as db:
        return db.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def same_but_for_tokens(html: str) -> str:
    """A page without what differs each time: the masked form tokens."""
    import re  # noqa: PLC0415

    return re.sub(r"[0-9a-f]{128}", "", html)
