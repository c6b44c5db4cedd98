"""Phones in a room of a workshop come without a cookie: the room's code leads to its copy."""

import pytest
from sqlalchemy import insert, select, text

from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.demo.public import routes as public_routes
from reflect.models import accounts, rooms
from reflect.policy import anyone
from reflect.web import access_control
from reflect.web import clock as clocks
from tests.support.public_demo import copy_token, find_copy, new_visitor, start_demo

CODE = "K7M4QX"


@pytest.fixture
def app(public):
    """With a workshop's pages that only say what their database is called."""

    def here(code=""):
        with reading() as db:
            return db.execute(text("SELECT name FROM where_one_is")).scalar_one()

    def join():
        return here()

    near = access_control.allow(anyone, nearby=True)
    public.view_functions |= {"rooms.here": near(here), "rooms.enter": near(join)}
    public.view_functions["fake_own"] = access_control.allow(anyone)(lambda: "own")
    public.add_url_rule("/own", "fake_own")
    name(public.extensions[ENGINE_EXTENSION_KEY], "main")
    return public


def name(engine, words):
    with writing(engine) as db:
        db.execute(text("CREATE TABLE where_one_is (name TEXT)"))
        db.execute(text("INSERT INTO where_one_is VALUES (:name)"), {"name": words})


def open_room(browser, code):
    with writing(find_copy(browser).engine) as db:
        account = db.execute(select(accounts.c.id).limit(1)).scalar_one()
        room = {"id": code, "account": account, "code": code, "title": "", "running_order": ""}
        more = {
            "presenter": b"",
            "site_key": 0,
            "opened": 0,
            "began": 0,
            "locked": 0,
            "round": 1,
            "showing": 0,
        }
        db.execute(insert(rooms).values(**room, **more))


@pytest.fixture
def trainers(app):
    """Two visitors with a copy each."""
    both = {words: start_demo(app) for words in ("one", "other")}
    for words, browser in both.items():
        name(find_copy(browser).engine, words)
    return both


def room(browser, code=CODE):
    return browser.get(f"/room/{code}").get_data(as_text=True)


def test_a_phone_comes_to_the_copy_that_holds_the_room(app, trainers):
    open_room(trainers["other"], CODE)
    for _ in range(2):  # looked for, then remembered
        assert room(new_visitor(app)) == "other"


def test_a_code_that_was_typed_leads_there_too(app, trainers):
    open_room(trainers["one"], CODE)
    phone = new_visitor(app)
    phone.get("/guides")  # a page with a cookie and a form's token
    phone.get("/demo/begin")
    phone.post("/join", {"code": " k7m-4qx "}, fresh=False)
    assert phone.html == "one"


def test_a_room_s_code_leads_past_a_copy_of_one_s_own(app, trainers):
    open_room(trainers["other"], CODE)
    assert room(trainers["one"]) == "other"


def test_a_code_that_nobody_has_leads_to_no_copy(app, trainers):
    open_room(trainers["one"], CODE)
    assert room(new_visitor(app), "AAAAAA") == "main"
    assert room(trainers["other"], "AAAAAA") == "other"


@pytest.mark.parametrize("typed", ["K7M4Q", "K7M4Q0", "not a code"])
def test_what_can_be_no_code_is_looked_for_in_no_copy(app, trainers, monkeypatch, typed):
    looked_for = []
    copies = app.extensions[public_routes.COPIES_EXTENSION_KEY]
    monkeypatch.setattr(copies, "acquire_copy_by_code", lambda code, _now: looked_for.append(code))
    assert room(new_visitor(app), typed) == "main"
    assert looked_for == []


def test_a_code_that_two_copies_have_leads_to_no_stranger(app, trainers):
    for browser in trainers.values():
        open_room(browser, CODE)
    assert room(new_visitor(app)) == "main"
    assert room(trainers["other"]) == "other"


def test_a_code_opens_no_page_but_a_workshop_s(app, trainers):
    open_room(trainers["one"], CODE)
    phone = new_visitor(app)
    room(phone)
    for path in ("/own", f"/own?code={CODE}", "/demo"):
        phone.get(path)
        assert phone.path == "/demo/begin"


def test_the_room_goes_with_its_copy(app, trainers):
    open_room(trainers["one"], CODE)
    phone = new_visitor(app)
    assert room(phone) == "one"
    app.extensions[clocks.CLOCK_EXTENSION].forward(minutes=60)
    assert room(phone) == "main"


def test_looking_for_a_room_lets_go_of_every_copy(app, trainers):
    copies, now = (
        app.extensions[public_routes.COPIES_EXTENSION_KEY],
        app.extensions[clocks.CLOCK_EXTENSION](),
    )
    open_room(trainers["one"], CODE)
    found = copies.acquire_copy_by_code(CODE, now)
    assert found is find_copy(trainers["one"])
    copies.release_copy(found)
    assert copies.acquire_copy_by_code("AAAAAA", now) is None
    for browser in trainers.values():
        inside = copies.acquire_copy(copy_token(browser), now)
        assert inside.inside == 1
        copies.release_copy(inside)
