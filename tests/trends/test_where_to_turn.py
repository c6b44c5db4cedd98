"""Where to turn: open to everybody, with the organisation's own words where there are any."""

import pytest

from reflect.trends.turning import FILE, MOST, own_words


@pytest.fixture
def own_file(app):
    path = app.extensions["reflect.settings"].data / FILE
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
    assert "Ring &lt;b&gt;Anna&lt;/b&gt;:\n01632 960 001" in client.html
    assert client.words.index("01632 960 001") < client.words.index("Occupational health")


def test_a_file_that_is_empty_broken_or_endless_breaks_nothing(tmp_path):
    assert own_words(tmp_path) == ""
    path = tmp_path / FILE
    path.write_text(" \n", encoding="utf-8")
    assert own_words(tmp_path) == ""
    path.write_bytes(b"\xef\xbb\xbfZo\xeb")
    assert own_words(tmp_path) == "Zo\ufffd"
    path.write_text("x" * (MOST + 1), encoding="utf-8")
    assert len(own_words(tmp_path)) == MOST
    path.unlink()
    path.mkdir()
    assert own_words(tmp_path) == ""
