"""The archive: the password first, then everything in a form that needs no Reflect."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts.settings import preferences
from reflect.checkins.actions import WeeklyAction
from reflect.core.crypto.vault import ROW_KEYS
from reflect.core.csv_cells import FORMULA_PREFIXES, escape_csv_cell
from reflect.core.instruments.scoring import score
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.mydata import archive_export, archive_schema
from reflect.mydata.archive_export import describe_kinds
from reflect.mydata.csv_export import build_week_csv
from reflect.mydata.exported_weeks import group_by_week
from tests.support.accounts import PASSWORD, open_vault
from tests.support.archives import (
    WEEK_TEXT,
    archive_files,
    archive_rows,
    download_archive,
    fill_vault,
    make_answers_row,
    make_archive,
    make_check_in,
)
from tests.support.json_schema import schema_errors
from tests.support.weeks import FRIDAY, LIBRARY, WEEKLY

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def lived(app, signed_in):
    fill_vault(app, open_vault(app, signed_in), 30)
    return signed_in


@pytest.fixture
def unzipped(lived) -> dict[str, bytes]:
    return archive_files(download_archive(lived))


def weekly_table(unzipped) -> list[dict[str, str]]:
    written = unzipped["weekly-check-in.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_without_the_password_there_is_no_file(lived):
    for password in ("", "not the right one at all"):
        lived.post("/my-data/archive", {"password": password})
        assert lived.status == 422
        assert lived.page.mimetype == "text/html"
        assert WEEK_TEXT.split("\n")[0] not in lived.words
    assert "This is not your password." in lived.words


def test_guessing_at_the_password_is_throttled_as_at_the_door(lived):
    for _try in range(6):
        lived.post("/my-data/archive", {"password": "not the right one at all"})
    assert lived.status == 429
    lived.post("/my-data/archive", {"password": PASSWORD})
    assert lived.page.mimetype == "text/html"


def test_the_file_is_named_by_its_day_and_kept_by_no_cache(lived):
    download_archive(lived)
    told = lived.page.headers
    assert told["Content-Disposition"] == 'attachment; filename="reflect-archive-2026-11-27.zip"'
    assert told["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in told


def test_the_page_says_where_not_to_leave_it(signed_in):
    signed_in.get("/my-data/archive")
    assert "This file is not encrypted. Whoever gets it can read all of it." in signed_in.words
    assert "Not on a shared computer" in signed_in.words


def test_what_a_person_reads_comes_first(unzipped):
    assert list(unzipped) == [
        "read-me.html",
        "families.csv",
        "of-our-council.csv",
        "weekly-check-in.csv",
        "codebook.json",
        "reflect.json",
        "schema.json",
    ]


def test_the_same_rows_at_the_same_moment_give_the_same_bytes(lived):
    assert download_archive(lived) == download_archive(lived)


def test_every_row_of_the_vault_is_in_it_in_the_order_of_kinds_and_keys(app, lived):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        there = archive_export.load_archive_rows(db, open_vault(app, lived))
    found = archive_rows(download_archive(lived))
    names = [(row["kind"], tuple(row["key"].values())) for row in found]
    assert names == [(kind, key) for kind, key, _value in there]
    order = [list(ROW_KEYS).index(kind) for kind, _key in names]
    assert order == sorted(order)
    assert "draft" in {kind for kind, _key in names}


def test_the_secret_of_the_second_factor_stays(app, lived):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert preferences.load_settings(db, open_vault(app, lived))["totp"]["secret"] == SECRET
    for content in archive_files(download_archive(lived)).values():
        assert SECRET.encode() not in content
        assert b"totp" not in content


def test_an_empty_vault_gives_an_archive_too(signed_in):
    found = archive_files(download_archive(signed_in))
    assert archive_rows(download_archive(signed_in)) == []
    assert b"Nothing was written yet." in found["read-me.html"]


# the schema, read by somebody else


def test_the_archive_fits_its_schema(unzipped):
    schema = json.loads(unzipped["schema.json"])
    assert schema_errors(schema, json.loads(unzipped["reflect.json"])) == []


def test_the_schema_of_an_action_has_each_of_its_fields():
    stored = [each.name for each in fields(WeeklyAction)]
    assert stored == list(archive_schema.ActionValue.__struct_fields__)


@pytest.mark.parametrize(
    "row",
    [
        {**make_answers_row(), "kind": "diary"},
        {**make_answers_row(), "key": {"instrument": "weekly-check-in"}},
        {
            **make_answers_row(),
            "key": {"instrument": "weekly-check-in", "week": "2026-W48", "day": "1"},
        },
        {**make_answers_row(), "value": {"answers": {}}},
        make_answers_row("2026-W8"),
        make_answers_row(reach=1.5),
        {**make_answers_row(), "value": []},
    ],
)
def test_what_is_not_as_reflect_writes_it_does_not_fit(row):
    assert (
        schema_errors(
            json.loads(archive_schema.build_json_schema()),
            json.loads(make_archive(make_answers_row())),
        )
        == []
    )
    assert (
        schema_errors(json.loads(archive_schema.build_json_schema()), json.loads(make_archive(row)))
        != []
    )


def test_the_schema_knows_every_kind_of_row_and_its_key():
    known = json.loads(archive_schema.build_json_schema())["$defs"]
    found = {}
    for one in known["Archive"]["properties"]["rows"]["items"]["anyOf"]:
        row = known[one["$ref"].rpartition("/")[2]]["properties"]
        key = known[row["key"]["$ref"].rpartition("/")[2]]
        found[row["kind"]["enum"][0]] = tuple(key["properties"])
    assert found == dict(ROW_KEYS)
    assert set(describe_kinds()) == set(ROW_KEYS)


# the codebook: numbers read without Reflect


def test_with_the_codebook_alone_a_number_becomes_its_words(unzipped):
    book = json.loads(unzipped["codebook.json"])
    weekly = next(one for one in book["instruments"] if one["id"] == "weekly-check-in")
    items = {item["id"]: item for item in weekly["items"]}
    assert items["reach"]["text"] == WEEKLY.item("reach").text
    assert items["reach"]["labels"]["4"] == "Mostly"
    assert items["reach"]["points"]["4"] == 75
    assert items["reach"]["labels"]["n/a"] == "Does not apply"
    assert items["minutes"]["range"] == [5, 300]
    assert items["minutes"]["follows"] == ["held", 1]
    assert book["not_known_here"] == [["of-our-council", 3]]


def test_scores_worked_out_with_the_codebook_are_those_of_the_table(unzipped):
    """Somebody who has the two files, and no Reflect, comes to the same numbers."""
    book = json.loads(unzipped["codebook.json"])
    weekly = next(one for one in book["instruments"] if one["id"] == "weekly-check-in")
    points = {item["id"]: item.get("points", {}) for item in weekly["items"]}
    for row in weekly_table(unzipped):
        for scale in weekly["scales"]:
            given = [
                points[item][row[item]] for item in scale["items"] if row[item] in points[item]
            ]
            mean = sum(given) / len(given) if len(given) >= scale["answers_needed"] else None
            shown = row[f"score:{scale['id']}"]
            assert (float(shown) if shown else None) == pytest.approx(mean, abs=0.005)


# the tables


def test_a_week_is_a_row_and_a_question_a_column(unzipped):
    table_of = {row["week"]: row for row in weekly_table(unzipped)}
    row = table_of["2026-W47"]  # the 29th of 30 weeks
    told = make_check_in(28)
    assert (row["monday"], row["version"], row["away"]) == ("2026-11-16", "1", "")
    assert row["missing"] == "1 3"
    assert row["belong"] == "n/a"
    assert row["happened"] == told.texts["happened"]
    assert float(row["score:connection"]) == score(WEEKLY, told.answers)["connection"]
    assert table_of["2026-W46"]["happened"] == ""
    assert [week for week, found in table_of.items() if found["away"]] == [
        "2026-W24",
        "2026-W35",
        "2026-W46",
    ]


def test_the_columns_stand_in_the_order_of_the_questionnaire(unzipped):
    columns = list(weekly_table(unzipped)[0])
    assert columns[:5] == ["week", "monday", "version", "away", "saved"]
    assert columns[5:-3] == [item.id for item in WEEKLY.items]
    assert columns[-3:] == ["score:connection", "score:supervision", "score:balance"]


def test_a_questionnaire_that_is_gone_keeps_its_numbers(unzipped):
    written = unzipped["of-our-council.csv"].decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(written)))["own"] == "2"


def test_a_spreadsheet_is_told_that_it_is_utf_8(unzipped):
    assert unzipped["weekly-check-in.csv"].startswith(b"\xef\xbb\xbf")
    assert "Zoë" in unzipped["weekly-check-in.csv"].decode("utf-8-sig")


@pytest.mark.parametrize("start", [*"=+-@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    text = f"{start}HYPERLINK(1)"
    weeks = group_by_week(
        [
            (
                "notes",
                ("weekly-check-in", "2026-W48"),
                {
                    "instrument": "weekly-check-in",
                    "week": "2026-W48",
                    "version": 1,
                    "saved": "",
                    "texts": {"happened": text},
                },
            )
        ]
    )["weekly-check-in"]
    written = build_week_csv(weeks, LIBRARY).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["happened"] == "'" + text


@given(st.text())
def test_whatever_is_written_no_cell_begins_like_a_formula(text):
    shown = escape_csv_cell(text)
    assert not str(shown).startswith(FORMULA_PREFIXES)
    assert str(shown).removeprefix("'") == text.removeprefix("'")


# the readable page


def test_the_page_says_everything_in_words(unzipped):
    page = unzipped["read-me.html"].decode()
    for words in (
        "Sam Tully. Saved on 27 November 2026.",
        "Week of 23 November 2026",
        "When I needed a colleague, I could reach one.",
        "Mostly",
        "Does not apply",
        "Privacy, A desk",
        "Connection, from 0 to 100",
        "A week away.",
        "Ask for a room with a door.",
        "My team&#39;s",
        "A new office, or none. No base any more. Only weeks from here on are compared",
        "Walked to the visit.",
        "Court skills",
        "Begun and not sent",
        "draft",
    ):
        assert words in page, words
    assert page.count(WEEK_TEXT.split("\n")[1]) > 15


def test_every_word_of_every_row_is_on_the_page(lived):
    """Nothing that a person typed is only in the JSON."""
    whole = download_archive(lived)
    page = html.unescape(archive_files(whole)["read-me.html"].decode())
    typed = [text for row in archive_rows(whole) for text in texts(row["value"])]
    assert len(typed) > 40
    for text in typed:
        assert text in page


NOT_TYPED = {"saved", "id", "edition", "version", "kind", "outcome", "planned", "week"}


def texts(value) -> Iterator[str]:
    """What a person may have typed, anywhere in a value."""
    if isinstance(value, dict):
        value = [each for name, each in value.items() if name not in NOT_TYPED]
    if isinstance(value, list):
        yield from (text for each in value for text in texts(each))
    elif isinstance(value, str) and len(value) > 8:
        yield value


def test_the_page_runs_nothing_and_fetches_nothing(app, signed_in):
    vault = open_vault(app, signed_in)
    fill_vault(app, vault, 2)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        row = archive_export.vaults.load(db, vault, "journal", "2026-11")
        bad = {**row.value, "texts": {"feelings": "<script>alert(1)</script><img src=x>"}}
        archive_export.vaults.save(db, vault, "journal", ("2026-11",), bad, read=row.rev)
    page = archive_files(download_archive(signed_in))["read-me.html"].decode()
    assert "&lt;script&gt;alert(1)" in page
    plain = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "dl",
        "div",
    }
    assert set(re.findall(r"<(\w+)", page)) == plain | {"dt", "dd"}
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_weeks_stand_oldest_first_and_the_longest_questionnaire_comes_first(unzipped):
    page = unzipped["read-me.html"].decode()
    assert page.index("Weekly check-in") < page.index("Contact with families")
    days = re.findall(r"Week of (\d+ \w+ \d{4})", page.split("<h2>")[1])
    weeks = [Week.parse(row["week"]).monday for row in weekly_table(unzipped)]
    assert len(days) == len(weeks) > 20
    assert days[0].startswith(str(weeks[0].day))
    assert weeks == sorted(weeks)
    assert weeks[-1] == Week.of(FRIDAY).monday
