"""A public demo: each visitor has a copy of their own for an hour, and nobody else's."""

import gc
import os
import re
import stat
import weakref
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from reflect.config import DATABASE_NAME
from reflect.core.windows import open_windows
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.demo.public import routes as public_routes
from reflect.demo.public.copies import COPIES_FOLDER, MAX_COPY_BYTES, DemoCopyPool
from reflect.demo.seed import prepare
from reflect.models import releases, rows, sessions
from reflect.teams import window_closing
from reflect.web import clock as clocks
from tests.support.public_demo import (
    COPY_COOKIE,
    copy_folders,
    copy_token,
    find_copy,
    impersonate,
    new_visitor,
    start_demo,
)
from tests.support.weeks import FRIDAY

CANARY = "lantern-by-the-weir-2203"
WEEK = "/check-in/2026-W48/reflection"


@pytest.fixture
def clock(public):
    return public.extensions[clocks.CLOCK_EXTENSION]


def count(engine, table):
    with reading(engine) as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def write(browser, words=CANARY):
    browser.get(WEEK)
    edition = re.search(r'name="edition" value="([^"]*)"', browser.html).group(1)
    browser.post(WEEK, {"edition": edition, "happened": words}, fresh=False)


def bytes_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


# --- beginning


def test_a_first_visit_says_what_this_is_and_makes_nothing(public):
    browser = new_visitor(public)
    browser.get("/")
    assert (browser.status, browser.path) == (200, "/demo/begin")
    for said in ("people who do not exist", "yours for an hour", "is deleted", "type nothing real"):
        assert said in browser.words
    assert re.findall(r"<button[^>]*>\s*(.*?)\s*</button>", browser.html) == ["Begin"]
    assert copy_folders(public) == set()


def test_no_page_makes_a_copy_by_being_read(public):
    browser = new_visitor(public)
    for rule in public.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            browser.get(rule.rule)
            assert browser.client.head(rule.rule).status_code < 400
    assert copy_folders(public) == set()
    assert browser.client.get_cookie(COPY_COOKIE) is None


def test_begin_leads_to_the_front_page_of_a_copy(public):
    browser = start_demo(public)
    assert "Be Priya Nair" in browser.words
    assert "This copy is deleted at 17:05." in browser.words
    assert len(copy_folders(public)) == 1


def test_every_page_says_until_when(public):
    browser = impersonate(start_demo(public), "priya")
    for path in ("/settings", "/my-picture", "/check-in", "/nothing-here"):
        browser.get(path)
        assert "This copy is deleted at 17:05." in browser.words, path


def test_begin_without_the_token_of_its_page_makes_nothing(public):
    assert new_visitor(public).client.post("/demo/begin").status_code == 400
    assert copy_folders(public) == set()


def test_begin_pressed_twice_makes_one_copy(public):
    browser = start_demo(public)
    token = copy_token(browser)
    browser.post("/demo/begin", fresh=False)
    assert browser.path == "/demo"
    assert copy_token(browser) == token
    assert len(copy_folders(public)) == 1
    browser.get("/demo/begin")
    assert browser.path == "/demo"


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_bound_and_out_of_reach(public, secure, monkeypatch):
    settings = public.extensions["reflect.settings"]
    if secure:
        object.__setattr__(settings, "url", "https://demo.example.org")
        public.config["TRUSTED_HOSTS"] = ["demo.example.org"]
    browser = new_visitor(public)
    base = settings.url
    browser.get("/demo/begin", base_url=base)
    browser.post("/demo/begin", fresh=False, follow=False, base_url=base)
    sent = next(each for each in browser.page.headers.getlist("Set-Cookie") if "copy" in each)
    assert sent.startswith("__Host-reflect-copy=" if secure else f"{COPY_COOKIE}=")
    assert "HttpOnly" in sent
    assert "SameSite=Lax" in sent
    assert "Path=/" in sent
    assert "Domain" not in sent
    assert "Expires" not in sent
    assert ("Secure" in sent) is secure


def test_the_cookie_is_kept_nowhere(public):
    browser = impersonate(start_demo(public), "priya")
    token = copy_token(browser)
    data = public.extensions[public_routes.COPIES_EXTENSION_KEY].settings.data
    kept = bytes_under(data)
    assert token not in kept
    assert token.hex().encode() not in kept
    assert token.hex() not in copy_folders(public)


