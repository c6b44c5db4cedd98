"""PostgreSQL with another isolation level, and behind a transaction pooler (PgBouncer).

`bench/balancer.py` sends check-ins through PgBouncer itself, and `bench/serializable.py` to a
database that refuses every second one; these tests hold what makes both safe.
"""

import pytest
from sqlalchemy import text

from reflect.db import open_engine, writing
from tests.support.postgresql import fresh_database

TIMES = 12  # more than the driver waits before it prepares a statement


@pytest.fixture(scope="module")
def address(cluster):
    with fresh_database(cluster) as url:
        yield url


def prepared(url: str) -> int:
    """How many statements PostgreSQL holds for a connection that has sent one again and again."""
    engine = open_engine(url)
    for _time in range(TIMES):
        with writing(engine) as db:
            db.execute(text("SELECT CAST(:week AS integer)"), {"week": 48})
    with writing(engine) as db:
        found = db.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    engine.dispose()
    return found


def test_a_statement_that_comes_again_is_prepared(address):
    assert prepared(address) > 0


def test_where_the_address_says_so_nothing_is_prepared(address):
    more = "&" if "?" in address else "?"
    assert prepared(f"{address}{more}prepared_statements=off") == 0


def test_the_level_of_isolation_is_ours_whatever_the_database_would_choose(address):
    engine = open_engine(address)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        name = db.execute(text("SELECT current_database()")).scalar()
        db.execute(text(f"ALTER DATABASE {name} SET default_transaction_isolation = serializable"))
    engine.dispose()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        assert db.execute(text("SHOW default_transaction_isolation")).scalar() == "serializable"
    with writing(engine) as db:
        assert db.execute(text("SHOW transaction_isolation")).scalar() == "read committed"
    engine.dispose()
