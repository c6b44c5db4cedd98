"""PostgreSQL behind a pool that lends a connection for one transaction, as PgBouncer does.

`bench/balancer.py` sends check-ins through PgBouncer itself; here is what makes them safe there.
"""

import pytest
from clusters import postgresql
from sqlalchemy import text

from reflect.db import open_engine, writing

TIMES = 12  # more than the driver waits before it prepares a statement


@pytest.fixture(scope="module")
def address():
    with postgresql() as url:
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
