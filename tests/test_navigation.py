"""Navigation: links lead from the home page of a role to every page that the role may open.

On a real site, which has no pages for impersonation as the demo has.
"""

from collections import deque
from secrets import token_bytes

import pytest
from werkzeug.exceptions import HTTPException

from reflect.core.crypto.vault import Vault
from reflect.policy import Actor, Role
from reflect.web import access_control
from tests.support.accounts import NAME, PASSWORD
from tests.support.admin_actions import (
    create_team,
    enable_second_factor,
    sign_in_with_second_factor,
)
from tests.support.client import Client
from tests.support.page_parsing import page_links
from tests.support.routes import app_routes, route_methods

MENU = {Role.TRAINER: "Workshops", Role.LEADER: "Across teams", Role.ORGANISER: "Organise"}


def opened_by(app, *roles: Role) -> set[str]:
    """The pages whose rule lets in somebody with these roles, by endpoint."""
    key = Vault("a" * 32, token_bytes(32))
    who = Actor("a", NAME, frozenset(roles), key, code_checked=True, strong=True)
    pages = [rule.endpoint for rule in app_routes(app) if "GET" in route_methods(rule)]
    return {endpoint for endpoint in pages if access_control.find_rule(app, endpoint)(who)}


def reached(browser: Client) -> set[str]:
    """The pages that links lead to from the one in front, by endpoint; each is opened once."""
    site = browser.app.url_map.bind("localhost")
    waiting, found = deque([browser.path]), set()
    while waiting:
        href = waiting.popleft().partition("#")[0]
        try:
            endpoint, _values = site.match(href.partition("?")[0])
        except HTTPException:  # another site's
            continue
        if endpoint in found:
            continue
        found.add(endpoint)
        browser.get(href)
        assert browser.status == 200, href
        if browser.page.mimetype == "text/html":
            found.add(site.match(browser.path)[0])
            waiting += [href for _words, href in page_links(browser)]
    return found


def landed(sign_up, clock, *roles: Role) -> Client:
    """Somebody with these roles who has just signed in."""
    browser = sign_up(NAME, PASSWORD, roles=[role.value for role in roles])
    if Role.ORGANISER not in roles:
        return browser.sign_out().sign_in(NAME, PASSWORD)
    create_team(enable_second_factor(browser, clock))
    clock.forward(minutes=2)
    return sign_in_with_second_factor(browser.sign_out(), clock, NAME)


def menu(browser: Client) -> list[str]:
    browser.get("/settings")
    shown = browser.html.partition('<nav aria-label="Main">')[2].partition("</nav>")[0]
    return [words for words in MENU.values() if f">{words}</a>" in shown]


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_all_that_a_role_opens_is_reached_from_where_it_lands(app, sign_up, clock, role):
    browser = landed(sign_up, clock, role)
    theirs = opened_by(app, role) - opened_by(app)
    assert theirs
    assert theirs - reached(browser) == set()
    assert menu(browser) == [MENU[role]]


def test_a_practitioner_is_led_to_no_page_of_a_role(app, sign_up, clock):
    browser = landed(sign_up, clock)
    assert reached(browser) <= opened_by(app)
    assert menu(browser) == []


def test_with_every_role_the_menu_has_every_way(sign_up, clock):
    assert menu(landed(sign_up, clock, *Role)) == list(MENU.values())


def test_an_organiser_without_a_second_factor_is_led_to_set_it_up(sign_up):
    browser = sign_up(NAME, PASSWORD, roles=["organiser"]).sign_out().sign_in(NAME, PASSWORD)
    assert menu(browser) == ["Organise"]
    assert "settings.second_factor_page" in reached(browser)


def test_a_phone_that_typed_the_host_alone_finds_the_way_into_a_workshop(client):
    client.get("/")
    main = client.html.partition("<main")[2].partition("</main>")[0]
    assert '<a class="button second" href="/join">Join a workshop</a>' in main
    assert "rooms.join" in reached(client)


def test_a_trainer_opens_a_room_from_the_pages_for_teaching(sign_up, client):
    for browser, leads in ((client, False), (sign_up(NAME, PASSWORD, roles=["trainer"]), True)):
        browser.get("/teaching")
        assert (("Open a room", "/workshops") in page_links(browser)) == leads
