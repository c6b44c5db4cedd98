"""A guide and its sources as small as they can be, and the same with something changed."""

from reflect.content.guides.loader import parse_guide
from reflect.content.guides.model import Guide
from reflect.content.sources import Source

SOURCES = {
    name: Source(name, citation, "a claim", "seen")
    for name, citation in (("gregory-2024", "Gregory 2024"), ("morrison", "Morrison"))
}
SMALL = """+++
title = "Small"
about = "One line."
theme = "supervision"
audience = ["practitioners"]
sources = ["gregory-2024"]
review = 2027-06-30
licence = "the same"

[scales]
weekly-check-in = ["supervision"]

[statements]
weekly-check-in = ["answer"]
+++

## In 60 seconds

- It is everywhere ([Gregory 2024](source:gregory-2024)).
- **Try this:** one *thing*.
- **Ask for this:** its twin.

## When an answer came late {#answer}

- **Try this:** say when.
- **Ask for this:** a second person.
"""
FIRST_LINE = SMALL.split("\n").index("## In 60 seconds") + 1


def changed(old: str, new: str) -> Guide:
    assert old in SMALL
    return parse_guide("small", SMALL.replace(old, new, 1), SOURCES)
