"""The PostgreSQL primary goes away and comes back, or its standby takes its place.

The app's pool holds connections to the one that died. Nobody restarts the app; the next request
that is possible succeeds, and what was sent in between is on the page that says so.
"""

import threading

import pytest

from reflect.db import ENGINE_EXTENSION_KEY
from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.crash_testing import LoadGenerator
from tests.support.http_client import HttpClient, make_load_users, stored_number
from tests.support.live_server import serve_in_thread
from tests.support.page_parsing import form_edition
from tests.support.postgresql_replication import run_replicated_pair
from tests.support.site_fixture import open_site
from tests.support.weeks import FRIDAY

NOTE = "A long visit on Tuesday, and the tram home."


@pytest.fixture(scope="module")
def replicated(tmp_path_factory, static):
    """A site on two clusters, and somebody who has signed in."""
    folder = tmp_path_factory.mktemp("replicated")
    with (
        run_replicated_pair() as clusters,
        open_site(folder, static, clusters.url) as (app, _clock),
    ):
        yield clusters, app, Client(app).sign_up("sam@example.org", "four small boats adrift")


def crowd(browser: Client, requests: int = 5) -> list[int]:
    """So many requests at once, so that the pool holds as many connections."""
    seen: list[int] = []

    def ask():
        client = browser.app.test_client()
        client.set_cookie("reflect-8000", browser.cookie)
        seen.append(client.get("/weeks").status_code)

    threads = [threading.Thread(target=ask) for _ in range(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def test_while_it_is_away_a_sentence_and_once_it_is_back_all_goes_on(replicated):
    clusters, _app, sam = replicated
    assert crowd(sam) == [200] * 5
    sam.get(checkin_url("reflection"))
    sent = {"edition": form_edition(sam), "happened": NOTE}
    clusters.primary.kill()
    clusters.primary.start()
    assert crowd(sam) == [200] * 5, "connections of the one that died were handed out"
    clusters.primary.kill()
    sam.post(checkin_url("reflection"), sent, fresh=False)
    assert sam.status == 503
    assert "was not saved" in sam.words
    assert NOTE in sam.words
    clusters.primary.start()
    sam.post(checkin_url("reflection"), sent)
    assert sam.path == "/my-picture/2026-W48"
    assert crowd(sam) == [200] * 5


def test_a_standby_that_takes_over_has_all_that_was_received(replicated):
    """The primary dies while three people send; nobody restarts the app."""
    clusters, app, sam = replicated
    people = make_load_users(
        app.extensions["reflect.settings"], app.extensions[ENGINE_EXTENSION_KEY], 3, FRIDAY
    )
    with serve_in_thread(app) as port:
        load = LoadGenerator(people, port, site=8000)
        load.wait_for_responses()
        clusters.primary.kill()
        clusters.standby.promote()
        reached = [person.sent + 3 for person in people]
        while any(person.received < to for person, to in zip(people, reached, strict=True)):
            load.stop.wait(0.05)
            assert all(thread.is_alive() for thread in load.threads), load.refused
        assert set(load.end()) <= {503}
        for person in people:
            with HttpClient(port, person.token, site=8000) as visitor:
                assert stored_number(visitor, person) == person.received
    assert crowd(sam) == [200] * 5
