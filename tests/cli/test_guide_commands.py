"""`reflect guides check` and `due`, as somebody runs them who writes pages of their own."""

import pytest
from click.testing import CliRunner, Result

from reflect.cli.guides import guide_pages
from tests.support.content_samples import SMALL_GUIDE, SMALL_RESOURCE

LONG = "It is " + "very " * 24 + "long."
HARD = "Organisational responsibilities necessitate systematic standardisation. " * 9


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A data folder with room for pages."""
    monkeypatch.setenv("REFLECT_DATA", str(tmp_path))
    for name in ("guides", "teaching"):
        (tmp_path / name).mkdir()
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(guide_pages, [str(word) for word in words])


def guide(own, name="our-way", **changed):
    text = SMALL_GUIDE
    for old, new in changed.get("swap", []):
        assert old in text
        text = text.replace(old, new)
    path = own / "guides" / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_pages_it_says_where_they_go(own):
    done = run("check")
    assert done.exit_code == 0
    assert "They go into guides/ and teaching/." in done.output


def test_good_pages_of_both_kinds_are_told_by_their_titles(own):
    path = guide(own)
    lesson = own / "teaching" / "small.md"
    lesson.write_text(
        SMALL_RESOURCE.replace("/teaching/other", "/teaching/small"), encoding="utf-8"
    )
    done = run("check")
    assert done.output.splitlines()[0] == f"{path}: ok, “Small”"
    assert f"{lesson}: ok, “Small”" in done.output
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("swap", "told"),
    [
        (("(source:gregory-2024)", "(source:nobody-2020)"), "nobody-2020"),
        (("one *thing*", "[one](#nowhere)"), "line"),
        (('["gregory-2024"]', '["gregory-2024", "morrison"]'), "morrison"),
        (("## In 60 seconds", "In 60 seconds"), "begins with a heading"),
    ],
)
def test_a_page_that_does_not_fit_is_named_with_place_and_remedy(own, swap, told):
    path = guide(own, swap=[swap])
    done = run("check")
    assert done.exit_code == 1
    (line,) = done.output.splitlines()
    assert line.startswith(str(path))
    assert told in line


def test_what_is_hard_to_read_is_said_and_stops_nothing(own):
    path = guide(own, swap=[("- **Try this:** say when.", f"{LONG}\n\n- **Try this:** say when.")])
    done = run("check", path)
    assert done.exit_code == 0
    assert "  27 words in one sentence: “It is very very very very very very …”" in done.output
    path = guide(own, swap=[("- **Try this:** say when.", f"{HARD}\n\n- **Try this:** say when.")])
    assert "Reading age about" in run("check", path).output


def test_what_cannot_be_read_is_said(own):
    done = run("check", own / "not-there.md")
    assert done.exit_code == 1
    assert "not-there.md" in done.output


def test_pages_are_listed_by_the_day_on_which_they_are_due(own):
    guide(own, swap=[("2027-06-30", "2025-01-31")])
    lines = run("due").output.splitlines()
    assert lines[0] == "31 January 2025  guides/our-way  overdue"
    assert any("teaching/running-order-60" in line for line in lines)
    assert sum("overdue" in line for line in lines) == 1
