"""The supervision sheet through its pages: ticked lines only, editable, kept nowhere."""

import html
import re

import pytest

from reflect.checkins.actions import ActionInput
from reflect.db import ENGINE_EXTENSION_KEY, reading
from tests.support.accounts import submit_after_lock
from tests.support.factories import FULL_ANSWERS, submit_week
from tests.support.page_parsing import form_value, form_values
from tests.support.weeks import W48

URL = "/notebook/supervision-sheet"
TEXTS = {"happened": "Two hard visits & a <car>.", "next": "Ask the team."}
ROOM = ActionInput("Ask for a room with a door.", 3, supervision=True)


@pytest.fixture
def months(app, signed_in):
    """Fourteen weeks: supervision six weeks ago, texts, and three actions."""
    for ago in range(13, -1, -1):
        texts = {0: TEXTS, 2: {"matters": "A bus stop."}, 9: {"happened": "Long ago."}}.get(ago)
        planned = {
            0: ActionInput("Book the small room.", 1),
            5: ROOM,
            11: ActionInput("A map of desks.", 2, supervision=True),
            12: ActionInput("An old plan.", 1),
        }.get(ago)
        held = {6: 1}.get(ago, 2)
        answers = {**FULL_ANSWERS, "time": 3 + ago % 3, "held": held}
        submit_week(app, signed_in, W48 + -ago, planned, texts=texts, **answers)
    return signed_in


def offered(browser) -> dict[str, bool]:
    """Every line there is to tick, in words, and whether it is ticked."""
    found = re.findall(
        r'<input type="checkbox" name="line" value="([^"]+)"( checked)?> <span>(.*?)</label>',
        browser.html,
        re.DOTALL,
    )
    return {
        " ".join(html.unescape(re.sub(r"<[^>]+>", " ", said)).split()): bool(ticked)
        for _value, ticked, said in found
    }


def value_of(browser, words: str) -> str:
    """The value of the box of a line."""
    for value, said in re.findall(
        r'name="line" value="([^"]+)".*?<span>(.*?)</label>', browser.html
    ):
        if words in html.unescape(said):
            return value
    raise AssertionError(words)


def make(browser, *lines: str, **more: str) -> None:
    """Tick some lines by their words, and make the sheet."""
    fields = {"line": [value_of(browser, words) for words in lines], **more}
    browser.post(URL, {"span": form_value(browser, "span"), **fields}, fresh=False)


# Ticking


def test_nothing_is_ticked_but_what_was_ticked_in_a_check_in(months):
    months.get(URL)
    ticked = [line for line, is_ticked in offered(months).items() if is_ticked]
    assert ticked == [
        "Ask for a room with a door. My supervisor's move, from my week of 19 October.",
        "A map of desks. My team's move, from my week of 7 September.",
    ]


def test_lines_come_from_the_weeks_since_the_last_supervision(months):
    months.get(URL)
    lines = list(offered(months))
    assert lines[2] == "Book the small room. My action, from my week of 23 November."
    assert lines[3:6] == [
        "Two hard visits & a <car>. From my week of 23 November.",
        "Ask the team. From my week of 23 November.",
        "A bus stop. From my week of 9 November.",
    ]
    assert lines[6:] == [
        "Connection: no change found. My weeks average 75.",
        "Supervision and support: no change found. My weeks average 50.",
        "Work-life balance: no change found. My weeks average 74.",
        "It is six weeks since my last formal supervision. Four are set.",
    ]
    assert "Since my last formal supervision" in months.words


def test_another_span_is_a_plain_link(months):
    months.get(URL)
    link = html.unescape(re.search(r'href="([^"]+)">12 weeks<', months.html).group(1))
    months.get(link)
    assert "Long ago. From my week of 21 September." in offered(months)
    assert "An old plan. My action, from my week of 31 August." not in offered(months)
    months.get(f"{URL}?span=4")
    assert "Long ago. From my week of 21 September." not in offered(months)
    assert form_value(months, "span") == "4"


