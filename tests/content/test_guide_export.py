"""A text to take away: the very words of the page, and nothing in it needs this site."""

from types import SimpleNamespace

from reflect.content.sections import render_export
from reflect.content.sources import Source

PACAC = Source(
    id="pacac-2023",
    citation="PACAC 2023",
    used_for="a claim",
    certain="seen",
    url="https://a.example",
    limits="One page.",
)
TEXT = "\n## A {#a}\n\nSo ([PACAC 2023](source:pacac-2023); old), [b](/teaching/b#c), [d](#a).\n"
PERMISSION = (
    "Licence: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). You may copy, change and "
    "pass on this text, for any purpose. Say that it comes from Reflect, give this licence with "
    "its address, and say what you changed."
)


def test_the_file_stands_alone():
    page = SimpleNamespace(title="Small", licence="CC BY 4.0", markdown=TEXT)
    lines = ("One line.", "For students.")
    assert render_export(page, lines, [PACAC], "https://reflect.example").split("\n") == [
        "# Small",
        "",
        "One line.  ",
        "For students.  ",
        PERMISSION,
        "",
        "---",
        "",
        "## A {#a}",
        "",
        "So (PACAC 2023; old), [b](https://reflect.example/teaching/b#c), [d](#a).",
        "",
        "## Sources",
        "",
        "- PACAC 2023. https://a.example. Seen: its abstract or its page. One page.",
        "",
    ]


def test_a_licence_of_somebody_else_is_named_and_not_explained():
    markdown = "## A\n\n[x](//b.example)\n"
    page = SimpleNamespace(title="Small", licence="of our council", markdown=markdown)
    text = render_export(page, (), (), "https://reflect.example/")
    assert "\nLicence: of our council.\n" in text
    assert "You may" not in text
    assert "## Sources" not in text
    assert "[x](//b.example)" in text
