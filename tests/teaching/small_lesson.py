"""A resource and a running order as small as they can be, and the same with something changed."""

from reflect.content.sections import LinkTargets
from reflect.content.sources import Source
from reflect.content.teaching.loader import parse_resource
from reflect.content.teaching.model import Resource

SOURCES = {"pacac-2023": Source("pacac-2023", "PACAC 2023", "a claim", "seen")}
KNOWN = LinkTargets(SOURCES, {"teaching": {"small", "other"}, "guides": {"supervision"}})
SMALL = """+++
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
ORDER = """+++
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


def changed(old: str, new: str, whole: str = SMALL) -> Resource:
    assert old in whole
    return parse_resource("small", whole.replace(old, new, 1), KNOWN)
