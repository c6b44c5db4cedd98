"""The cache of accounts for tests: a restored account equals the one made through its pages."""

from tests.support.account_cache import empty_tables, reset_snapshots
from tests.support.client import Client
from tests.support.database import all_rows

NAME, WORDS = "walked@example.org", "four small boats adrift"


def test_a_copied_account_is_what_its_pages_made_and_is_used_like_one(app):
    walked = Client(app).sign_up(NAME, WORDS, ("trainer",))
    made = all_rows(app)
    empty_tables(app)
    reset_snapshots(app)
    copied = Client(app).sign_up(NAME, WORDS, ("trainer",))
    assert all_rows(app) == made
    assert (copied.code, copied.cookie, copied.html) == (walked.code, walked.cookie, walked.html)
    copied.post("/check-in/2026-W48/reflection", {"happened": "words"})
    copied.get("/notebook/journal")
    assert "words" in copied.words
    copied.sign_out().post("/recovery", {"name": NAME, "code": copied.code, "password": WORDS})
    assert copied.path == "/recovery-code"


def test_two_people_of_one_name_between_two_emptyings_are_two(app):
    one = Client(app).sign_up(NAME, WORDS)
    one.post("/my-data/delete", {"password": WORDS})
    other = Client(app).sign_up(NAME, WORDS)
    assert other.code != one.code
