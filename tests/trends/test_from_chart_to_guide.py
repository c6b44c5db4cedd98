"""From the chart to a guide to something to do, and back, by following links alone."""

from tests.support.factories import FULL_ANSWERS, submit_week
from tests.support.page_parsing import follow_link, page_links
from tests.support.weeks import W48

LOW = {"reach": 2, "sense": 2, "belong": 2}


def lived(app, browser) -> None:
    """Twelve even weeks, and eight with a lower Connection, the last of them this one."""
    for n in range(20):
        low = LOW if n >= 12 else {"reach": 4 + n % 2}
        submit_week(app, browser, W48 + (n - 19), **{**FULL_ANSWERS, **low})


def test_from_the_chart_to_a_guide_to_something_to_do_and_back(app, signed_in):
    lived(app, signed_in)
    signed_in.get("/my-picture")
    assert "Connection has been lower since about October" in signed_in.words
    follow_link(signed_in, "In 60 seconds: Working relationships")
    assert signed_in.path == "/guides/working-relationships"
    assert "Try this:" in signed_in.words
    ways = dict(page_links(signed_in))
    assert ways["My sheet for supervision"] == "/notebook/supervision-sheet"
    assert ways["My CPD record"] == "/notebook/cpd"
    follow_link(signed_in, "Jeyasingham 2018")
    assert signed_in.path == "/sources"
    follow_link(signed_in, "Working relationships when you are apart")
    follow_link(signed_in, "This week\u2019s check-in")
    assert signed_in.path == "/check-in"
    follow_link(signed_in, "My picture")
    assert signed_in.path == "/my-picture"


def test_from_a_week_to_the_section_of_its_hard_statement_and_back(app, signed_in):
    lived(app, signed_in)
    signed_in.get("/my-picture/2026-W48")
    part = follow_link(signed_in, "Working relationships: When no colleague was within reach")
    assert "tell two colleagues when they can ring you" in part
    follow_link(signed_in, "My picture")
    follow_link(signed_in, "Read in 60 seconds: Supervision")
    assert signed_in.path == "/guides/supervision"
