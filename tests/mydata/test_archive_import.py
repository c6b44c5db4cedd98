"""An archive may come from anybody: it is read strictly, in bounds, and whole or not at all."""

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.core.crypto.vault import ROW_KEYS
from reflect.core.errors import Invalid
from reflect.mydata import archive_import
from reflect.mydata.archive_import import ArchiveImport, parse_archive
from tests.support.archives import EXPERIMENT, make_answers_row, make_archive
from tests.support.weeks import LIBRARY

WEEKLY = "weekly-check-in"


def zipped(method: int = zipfile.ZIP_DEFLATED, **content: bytes) -> bytes:
    """A zip; `__` in a name stands for a folder, `_` for a dot."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as folder:
        for name, written in content.items():
            folder.writestr(name.replace("__", "/").replace("_", "."), written)
    return whole.getvalue()


def row(kind: object, key: object, value: object) -> dict:
    return {"kind": kind, "key": key, "value": value}


def settings(**value) -> dict:
    return row("settings", {}, value)


def refusal(raw: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        parse_archive(raw, LIBRARY)
    return str(refused.value)


def outcome(raw: bytes) -> ArchiveImport | str:
    """What is found, or the sentence; any other end is a mistake of ours."""
    try:
        return parse_archive(raw, LIBRARY)
    except Invalid as refused:
        return str(refused)


# any bytes at all

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary())
@example(b"PK")
@example(b"PK\x05\x06" + b"\0" * 18)
@example(b"PK\x05\x06" + b"\xff" * 18)
@example(b"[" * 100_000)
@example(b'{"format":' + b"9" * 5000 + b"}")
def test_any_bytes_are_an_archive_or_a_sentence(raw):
    for content in (raw, b"PK" + raw, zipped(reflect_json=raw)):
        assert outcome(content)


@given(st.data())
def test_a_zip_with_a_changed_byte_is_an_archive_or_a_sentence(data):
    whole = bytearray(zipped(reflect_json=make_archive(make_answers_row()), codebook_json=b"{}"))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    assert outcome(bytes(whole))


@given(st.sampled_from([*ROW_KEYS, "diary", 3, None]), json_values, json_values)
def test_a_row_of_any_shape_is_taken_or_a_sentence(kind, key, value):
    assert outcome(make_archive(row(kind, key, value)))


@given(st.sampled_from(list(make_answers_row()["value"])), json_values)
def test_a_known_row_with_a_strange_value_is_taken_or_a_sentence(name, strange):
    strange_week = make_answers_row()
    strange_week["value"][name] = strange
    assert outcome(make_archive(strange_week))


# what is taken


def test_the_zip_and_the_bare_file_say_the_same():
    alone = parse_archive(make_archive(make_answers_row()), LIBRARY)
    assert parse_archive(zipped(reflect_json=make_archive(make_answers_row())), LIBRARY) == alone
    assert (
        parse_archive(zipped(my_folder__reflect_json=make_archive(make_answers_row())), LIBRARY)
        == alone
    )
    assert [name[:2] for name in alone.rows] == [("answers", (WEEKLY, "2026-W47"))]


def test_every_row_names_its_key_inside_as_a_vault_wants_it():
    (found,) = parse_archive(make_archive(make_answers_row()), LIBRARY).rows
    assert found[2]["instrument"] == WEEKLY
    assert found[2]["week"] == "2026-W47"


def test_nothing_else_in_a_zip_is_opened():
    bomb = zipped(a_json=b"0" * 90_000_000, reflect_json=make_archive(make_answers_row()))
    inside = zipped(reflect_json=make_archive(make_answers_row("2026-W30")))
    assert parse_archive(bomb, LIBRARY) == parse_archive(make_archive(make_answers_row()), LIBRARY)
    assert parse_archive(
        zipped(inner_zip=inside, reflect_json=make_archive(make_answers_row())), LIBRARY
    ).rows


# what is not


def test_a_zip_that_unfolds_to_more_than_may_be_sent_is_refused():
    bomb = zipped(reflect_json=b" " * (archive_import.MAX_ARCHIVE_BYTES + 1))
    assert len(bomb) < 100_000
    assert "unfolds to more than Reflect takes" in refusal(bomb)


def test_a_zip_that_says_less_than_it_holds_is_refused():
    honest = zipped(reflect_json=b" " * 1_000_000)
    lying = honest.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    assert "no archive" in refusal(lying)


def test_a_long_list_of_entries_is_refused_before_it_is_read(monkeypatch):
    many = zipped(
        **{f"n{n}": b"" for n in range(archive_import.MAX_ZIP_ENTRIES)}, reflect_json=b"{}"
    )

    def never(*_given):
        raise AssertionError

    monkeypatch.setattr(zipfile, "ZipFile", never)
    assert "no archive" in refusal(many)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_take_much_memory_are_refused(method):
    assert "no archive" in refusal(zipped(method, reflect_json=make_archive(make_answers_row())))


def test_two_files_of_rows_are_no_archive():
    twice = zipped(
        reflect_json=make_archive(make_answers_row()),
        a__reflect_json=make_archive(make_answers_row()),
    )
    assert "no archive" in refusal(twice)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"[]",
        b"{}",
        make_archive(format="other"),
        make_archive(rows={}),
        make_archive(version="1"),
        b"\xff",
    ],
)
def test_another_file_is_told_from_an_archive(raw):
    assert refusal(raw).startswith("This is no archive of Reflect. Choose the file")


@pytest.mark.parametrize(
    "raw",
    [
        make_archive(version=2),
        make_archive(row("diary", {}, {})),
        make_archive(make_answers_row(), row("mood", {}, {})),
    ],
)
def test_what_a_newer_reflect_made_is_said_to_be_so(raw):
    assert refusal(raw).startswith("This archive was made by a newer Reflect. Nothing was")


deep: dict = {}
for _depth in range(archive_import.MAX_NESTING_DEPTH):
    deep = {"in": deep}
WRONG = {
    "no object": 3,
    "an unknown answer": make_answers_row(reach=6),
    "an unknown question": make_answers_row(never=1),
    "a week that does not exist": make_answers_row("2026-W54"),
    "a week of another century": make_answers_row("1926-W40"),
    "no moment": make_answers_row(saved="yesterday"),
    "a float": make_answers_row(reach=4.0),
    "half a character": row(
        "notes",
        {"instrument": WEEKLY, "week": "2026-W47"},
        {"version": 1, "saved": "2026-11-20T16:05Z", "texts": {"happened": "\ud800"}},
    ),
    "too deep": settings(more=deep),
    "a key with more in it": {
        **make_answers_row(),
        "key": {**make_answers_row()["key"], "more": 1},
    },
    "an action of no week": row(
        "actions", {}, {"actions": [{"id": "a", "week": "2026-W54", "planned": "", "text": "x"}]}
    ),
    "an action that cannot be read": row(
        "actions",
        {},
        {"actions": [{"id": "a", "week": "2026-W40", "planned": "", "text": "x", "more": 1}]},
    ),
    "a change of no kind": settings(changes=[{"week": "2026-W40", "kind": "moon"}]),
    "an experiment in a week that does not exist": settings(
        experiments=[{**EXPERIMENT, "week": "2026-W54"}]
    ),
    "an experiment drawn with other letters": settings(experiments=[{**EXPERIMENT, "order": "tx"}]),
    "an experiment that says more": settings(experiments=[{**EXPERIMENT, "more": 1}]),
    "a first week that does not exist": settings(first_week="2026-W60"),
    "a first week of a set that does not exist": settings(first_set="2026-W60"),
    "a pause that ends nowhere": settings(pauses=[{"week": "2026-W40", "until": "2026-W59"}]),
    "a piece of CPD without its moment": row(
        "cpd", {"year": "2026-27"}, {"entries": [{"id": "a"}]}
    ),
    "a month that does not exist": row(
        "journal", {"month": "2026-13"}, {"saved": "2026-11-20T16:05Z"}
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_row_that_reflect_would_not_write_is_named_and_nothing_is_taken(wrong):
    said = "Row 2 of this archive is not as Reflect writes it. Nothing was brought in."
    raw = make_archive(make_answers_row(), wrong)
    if wrong == make_answers_row(reach=4.0):
        said = "This is no archive of Reflect. Choose the file whose name begins with "
    assert refusal(raw).startswith(said)


def test_one_row_twice_is_refused():
    assert "Row 2" in refusal(make_archive(make_answers_row(), make_answers_row(reach=1)))


def test_more_rows_than_anybody_has_are_refused(monkeypatch):
    monkeypatch.setattr(archive_import, "MAX_ARCHIVE_ROWS", 1)
    assert "more rows than Reflect takes" in refusal(
        make_archive(make_answers_row(), make_answers_row("2026-W40"))
    )


# what is left out, and what comes in unread


def test_a_week_of_a_version_that_is_not_here_is_left_out_and_named():
    later = make_answers_row("2026-W46")
    later["value"]["version"] = 2
    found = parse_archive(make_archive(make_answers_row(), later), LIBRARY)
    assert [name[1][1] for name in found.rows] == ["2026-W47"]
    assert found.too_new == (("answers", (WEEKLY, "2026-W46")),)


def test_a_questionnaire_that_is_not_here_comes_in_and_is_named():
    strange = make_answers_row()
    strange["key"]["instrument"] = "of-our-council"
    found = parse_archive(make_archive(strange), LIBRARY)
    assert len(found.rows) == 1
    assert found.unknown == ("of-our-council",)


def test_what_counted_towards_a_team_elsewhere_counts_nowhere_here():
    counted = make_answers_row()
    counted["value"]["counts"] = True
    key = {"team": "0f" * 16, "instrument": WEEKLY, "window": 37}
    found = parse_archive(make_archive(counted, row("share", key, {"balance": 9167})), LIBRARY)
    assert ["counts" in value for _kind, _key, value in found.rows] == [False]
    assert found.shared == 1


def test_the_secret_of_a_second_factor_is_not_brought_in():
    (found,) = parse_archive(
        make_archive(settings(shown="Sam", totp={"secret": "A"})), LIBRARY
    ).rows
    assert found == ("settings", (), {"shown": "Sam"})