@pytest.mark.parametrize("span", ["", "x", "0", "-1", "5", "99999"])
def test_a_span_there_is_none_of_is_the_usual_one(months, span):
    months.get(f"{URL}?span={span}")
    assert months.status == 200
    assert form_value(months, "span") == "since"


def test_done_and_let_go_are_not_brought(app, signed_in):
    submit_week(app, signed_in, W48 + -2, ActionInput("First thing.", supervision=True))
    submit_week(app, signed_in, W48 + -1, ActionInput("Second thing.", supervision=True), "done")
    submit_week(app, signed_in, W48, None, "let_go")
    signed_in.get(URL)
    assert not any("thing" in line for line in offered(signed_in))


def test_a_carried_action_says_so(app, signed_in):
    submit_week(app, signed_in, W48 + -1, ActionInput("First thing.", 1, supervision=True))
    submit_week(app, signed_in, W48, None, "carried")
    signed_in.get(URL)
    assert offered(signed_in)["First thing. My action, carried over, from my week of 16 November."]


def test_before_there_is_anything_an_empty_sheet_can_be_made(signed_in):
    signed_in.get(URL)
    assert "There is nothing to tick in these weeks." in signed_in.words
    assert "Since my last formal supervision" not in signed_in.words
    assert form_value(signed_in, "span") == "4"
    make(signed_in)
    assert signed_in.status == 200
    assert form_values(signed_in.html)["bring"] == ["", ""]
    assert "What I see in my own picture" not in signed_in.words


def test_a_cpd_draft_can_be_brought(signed_in):
    draft = {"id": "a" * 16, "type": "Reading", "description": "Hot desks.", "action": "draft"}
    signed_in.post("/notebook/cpd/new", draft)
    signed_in.get(URL)
    assert offered(signed_in) == {"Reading: Hot desks. A CPD entry that I have begun.": False}


# The sheet


def test_only_ticked_lines_are_on_the_sheet_each_in_a_box(months):
    months.get(URL)
    make(months, "Two hard visits", "A bus stop", "Connection:", "It is six weeks")
    found = form_values(months.html)
    assert found["bring"] == ["Two hard visits & a <car>.", "A bus stop.", "", ""]
    assert found["note"] == ["From my week of 23 November.", "From my week of 9 November."]
    assert found["seen"] == [
        "Connection: no change found. My weeks average 75.",
        "It is six weeks since my last formal supervision. Four are set.",
    ]
    assert "Ask for a room" not in months.html


def test_a_function_stands_beside_its_line(months):
    months.get(URL)
    functions = {f"function-{value_of(months, 'Two hard visits')}": "support"}
    make(months, "Two hard visits", **functions)
    assert form_values(months.html)["note"] == ["Support. From my week of 23 November."]


def test_a_function_of_a_line_that_was_not_ticked_is_nothing(months):
    months.get(URL)
    make(months, **{f"function-{value_of(months, 'Two hard visits')}": "support"})
    assert "note" not in form_values(months.html)


def test_the_name_for_printed_sheets_is_on_it(months):
    months.post("/settings", {"shown": "Sam Adeyemi", "interval": "4"})
    months.get(URL)
    make(months)
    assert form_value(months, "shown") == "Sam Adeyemi"


def test_a_line_of_another_person_is_no_line(months, sign_up):
    months.get(URL)
    value = value_of(months, "Two hard visits")
    joan = sign_up("joan@example.org")
    joan.post(URL, {"line": value, "span": "4"})
    assert form_values(joan.html)["bring"] == ["", ""]


def test_what_looks_like_a_name_is_marked_on_the_sheet(app, signed_in):
    submit_week(app, signed_in, W48, texts={"happened": "Mrs Okafor rang twice."})
    signed_in.get(URL)
    make(signed_in, "Mrs Okafor")
    assert "This looks like a name: “Mrs Okafor”." in signed_in.words


