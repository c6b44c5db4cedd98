"""Where to turn: open to everybody, with the organisation's own words where there are any."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.trends.support_contacts import (
    MAX_FILE_CHARACTERS,
    SUPPORT_CONTACTS_FILE,
    linkify,
    load_contacts_text,
)

HREF = re.compile(r'<a href="([^"]*)">')


@pytest.fixture
def own_file(app):
    path = app.extensions["reflect.settings"].data / SUPPORT_CONTACTS_FILE
    yield path
    path.unlink(missing_ok=True)


def test_nobody_has_to_sign_in_for_it(client):
    client.get("/where-to-turn")
    assert client.status == 200
    assert client.path == "/where-to-turn"
    for name in ("Occupational health", "Social Workers Union", "BASW", "Your GP", "116 123"):
        assert name in client.words
    assert "From your organisation" not in client.words


def test_the_organisations_own_words_come_first_and_are_only_words(client, own_file):
    own_file.write_text("Ring <b>Anna</b>:\n01632 960 001\n", encoding="utf-8")
    client.get("/where-to-turn")
    assert "Ring &lt;b&gt;Anna&lt;/b&gt;:\n" in client.html
    assert '<a href="tel:01632960001">01632 960 001</a>' in client.html
    assert client.words.index("01632 960 001") < client.words.index("Occupational health")


def test_a_file_that_is_empty_broken_or_endless_breaks_nothing(tmp_path):
    assert load_contacts_text(tmp_path) == ""
    path = tmp_path / SUPPORT_CONTACTS_FILE
    path.write_text(" \n", encoding="utf-8")
    assert load_contacts_text(tmp_path) == ""
    path.write_bytes(b"\xef\xbb\xbfZo\xeb")
    assert load_contacts_text(tmp_path) == "Zo\ufffd"
    path.write_text("x" * (MAX_FILE_CHARACTERS + 1), encoding="utf-8")
    assert len(load_contacts_text(tmp_path)) == MAX_FILE_CHARACTERS
    path.unlink()
    path.mkdir()
    assert load_contacts_text(tmp_path) == ""


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("01632 960 001", "tel:01632960001"),
        ("(01632) 960001", "tel:01632960001"),
        ("+44 (0)1632 960001", "tel:+441632960001"),
        ("+44 1632 960-001", "tel:+441632960001"),
        ("0800 028 4545", "tel:08000284545"),
        ("116 123", "tel:116123"),
        ("anna.marsh+work@council.example", "mailto:anna.marsh+work@council.example"),
        ("https://council.example/a?b=1&c=2", "https://council.example/a?b=1&amp;c=2"),
        ("HTTP://council.example", "HTTP://council.example"),
        ("https://council.example/01632960001", "https://council.example/01632960001"),
    ],
)
def test_addresses_and_numbers_can_be_clicked(text, href):
    for around in ("{}", "Ask ({}).", "Here: {}, from nine", "{}; {}!"):
        found = linkify(around.replace("{}", text))
        assert HREF.findall(found) == [href] * around.count("{}")


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://council.example",
        "www.council.example",
        "//council.example",
        "Room 101, from 2027, 9 to 17",
        "01/02/2027",
        "ref 2026-11-27",
        "Code 01632960001a",
        "anna@",
        "https://",
        "020",
    ],
)
def test_what_is_no_such_thing_stays_words(text):
    assert linkify(text) == text


@given(st.text(alphabet="<>\"'&ahtps:/.@+0123456789 ()-x\n", max_size=120))
def test_all_of_it_is_escaped_and_nothing_is_lost(text):
    found = linkify(text)
    bare = re.sub(r'<a href="[^"<>]*">|</a>', "", found)
    assert not set(bare) & set("<>\"'")
    assert html.unescape(bare) == text
    for href in HREF.findall(found):
        assert re.match(r"(https?://|mailto:|tel:\+?\d{6,15}$)", href)


def test_markup_around_an_address_stays_text():
    found = linkify('<a href="javascript:x">https://a.example"onclick="x</a><script>')
    assert HREF.findall(found) == ["https://a.example"]
    assert "<script" not in found
    assert "onclick=&#34;x" in found
