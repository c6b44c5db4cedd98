"""Taken along and brought in elsewhere, nothing is missing and nothing has changed."""

from archives import brought_in, drawn, live, rows, saved, vault_of

from reflect import vaults
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing

THERE = "sam.tully@example.net"


def kept(app, vault, kind: str) -> list:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return [(key, row.value) for own, key, row in vaults.load_all(db, vault) if own == kind]


def test_on_an_empty_site_the_archive_gives_the_same_charts_byte_for_byte(
    app, signed_in, elsewhere, arrived
):
    vault = vault_of(app, signed_in)
    live(app, vault, 60)
    before = drawn(app, vault)
    brought_in(arrived, saved(signed_in))
    assert "It is in" in arrived.words
    assert drawn(elsewhere[0], vault_of(elsewhere[0], arrived, THERE)) == before
    assert min(map(len, before)) > 200


def test_the_pages_of_the_picture_are_the_same(app, signed_in, arrived):
    live(app, vault_of(app, signed_in), 30)
    brought_in(arrived, saved(signed_in))
    for path in ("/my-picture?all=", "/my-picture/2026-W48", "/weeks"):
        pages = []
        for browser in (signed_in, arrived):
            browser.get(path)
            pages.append(browser.words)
        assert pages[0] == pages[1]


def test_journal_cpd_texts_and_actions_are_the_same(app, signed_in, elsewhere, arrived):
    vault = vault_of(app, signed_in)
    live(app, vault, 20)
    brought_in(arrived, saved(signed_in))
    there = vault_of(elsewhere[0], arrived, THERE)
    for kind in ("journal", "cpd", "notes", "actions"):
        assert sorted(kept(elsewhere[0], there, kind)) == sorted(kept(app, vault, kind)) != []


def test_exported_from_there_the_rows_are_those_of_the_first_archive(app, signed_in, arrived):
    live(app, vault_of(app, signed_in), 60)
    first = saved(signed_in)
    assert rows(saved(brought_in(arrived, first))) == rows(first)
    kinds = {row["kind"] for row in rows(first)}
    assert kinds == {"answers", "notes", "draft", "cpd", "journal", "actions", "settings"}


def test_what_this_reflect_does_not_know_inside_a_row_travels_too(app, signed_in, arrived):
    vault = vault_of(app, signed_in)
    live(app, vault, 3)
    later = {"kept_by": "a later Reflect", "list": [1, {"deep": True}]}
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        row = vaults.load(db, vault, "journal", "2026-11")
        vaults.save(db, vault, "journal", ("2026-11",), {**row.value, **later}, read=row.rev)
    again = rows(saved(brought_in(arrived, saved(signed_in))))
    assert [row["value"]["list"] for row in again if row["kind"] == "journal"] == [later["list"]]