CHANGED = {
    "shown": "Sam",
    "when": "Thursday, 90 minutes",
    "want": "Room to think.",
    "bring": ["A <b>bold</b> line\r\nand more", "", "My own line"],
    "note": ["Support.", "gone"],
    "seen": ["Lower since the move.", ""],
}


def test_a_changed_sheet_is_laid_out_anew_without_its_emptied_lines(signed_in):
    signed_in.post(URL, {**CHANGED, "make": "anew"})
    found = form_values(signed_in.html)
    assert found["bring"] == ["A <b>bold</b> line\nand more", "My own line", "", ""]
    assert found["note"] == ["Support.", ""]
    assert found["seen"] == ["Lower since the move."]
    assert (found["when"], found["want"]) == (["Thursday, 90 minutes"], ["Room to think."])


def test_a_long_sheet_says_that_it_may_need_two_pages(signed_in):
    words = "This is likely to be longer than one page."
    signed_in.post(URL, CHANGED)
    assert words not in signed_in.words
    signed_in.post(URL, {"bring": ["a line of the sheet " * 20] * 8})
    assert words in signed_in.words


@pytest.mark.parametrize(
    ("kind", "name", "mimetype"),
    [
        ("text", "for-supervision.txt", "text/plain; charset=utf-8"),
        ("page", "for-supervision.html", "text/html; charset=utf-8"),
    ],
)
def test_as_a_file_it_is_handed_over_whole(signed_in, kind, name, mimetype):
    signed_in.post(URL, {**CHANGED, "make": kind})
    headers = signed_in.page.headers
    assert headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert headers["Content-Type"] == mimetype
    assert headers["Cache-Control"] == "no-store"
    text = html.unescape(signed_in.html)
    for words in ("Sam", "Thursday, 90 minutes", "Room to think.", "and more", "My own line"):
        assert words in text
    assert "What we agreed" in text
    assert "gone" not in text


def test_the_saved_page_asks_nothing_of_any_site_and_runs_nothing(signed_in):
    signed_in.post(URL, {**CHANGED, "make": "page"})
    assert "A &lt;b&gt;bold&lt;/b&gt; line" in signed_in.html
    assert not re.search(r"\b(?:src|href|action)=|<script|url\(|@import", signed_in.html)
    assert "csrf" not in signed_in.html


def test_a_sheet_is_kept_nowhere(app, months):
    def rows() -> list[tuple[bytes, int]]:
        with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            found = db.exec_driver_sql("SELECT slot, rev FROM rows ORDER BY slot").all()
        return [(bytes(row.slot), row.rev) for row in found]

    before = rows()
    months.get(URL)
    make(months, "Two hard visits")
    months.post(URL, {**CHANGED, "make": "text"})
    assert rows() == before


def test_lines_ticked_before_the_lock_are_ticked_after_it(months, clock):
    months.get(f"{URL}?span=8")
    value = value_of(months, "Two hard visits")
    sent = {"span": "8", "line": value, f"function-{value}": "mediation"}
    submit_after_lock(months, clock, URL, sent)
    assert months.path == URL
    assert [line for line, ticked in offered(months).items() if ticked] == [
        "Two hard visits & a <car>. From my week of 23 November."
    ]
    assert '<option value="mediation" selected>' in months.html
    assert form_value(months, "span") == "8"


@pytest.mark.parametrize("kind", ["", "text", "page"])
def test_a_sheet_changed_before_the_lock_comes_back_as_it_was(signed_in, clock, kind):
    signed_in.get(URL)
    submit_after_lock(signed_in, clock, URL, {**CHANGED, "make": kind})
    assert signed_in.path == URL
    assert form_values(signed_in.html)["bring"] == [
        "A <b>bold</b> line\nand more",
        "My own line",
        "",
        "",
    ]
    assert form_value(signed_in, "want") == "Room to think."


def test_the_notebook_and_the_week_lead_to_it(app, signed_in):
    submit_week(app, signed_in, W48)
    for page in ("/notebook", f"/my-picture/{W48}"):
        signed_in.get(page)
        assert f'href="{URL}"' in signed_in.html
