"""Rows from elsewhere laid over a vault's own: the newer text stays, lists are joined."""

import pytest

from reflect import vaults
from reflect.accounts import repository as account_repository
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.vaults.repository import EMPTY, EditConflict

pytestmark = pytest.mark.both_databases

WEEK = ("weekly-check-in", "2026-W40")
NOTES = ("notes", WEEK)


@pytest.fixture
def vault(app, signed_in) -> Vault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, "sam@example.org").record,
            signed_in.code,
        )


def note(text: str, saved: str = "2026-10-02T16:00Z") -> dict[str, object]:
    return {"instrument": WEEK[0], "week": WEEK[1], "text": text, "saved": saved}


def unit(app):
    return writing(app.extensions[ENGINE_EXTENSION_KEY])


def test_where_nothing_was_all_is_added(app, vault):
    with unit(app) as db:
        taken = vaults.merge_rows(db, vault, [("notes", WEEK, note("theirs"))])
        assert vaults.load(db, vault, "notes", *WEEK).value["text"] == "theirs"
    assert (taken.added, taken.changed, taken.unchanged) == ({NOTES}, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("saved", "stays"),
    [("2026-10-01T16:00Z", "ours"), ("2026-10-03T16:00Z", "theirs"), ("2026-10-02T16:00Z", "ours")],
)
def test_of_two_texts_the_newer_stays_and_in_doubt_ones_own(app, vault, saved, stays):
    with unit(app) as db:
        vaults.save(db, vault, "notes", WEEK, note("ours"), read=0)
        taken = vaults.merge_rows(db, vault, [("notes", WEEK, note("theirs", saved))])
        assert vaults.load(db, vault, "notes", *WEEK).value["text"] == stays
    assert (taken.changed if stays == "theirs" else taken.unchanged) == {NOTES}
    assert not taken.added


def test_a_second_time_nothing_is_written(app, vault):
    given = [
        ("notes", WEEK, note("theirs")),
        ("settings", (), {"shown": "Sam"}),
        ("actions", (), {"actions": [{"id": "a", "week": "2026-W40"}]}),
    ]
    with unit(app) as db:
        vaults.merge_rows(db, vault, given)
        before = vaults.load_all(db, vault)
        taken = vaults.merge_rows(db, vault, given)
        assert vaults.load_all(db, vault) == before
    assert {name[0] for name in taken.unchanged} == {"notes", "settings", "actions"}
    assert all(kept.rev == 1 for _kind, _key, kept in before)


def test_lists_are_joined_and_what_was_set_here_stays(app, vault):
    mark, other = ({"week": week, "kind": "team"} for week in ("2026-W10", "2026-W20"))
    run = {"week": "2026-W31", "words": "Two days at base"}
    with unit(app) as db:
        own = {"shown": "Sam", "first_week": "2026-W30", "changes": [mark], "experiments": [run]}
        vaults.save(db, vault, "settings", (), own, read=0)
        vaults.save(db, vault, "actions", (), {"actions": [{"id": "b"}]}, read=0)
        theirs = {"shown": "Other", "stage": "experienced", "first_week": "2026-W05"}
        theirs |= {"first_set": "2026-W02"}
        given = [
            (
                "settings",
                (),
                {**theirs, "changes": [other], "experiments": [{**run, "words": "ours"}]},
            ),
            ("actions", (), {"actions": [{"id": "a"}, {"id": "b", "text": "older"}]}),
        ]
        taken = vaults.merge_rows(db, vault, given)
        settings = vaults.load(db, vault, "settings").value
        actions = vaults.load(db, vault, "actions").value
    assert settings == {
        "shown": "Sam",
        "stage": "experienced",
        "first_week": "2026-W05",
        "first_set": "2026-W02",
        "changes": [other, mark],
        "experiments": [run],
    }
    assert actions == {"actions": [{"id": "a"}, {"id": "b"}]}
    assert len(taken.changed) == 2


def test_a_row_that_another_tab_saved_in_this_moment_stops_it(app, vault, monkeypatch):
    with unit(app) as db:
        vaults.save(db, vault, "notes", WEEK, note("ours"), read=0)
        monkeypatch.setattr("reflect.vaults.repository._load_slots", lambda *_given: {})
        with pytest.raises(EditConflict):
            vaults.merge_rows(db, vault, [("notes", WEEK, note("theirs"))])


def test_nothing_given_changes_nothing(app, vault):
    with unit(app) as db:
        taken = vaults.merge_rows(db, vault, [])
        assert vaults.load(db, vault, "settings") == EMPTY
    assert not taken.added | taken.changed | taken.unchanged
