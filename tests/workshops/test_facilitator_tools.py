"""What a presenter has beside a room: notes and a clock, slips of paper, a summary to keep."""

import re
from datetime import timedelta

import pytest

from reflect.content.http import current_resources
from tests.support.workshop_clients import (
    STATEMENT_IDS,
    WORKSHOP_SET,
    Participant,
    add_participants,
    make_trainer,
)

ORDER = "running-order-60"
MANY = (1, 1, 2, 2, 2, 3, 3, 4, 4, 5)


def part_on(html: str) -> str:
    """The part that the presenter's notes are open at."""
    found = re.findall(r'aria-current="step">\s*<details open>\s*<summary>(.*?)</summary>', html)
    assert len(found) == 1
    return re.sub("<[^>]+>", "", found[0])


def at(jo) -> str:
    """What the presenter's screen asks again and again."""
    return jo.get(f"{jo.room}/state").json["at"]


def test_the_notes_go_with_the_clock_and_the_screen_turns_with_them(app, clock):
    jo = make_trainer(app).open(order=ORDER)
    assert part_on(jo.html) == "0:00 Welcome, 5 minutes now"
    first = at(jo)
    clock.now += timedelta(minutes=4, seconds=59)
    assert at(jo) == first
    clock.now += timedelta(seconds=1)
    assert at(jo) != first
    jo.get(jo.room)
    assert part_on(jo.html).startswith("0:05 ")
    assert 'data-clock="5"' in jo.html


@pytest.mark.both_databases
def test_the_clock_is_set_to_the_part_that_is_on_and_goes_on_from_there(app, clock):
    jo = make_trainer(app).open(order=ORDER)
    clock.now += timedelta(minutes=40)  # opened early, begun late
    jo.do("clock", {"minutes": "0"})
    assert part_on(jo.html).startswith("0:00 ")
    clock.now += timedelta(minutes=10)
    jo.get(jo.room)
    assert part_on(jo.html).startswith("0:10 ")
    jo.do("clock", {"minutes": "45"})
    assert part_on(jo.html).startswith("0:45 ")


@pytest.mark.parametrize("sent", ["", "-3", "1e3", "99999", "ten"])
def test_a_clock_that_nobody_can_set_begins_anew(app, clock, sent):
    jo = make_trainer(app).open(order=ORDER)
    clock.now += timedelta(minutes=20)
    jo.do("clock", {"minutes": sent})
    assert jo.status == 200
    assert part_on(jo.html).startswith("0:00 ")


def test_who_signs_in_as_somebody_else_in_another_tab_can_still_press_the_buttons(app):
    jo = make_trainer(app).open()
    shown, before = jo.page, at(jo)
    jo.sign_out()
    assert at(jo) != before  # so the screen is loaded again, with a token that fits
    jo.page = shown
    jo.post(f"{jo.room}/lock", {"locked": "1"}, fresh=False)
    assert jo.status == 400
    jo.do("lock", {"locked": "1"})
    assert jo.status == 200
    assert "Let people in again" in jo.words


def test_all_of_the_running_order_can_be_opened_on_the_screen(app):
    jo = make_trainer(app).open(order=ORDER)
    with app.app_context():
        parts = current_resources().get_resource(ORDER).parts
    assert [part.title for part in parts if part.title not in jo.words] == []
    assert str(parts[3].html) in jo.html


def test_a_room_without_a_running_order_has_a_clock_and_no_notes(app, clock):
    jo = make_trainer(app).open()
    clock.now += timedelta(minutes=7)
    jo.get(jo.room)
    assert 'data-clock="7"' in jo.html
    assert "Set the clock" not in jo.words


def test_a_running_order_that_there_is_not_is_said_beside_its_field_and_nothing_is_lost(app):
    jo = make_trainer(app)
    plan = {"instrument": "work-and-home", "title": "Where we work", "running_order": "no-such"}
    jo.post("/workshops", plan)
    assert jo.status == 422
    assert "Choose one from the list, or none." in jo.words
    assert 'value="Where we work"' in jo.html


def test_nobody_but_the_presenter_has_the_notes_or_the_summary(app):
    jo = make_trainer(app).open(order=ORDER)
    add_participants(app, jo.room_code, MANY)
    jo.do("reveal")
    for page in (jo.room, f"{jo.room}/summary", f"{jo.room}/summary/file"):
        assert Participant(app).get(page).status_code == 404
    wall = Participant(app)
    wall.get(f"/room/{jo.room_code}/wall")
    assert "Set the clock" not in wall.words


def test_the_summary_holds_what_was_shown_and_nothing_else(app):
    jo = make_trainer(app).open(title="Where we work")
    add_participants(app, jo.room_code, MANY)
    jo.get(f"{jo.room}/summary")
    assert "No round has been shown yet" in jo.words
    jo.do("reveal").do("round", {"instrument": WORKSHOP_SET})
    add_participants(app, jo.room_code, sorted((*MANY[1:], 5)))
    jo.get(f"{jo.room}/summary")
    assert "10 people answered." in jo.words
    assert "each time" not in jo.words  # the second round is open: nothing of it is on the page
    jo.do("reveal")
    jo.get(f"{jo.room}/summary")
    assert "10 people answered each time." in jo.words
    assert "not paired" in jo.words


def test_the_summary_as_a_file_has_the_same_figures(app):
    """Ten people, one after the other: 1, 1, 2, 2, 2, 3, 3, 4, 4, 5."""
    jo = make_trainer(app).open(title="Where we work")
    add_participants(app, jo.room_code, MANY)
    jo.do("reveal")
    jo.get(f"{jo.room}/summary/file")
    text = jo.page.get_data(as_text=True)
    assert text.startswith("# Where we work\n\n27 November 2026. ")
    counts = [int(n) for n in re.findall(r"^- .*: (\d+)$", text, re.MULTILINE)]
    assert counts == [2, 3, 2, 2, 1] * len(STATEMENT_IDS)
    assert jo.page.headers["Content-Disposition"] == 'attachment; filename="workshop-summary.md"'


def test_with_few_the_summary_too_has_the_middle_only(app):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, (1, 2, 3, 4, 5))
    jo.do("reveal")
    text = jo.get(f"{jo.room}/summary/file").get_data(as_text=True)
    assert "The middle of the room" in text
    assert not re.search(r"^- ", text, re.MULTILINE)


def test_three_rounds_on_one_set_are_first_beside_last_and_the_one_between_alone(app):
    jo = make_trainer(app).open()
    for turn in range(3):
        add_participants(app, jo.room_code, MANY)
        jo.do("reveal")
        if turn < 2:
            jo.do("round", {"instrument": WORKSHOP_SET})
    text = jo.get(f"{jo.room}/summary/file").get_data(as_text=True)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [one.rsplit(", ", 1)[1] for one in headings] == ["rounds 1 and 3", "round 2"]


def test_slips_of_paper_have_every_question_and_every_answer(app):
    one = Participant(app)
    one.get(f"/workshops/paper/{WORKSHOP_SET}")
    asked = app.extensions["reflect.library"].latest(WORKSHOP_SET)
    assert one.status == 200
    for item in asked.items:
        assert item.text in one.words
        assert [
            label for label in (*item.labels, item.does_not_apply) if label not in one.words
        ] == []


def test_slips_of_a_set_that_there_is_not(app):
    assert Participant(app).get("/workshops/paper/no-such-set").status_code == 404
