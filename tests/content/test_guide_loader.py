"""A guide's file: a slip in it is named with its place and remedy."""

from datetime import date

import pytest

from reflect.content.front_matter import load_content_file
from reflect.content.guides.library import parse_guide
from reflect.content.guides.model import SuggestionPair
from reflect.core.errors import Invalid
from tests.support.content_samples import (
    GUIDE_FIRST_LINE,
    GUIDE_SOURCES,
    SMALL_GUIDE,
    read_changed_guide,
)


def test_a_whole_file_is_a_guide():
    guide = parse_guide("small", SMALL_GUIDE, GUIDE_SOURCES)
    assert (guide.id, guide.title, str(guide.theme_title)) == ("small", "Small", "Supervision")
    assert guide.review == date(2027, 6, 30)
    assert guide.sixty.heading == "In 60 seconds"
    assert [section.anchor for section in guide.sections] == ["answer"]
    assert guide.pairs["answer"] == SuggestionPair("say when.", "a second person.")
    assert guide.find_section("nothing") is None


WRONG = {
    "no head": ("+++\ntitle", "title", "line 1: the file begins with a line +++"),
    "head not closed": ("+++\n\n##", "\n##", "line 1: the file begins with a line +++"),
    "no toml": ('title = "Small"', 'title = "Small', "this is not TOML"),
    "misspelt key": ("about =", "abuot =", 'top of the file: the key "abuot" is not known. Did'),
    "unknown key": (
        "review =",
        "zzz = 1\nreview =",
        'the key "zzz" is not known. Take it out, or use one of: title, about,',
    ),
    "missing key": ('licence = "the same"\n', "", 'the key "licence" is missing'),
    "unknown theme": (
        '"supervision"\na',
        '"supervison"\na',
        '"theme" does not fit. It has to be o',
    ),
    "unknown reader": ("practitioners", "staff", "one of: practitioners, supervisors, leaders"),
    "no reader": ('["practitioners"]', "[]", '"audience" does not fit. It has to be'),
    "day in quotes": (
        "2027-06-30",
        '"30 June"',
        "a day without quotation marks, such as 2027-06-30",
    ),
    "cited, not listed": ('["gregory-2024"]', "[]", "no more and no less. Look at: gregory-2024."),
    "listed, not cited": ('["gregory-2024"]', '["gregory-2024", "morrison"]', "Look at: morrison."),
    "unknown source": ("source:gregory", "source:greg", 'there is no source "greg-2024"'),
    "no sixty seconds": (
        "- **Try this:** one *thing*.\n- **Ask for this:** its twin.\n",
        "",
        "belong",
    ),
    "half a pair": (
        "- **Ask for this:** its twin.\n",
        "",
        f"line {GUIDE_FIRST_LINE}: below this heading",
    ),
    "leads nowhere": (
        "{#answer}",
        "{#answers}",
        '"answer" leads to no section. Write a heading that',
    ),
    "no pair there": (
        "- **Try this:** say when.\n- **Ask for this:** a second person.\n",
        "",
        "ends with {#answer}, and below it one thing to try",
    ),
    "script": (
        "](source:gregory-2024)",
        "](javascript:x)",
        'the link "javascript:x" leads nowhere',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_named_with_its_place_and_remedy(name):
    old, new, told = WRONG[name]
    with pytest.raises(Invalid) as error:
        read_changed_guide(old, new)
    assert told in str(error.value)
    assert str(error.value).endswith((".", "?"))


def test_a_slip_names_its_file(tmp_path):
    path = tmp_path / "small.md"
    path.write_text(SMALL_GUIDE.replace("review", "revue"), encoding="utf-8")
    with pytest.raises(Invalid) as error:
        load_content_file(path, parse_guide, GUIDE_SOURCES)
    assert str(error.value).startswith(f'{path}, top of the file: the key "revue" is not known.')


@pytest.mark.parametrize("name", ["Small.md", "small guide.md", "über.md"])
def test_a_name_that_makes_no_address_is_told(tmp_path, name):
    path = tmp_path / name
    path.write_text(SMALL_GUIDE, encoding="utf-8")
    with pytest.raises(Invalid, match=r"its name: .*small letters and digits"):
        load_content_file(path, parse_guide, GUIDE_SOURCES)


def test_lines_may_end_as_windows_ends_them(tmp_path):
    path = tmp_path / "small.md"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL_GUIDE.replace("\n", "\r\n").encode())
    assert load_content_file(path, parse_guide, GUIDE_SOURCES) == parse_guide(
        "small", SMALL_GUIDE, GUIDE_SOURCES
    )


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "a.md").mkdir()
    with pytest.raises(Invalid, match="cannot be read"):
        load_content_file(tmp_path / "a.md", parse_guide, GUIDE_SOURCES)
    (tmp_path / "b.md").write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid, match="Save the file again as UTF-8"):
        load_content_file(tmp_path / "b.md", parse_guide, GUIDE_SOURCES)
