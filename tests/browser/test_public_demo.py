"""A public demo in real browsers: a button, a copy of one's own, an hour, and begin again."""

from collections.abc import Iterator

import pytest

from reflect.app import create_app
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.demo.public import routes as public_routes
from tests.support.browser.accessibility import expect_accessible, save_screenshots
from tests.support.browser.request_gate import serve_app
from tests.support.demo_site import copy_demo
from tests.support.site_fixture import WEAK_KDF, Clock
from tests.support.weeks import FRIDAY

PHONE = (360, 740)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, finished_demo) -> Iterator[tuple[str, Clock]]:
    """Its address, and its clock."""
    data = copy_demo(finished_demo, tmp_path_factory.mktemp("public") / "data")
    clock = Clock()
    app = create_app(clock_=clock, data=data, kdf=WEAK_KDF, testing=True, public=True)
    with serve_app(app) as address:
        yield address, clock
    app.extensions[public_routes.COPIES_EXTENSION_KEY].delete_all()
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_people_try_it_at_once_and_one_comes_back_too_late(visit, demo, script):
    address, clock = demo
    clock.now = FRIDAY
    one, other = (visit(base=address, script=script, size=PHONE) for _ in range(2))
    for person in (one, other):
        person.go("/").expect_heading("Try Reflect with invented people")
        person.press("Begin")
        person.press("Be Priya Nair")
        person.expect_text("This copy is deleted at 17:05.")
    one.go("/settings").write("shown", "Only in one copy")
    one.page.locator("main form button[type=submit]").first.click()
    assert one.go("/settings").written("shown") == "Only in one copy"
    assert other.go("/settings").written("shown") == "Priya Nair"
    clock.forward(minutes=61)
    one.go("/settings").expect_heading("Your copy is gone")
    one.press("Begin again")
    one.press("Be Priya Nair")
    assert one.go("/settings").written("shown") == "Priya Nair"


def test_the_page_on_which_one_begins_is_accessible(visit, demo):
    address, clock = demo
    clock.now = FRIDAY
    one = visit(base=address).go("/")
    expect_accessible(one)
    save_screenshots(one, "public-begin")
    one.press("Begin")
    clock.forward(minutes=61)
    one.go("/demo")
    expect_accessible(one)
    save_screenshots(one, "public-gone")
