"""Thirty phones, a wall and a presenter: join, answer, see, answer again, and nothing left."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.models import room_answers, room_rounds
from tests.support.browser.visitor import Visitor
from tests.support.workshop_clients import make_trainer

PHONES, PHONE, WALL = 30, (360, 740), (1280, 720)
TITLE = "Thirty people in Leeds"
LABELS = ("Not at all", "A little", "Half and half", "Mostly", "Completely")
NUMBERS = {"at", "here", "answered", "slips"}


class Heard:
    """Everything that the server sent while it was listened to: path and text of each answer."""

    def __init__(self, app) -> None:
        self.said: list[tuple[str, str]] = []
        self.app = app

    def __call__(self, environ, start):
        plain = {key: value for key, value in environ.items() if key != "HTTP_ACCEPT_ENCODING"}
        sent = b"".join(answer := self.app(plain, start))
        answer.close()
        self.said.append((environ["PATH_INFO"], sent.decode("utf-8", "replace")))
        return [sent]

    def of(self, ending: str) -> list[str]:
        """What was sent to addresses that end like this."""
        return [text for path, text in self.said if path.endswith(ending)]


@pytest.fixture
def heard(app, monkeypatch) -> Heard:
    found = Heard(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", found)
    return found


def join(one: Visitor, code: str) -> Visitor:
    """Two taps from the picture's link: join, and there are the questions."""
    one.go(f"/join/{code}")
    one.press("Join")
    one.expect_heading("Your last week")
    return one


def answer(one: Visitor, value: int) -> None:
    one.choose({"sense": value})
    one.press("Send my answers")
    one.expect_heading("Your answers are in")


def all_read(everybody: list[Visitor], heading: str) -> None:
    """All come to this page by themselves."""
    for one in everybody:
        expect(one.page.get_by_role("heading", level=1)).to_have_text(heading)


def told_on(everybody: list[Visitor]) -> None:
    """All come to the results by themselves."""
    all_read(everybody, "What the room said")


def traces(app) -> list[bytes]:
    """What would be found on the disk if a row were left: each `who` and the sealed answers."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        rows = db.execute(select(room_answers.c.who, room_answers.c.blob)).all()
        told = db.execute(select(room_rounds.c.told)).scalars().all()
    return [bytes(part) for part in (*(part for row in rows for part in row), *told) if part]


def found_in(folder: Path, wanted: list[bytes]) -> list[tuple[str, bytes]]:
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [(path.name, each) for path, held in kept.items() for each in wanted if each in held]


class Room:
    """A trainer's two screens and the phones."""

    def __init__(self, app, visit) -> None:
        self.jo = make_trainer(app).open(title=TITLE)
        self.code = self.jo.room_code
        self.presenter = visit(self.jo).go(self.jo.room)
        self.wall = visit(size=WALL).go(f"/room/{self.code}/wall")
        self.phones = [visit(size=PHONE, watch=n < 3) for n in range(PHONES)]

    def show(self) -> None:
        self.presenter.press("Show the results")


def test_a_workshop_of_thirty_from_the_door_to_the_end(app, visit, heard):
    room = Room(app, visit)
    for n, one in enumerate(room.phones):
        answer(join(one, room.code), 1 + n % 5)
    for where, number in ((room.wall, "answered"), (room.presenter, "here")):
        counted = where.page.locator(f'[data-number="{number}"]')
        expect(counted).to_have_text("30")
    nothing_told(heard, room.jo.room, f"/room/{room.code}")
    the_results_come_to_all(room)
    a_second_round(room)
    nothing_is_left(app, room)


def the_results_come_to_all(room: Room) -> None:
    """To one who had no connection too, once it is back."""
    lost, *others = room.phones[2:]
    lost.expected |= {"offline"}
    lost.context.set_offline(offline=True)
    room.show()
    told_on([*room.phones[:2], *others])
    lost.context.set_offline(offline=False)
    told_on([lost])
    for one in (room.presenter, room.wall, lost):
        one.expect_text("30 people answered.")
        assert bars(one)[:5] == [6] * 5
    lost.expect_text("You answered: Half and half")


def a_second_round(room: Room) -> None:
    """Ten answer it; it stands beside the first for all."""
    room.presenter.press("Open another round")
    all_read(room.phones, "Your last week")
    for one in room.phones[:10]:
        answer(one, 5)
    room.show()
    told_on(room.phones)
    room.phones[0].expect_text("30 people answered before, 10 after.")
    room.phones[0].expect_text("nobody can say who moved")


def nothing_is_left(app, room: Room) -> None:
    """No row, no key, no word of the room in any file, and the phones say so."""
    data = app.extensions["reflect.settings"].data
    wanted = [*traces(app), TITLE.encode(), room.jo.room.rsplit("/", 1)[1].encode()]
    assert {each for _file, each in found_in(data, wanted)} == set(wanted)  # while it is open
    for one in (room.presenter, room.wall, *room.phones):
        one.expected |= {404}
    room.presenter.page.get_by_role("link", name="End the room").click()
    room.presenter.press("End the room and delete everything")
    room.presenter.expect_heading("The room has ended")
    all_read(room.phones, "This room has closed")
    assert found_in(data, wanted) == []


def nothing_told(heard: Heard, presenter: str, phone: str) -> None:
    """Before the reveal: no answer on wall or presenter, no figure on a phone, numbers by poll."""
    seen_by_all = [heard.of(page) for page in (presenter, f"{phone}/wall", f"{phone}/wall/state")]
    assert min(map(len, seen_by_all)) >= 1
    for text in (text for texts in seen_by_all for text in texts):
        assert [word for word in LABELS if word in text] == []
    for path in (f"{phone}/wall/state", f"{presenter}/state"):
        assert all(set(json.loads(text)) == NUMBERS for text in heard.of(path))
    assert set(heard.of(f"{phone}/state")) == {'{"at":"1.0"}\n'}
    for text in heard.of(phone):
        assert [word for word in ("The middle of the room", 'class="bars"') if word in text] == []


def bars(one: Visitor) -> list[int]:
    """How many chose each answer, as the page has it."""
    return [int(each) for each in one.page.locator(".bars td.number").all_inner_texts()]
