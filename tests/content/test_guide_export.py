"""A text to take away: the very words of the page, and nothing in it needs this site."""

from reflect.content.sections import ContentExport, render_export
from reflect.content.sources import Source

PACAC = Source("pacac-2023", "PACAC 2023", "a claim", "seen", "https://a.example", "", "One page.")
TEXT = "\n## A {#a}\n\nSo ([PACAC 2023](source:pacac-2023); old), [b](/teaching/b#c), [d](#a).\n"
PERMISSION = (
    "Licence: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). You may copy, change and "
    "pass on this text, for any purpose. Say that it comes from Reflect, give this licence with "
    "its address, and say what you changed."
)


def test_the_file_stands_alone():
    taken = ContentExport("Small", ("One line.", "For students."), "CC BY 4.0", TEXT, (PACAC,))
    assert render_export(taken, "https://reflect.example").split("\n") == [
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
    taken = ContentExport("Small", (), "of our council", "## A\n\n[x](//b.example)\n", ())
    text = render_export(taken, "https://reflect.example/")
    assert "\nLicence: of our council.\n" in text
    assert "You may" not in text
    assert "## Sources" not in text
    assert "[x](//b.example)" in text
