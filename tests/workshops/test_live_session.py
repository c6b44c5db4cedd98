"""A live session: nothing readable before it is shown, then the same for all, then nothing."""

import json
import re

import pytest
from sqlalchemy import select

from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.models import metadata, room_answers, room_rounds, rooms
from tests.support.site_fixture import record_queries
from tests.support.workshop_clients import (
    STATEMENT_IDS,
    WORKSHOP_SET,
    Participant,
    add_participants,
    make_trainer,
)

pytestmark = pytest.mark.both_databases

FEW, MANY = (1, 2, 3, 4, 5, 5), (1, 1, 2, 2, 2, 3, 3, 4, 4, 5)


def rows(app, table) -> int:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return len(db.execute(select(table)).all())


def at(code: str, page: str = "") -> str:
    return f"/room/{code}{page}"


def test_a_session_from_opening_to_the_end(app):
    jo = make_trainer(app).open(title="Where we work")
    phones = add_participants(app, jo.room_code, FEW)
    assert "Your answers are in" in phones[0].words
    jo.do("reveal")
    phones[0].get(at(jo.room_code))
    wall = Participant(app)
    wall.get(at(jo.room_code, "/wall"))
    for page in (jo.look(), phones[0].words, wall.words):
        assert "The middle of the room lies between “Half and half” and “Mostly”." in page
        assert "6 people answered." in page
    assert "You answered: Not at all" in phones[0].words
    jo.do("end")
    assert jo.path == "/workshops/ended"
    assert [rows(app, table) for table in (rooms, room_rounds, room_answers)] == [0, 0, 0]
    for page in ("", "/wall"):
        phones[0].get(at(jo.room_code, page))
        assert phones[0].status == 404
        assert "deleted" in phones[0].words


def test_before_the_reveal_no_page_differs_by_what_was_answered(app, clock):
    """Two rooms alike but for the answers: wall, presenter, state and phones say the same."""
    seen = []
    for answers in ((1,) * 12, (5,) * 12):
        jo = make_trainer(app, f"jo{answers[0]}@example.org").open()
        add_participants(app, jo.room_code, answers)
        wall = Participant(app)
        pages = [at(jo.room_code, "/wall"), at(jo.room_code, "/wall/state")]
        texts = []
        for who, path in [
            (wall, pages[0]),
            (wall, pages[1]),
            (jo, jo.room),
            (jo, jo.room + "/state"),
        ]:
            who.get(path)
            texts.append(re.sub(r"<svg.*?</svg>", "", who.html, flags=re.DOTALL))
        hidden = {jo.room_code: "CODE", jo.room.rsplit("/", 1)[1]: "ROOM"}
        hidden |= {f"{jo.room_code[:3]} {jo.room_code[3:]}": "CODE"}
        for word, instead in hidden.items():
            texts = [text.replace(word, instead) for text in texts]
        ours = r'value="[0-9a-f]{128}"|\.[0-9a-f]{8}(?=")'  # form token and mark of this browser
        seen.append([re.sub(ours, "", text) for text in texts])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("answers", [(), (1,), (1, 2, 3, 4)])
def test_fewer_than_five_are_never_shown(app, answers):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, answers)
    jo.do("reveal")
    assert jo.status == 422
    assert "once 5 have answered" in jo.words
    assert "people answered" not in jo.words


def test_from_ten_on_the_bars_say_how_many_chose_what(app):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, MANY)
    jo.do("reveal")
    wall = Participant(app)
    wall.get(at(jo.room_code, "/wall"))
    assert "Not at all 2 A little 3 Half and half 2 Mostly 2 Completely 1" in wall.words


def test_does_not_apply_and_no_answer_are_neither(app):
    """Twelve answered the round, nine of them this question: the middle alone."""
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, [4] * 9)
    for answer in ("n/a", "n/a", ""):
        Participant(app).join(jo.room_code).answer(
            **dict.fromkeys(STATEMENT_IDS, answer) | {"sense": "n/a"}
        )
    jo.do("reveal")
    assert "12 people answered." in jo.words
    assert "The middle of the room is “Mostly”." in jo.words
    assert "Completely" not in jo.words


def test_a_round_that_was_shown_takes_no_answer(app):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, FEW)
    late = Participant(app).join(jo.room_code)
    before = rows(app, room_answers)
    jo.do("reveal")
    late.answer(sense="1")
    assert "were not counted" in late.words
    assert rows(app, room_answers) == before
    assert "6 people answered." in jo.look()


def test_one_browser_counts_once(app):
    jo = make_trainer(app).open()
    phone = Participant(app).join(jo.room_code).answer(sense="1")
    phone.join(jo.room_code)
    phone.get(at(jo.room_code) + "?change=1")
    assert 'value="1" checked' in phone.html
    phone.answer(sense="5")
    wall = Participant(app)
    found = json.loads(wall.get(at(jo.room_code, "/wall/state")).get_data())
    assert (found["here"], found["answered"]) == (1, 1)


def test_a_phone_that_lost_the_page_comes_back_to_where_it_was(app):
    jo = make_trainer(app).open()
    phone = Participant(app).join(jo.room_code).answer(sense="1")
    phone.get("/join/" + jo.room_code)
    phone.join(jo.room_code.lower())
    assert "Your answers are in" in phone.words


