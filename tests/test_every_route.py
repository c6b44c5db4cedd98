"""Rules for every route: right, path, methods, CSRF, security headers, title and heading."""

import inspect
import re

import pytest

from reflect.policy import Role
from reflect.web import access_control
from reflect.web.security_headers import SECURITY_HEADERS
from tests.support.client import CSRF_TOKEN_PATTERN
from tests.support.routes import app_routes, route_methods, route_path

# Endpoint -> path, methods, the right that opens it. A new route is added here with its own.
MATRIX = {
    "accounts.ended": ("/account-ended", "GET", "has_ended_account"),
    "accounts.forgotten": ("/recovery", "GET POST", "anyone"),
    "accounts.home": ("/", "GET", "anyone"),
    "accounts.invitation": ("/invitation", "GET POST", "anyone"),
    "accounts.recovery_code": ("/recovery-code", "GET POST", "is_signed_in"),
    "accounts.sign_in": ("/sign-in", "GET POST", "anyone"),
    "accounts.sign_out": ("/sign-out", "POST", "anyone"),
    "accounts.who_can_read_what": ("/who-can-read-what", "GET", "anyone"),
    "across.index": ("/across-teams", "GET", "may_see_across_teams"),
    "changes.add": ("/my-picture/changes", "POST", "may_reflect"),
    "changes.edit": ("/my-picture/changes/<week>", "GET", "may_reflect"),
    "changes.index": ("/my-picture/changes", "GET", "may_reflect"),
    "changes.save": ("/my-picture/changes/<week>", "POST", "may_reflect"),
    "checkins.draft": ("/check-in/<week>/draft", "POST", "may_reflect"),
    "checkins.page": ("/check-in/<week>/<page>", "GET", "may_reflect"),
    "checkins.save": ("/check-in/<week>/<page>", "POST", "may_reflect"),
    "checkins.this_week": ("/check-in", "GET", "may_reflect"),
    "comparing.index": ("/my-picture/what-goes-with-what", "GET", "may_reflect"),
    "cpd.ask_to_delete": ("/notebook/cpd/entry/<entry>/delete", "GET", "may_reflect"),
    "cpd.create": ("/notebook/cpd/new", "POST", "may_reflect"),
    "cpd.delete": ("/notebook/cpd/entry/<entry>/delete", "POST", "may_reflect"),
    "cpd.edit": ("/notebook/cpd/entry/<entry>", "GET", "may_reflect"),
    "cpd.entry_file": ("/notebook/cpd/entry/<entry>/file", "GET", "may_reflect"),
    "cpd.entry_text": ("/notebook/cpd/entry/<entry>/text", "GET", "may_reflect"),
    "cpd.from_week": ("/notebook/cpd/from/<week>", "GET", "may_reflect"),
    "cpd.index": ("/notebook/cpd", "GET", "may_reflect"),
    "cpd.new": ("/notebook/cpd/new", "GET", "may_reflect"),
    "cpd.save": ("/notebook/cpd/entry/<entry>", "POST", "may_reflect"),
    "cpd.year": ("/notebook/cpd/<year>", "GET", "may_reflect"),
    "cpd.year_file": ("/notebook/cpd/<year>/file", "GET", "may_reflect"),
    "cpd.year_text": ("/notebook/cpd/<year>/text", "GET", "may_reflect"),
    "experiments.change": ("/my-picture/experiment/<week>", "POST", "may_reflect"),
    "experiments.index": ("/my-picture/experiment", "GET", "may_reflect"),
    "experiments.plan": ("/my-picture/experiment", "POST", "may_reflect"),
    "experiments.show": ("/my-picture/experiment/<week>", "GET", "may_reflect"),
    "formal_supervision.index": ("/notebook/supervision", "GET", "may_reflect"),
    "guides.file": ("/guides/<guide>/file", "GET", "anyone"),
    "guides.index": ("/guides", "GET", "anyone"),
    "guides.page": ("/guides/<guide>", "GET", "anyone"),
    "guides.sources": ("/sources", "GET", "anyone"),
    "health": ("/health", "GET", "anyone"),
    "journal.all_lenses": ("/notebook/journal/lenses", "GET", "may_reflect"),
    "journal.ask_to_delete": (
        "/notebook/journal/<week>/<instrument>/delete",
        "GET",
        "may_reflect",
    ),
    "journal.ask_to_delete_look": ("/notebook/month/<month>/delete", "GET", "may_reflect"),
    "journal.delete": ("/notebook/journal/<week>/<instrument>/delete", "POST", "may_reflect"),
    "journal.delete_look": ("/notebook/month/<month>/delete", "POST", "may_reflect"),
    "journal.entry": ("/notebook/journal/<week>/<instrument>", "GET", "may_reflect"),
    "journal.index": ("/notebook/journal", "GET", "may_reflect"),
    "journal.keep_look": ("/notebook/month/<month>", "POST", "may_reflect"),
    "journal.look": ("/notebook/month/<month>", "GET", "may_reflect"),
    "journal.search": ("/notebook/journal/search", "GET POST", "may_reflect"),
    "journal.sort": ("/notebook/journal/<week>/<instrument>", "POST", "may_reflect"),
    "language": ("/language", "POST", "anyone"),
    "leaders.index": ("/leaders", "GET", "anyone"),
    "leaders.search": ("/find", "GET POST", "anyone"),
    "leaders.to_read": ("/reading-list", "GET", "anyone"),
    "modules.draft": ("/monthly/<instrument>/<week>/draft", "POST", "may_reflect"),
    "modules.page": ("/monthly/<instrument>/<week>/<page>", "GET", "may_reflect"),
    "modules.save": ("/monthly/<instrument>/<week>/<page>", "POST", "may_reflect"),
    "modules.start": ("/monthly/<instrument>", "GET", "may_reflect"),
    "months.index": ("/notebook/months", "GET", "may_reflect"),
    "months.over_time": ("/notebook/months/<instrument>", "GET", "may_reflect"),
    "months.result": ("/notebook/months/<instrument>/<week>", "GET", "may_reflect"),
    "mydata.about_me": ("/my-data/stored", "GET", "may_export_or_delete"),
    "mydata.bring_in": ("/my-data/import", "GET POST", "may_reflect"),
    "mydata.delete": ("/my-data/delete", "GET POST", "may_export_or_delete"),
    "mydata.gone": ("/my-data/gone", "GET", "anyone"),
    "mydata.index": ("/my-data", "GET", "may_export_or_delete"),
    "mydata.take_along": ("/my-data/archive", "GET POST", "may_export_or_delete"),
    "openid.back": ("/sign-in/organisation/back", "GET", "anyone"),
    "openid.begin": ("/sign-in/organisation", "GET", "anyone"),
    "openid.failed": ("/sign-in/organisation/failed", "GET", "anyone"),
    "openid.own": ("/settings/organisation", "GET POST", "is_signed_in"),
    "openid.password": ("/sign-in/organisation/password", "GET POST", "anyone"),
    "organise.allow_ticked": ("/organise/instruments", "POST", "may_organise"),
    "organise.index": ("/organise", "GET", "may_organise"),
    "organise.tick_list": ("/organise/instruments", "GET", "may_organise"),
    "organise.what_was_done": ("/organise/audit", "GET", "may_organise"),
    "organise_invitations.change": ("/organise/invitations/open", "POST", "may_organise"),
    "organise_invitations.index": ("/organise/invitations", "GET", "may_organise"),
    "organise_invitations.invite": ("/organise/invitations", "POST", "may_organise"),
    "organise_people.change": ("/organise/people/<account>", "POST", "may_organise"),
    "organise_people.find": ("/organise/people", "POST", "may_organise"),
    "organise_people.index": ("/organise/people", "GET", "may_organise"),
    "organise_people.show": ("/organise/people/<account>", "GET", "may_organise"),
    "organise_teams.change": ("/organise/teams/<team>", "POST", "may_organise"),
    "organise_teams.index": ("/organise/teams", "GET", "may_organise"),
    "organise_teams.set_up": ("/organise/teams", "POST", "may_organise"),
    "organise_teams.show": ("/organise/teams/<team>", "GET", "may_organise"),
    "own.asked": ("/teams/asked", "GET", "may_reflect"),
    "own.join": ("/teams/asked", "POST", "may_reflect"),
    "own.put_away": ("/what-organisers-did", "POST", "is_signed_in"),
    "own.what_they_did": ("/what-organisers-did", "GET", "is_signed_in"),
    "pauses.change": ("/pause", "POST", "may_reflect"),
    "pauses.index": ("/pause", "GET", "may_reflect"),
    "portfolio.index": ("/notebook", "GET", "may_reflect"),
    "presenter.end": ("/workshops/<room>/end", "GET POST", "anyone"),
    "presenter.keep_slip": ("/workshops/<room>/slips", "POST", "anyone"),
    "presenter.lock": ("/workshops/<room>/lock", "POST", "anyone"),
    "presenter.next_round": ("/workshops/<room>/round", "POST", "anyone"),
    "presenter.put_on_wall": ("/workshops/<room>/wall", "POST", "anyone"),
    "presenter.reveal": ("/workshops/<room>/reveal", "POST", "anyone"),
    "presenter.set_clock": ("/workshops/<room>/clock", "POST", "anyone"),
    "presenter.show": ("/workshops/<room>", "GET", "anyone"),
    "presenter.slips": ("/workshops/<room>/slips", "GET", "anyone"),
    "presenter.state": ("/workshops/<room>/state", "GET", "anyone"),
    "reminder.index": ("/notebook/reminder", "GET POST", "may_reflect"),
    "rooms.answer": ("/room/<code>", "POST", "anyone"),
    "rooms.come_in": ("/room/<code>/join", "POST", "anyone"),
    "rooms.enter": ("/join", "POST", "anyone"),
    "rooms.here": ("/room/<code>", "GET", "anyone"),
    "rooms.join": ("/join", "GET", "anyone"),
    "rooms.join_with": ("/join/<code>", "GET", "anyone"),
    "rooms.state": ("/room/<code>/state", "GET", "anyone"),
    "rooms.wall": ("/room/<code>/wall", "GET", "anyone"),
    "rooms.wall_state": ("/room/<code>/wall/state", "GET", "anyone"),
    "settings.bring_back": ("/settings/bring-back", "GET POST", "may_export_or_delete"),
    "settings.code_kept": ("/settings/recovery-code-kept", "GET POST", "is_signed_in"),
    "settings.index": ("/settings", "GET POST", "is_signed_in"),
    "settings.new_key": ("/settings/new-key", "GET POST", "is_signed_in"),
    "settings.own_sessions": ("/settings/sessions", "GET POST", "is_signed_in"),
    "settings.password": ("/settings/password", "GET POST", "is_signed_in"),
    "settings.spare_codes_page": ("/settings/spare-codes", "GET POST", "is_signed_in"),
    "settings.second_factor_page": ("/settings/second-factor", "GET POST", "is_signed_in"),
    "settings.stay": ("/settings/stay", "POST", "is_signed_in"),
    "sharing.answer": ("/sharing/<instrument>/<week>", "POST", "may_reflect"),
    "sharing.ask": ("/sharing/<instrument>/<week>", "GET", "may_reflect"),
    "sheet.choose": ("/notebook/supervision-sheet", "GET", "may_reflect"),
    "sheet.make": ("/notebook/supervision-sheet", "POST", "may_reflect"),
    "summary.file": ("/workshops/<room>/summary/file", "GET", "anyone"),
    "summary.show": ("/workshops/<room>/summary", "GET", "anyone"),
    "take_home.make": ("/room/<code>/take-home", "POST", "anyone"),
    "take_home.show": ("/room/<code>/take-home", "GET", "anyone"),
    "teaching.file": ("/teaching/<resource>/file", "GET", "anyone"),
    "teaching.index": ("/teaching", "GET", "anyone"),
    "teaching.page": ("/teaching/<resource>", "GET", "anyone"),
    "teaching.wall": ("/teaching/<resource>/wall", "GET", "anyone"),
    "teaching.wall_page": ("/teaching/<resource>/wall/<number>", "GET", "anyone"),
    "team_lead.agreed_page": ("/teams/<team>/agreed", "GET", "may_reflect"),
    "team_lead.change_settings": ("/teams/<team>/settings", "POST", "may_reflect"),
    "team_lead.settings": ("/teams/<team>/settings", "GET", "may_reflect"),
    "team_lead.talking": ("/teams/<team>/talking", "GET", "may_reflect"),
    "team_lead.write_agreed": ("/teams/<team>/agreed", "POST", "may_reflect"),
    "teams.change_roster": ("/teams/<team>/roster", "POST", "may_reflect"),
    "teams.index": ("/teams", "GET", "may_reflect"),
    "teams.join": ("/teams/join", "GET POST", "may_reflect"),
    "teams.meeting": ("/teams/<team>/meeting", "GET", "may_reflect"),
    "teams.roster": ("/teams/<team>/roster", "GET", "may_reflect"),
    "teams.show": ("/teams/<team>", "GET", "may_reflect"),
    "trends.index": ("/my-picture", "GET", "may_reflect"),
    "trends.look_closer": ("/my-picture/look-closer/<scale>", "GET", "may_reflect"),
    "trends.result": ("/my-picture/<week>", "GET", "may_reflect"),
    "trends.where_to_turn": ("/where-to-turn", "GET", "anyone"),
    "tried.decided": ("/notebook/actions", "POST", "may_reflect"),
    "tried.index": ("/notebook/actions", "GET", "may_reflect"),
    "weeks.away": ("/check-in/<week>/away", "GET", "may_reflect"),
    "weeks.index": ("/weeks", "GET", "may_reflect"),
    "weeks.mark": ("/check-in/<week>/away", "POST", "may_reflect"),
    "workshops.ended": ("/workshops/ended", "GET", "anyone"),
    "workshops.index": ("/workshops", "GET", "may_run_workshop"),
    "workshops.paper": ("/workshops/paper/<instrument>", "GET", "anyone"),
    "workshops.start": ("/workshops", "POST", "may_run_workshop"),
    "workshops.take_over": ("/workshops/<room>/take-over", "POST", "may_run_workshop"),
}


