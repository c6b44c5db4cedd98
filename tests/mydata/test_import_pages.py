"""An archive laid over what is here: in one go, reported, and never in clear on a disk."""

import contextlib
import http.client
import io
import random
import tempfile
import zipfile

import pytest

from reflect import servers, vaults
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.mydata.archive_import import MAX_ARCHIVE_BYTES
from tests.support.accounts import open_vault
from tests.support.archives import (
    MULTIPART_TYPE,
    WEEK_TEXT,
    archive_files,
    archive_rows,
    download_archive,
    fill_vault,
    import_archive,
    make_answers_row,
    make_archive,
    multipart_body,
)
from tests.support.client import CSRF_TOKEN_PATTERN, SESSION_COOKIE
from tests.support.file_search import files_containing
from tests.support.live_server import serve_in_thread

CANARY = "heron-under-the-bridge-2207"
FORM = 256 * 1024  # bytes that any other page takes


def with_text(text: str) -> bytes:
    key = {"instrument": "weekly-check-in", "week": "2026-W47"}
    value = {"version": 1, "saved": "2026-11-20T16:05Z", "texts": {"happened": text}}
    return make_archive(make_answers_row(), {"kind": "notes", "key": key, "value": value})


def large(size: int, content: bytes) -> bytes:
    """A zip of about so many bytes in which lies an archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as folder:
        folder.writestr("reflect.json", content)
        folder.writestr("photo", random.Random(4).randbytes(size))
    return whole.getvalue()


def kept(app, browser) -> list:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return vaults.load_all(db, open_vault(app, browser))


# the page


def test_without_a_file_it_asks_for_one(signed_in):
    signed_in.post("/my-data/import", {})
    assert signed_in.status == 422
    assert "Choose a file." in signed_in.words
    assert "<title>Check:" in signed_in.html


@pytest.mark.parametrize(
    "content",
    [b"hello", b"PK\x03\x04", make_archive(make_answers_row(), make_answers_row(never=1))],
)
def test_what_does_not_fit_changes_nothing_and_says_why(app, signed_in, content):
    before = kept(app, signed_in)
    import_archive(signed_in, content)
    assert signed_in.status == 422
    assert "Reflect" in signed_in.words
    assert 'id="archive-error"' in signed_in.html
    assert kept(app, signed_in) == before


def test_the_report_says_what_came(app, signed_in, newcomer):
    fill_vault(app, open_vault(app, signed_in), 12)
    import_archive(newcomer, download_archive(signed_in))
    assert newcomer.status == 200
    assert "From 7 September 2026 to 29 November 2026." in newcomer.words
    assert "Check-ins: ticks and numbers 13 added" in newcomer.words
    assert "Actions, all in one 1 added" in newcomer.words
    assert "Questionnaires that this site does not have of-our-council." in newcomer.words
    assert "This site has not kept it." in newcomer.words


def test_the_report_says_nothing_of_what_was_written(app, signed_in, newcomer):
    fill_vault(app, open_vault(app, signed_in), 12)
    import_archive(newcomer, download_archive(signed_in))
    assert WEEK_TEXT.split("\n")[0] not in newcomer.words
    assert "?" not in newcomer.page.request.url


def test_a_second_time_everything_was_here_already(app, signed_in):
    fill_vault(app, open_vault(app, signed_in), 12)
    whole, before = download_archive(signed_in), kept(app, signed_in)
    import_archive(signed_in, whole)
    assert "Everything in this archive was here already. Nothing was changed." in signed_in.words
    assert kept(app, signed_in) == before


def test_the_bare_file_out_of_the_zip_will_do(app, signed_in, newcomer):
    fill_vault(app, open_vault(app, signed_in), 3)
    whole = download_archive(signed_in)
    import_archive(newcomer, archive_files(whole)["reflect.json"], "reflect.json")
    assert archive_rows(download_archive(newcomer)) == archive_rows(whole)


def test_of_two_answers_to_a_week_the_one_saved_later_stays(signed_in):
    here = [make_answers_row("2026-W46", "2026-11-14T10:00Z", reach=2), make_answers_row(reach=2)]
    import_archive(signed_in, make_archive(*here))
    older = make_answers_row("2026-W46", "2026-11-13T10:00Z", reach=5)
    newer = make_answers_row("2026-W47", "2026-11-21T10:00Z", reach=5)
    import_archive(signed_in, make_archive(older, newer))
    assert "1 newer in the archive, or joined, 1 the same here, or newer here" in signed_in.words
    assert "Weeks that the archive had later than this site 16 November 2026." in signed_in.words
    answers = {
        row["key"]["week"]: row["value"]["answers"]
        for row in archive_rows(download_archive(signed_in))
    }
    assert answers == {"2026-W46": {"reach": 2}, "2026-W47": {"reach": 5}}


def test_a_week_of_a_newer_version_is_left_out_and_the_picture_stands(signed_in):
    later = make_answers_row("2026-W46")
    later["value"]["version"] = 2
    first = {"kind": "settings", "key": {}, "value": {"first_week": "2026-W46"}}
    import_archive(signed_in, make_archive(later, make_answers_row(), first))
    assert "Weeks that were left out 9 November 2026." in signed_in.words
    assert "Keep the archive. Bring it in again once this site is up to date" in signed_in.words
    signed_in.get("/my-picture")
    assert signed_in.status == 200
    assert "1 answered" in signed_in.words


def test_a_secret_from_elsewhere_does_not_lock_one_out(app, signed_in):
    factor = {"kind": "settings", "key": {}, "value": {"totp": {"secret": "A" * 16, "used": 0}}}
    import_archive(signed_in, make_archive(make_answers_row(), factor))
    signed_in.sign_out().sign_in("sam@example.org", signed_in.password)
    assert signed_in.path.startswith("/check-in")


# how much is taken, and from whom


def test_this_page_takes_more_than_a_form_and_no_other_does(app, signed_in):
    import_archive(signed_in, large(3 * FORM, make_archive(make_answers_row())))
    assert "It is in" in signed_in.words
    for path in ("/settings", "/my-data/archive", "/my-data/delete"):
        signed_in.get(path)
        token = CSRF_TOKEN_PATTERN.search(signed_in.html).group(1)
        body = multipart_body(token, "archive", b"x" * 2 * FORM, "a.zip")
        answer = signed_in.client.post(path, data=body, content_type=MULTIPART_TYPE)
        assert answer.status_code == 413, path


def test_more_than_twenty_megabytes_are_refused(signed_in):
    import_archive(signed_in, large(MAX_ARCHIVE_BYTES + FORM, make_archive(make_answers_row())))
    assert signed_in.status == 413
    assert "Nothing was saved from it." in signed_in.words


@pytest.mark.parametrize("filename", ["", None])
def test_text_in_the_place_of_the_file_is_no_file(signed_in, filename):
    signed_in.get("/my-data/import")
    token = CSRF_TOKEN_PATTERN.search(signed_in.html).group(1)
    fields = {
        "csrf_token": token,
        "archive": "PK" if filename is None else (io.BytesIO(), filename),
    }
    signed_in.page = signed_in.client.post("/my-data/import", data=fields)
    assert signed_in.status == 422
    assert "Choose a file." in signed_in.words


def test_who_has_not_signed_in_is_not_listened_to(client, signed_in, clock):
    for browser in (client, signed_in):
        clock.forward(minutes=17)
        body = multipart_body("", "archive", b"x" * 3 * FORM, "a.zip")
        answer = browser.client.post("/my-data/import", data=body, content_type=MULTIPART_TYPE)
        assert answer.status_code == 303
        assert answer.location == "/sign-in?next=/my-data/import"


def test_a_large_form_without_its_token_is_not_taken(app, signed_in):
    body = multipart_body("", "archive", large(3 * FORM, make_archive(make_answers_row())), "a.zip")
    answer = signed_in.client.post("/my-data/import", data=body, content_type=MULTIPART_TYPE)
    assert answer.status_code == 400
    assert kept(app, signed_in) == []


# never in clear on a disk


@pytest.fixture
def on_disk(monkeypatch) -> list[str]:
    """Every temporary file that somebody would open; what gets it writes to memory instead."""
    opened = []

    def seen(*_given, **_more):
        opened.append("a temporary file")
        return io.BytesIO()

    monkeypatch.setattr(tempfile, "TemporaryFile", seen)
    return opened


@contextlib.contextmanager
def served(app, monkeypatch, **other):
    """The app behind the server, set as `reflect run` sets it but for `other`."""
    told = {}
    monkeypatch.setattr(servers.waitress, "serve", lambda _app, **given: told.update(given))
    servers.serve(lambda: app, app.extensions["reflect.settings"])
    del told["_quiet"]
    with serve_in_thread(app, **{**told, "port": 0, "host": "127.0.0.1", **other}) as port:
        yield port


def sent(port: int, browser, path: str, field: str, value: bytes, filename: str = "") -> bytes:
    """Post one field through the wire; the body of the answer."""
    browser.get(path)
    body = multipart_body(CSRF_TOKEN_PATTERN.search(browser.html).group(1), field, value, filename)
    cookie = f"{SESSION_COOKIE}={browser.cookie}"
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("POST", path, body, {"Cookie": cookie, "Content-Type": MULTIPART_TYPE})
    with contextlib.closing(link), link.getresponse() as answer:
        assert answer.status == 200
        return answer.read()


def test_an_archive_of_any_size_lies_in_no_temporary_file(app, signed_in, monkeypatch, on_disk):
    noise = random.Random(5).randbytes(1_500_000).hex()  # its zip is larger than a megabyte
    whole = large(2_000_000, with_text(CANARY + noise))
    with served(app, monkeypatch) as port:
        page = sent(port, signed_in, "/my-data/import", "archive", whole, "a.zip")
        assert b"What came in" in page
        back = sent(port, signed_in, "/my-data/archive", "password", signed_in.password.encode())
    assert len(back) > 1_500_000
    assert CANARY.encode() in archive_files(back)["reflect.json"]
    assert on_disk == []


def test_the_watch_for_temporary_files_would_have_seen_one(app, signed_in, monkeypatch, on_disk):
    whole = large(2_000_000, with_text(CANARY))
    with served(app, monkeypatch, inbuf_overflow=524_288) as port:
        sent(port, signed_in, "/my-data/import", "archive", whole, "a.zip")
    assert on_disk


def test_what_came_in_is_found_in_no_file(app, signed_in, monkeypatch, tmp_path, caplog, capfd):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    import_archive(signed_in, large(3 * FORM, with_text(CANARY)))
    import_archive(signed_in, with_text(CANARY) + b"broken")
    download_archive(signed_in)
    folder = app.extensions["reflect.settings"].data.parent
    assert files_containing(folder, CANARY) == files_containing(tmp_path, CANARY) == []
    assert CANARY not in caplog.text + "".join(capfd.readouterr())
    assert list(tmp_path.iterdir()) == []
