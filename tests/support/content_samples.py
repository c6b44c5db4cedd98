"""Small valid files of content (an instrument, a guide, teaching resources), and changed copies.

Each `read_changed_...` replaces the first `old` by `new` and parses the result.
"""

from reflect.content.guides.library import parse_guide
from reflect.content.guides.model import Guide
from reflect.content.sections import LinkTargets
from reflect.content.sources import Source
from reflect.content.teaching.library import parse_resource
from reflect.content.teaching.model import Resource
from reflect.core.instruments.loader import parse_instrument
from reflect.core.instruments.model import Instrument

SMALL_INSTRUMENT = """
id = "small"
version = 1
title = "Small"
recall = "today"
standing = "A test."
source = "here"
licence = "free"
stem = "How true?"

[responses.how-true]
labels = ["Not at all", "A little", "Half and half", "Mostly", "Completely"]
points = [0, 25, 50, 75, 100]
does_not_apply = "Does not apply"

[[items]]
id = "reach"
text = "I could reach one."
responses = "how-true"

[[items]]
id = "sense"
text = "I could talk it over."
responses = "how-true"

[[items]]
id = "held"
text = "Was there any?"
labels = ["Yes", "No"]

[[items]]
id = "minutes"
kind = "number"
text = "How long?"
low = 5
high = 300
follows = { item = "held", is = 1 }

[[scales]]
id = "connection"
title = "Connection"
items = ["reach", "sense"]
minimum = 1
range = [0, 100]

[[examples]]
answers = { reach = 5, sense = 4 }
scores = { connection = 87.5 }
"""
GUIDE_SOURCES = {
    name: Source(id=name, citation=citation, used_for="a claim", certain="seen")
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
RESOURCE_SOURCES = {
    "pacac-2023": Source(id="pacac-2023", citation="PACAC 2023", used_for="a claim", certain="seen")
}
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


def read_changed_instrument(old: str, new: str, source: str = SMALL_INSTRUMENT) -> Instrument:
    return parse_instrument(_replace_once(source, old, new).encode())


def read_changed_guide(old: str, new: str) -> Guide:
    return parse_guide("small", _replace_once(SMALL_GUIDE, old, new), GUIDE_SOURCES)


def read_changed_resource(old: str, new: str, source: str = SMALL_RESOURCE) -> Resource:
    return parse_resource("small", _replace_once(source, old, new), KNOWN_LINKS)


def _replace_once(source: str, old: str, new: str) -> str:
    assert old in source
    return source.replace(old, new, 1)