def rule_name(app, rule) -> str:
    return access_control.find_rule(app, rule.endpoint).__name__


def test_every_route_stands_in_the_matrix_with_its_right(app):
    found = {
        rule.endpoint: (rule.rule, " ".join(sorted(route_methods(rule))), rule_name(app, rule))
        for rule in app_routes(app)
    }
    assert found == MATRIX


def test_every_path_is_kebab_case(app):
    for rule in app_routes(app):
        assert re.fullmatch(r"[a-z0-9/<>:_-]+", rule.rule), rule
        assert "_" not in re.sub(r"<.*?>", "", rule.rule), rule


def test_pages_that_are_read_never_write(app):
    for rule in app_routes(app):
        if route_methods(rule) == {"GET"}:
            view = inspect.unwrap(app.view_functions[rule.endpoint])
            assert "writing(" not in inspect.getsource(view), rule


def test_nobody_gets_in_without_signing_in(app, client):
    for rule in app_routes(app):
        if rule_name(app, rule) == "anyone" or "GET" not in route_methods(rule):
            continue
        client.get(route_path(rule), follow=False)
        assert client.status == 303, rule
        assert client.page.location.startswith("/sign-in"), rule


def test_an_address_that_asks_for_a_saved_form_opens_the_page_without_one(app, client, signed_in):
    for browser in (client, signed_in):
        for rule in app_routes(app):
            if "GET" in rule.methods and not rule.endpoint.startswith("openid."):
                browser.get(f"{route_path(rule)}?returned=1", follow=False)
                assert browser.status < 500, rule.endpoint


