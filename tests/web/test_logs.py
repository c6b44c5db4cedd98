"""Logs: fields of a closed list, and no word of anybody, not even through a library."""

import logging
import re
import socket
from urllib.parse import urlsplit

import pytest

from reflect.web import logs
from tests.support.processes import run_reflect, run_server_process

CANARY = "the kettle in the hub corridor"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=[a-z]+ event=\"[^\"]+\"( [a-z]+=\S+)*")


@pytest.fixture
def data(tmp_path, static):
    data = tmp_path / "site"
    data.mkdir()
    (data / "static").symlink_to(static)
    assert run_reflect(data, "init", "--url", "http://127.0.0.1:8000").returncode == 0
    return data


@pytest.fixture
def said(capsys):
    def lines() -> list[str]:
        return capsys.readouterr().err.splitlines()

    return lines


def test_a_line_is_an_event_and_its_fields(app, said):
    logs.log_event("windows closed", windows=3)
    logs.log_warning("a guide was left out", file="ours.md")
    (one, two) = said()
    assert one.endswith('Z level=info event="windows closed" windows=3')
    assert two.endswith('Z level=warning event="a guide was left out" file=ours.md')
    assert LINE.fullmatch(one)


def test_a_field_that_is_not_on_the_list_is_not_written(app, said):
    logs.log_event("windows closed", windows=3, who=CANARY)
    assert CANARY not in " ".join(said())


def test_an_error_is_its_types_and_places(app, said):
    try:
        {}[CANARY]
    except KeyError as error:
        logs.log_error((type(error), error, error.__traceback__))
    (line,) = said()
    assert LINE.fullmatch(line)
    assert 'event="error" type=KeyError at=test_logs.py:' in line
    assert "kettle" not in line


def test_of_a_library_s_record_stands_there_only_where_it_comes_from(app, said):
    logging.getLogger("waitress").warning("Exception while serving %s", f"/{CANARY}")
    logging.getLogger("elsewhere").error(CANARY)
    found = said()
    assert 'event="waitress spoke" at=test_logs.py:' in found[0]
    assert len(found) == 2
    assert "kettle" not in " ".join(found)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_quotes_no_odd_request(data, workers):
    printed: list[str] = []
    with run_server_process(data, "run", output=printed, REFLECT_WORKERS=workers) as url:
        for sent in (b"\x00kettle\r\n\r\n", b"GET /kettle HTTP/9.9\r\nkettle\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=60) as odd:
                odd.sendall(sent)
                odd.recv(1000)
    assert "kettle" not in " ".join(printed)
    assert all(LINE.fullmatch(each) for each in printed[1:]), printed
