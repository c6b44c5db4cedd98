"""Running orders: their table and their sections are one, and every minute has its part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.content.teaching.library import parse_resource
from reflect.content.teaching.model import RunningPart
from reflect.core.errors import Invalid
from tests.support.content_samples import (
    KNOWN_LINKS,
    SMALL_RESOURCE,
    SMALL_RUNNING_ORDER,
    read_changed_resource,
)


def test_each_row_is_a_part_with_what_stands_in_its_section():
    assert parse_resource("small", SMALL_RUNNING_ORDER, KNOWN_LINKS).parts == (
        RunningPart(0, 3, "Welcome", "<p>Say who you are.</p>\n"),
        RunningPart(3, 7, "Pairs, then all", "<p>Ask.</p>\n"),
    )


def test_other_kinds_have_no_parts():
    found = parse_resource("small", SMALL_RESOURCE, KNOWN_LINKS)
    assert found.parts == ()
    with pytest.raises(IndexError):
        found.part_at(0)


WRONG = {
    "no table": ("| clock | what | minutes |", "| when | what | minutes |", "exactly one table"),
    "two tables": (
        "Say who",
        "| clock | what | minutes |\n|-|-|-|\n| 0:00 | x | 1 |\n\nSay who",
        "exactly one table",
    ),
    "no rows": (
        "| 0:00 | Welcome, all | 3 |\n| 0:03 | Pairs | 7 |\n",
        "",
        "Write it below ## The hour.",
    ),
    "minutes in words": ("| 7 |", "| seven |", 'the row "0:03 Pairs": its minutes are a whole'),
    "a gap": (
        "| 0:03 |",
        "| 0:05 |",
        'the row "0:05 Pairs": the rows before it end at 0:03. Write that time there',
    ),
    "no clock": ("| 0:03 |", "| then |", "the rows before it end at 0:03"),
    "not from the beginning": ("| 0:00 |", "| 9:00 |", "the rows before it end at 0:00"),
    "a row without a section": (
        "### 0:03 Pairs (4), then all (3)\n\nAsk.\n",
        "",
        "it has no section. Write ### 0:03 Title (7) below the table.",
    ),
    "a section without a row": (
        "| 0:03 | Pairs | 7 |\n",
        "",
        '"0:03 Pairs (4), then all (3)": the table has no row for this section.',
    ),
    "other minutes": (
        "then all (3)",
        "then all (2)",
        '"0:03 Pairs (4), then all (2)": its row says 0:03 and 7 minutes. Write ### 0:03',
    ),
    "another clock": ("### 0:03", "### 0:04", "its row says 0:03"),
    "no title": ("### 0:00 Welcome (3)", "### Welcome (3)", "its row says 0:00"),
    "other order": (
        "### 0:00 Welcome (3)\n\nSay who you are.\n\n### 0:03 Pairs (4), then all (3)",
        "### 0:03 Pairs (4), then all (3)\n\nSay who you are.\n\n### 0:00 Welcome (3)",
        "its row says 0:00",
    ),
    "other sum": (
        "minutes = 10",
        "minutes = 60",
        'make 10 minutes, and "minutes" at the top says 60',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_clock_that_does_not_fit_is_told_with_its_place_and_remedy(name):
    old, new, told = WRONG[name]
    with pytest.raises(Invalid) as error:
        read_changed_resource(old, new, SMALL_RUNNING_ORDER)
    assert told in str(error.value)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(-5, 600))
def test_every_minute_has_its_part(lengths, minute):
    rows, sections, starts = [], [], 0
    for n, length in enumerate(lengths):
        clock = f"{starts // 60}:{starts % 60:02}"
        rows.append(f"| {clock} | p{n} | {length} |")
        sections.append(f"### {clock} p{n} ({length})\n\nx\n")
        starts += length
    head = SMALL_RUNNING_ORDER.split("+++\n")[1].replace("minutes = 10", f"minutes = {starts}")
    table = "\n".join(["| clock | what | minutes |", "|-|-|-|", *rows])
    if starts > 600 or starts < 1:
        return
    whole = f"+++\n{head}+++\n\n## The hour\n\n{table}\n\n" + "\n".join(sections)
    found = parse_resource("small", whole, KNOWN_LINKS)
    assert sum(part.minutes for part in found.parts) == found.minutes == starts
    part = found.part_at(minute)
    begins_before = part.starts <= minute or part is found.parts[0]
    ends_after = minute < part.starts + part.minutes or part is found.parts[-1]
    assert begins_before
    assert ends_after