def test_a_form_without_its_token_is_not_taken(app, signed_in):
    for rule in app_routes(app):
        if "POST" in route_methods(rule):
            answer = signed_in.client.post(route_path(rule), data={"password": "x"})
            assert answer.status_code == 400, rule


def test_a_form_too_large_for_a_page_that_is_not_there_is_no_error_of_ours(app, signed_in):
    signed_in.get("/settings")
    headers = {"X-Reflect-Token": CSRF_TOKEN_PATTERN.search(signed_in.html).group(1)}
    path = "/notebook/journal/2026-W45/nothing/delete"  # not there, so nobody reads the form before
    answer = signed_in.client.post(path, data={"edition": "x" * 300_000}, headers=headers)
    assert answer.status_code == 404


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_form_from_elsewhere_is_not_taken(app, signed_in, origin):
    for rule in app_routes(app):
        if "POST" in route_methods(rule):
            signed_in.get("/settings")
            signed_in.post(route_path(rule), fresh=False, headers={"Sec-Fetch-Site": origin})
            assert signed_in.status == 403, rule


def test_every_answer_has_the_headers(app, signed_in, client):
    paths = [route_path(rule) for rule in app_routes(app) if "GET" in route_methods(rule)]
    for browser in (client, signed_in):
        for path in [*paths, "/nothing-here"]:
            browser.get(path, follow=False)
            for name, value in SECURITY_HEADERS.items():
                assert browser.page.headers[name] == value, path
            assert browser.page.headers["Cache-Control"] == "no-store", path
            assert "unsafe-inline" not in browser.page.headers["Content-Security-Policy"]