def test_two_rounds_stand_side_by_side_and_are_not_paired(app):
    jo = make_trainer(app).open()
    phones = add_participants(app, jo.room_code, MANY)
    jo.do("reveal").do("round", {"instrument": WORKSHOP_SET})
    for phone, answer in zip(phones, MANY[::-1], strict=True):
        phone.get(at(jo.room_code))
        phone.answer(**dict.fromkeys(STATEMENT_IDS, str(answer)))
    jo.do("reveal")
    assert "10 people answered each time." in jo.words
    assert "nobody can say who moved" in jo.words
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        names = [tuple(row) for row in db.execute(select(room_answers.c.round, room_answers.c.who))]
    first, second = ({bytes(who) for n, who in names if n == number} for number in (1, 2))
    assert len(first) == len(second) == 10
    assert not first & second


def test_a_round_that_was_not_shown_is_deleted_unseen(app):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, FEW)
    jo.do("round", {"instrument": "workshop-before-after"})
    assert rows(app, room_answers) == len(FEW)  # who is here
    assert "Before and after" in jo.words


def test_a_locked_room_keeps_those_who_are_in_it(app):
    jo = make_trainer(app).open()
    inside = Participant(app).join(jo.room_code)
    jo.do("lock", {"locked": "1"})
    outside = Participant(app).join(jo.room_code)
    assert outside.status == 422
    assert "This room is locked" in outside.words
    inside.join(jo.room_code)
    assert inside.answer(sense="3").status == 200
    jo.do("lock", {"locked": "0"})
    assert "Send my answers" in Participant(app).join(jo.room_code).words


def test_slips_of_paper_count_once_and_the_room_is_told_how_many(app):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, [3, 3, 3, 3])
    jo.get(jo.room + "/slips")
    slip = re.search(r'name="slip" value="(\w+)"', jo.html).group(1)
    for _twice in range(2):
        jo.post(jo.room + "/slips", {"slip": slip, "round": "1", "sense": "4"}, fresh=False)
    assert "So far: 1." in jo.words
    jo.do("reveal")
    wall = Participant(app)
    wall.get(at(jo.room_code, "/wall"))
    assert "5 people answered. 1 slip of paper is among them." in wall.words
    jo.post(jo.room + "/slips", {"slip": "f" * 32, "round": "1", "sense": "4"}, fresh=False)
    assert "were" in jo.words
    assert rows(app, room_answers) == 4 + 5


def test_nothing_chosen_is_told_and_nothing_typed_is_lost(app):
    jo = make_trainer(app).open("first-year")
    phone = Participant(app).join(jo.room_code)
    phone.answer()
    assert phone.status == 422
    assert "Choose at least one answer" in phone.words


def test_a_room_goes_after_a_day(app, clock):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, FEW)
    clock.forward(hours=25)
    Participant(app).get("/")
    assert [rows(app, table) for table in (rooms, room_rounds, room_answers)] == [0, 0, 0]


def test_only_the_browser_that_holds_the_room_presents(app):
    jo = make_trainer(app).open()
    for other in (Participant(app), make_trainer(app, "kim@example.org")):
        other.get(jo.room)
        assert other.status == 404
    elsewhere = make_trainer(app, "lee@example.org")
    elsewhere.post(jo.room + "/take-over", fresh=False)
    assert elsewhere.status in (400, 404)
    assert jo.get(jo.room).status_code == 200


def test_its_owner_takes_it_over_on_another_machine(app):
    jo = make_trainer(app).open()
    from tests.support.client import Client  # noqa: PLC0415

    elsewhere = Client(app).sign_in("jo@example.org", "four small boats adrift")
    elsewhere.get("/workshops")
    elsewhere.post(jo.room + "/take-over", fresh=False)
    assert elsewhere.path == jo.room
    assert jo.get(jo.room).status_code == 404


def test_the_presenters_screen_goes_on_when_the_session_locks(app, clock):
    jo = make_trainer(app).open()
    clock.forward(minutes=40)
    assert jo.get(jo.room).status_code == 200
    jo.get("/workshops")
    assert jo.path == "/sign-in"


def test_polling_keeps_no_session_awake(app, clock):
    jo = make_trainer(app).open()
    for _time in range(20):
        clock.forward(minutes=1)
        assert jo.get(jo.room + "/state").status_code == 200
    jo.get("/workshops")
    assert jo.path == "/sign-in"


def test_the_state_that_a_phone_asks_for_tells_nothing_of_answers(app):
    jo = make_trainer(app).open()
    phones = add_participants(app, jo.room_code, MANY)
    assert json.loads(phones[0].get(at(jo.room_code, "/state")).get_data()) == {"at": "1.0"}


def test_a_trainer_who_deletes_the_account_takes_the_rooms_along(app):
    jo = make_trainer(app).open()
    add_participants(app, jo.room_code, FEW)
    jo.post("/my-data/delete", {"password": "four small boats adrift", "sure": "1"})
    assert jo.path == "/my-data/gone", jo.words
    assert rows(app, rooms) == rows(app, room_answers) == 0


def test_polling_costs_few_queries(app):
    jo = make_trainer(app).open()
    phone = Participant(app).join(jo.room_code)
    with record_queries(app) as seen:
        phone.get(at(jo.room_code, "/state"))
    assert len(seen) <= 3, seen


def test_no_table_of_a_room_has_a_time_of_an_answer():
    columns = {column.name for column in metadata.tables["room_answers"].columns}
    assert columns == {"room", "round", "who", "blob"}
