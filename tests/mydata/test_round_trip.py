"""Taken along and brought in elsewhere, nothing is missing and nothing has changed."""

from reflect import vaults
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from tests.support.accounts import open_vault
from tests.support.archives import (
    archive_rows,
    chart_bytes,
    download_archive,
    fill_vault,
    import_archive,
)

THERE = "sam.tully@example.net"


def kept(app, vault, kind: str) -> list:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return [(key, row.value) for own, key, row in vaults.load_all(db, vault) if own == kind]


def test_on_an_empty_site_the_archive_gives_the_same_charts_byte_for_byte(
    app, signed_in, elsewhere, newcomer
):
    vault = open_vault(app, signed_in)
    fill_vault(app, vault, 60)
    before = chart_bytes(app, vault)
    import_archive(newcomer, download_archive(signed_in))
    assert "It is in" in newcomer.words
    assert chart_bytes(elsewhere[0], open_vault(elsewhere[0], newcomer, THERE)) == before
    assert min(map(len, before)) > 200


def test_the_pages_of_the_picture_are_the_same(app, signed_in, newcomer):
    fill_vault(app, open_vault(app, signed_in), 30)
    import_archive(newcomer, download_archive(signed_in))
    for path in ("/my-picture?all=", "/my-picture/2026-W48", "/weeks", "/my-picture/experiment"):
        pages = []
        for browser in (signed_in, newcomer):
            browser.get(path)
            pages.append(browser.words)
        assert pages[0] == pages[1]


def test_journal_cpd_texts_and_actions_are_the_same(app, signed_in, elsewhere, newcomer):
    vault = open_vault(app, signed_in)
    fill_vault(app, vault, 20)
    import_archive(newcomer, download_archive(signed_in))
    there = open_vault(elsewhere[0], newcomer, THERE)
    for kind in ("journal", "cpd", "notes", "actions"):
        assert sorted(kept(elsewhere[0], there, kind)) == sorted(kept(app, vault, kind)) != []


def test_exported_from_there_the_rows_are_those_of_the_first_archive(app, signed_in, newcomer):
    fill_vault(app, open_vault(app, signed_in), 60)
    first = download_archive(signed_in)
    assert archive_rows(download_archive(import_archive(newcomer, first))) == archive_rows(first)
    kinds = {row["kind"] for row in archive_rows(first)}
    assert kinds == {"answers", "notes", "draft", "cpd", "journal", "actions", "settings"}


def test_what_this_reflect_does_not_know_inside_a_row_travels_too(app, signed_in, newcomer):
    vault = open_vault(app, signed_in)
    fill_vault(app, vault, 3)
    later = {"kept_by": "a later Reflect", "list": [1, {"deep": True}]}
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        row = vaults.load(db, vault, "journal", "2026-11")
        vaults.save(db, vault, "journal", ("2026-11",), {**row.value, **later}, read=row.rev)
    again = archive_rows(download_archive(import_archive(newcomer, download_archive(signed_in))))
    assert [row["value"]["list"] for row in again if row["kind"] == "journal"] == [later["list"]]