@pytest.mark.parametrize("value", ["", "zz", "00" * 31, "00" * 32, "../" * 11, "f" * 64])
def test_a_forged_cookie_opens_and_makes_nothing(public, value):
    start_demo(public)
    before = copy_folders(public)
    browser = new_visitor(public)
    browser.client.set_cookie(COPY_COOKIE, value)
    for path in ("/", "/demo", "/settings"):
        browser.get(path)
        assert browser.path == "/demo/begin"
    assert copy_folders(public) == before


def test_the_name_of_a_folder_opens_nothing(public):
    start_demo(public)
    browser = new_visitor(public)
    browser.client.set_cookie(COPY_COOKIE, next(iter(copy_folders(public))))
    browser.get("/demo")
    assert browser.path == "/demo/begin"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_copies_are_for_the_owner_of_the_site_only(public):
    start_demo(public)
    folder = public.extensions[public_routes.COPIES_EXTENSION_KEY].folder
    for path in (folder, *folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_search_engines_are_told_to_stay_out(public):
    browser = new_visitor(public)
    for path in ("/", "/demo/begin", "/guides", "/nothing-here"):
        browser.get(path)
        assert "noindex" in browser.page.headers["X-Robots-Tag"], path


# --- without a copy


@pytest.mark.parametrize(
    "path", ["/guides", "/guides/supervision", "/sources", "/who-can-read-what", "/where-to-turn"]
)
def test_what_is_the_same_for_all_is_read_without_a_copy(public, path):
    browser = new_visitor(public)
    browser.get(path)
    assert (browser.status, browser.path) == (200, path)


def test_health_needs_no_copy(public):
    assert new_visitor(public).get("/health").get_json() == {"status": "ok"}


def test_without_a_copy_nobody_steps_into_anybody(public):
    browser = new_visitor(public)
    browser.get("/demo/begin")
    password = prepare.load_demo_password(
        public.extensions[public_routes.COPIES_EXTENSION_KEY].settings, "priya"
    )
    for path, form in (
        ("/demo/be/priya", {}),
        ("/demo/reset", {}),
        ("/sign-in", {"name": "priya", "password": password}),
    ):
        browser.post(path, form, fresh=False)
        assert browser.path == "/demo/begin", path
    assert count(public.extensions[ENGINE_EXTENSION_KEY], sessions) == 0


# --- apart


def test_two_visitors_do_not_see_each_other(public):
    one, other = (impersonate(start_demo(public), "priya") for _ in range(2))
    write(one)
    for browser, sees in ((one, True), (other, False)):
        browser.get(WEEK)
        assert (CANARY in browser.html) is sees
    assert count(find_copy(one).engine, rows) > count(find_copy(other).engine, rows)


def test_nothing_is_written_into_what_all_copies_come_from(public):
    data = public.extensions[public_routes.COPIES_EXTENSION_KEY].settings.data
    names = (
        DATABASE_NAME,
        prepare.SNAPSHOT_FILE,
        prepare.PASSWORDS_FILE,
        window_closing.RELEASES_FILENAME,
    )
    browser = start_demo(public)
    before = {name: (data / name).read_bytes() for name in names}
    write(impersonate(browser, "priya"))
    browser.post("/settings", {"shown": "Somebody else", "interval": "9"})
    impersonate(browser, "olu")
    browser.get("/organise/teams")
    browser.post("/organise/teams", {"name": "A new team"}, fresh=False)
    browser.get("/demo")
    browser.post("/demo/reset", fresh=False)
    assert {name: (data / name).read_bytes() for name in names} == before


def test_beginning_again_in_one_copy_leaves_the_other(public):
    one, other = (impersonate(start_demo(public), "priya") for _ in range(2))
    for browser in (one, other):
        write(browser)
    one.get("/demo")
    one.post("/demo/reset", fresh=False)
    assert "Everything is as it was at first." in one.words
    impersonate(one, "priya").get(WEEK)
    assert CANARY not in one.html
    other.get(WEEK)
    assert CANARY in other.html


def test_somebody_signed_in_to_one_copy_is_nobody_in_another(public):
    one, other = impersonate(start_demo(public), "priya"), start_demo(public)
    cookie = public.extensions["reflect.settings"].cookie_name("reflect")
    other.client.set_cookie(cookie, one.client.get_cookie(cookie).value)
    other.get("/settings")
    assert other.path == "/sign-in"


def test_windows_close_in_each_copy_by_itself(public, clock):
    ends = open_windows(FRIDAY)[0].closes_at
    clock.now = ends - timedelta(minutes=30)
    data = public.extensions[public_routes.COPIES_EXTENSION_KEY].settings.data
    one, other = start_demo(public), start_demo(public)
    before, file = (
        count(find_copy(one).engine, releases),
        (data / window_closing.RELEASES_FILENAME).read_bytes(),
    )
    clock.now = ends + timedelta(minutes=10)
    one.get("/demo")
    assert count(find_copy(one).engine, releases) > before
    assert count(find_copy(other).engine, releases) == before
    other.get("/demo")
    assert count(find_copy(other).engine, releases) > before
    assert (data / window_closing.RELEASES_FILENAME).read_bytes() == file
    for browser in (one, other):
        lines = (
            (find_copy(browser).settings.data / window_closing.RELEASES_FILENAME)
            .read_text()
            .splitlines()
        )
        with reading(find_copy(browser).engine) as db:
            assert (
                window_closing.find_missing_release_lines(
                    db, find_copy(browser).settings.data / window_closing.RELEASES_FILENAME
                )
                == []
            )
        assert lines


def test_each_copy_is_cleaned_up_by_the_clock(public, clock):
    one, other = (impersonate(start_demo(public), "priya") for _ in range(2))
    clock.forward(minutes=26)
    for browser in (one, other):
        browser.get("/demo")
        assert count(find_copy(browser).engine, sessions) == 0


# --- the hour


def test_after_an_hour_a_copy_is_gone_and_says_so(public, clock):
    browser = impersonate(start_demo(public), "priya")
    write(browser)
    clock.forward(minutes=59, seconds=59)
    browser.get("/demo")
    assert browser.path == "/demo"
    clock.forward(seconds=1)
    browser.get("/settings")
    assert browser.path == "/demo/begin"
    assert "Your copy is gone" in browser.words
    assert "deleted, with all that was typed" in browser.words
    assert copy_folders(public) == set()


def test_the_request_of_anybody_deletes_what_is_over(public, clock):
    start_demo(public)
    clock.forward(minutes=60)
    new_visitor(public).get("/health")
    assert copy_folders(public) == set()


def test_a_form_sent_after_the_hour_is_answered_kindly(public, clock):
    browser = impersonate(start_demo(public), "priya")
    browser.get(WEEK)
    clock.forward(minutes=61)
    browser.post(WEEK, {"happened": CANARY}, fresh=False)
    assert (browser.status, browser.path) == (200, "/demo/begin")
    assert "Its last words were not kept either." in browser.words
    assert CANARY not in browser.html


def test_one_can_begin_again_after_the_hour(public, clock):
    browser = start_demo(public)
    first = copy_token(browser)
    clock.forward(minutes=61)
    browser.get("/")
    browser.post("/demo/begin", fresh=False)
    assert browser.path == "/demo"
    assert copy_token(browser) != first
    assert "This copy is deleted at 18:06." in browser.words


def test_a_request_at_work_keeps_its_files_until_it_is_over(public, clock):
    browser = start_demo(public)
    copies = public.extensions[public_routes.COPIES_EXTENSION_KEY]
    at_work = copies.acquire_copy(copy_token(browser), clock.now)
    clock.forward(minutes=61)
    new_visitor(public).get("/health")
    assert len(copy_folders(public)) == 1
    assert copies.acquire_copy(copy_token(browser), clock.now) is None
    copies.release_copy(at_work)
    new_visitor(public).get("/health")
    assert copy_folders(public) == set()


def test_every_request_lets_go_of_its_copy(public):
    browser = impersonate(start_demo(public), "priya")
    for path in ("/settings", "/nothing-here", "/demo/begin", "/check-in"):
        browser.get(path)
    browser.client.post(WEEK, data={})  # without its token
    browser.client.put("/demo")
    assert find_copy(browser).inside == 0


def test_nothing_stays_in_memory_of_a_copy_that_is_over(public, clock):
    browser = impersonate(start_demo(public), "priya")
    engine = weakref.ref(find_copy(browser).engine)
    clock.forward(minutes=61)
    new_visitor(public).get("/health")
    gc.collect()
    assert engine() is None


def test_what_a_crash_left_goes_at_the_next_start(public):
    browser = impersonate(start_demo(public), "priya")
    settings = public.extensions[public_routes.COPIES_EXTENSION_KEY].settings
    again = DemoCopyPool(settings)
    assert list((settings.data / COPIES_FOLDER).iterdir()) == []
    assert again.acquire_copy(copy_token(browser), FRIDAY) is None


def test_stopping_deletes_them_all(public):
    start_demo(public)
    public.extensions[public_routes.COPIES_EXTENSION_KEY].delete_all()
    assert not (
        public.extensions[public_routes.COPIES_EXTENSION_KEY].settings.data / COPIES_FOLDER
    ).exists()


# --- limits


def limit(public, **values):
    copies = public.extensions[public_routes.COPIES_EXTENSION_KEY]
    for name, value in values.items():
        object.__setattr__(copies.settings, name, value)


def test_when_all_copies_are_taken_it_says_from_when_on(public, clock):
    limit(public, copies=2)
    for number in (1, 2):
        start_demo(public, f"192.0.2.{number}")
        clock.forward(minutes=10)
    browser = new_visitor(public, "192.0.2.3")
    browser.post("/demo/begin")
    assert browser.status == 503
    assert browser.page.headers["Retry-After"] == str(40 * 60)
    assert "All copies are in use just now. From 17:06 there is room again." in browser.words
    assert len(copy_folders(public)) == 2
    clock.forward(minutes=40)
    browser.post("/demo/begin")
    assert browser.path == "/demo"


def test_one_network_begins_so_many_an_hour(public, clock):
    limit(public, copies_per_network=2)
    for _ in range(2):
        start_demo(public)
    browser = new_visitor(public)
    browser.post("/demo/begin")
    assert browser.status == 429
    assert browser.page.headers["Retry-After"] == str(60 * 60)
    assert "From 17:06 there is room again." in browser.words
    start_demo(public, "192.0.2.2")
    clock.forward(minutes=60)
    browser.post("/demo/begin")
    assert browser.path == "/demo"


def test_neighbours_in_one_ipv6_network_count_as_one(public):
    limit(public, copies_per_network=1)
    start_demo(public, "2001:db8::1")
    browser = new_visitor(public, "2001:db8::ffff:2")
    browser.post("/demo/begin")
    assert browser.status == 429
    start_demo(public, "2001:db8:0:1::1")
    start_demo(public, "::ffff:192.0.2.1")
    start_demo(public, "::ffff:192.0.2.2")


def fill(copy):
    """Leave no room in it, not for a row."""
    for size in (200_000, 4000, 50):
        with pytest.raises(OperationalError, match="is full"):
            while True:
                with writing(copy.engine) as db:
                    db.execute(text("CREATE TABLE IF NOT EXISTS filler (bytes BLOB)"))
                    db.execute(text(f"INSERT INTO filler VALUES (zeroblob({size}))"))
    assert (copy.settings.data / DATABASE_NAME).stat().st_size == MAX_COPY_BYTES


def test_a_copy_that_is_full_says_so_and_can_be_begun_again(public):
    browser = impersonate(start_demo(public), "priya")
    fill(find_copy(browser))
    browser.get(WEEK)
    write(browser, f"{CANARY} " * 400)
    assert browser.status == 507
    assert "This copy is full" in browser.words
    assert CANARY in browser.words
    browser.get("/demo")
    browser.post("/demo/reset", fresh=False)
    impersonate(browser, "priya")
    write(browser)
    browser.get(WEEK)
    assert CANARY in browser.html


def test_an_error_that_is_our_own_is_not_taken_for_a_full_copy(public):
    browser = start_demo(public)
    with writing(find_copy(browser).engine) as db:
        db.execute(text("DROP TABLE sessions"))
    browser.get("/demo")
    assert browser.status == 500
    assert "went wrong" in browser.words
