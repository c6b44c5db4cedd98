"""A teaching resource's file: a slip in it is named with its place and remedy."""

import re
from datetime import date

import pytest
from markupsafe import Markup

from reflect.content.front_matter import load_content_file
from reflect.content.teaching.library import parse_resource
from reflect.content.teaching.model import WallPage
from reflect.core.errors import Invalid
from tests.support.content_samples import (
    KNOWN_LINKS,
    SMALL_RESOURCE,
    SMALL_RUNNING_ORDER,
    read_changed_resource,
)


def test_a_whole_file_is_a_resource():
    found = parse_resource("small", SMALL_RESOURCE, KNOWN_LINKS)
    assert (found.id, found.title, found.kind) == ("small", "Small", "handout")
    assert (found.themes, found.audience) == (("supervision",), ("students", "educators"))
    assert (found.minutes, found.people, found.standards) == (15, "8 to 30", ("4.2",))
    assert found.review == date(2027, 6, 30)
    assert found.opening == "<p>Before the first heading.</p>\n"
    assert [(one.heading, one.anchor) for one in found.sections] == [("What is known", "known")]
    assert found.markdown == SMALL_RESOURCE.split("+++\n")[2]
    assert (found.parts, found.wall) == ((), ())


def test_what_may_be_left_out_may_be_left_out():
    optional = r"^(themes|minutes|people|sources|standards) = .*\n|^- It is so.*\n"
    found = parse_resource(
        "small", re.sub(optional, "", SMALL_RESOURCE, flags=re.MULTILINE), KNOWN_LINKS
    )
    assert (found.themes, found.minutes, found.people) == ((), 0, "")
    assert (found.sources, found.standards) == ((), ())


WRONG = {
    "no head": ("+++\ntitle", "title", "line 1: the file begins with a line +++"),
    "misspelt key": ("about =", "abuot =", 'top of the file: the key "abuot" is not known. Did'),
    "missing key": ('licence = "CC BY 4.0"\n', "", 'the key "licence" is missing'),
    "unknown kind": ('"handout"', '"hand-out"', "one of: running-order, notes, vignette"),
    "unknown theme": ('["supervision"]', '["desks"]', "one of: communication, working"),
    "unknown reader": ('"students"', '"staff"', "one of: students, practitioners, educators"),
    "no reader": ('["students", "educators"]', "[]", '"audience" does not fit'),
    "minutes in words": ("minutes = 15", 'minutes = "15"', '"minutes" does not fit. It has to be'),
    "no minutes at all": ("minutes = 15", "minutes = 0", '"minutes" does not fit. It has to be'),
    "unknown standard": ('"4.2"', '"4.9"', "one of: 4.1, 4.2"),
    "cited, not listed": ('["pacac-2023"]', "[]", "no more and no less. Look at: pacac-2023."),
    "listed, not cited": ("(source:pacac-2023)", "(/sources)", "Look at: pacac-2023."),
    "unknown source": ("source:pacac-2023", "source:pacac", 'line 19: there is no source "pacac"'),
    "no such resource": (
        "/teaching/other#part",
        "/teaching/others",
        'line 20: there is no page "/teaching/others". The name in it is one of: other, small.',
    ),
    "no such guide": ("/guides/supervision", "/guides/desks", "one of: supervision."),
    "no such section": ("/guides/supervision", "#nowhere", 'the link "#nowhere" leads nowhere'),
    "script": ("source:pacac-2023", "javascript:x", 'the link "javascript:x" leads nowhere'),
    "no heading": ("## What is known {#known}\n", "", "the text begins with a heading"),
    "a title in the text": ("## What", "# What", "two or three signs"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_named_with_its_place_and_remedy(name):
    old, new, told = WRONG[name]
    with pytest.raises(Invalid) as error:
        read_changed_resource(old, new)
    assert told in str(error.value)
    assert str(error.value).endswith((".", "?"))


def test_a_slip_names_its_file(tmp_path):
    path = tmp_path / "small.md"
    path.write_text(SMALL_RESOURCE.replace("review", "revue"), encoding="utf-8")
    with pytest.raises(Invalid) as error:
        load_content_file(path, parse_resource, KNOWN_LINKS)
    assert str(error.value).startswith(f'{path}, top of the file: the key "revue" is not known.')


def test_a_name_that_makes_no_address_is_told(tmp_path):
    path = tmp_path / "Small file.md"
    path.write_text(SMALL_RESOURCE, encoding="utf-8")
    with pytest.raises(Invalid, match=r"its name: .*small letters and digits"):
        load_content_file(path, parse_resource, KNOWN_LINKS)


def test_a_source_above_the_first_heading_counts():
    text = SMALL_RESOURCE.replace("Before the", "It is so ([P](source:pacac-2023)). Before the")
    assert (
        "/sources#pacac-2023"
        in parse_resource("small", text.replace("- It is so", "- "), KNOWN_LINKS).opening
    )


def test_a_wall_gets_a_page_for_each_heading_and_what_is_below_it():
    text = '## One\n\na\n\n### Of one\n\nb\n\n## Two "x"\n\nc\n'
    head = SMALL_RESOURCE.split("+++\n")[1].replace("handout", "wall").replace('"pacac-2023"', "")
    one, two = parse_resource("small", f"+++\n{head}+++\n\nNot shown.\n\n{text}", KNOWN_LINKS).wall
    assert (one.heading, one.html) == ("One", "<p>a</p>\n<h2>Of one</h2>\n<p>b</p>\n")
    assert (two.heading, two.html) == ("Two “x”", "<p>c</p>\n")


def test_of_a_vignette_the_wall_gets_what_the_room_reads_and_not_what_the_trainer_knows():
    text = "".join(f"## {one}\n\nx\n\n" for one in ("Read it out", "Ask (pairs)", "Listen for"))
    text += "## Two lists to end with\n\nx\n\n## For you, the facilitator\n\nx\n"
    head = (
        SMALL_RESOURCE.split("+++\n")[1].replace("handout", "vignette").replace('"pacac-2023"', "")
    )
    found = parse_resource("small", f"+++\n{head}+++\n\n{text}", KNOWN_LINKS)
    assert [page.heading for page in found.wall] == ["Ask (pairs)", "Two lists to end with"]


def test_few_words_on_a_wall_leave_room_for_larger_letters():
    assert WallPage("A", Markup("<p>Few <a href='/a-long-address'>words</a>.</p>")).has_few_words
    assert not WallPage("A", Markup(f"<p>{'word ' * 50}</p>")).has_few_words
    assert not WallPage("A", Markup("<table></table>")).has_few_words


def test_a_running_order_says_how_long_it_takes():
    with pytest.raises(Invalid, match=r"says how long it takes\. Add a line: minutes = 60"):
        read_changed_resource("minutes = 10\n", "", SMALL_RUNNING_ORDER)