def test_every_page_has_one_heading_and_a_neutral_title(app, signed_in):
    for rule in app_routes(app):
        if "GET" not in route_methods(rule):
            continue
        signed_in.get(route_path(rule))
        if signed_in.page.mimetype != "text/html":
            continue
        assert len(re.findall(r"<h1\b", signed_in.html)) == 1, rule
        title = re.search(r"<title>(.*?)</title>", signed_in.html, re.DOTALL).group(1).strip()
        assert title.endswith("Reflect"), rule
        assert "sam@example.org" not in title, rule
        assert "style=" not in signed_in.html, rule
        assert "<style" not in signed_in.html, rule


def test_every_role_opens_the_same_doors_of_its_own(app, sign_up):
    """No role opens a page of another person's: their own pages are all there is so far."""
    for role in Role:
        browser = sign_up(f"{role.value}@example.org", roles=(role.value,))
        for rule in app_routes(app):
            if "GET" in route_methods(rule):
                browser.get(route_path(rule))
                assert browser.status in {200, 403, 404}, (role, rule)


def test_methods_other_than_get_and_post_are_refused(app, signed_in):
    for rule in app_routes(app):
        assert signed_in.client.put(route_path(rule)).status_code in {400, 405}, rule


def test_health_says_that_the_database_answers(client):
    assert client.get("/health").get_json() == {"status": "ok"}
