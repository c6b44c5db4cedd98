"""Fuzz tests of file parsers, a few files of each kind; bench/fuzz.py runs thousands."""

import pytest

from tests.support.archives import download_archive
from tests.support.fuzz_exports import export_checks
from tests.support.fuzz_files import FileFuzzer, find_scripts
from tests.support.fuzz_users import FuzzUsers
from tests.support.site_fixture import open_site

FEW = {"instruments": 100, "archives": 40, "backups": 60, "guides": 15, "teaching": 15}
FEW |= {"restores": 2, "calendars": 15, "spreadsheets": 150, "imports": 3}


@pytest.fixture(scope="module")
def files(tmp_path_factory, static):
    folder = tmp_path_factory.mktemp("files")
    with open_site(folder, static) as (app, clock):
        crowd = FuzzUsers(app, clock)
        found = FileFuzzer(crowd, folder, download_archive(crowd.people["practitioner"]))
        found.kinds |= export_checks(crowd, found)
        yield found


@pytest.mark.parametrize("kind", FEW)
def test_what_is_nearly_right_is_read_or_refused_in_a_sentence(files, kind):
    failures = [files.failure(kind, 8, number) for number in range(FEW[kind])]
    assert list(filter(None, failures)) == []


@pytest.mark.parametrize("kind", FEW)
def test_another_end_than_a_sentence_would_be_seen(files, kind, monkeypatch):
    def broken(*_args):
        raise KeyError("of ours")

    monkeypatch.setitem(files.kinds, kind, broken)
    assert "KeyError" in files.failure(kind, 8, 0)


@pytest.mark.parametrize(
    "page",
    ["<script>", "<p onclick=x>", '<a href=" java\nscript:x">', "<p style=x>", "<iframe src=/>"],
)
def test_what_could_run_in_a_page_is_seen(page):
    assert find_scripts([page])
    assert not find_scripts(['<p class="x"><a href="/guides">'])
