"""A guide and its sources as small as they can be, and the same with something changed."""

from reflect.content.guides.loader import parse_guide
from reflect.content.guides.model import Guide
from reflect.content.sections import LinkTargets
from reflect.content.sources import Source
from reflect.content.teaching.loader import parse_resource
from reflect.content.teaching.model import Resource

GUIDE_SOURCES = {
    name: Source(name, citation, "a claim", "seen")
    for name, citation in (("gregory-2024", "Gregory 2024"), ("morrison", "Morrison"))
}
SMALL_GUIDE = """+++
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
GUIDE_FIRST_LINE = SMALL_GUIDE.split("\n").index("## In 60 seconds") + 1


def read_changed_guide(old: str, new: str) -> Guide:
    assert old in SMALL_GUIDE
    return parse_guide("small", SMALL_GUIDE.replace(old, new, 1), GUIDE_SOURCES)


RESOURCE_SOURCES = {"pacac-2023": Source("pacac-2023", "PACAC 2023", "a claim", "seen")}
KNOWN_LINKS = LinkTargets(
    RESOURCE_SOURCES, {"teaching": {"small", "other"}, "guides": {"supervision"}}
)
SMALL_RESOURCE = """+++
title = "Small"
about = "One line."
kind = "handout"
themes = ["supervision"]
audience = ["students", "educators"]
minutes = 15
people = "8 to 30"
sources = ["pacac-2023"]
standards = ["4.2"]
review = 2027-06-30
licence = "CC BY 4.0"
+++

Before the first heading.

## What is known {#known}

- It is so ([PACAC 2023](source:pacac-2023)).
- See [another](/teaching/other#part), [its wall](/teaching/other/wall/1),
  [a guide](/guides/supervision).
"""
SMALL_RUNNING_ORDER = """+++
title = "Ten minutes"
about = "One line."
kind = "running-order"
audience = ["trainers"]
minutes = 10
review = 2027-06-30
licence = "CC BY 4.0"
+++

## The hour

| clock | what | minutes |
|---|---|---|
| 0:00 | Welcome, all | 3 |
| 0:03 | Pairs | 7 |

### 0:00 Welcome (3)

Say who you are.

### 0:03 Pairs (4), then all (3)

Ask.

## After

### Write it down

At once.
"""


def read_changed_resource(old: str, new: str, whole: str = SMALL_RESOURCE) -> Resource:
    assert old in whole
    return parse_resource("small", whole.replace(old, new, 1), KNOWN_LINKS)
