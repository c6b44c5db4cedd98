"""Markdown of a guide: cut at headings, raw HTML off, every link looked at."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.content.guides.model import SuggestionPair
from reflect.content.sections import LinkTargets, parse_text
from reflect.core.errors import Invalid

KNOWN = LinkTargets({"gregory-2024", "morrison"})
LINK = re.compile(r'href="([^"]*)"')


def html_of(markdown: str) -> str:
    return str(parse_text(f"## In 60 seconds\n\n{markdown}\n", 1, KNOWN).sections[0].html)


@given(st.text(alphabet="<>/\"'=&;:! abscriptonx\n", max_size=80))
def test_whatever_is_written_there_is_no_tag_but_those_of_markdown(text):
    try:
        found = html_of(f"x {text}")
    except Invalid:
        return
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", found))
    lists_and_tables = {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert tags <= {"p", "br", "a", "em", "strong", "code", "pre", "blockquote"} | lists_and_tables
    assert not re.search(r"<[a-z]+ (?!/|href=|scope=|data-column=|class=.number)", found)


@pytest.mark.parametrize(
    "raw", ["<script>alert(1)</script>", "<b>bold</b>", "<img src=x onerror=a>", "<!-- a -->"]
)
def test_raw_html_stays_text(raw):
    assert raw.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in html_of(raw)
    assert "&lt;" in html_of(f"in the middle {raw} of a line")


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](vbscript:a)",
        "[x](data:text/html,a)",
        "[x](file:///etc/passwd)",
        "[x](//elsewhere.example)",
        "[x](guide.md)",
        "[x]()",
        "<javascript:alert(1)>",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "[x](#nowhere)",
    ],
)
def test_a_link_that_leads_nowhere_stops_the_file(link):
    with pytest.raises(Invalid, match=r"^line 3: the link .* leads nowhere\. Write https://"):
        html_of(link)


@pytest.mark.parametrize(
    "href",
    [
        "https://doi.org/10.1/x",
        "http://intranet.example",
        "mailto:a@b.example",
        "tel:116123",
        "/x#y",
    ],
)
def test_a_link_of_a_kind_that_is_known_is_a_link(href):
    assert LINK.findall(html_of(f"[x]({href})")) == [href]


@pytest.mark.parametrize("href", ["/\\elsewhere.example", "/&#9;/elsewhere.example"])
def test_a_path_stays_on_this_site(href):
    (found,) = LINK.findall(html_of(f"[x]({href})"))
    assert found.startswith("/%")


def test_a_picture_is_fetched_from_nowhere():
    assert "<img" not in html_of("![x](https://elsewhere.example/x.png)")


def test_a_cited_source_leads_to_the_page_of_sources():
    text = parse_text("## A\n\n([G](source:gregory-2024); [M](source:morrison))\n", 1, KNOWN)
    assert text.cited == KNOWN.sources
    assert LINK.findall(str(text.sections[0].html)) == [
        "/sources#gregory-2024",
        "/sources#morrison",
    ]


def test_an_unknown_source_is_named_with_those_that_are_known():
    with pytest.raises(Invalid, match=r'no source "gregory-2042".*gregory-2024, morrison'):
        html_of("([G](source:gregory-2042))")


def test_headings_cut_the_text_and_carry_anchors():
    text = parse_text("## First *one*\n\na\n\n### Below it {#below}\n\n[up](#below)\n", 1, KNOWN)
    first, below = text.sections
    assert (first.heading, first.level, first.anchor) == ("First one", 2, "")
    assert (below.heading, below.level, below.anchor) == ("Below it", 3, "below")
    assert str(first.html) == "<p>a</p>\n"


@pytest.mark.parametrize(
    ("markdown", "line", "told"),
    [
        ("", 7, "begins with a heading"),
        ("words\n\n## A\n", 7, "begins with a heading"),
        ("## A\n\n# B\n", 9, "two or three signs"),
        ("## A\n\n#### B\n", 9, "two or three signs"),
        ("## A\n\n> ## B\n", 9, "two or three signs"),
        ("## A {#a}\n\n## B {#a}\n", 9, 'anchor "a" is there twice'),
        ("## A\n\n- **Try this:** x\n", 7, "one .* and one"),
        ("## A\n\n- **Ask for this:** x\n", 7, "one .* and one"),
        (
            "## A\n\n- **Try this:** x\n- **Ask for this:** y\n- **Try this:** z\n",
            7,
            "one .* and one",
        ),
    ],
)
def test_a_mistake_is_named_by_its_line_in_the_file(markdown, line, told):
    with pytest.raises(Invalid, match=f"^line {line}: .*{told}"):
        parse_text(markdown, 7, KNOWN)


def test_a_pair_is_read_without_marks():
    text = parse_text(
        "## A\n\n- **Try this:** one *thing*\n  on two lines ([M](source:morrison)).\n"
        "- **Ask for this:** its `twin`.\n\n## B\n\n- **Try this:** b\n- **Ask for this:** c\n\n"
        "## C {#c}\n\n- **Try this:** d\n- **Ask for this:** e\n",
        1,
        KNOWN,
    )
    assert text.pairs == {
        "": SuggestionPair(
            "one thing on two lines (Morrison).".replace("Morrison", "M"), "its twin."
        ),
        "c": SuggestionPair("d", "e"),
    }


def test_what_is_only_mentioned_is_no_pair():
    assert parse_text("## A\n\nWe say **Try this:** and Ask for this: x\n", 1, KNOWN).pairs == {}


def test_a_table_gets_classes_and_no_style():
    table = "| who | how many |\n|:--|--:|\n| a | 3 |\n"
    found = html_of(table)
    assert "style" not in found
    assert '<th scope="col">who</th>' in found
    assert '<th class="number" scope="col">how many</th>' in found
    assert '<td class="number" data-column="how many">3</td>' in found
    assert parse_text(f"## A\n\n{table}", 1, KNOWN).sections[0].tables == (
        (("who", "how many"), ("a", "3")),
    )


def test_a_table_of_long_texts_becomes_blocks_on_a_phone():
    assert '<table class="in-blocks">' in html_of(
        f"| a | b |\n|-|-|\n| {'x' * 40} | {'y' * 40} |\n"
    )
    assert "<table>" in html_of("| a | b |\n|-|-|\n| x | y |\n")


def test_a_table_of_many_columns_scrolls_in_a_box_with_a_name():
    found = html_of('| a | b | c | <i> | "e" |\n|-|-|-|-|-|\n| 1 | 2 | 3 | 4 | 5 |\n\nAfter.\n')
    assert 'tabindex="0" role="region" aria-label="Table: a, b, c, &lt;i&gt;, “e”">' in found
    assert found.endswith("</table>\n</div>\n<p>After.</p>\n")


def test_a_column_without_a_name_has_no_heading():
    found = html_of("| | b |\n|-|-|\n| 1 | 2 |\n")
    assert found.count("<th") - found.count("<thead") == 1
    assert '<td></td>\n<th scope="col">b</th>' in found


def test_a_link_in_a_table_is_looked_at_too():
    with pytest.raises(Invalid, match=r"^line 5: the link"):
        html_of("| a |\n|-|\n| [x](javascript:alert) |\n")
    assert parse_text("## A\n\n| a |\n|-|\n| [M](source:morrison) |\n", 1, KNOWN).cited == {
        "morrison"
    }


def test_a_list_of_boxes_is_for_ticking_and_another_is_not():
    assert html_of("- [ ] a *b*\n- [ ] c\n") == (
        '<ul class="tick">\n<li>a <em>b</em></li>\n<li>c</li>\n</ul>\n'
    )
    assert "[ ] a" in html_of("- [ ] a\n- b\n")
    assert html_of("- a\n  - [ ] b\n").count('class="tick"') == 1
    assert "<li></li>" in html_of("-\n")
    assert "<li></li>" in html_of("- [ ] a\n-\n")


def test_quotation_marks_are_curled():
    assert html_of('"It\'s"') == "<p>\u201cIt\u2019s\u201d</p>\n"
