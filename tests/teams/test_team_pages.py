"""A team's pages through the app: joining it, what all in it see, and what nobody ever sees."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.crypto.vault import Vault
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import allowed_instruments, disputes
from reflect.policy import Actor
from reflect.teams import audit_events, rules
from reflect.teams import repository as team_repository
from reflect.teams import services as team_services
from tests.support.factories import WINDOW, Team, make_person, sign_in_with_vault
from tests.support.page_parsing import mask_tokens, response_snapshot, shared_section
from tests.support.site_fixture import record_queries

MEMBER_PAGES = ("", "/meeting", "/roster")  # for everybody in the team
SUPERVISOR_PAGES = ("/agreed", "/talking", "/settings")

MONTH = timedelta(days=31)


@pytest.fixture
def team(app) -> Team:
    """Seven members and a supervisor; the window is open."""
    return Team(app, made=(WINDOW + -3).opens_at - timedelta(weeks=2))


def unit(app, work):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return work(db)


def supervisor_of(team: Team) -> Actor:
    return Actor(team.helen.id, "helen", unlocked_vault=team.helen, code_checked=True)


def code_of(app, team: Team, clock) -> str:
    return unit(
        app, lambda db: team_services.create_join_code(db, supervisor_of(team), team.id, clock.now)
    )


# Joining


@pytest.fixture
def kim(app):
    return make_person(app, 99)


def test_before_joining_one_reads_who_is_in_it_and_the_rules(app, team, kim, clock):
    kim.post("/teams/join", {"code": code_of(app, team, clock)})
    assert kim.status == 200
    assert "Before you join Mill Lane" in kim.words
    for told in (
        "Supervisor: Helen Marsh",
        "Amy Reid",
        "when at least 5 have shared",
        "In about 87 to 98 of 100 four-week periods",  # eight, with whoever joins
        "No answer, no text, no place.",
        "from the window that begins on 30 November 2026",
        "Its figures can come on 4 January 2027.",
        "Leaders of the service see the range and the middle",
    ):
        assert told in kim.words
    assert "99" not in str(kim.page.request.url)


def test_the_name_shown_is_asked_and_then_one_is_a_member(app, team, kim, clock):
    code = code_of(app, team, clock)
    kim.post("/teams/join", {"code": code})
    kim.post("/teams/join", {"code": code, "step": "join", "shown": " Kim  Tully "}, fresh=False)
    assert (kim.status, kim.path) == (200, team.path())
    kim.get(team.path("/roster"))
    assert "27 November 2026: Kim Tully joined. It counts from the next window." in kim.words


def test_the_code_works_in_small_letters_and_without_hyphens(app, team, kim, clock):
    code = code_of(app, team, clock)
    kim.post("/teams/join", {"code": code.lower().replace("-", " ")})
    assert "Before you join Mill Lane" in kim.words


def test_without_a_name_the_page_comes_back_with_the_error_beside_it(app, team, kim, clock):
    code = code_of(app, team, clock)
    kim.post("/teams/join", {"code": code, "step": "join", "shown": "  "})
    assert kim.status == 422
    assert "Type the name that the team should see." in kim.words
    assert 'id="shown-error"' in kim.html
    assert f'name="code" value="{code}"' in kim.html
    kim.get(team.path())
    assert kim.status == 404


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "Type the code of the team."),
        ("   ", "Type the code of the team."),
        ("0000-0000-0000-0000", "No team has this code now. Look at it once more, or ask for a"),
        ("12", "This code has 16 letters and figures. You typed 2."),
        ("nonsense <b>", "A code is made of figures and of letters from A to Z"),
    ],
)
def test_a_wrong_code_is_refused_in_a_sentence_and_stands_in_its_box(team, kim, code, told):
    kim.post("/teams/join", {"code": code})
    assert kim.status == 422
    assert re.search(r'id="code-error">([^<]*)', kim.html).group(1).startswith(told)
    assert f'value="{html.escape(code)}"' in kim.html


def test_an_old_code_and_a_replaced_one_are_worth_as_much_as_a_wrong_one(app, team, kim, clock):
    replaced, code = code_of(app, team, clock), code_of(app, team, clock)
    told = []
    for tried, later in ((replaced, timedelta()), (code, MONTH), ("0000-0000-0000-0000", MONTH)):
        clock.now += later
        browser = make_person(app, 100 + len(told))
        browser.post("/teams/join", {"code": tried})
        told.append((browser.status, mask_tokens(browser.html).replace(tried, "")))
    assert told[0] == told[1] == told[2]


def test_guessing_codes_is_slowed_down_and_the_right_one_waits_too(app, team, kim, clock):
    code = code_of(app, team, clock)
    for _try in range(6):
        kim.post("/teams/join", {"code": "0000-0000-0000-0000"})
    kim.post("/teams/join", {"code": code})
    assert kim.status == 422
    assert "Several tries did not fit." in kim.words
    clock.forward(minutes=2)
    kim.post("/teams/join", {"code": code})
    assert "Before you join Mill Lane" in kim.words


def test_nothing_typed_is_no_try(team, kim):
    for _try in range(8):
        kim.post("/teams/join", {"code": ""})
    assert "Type the code of the team." in kim.words


def test_a_code_that_ends_in_between_keeps_the_name(app, team, kim, clock):
    code = code_of(app, team, clock)
    kim.post("/teams/join", {"code": code})
    code_of(app, team, clock)
    kim.post("/teams/join", {"code": code, "step": "join", "shown": "Kim Tully"}, fresh=False)
    assert kim.status == 422
    fresh = code_of(app, team, clock)
    kim.post("/teams/join", {"code": fresh, "shown": "Kim Tully"}, fresh=False)
    assert 'value="Kim Tully"' in kim.html


def test_a_second_team_is_refused_and_the_page_says_why(app, team, clock):
    other = Team(app, 2, first=50, name="Northgate")
    amy, code = team.member(), code_of(app, other, clock)
    amy.post("/teams/join", {"code": code, "step": "join", "shown": "Amy"})
    assert amy.status == 422
    assert "You are in a team already. Leave that one first." in amy.words


def test_whoever_leads_a_team_is_no_member_of_it(app, team, clock):
    helen = team.supervisor()
    helen.post("/teams/join", {"code": code_of(app, team, clock), "step": "join", "shown": "H"})
    assert "You lead this team, so you cannot be a member of it." in helen.words


def test_a_full_team_is_refused_in_a_sentence(app, team, kim, clock):
    def fill(db):
        for n in range(MAX_TEAM_MEMBERS - 7):
            account = f"{1000 + n:032x}"
            db.execute(
                text("INSERT INTO accounts (id, name, roles) VALUES (:id, :id, '')"),
                {"id": account},
            )
            team_repository.add_membership(
                db, team.id, account, team_repository.MEMBER, str(n), clock.now
            )

    unit(app, fill)
    code = code_of(app, team, clock)
    kim.post("/teams/join", {"code": code, "step": "join", "shown": "Kim"})
    assert kim.status == 422
    assert "This team has 64 members, which is the most." in kim.words


# The page of a team


def test_members_and_supervisor_have_the_same_page(app, team, clock):
    team.share_and_close([(4, 4, 3, 5, 2, 4), (4, 4), (4, 3, 4, 4, 4, 4, 4)])
    clock.now = WINDOW.closes_at
    pages = []
    for browser in (team.member(0), team.member(6), team.supervisor()):
        browser.get(team.path())
        pages.append(shared_section(browser))
    assert pages[0] == pages[1] == pages[2]
    assert "Mill Lane" in pages[0]
    assert len(pages[0]) > 5_000


def test_two_members_pages_differ_in_nothing_but_the_form_tokens(app, team, clock):
    team.share(4, 4, 4, 4, 4, 4)
    team.close()
    clock.now = WINDOW.closes_at
    first, other = (
        response_snapshot(team.member(n), *map(team.path, MEMBER_PAGES)) for n in (0, 6)
    )
    assert first == other


def test_the_supervisors_page_has_their_own_part_and_nothing_else(app, team):
    amy, helen = team.member(), team.supervisor()
    amy.get(team.path())
    helen.get(team.path())
    own = re.sub(r'<section class="flow">.*?</section>\n', "", helen.html, flags=re.DOTALL)
    assert "For you, who lead this team" in helen.html
    assert mask_tokens(own) == mask_tokens(amy.html)


def test_a_page_asks_the_database_six_questions_at_most(app, team, clock):
    team.share_and_close([(4, 4, 3, 5, 2, 4), (4, 4, 4, 4, 4, 4)])
    clock.now = WINDOW.closes_at
    for browser in (team.member(), team.supervisor()):
        browser.get(team.path())
        with record_queries(app) as asked:
            browser.get(team.path())
        assert len(asked) <= 6, asked


def test_before_any_window_closed_the_page_says_when_the_first_can(app, clock):
    new = Team(app, 6, first=50, made=clock.now)
    amy = new.member()
    amy.get(new.path())
    assert "There are no figures yet. The first can come on 4 January 2027." in amy.words
    assert "Until then the team can do without figures" in amy.words
    assert "<svg" not in shared_section(amy)


def test_the_page_says_what_may_not_be_concluded_and_how_to_begin_a_meeting(app, team, clock):
    team.share_and_close([(4, 4, 4, 4, 4, 4), (3, 3, 3, 3, 3, 3)])
    clock.now = WINDOW.closes_at
    amy = team.member()
    amy.get(team.path())
    assert "Each figure is an average, rounded at random to the ten above or below." in amy.words
    assert "About 50 in the latest four weeks: somewhere within ten of it." in amy.words
    assert "window before" not in amy.words
    assert "For your next team meeting" in amy.words
    amy.get(team.path("/meeting"))
    for told in ("What may not be concluded", "What is one small thing to try", "Print"):
        assert told in amy.words


def test_a_further_instrument_has_a_chart_of_its_own(app, team, clock):
    def published(db):
        db.execute(allowed_instruments.insert().values(instrument="team-check"))
        scales = [
            scale.id for scale in app.extensions["reflect.library"].latest("team-check").scales
        ]
        for scale in scales:
            db.execute(
                text(
                    'INSERT INTO releases (team, instrument, "window", scale, value, step) '
                    "VALUES (:team, 'team-check', :window, :scale, 70, 10)"
                ),
                {"team": team.id, "window": WINDOW.number, "scale": scale},
            )

    team.share(4, 4, 4, 4, 4, 4)
    team.close()
    unit(app, published)
    clock.now = WINDOW.closes_at
    amy = team.member()
    amy.get(team.path())
    ids = re.findall(r'\bid="([^"]+)"', amy.html)
    assert len(ids) == len(set(ids))
    assert "Our team as a base" in amy.words


# Silence while a window is open, and afterwards


def everything(app, team: Team) -> list[tuple]:
    """Every response that a member, another member and the supervisor can get of their team."""
    seen = []
    for browser in (team.member(0), team.member(6)):
        seen += response_snapshot(browser, "/teams", *map(team.path, MEMBER_PAGES))
    seen += response_snapshot(
        team.supervisor(), "/teams", *map(team.path, (*MEMBER_PAGES, *SUPERVISOR_PAGES))
    )
    return seen


def test_while_a_window_is_open_no_response_changes_as_people_share(app, team):
    before = everything(app, team)
    for who in range(6):
        team.people.share_week(who, WINDOW.first, level=4)
        assert everything(app, team) == before, f"after {who + 1} have shared"
    team.people.set_sharing(0, WINDOW.first, yes=False)
    assert everything(app, team) == before


def test_none_and_four_sharers_leave_the_same_pages_byte_for_byte(app, clock):
    seen = []
    for sharers in (0, 4):
        clear(app)
        team = Team(app)
        team.share(*[4] * sharers)
        team.close()
        clock.now = WINDOW.closes_at
        told = str(everything(app, team)).replace(team.id, "T")
        seen.append(told)
    assert "Not shown." in seen[0]
    assert seen[0] == seen[1]


def test_five_and_seven_sharers_differ_in_nothing_but_the_figures(app, clock):
    """The step of the rounding and all words are the same: no count can be read off them."""
    seen = []
    for sharers in (5, 7):
        clear(app)
        team = Team(app)
        team.share(*[5] * sharers)  # all at the top: no rounding can fall otherwise
        team.close()
        clock.now = WINDOW.closes_at
        seen.append(str(everything(app, team)).replace(team.id, "T"))
    assert "About 90 in the latest four weeks" in seen[0]
    assert seen[0] == seen[1]


def clear(app) -> None:
    names = "boxes releases memberships team_rules events sessions rows teams vaults accounts"
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for name in names.split():
            db.execute(text(f"DELETE FROM {name}"))


# Somebody else's team


@pytest.fixture
def strangers(app, team, clock):
    """Who has no business here: in another team, leading it, organising, leading the service."""
    other = Team(app, 2, first=50, name="Northgate")
    organiser = make_person(app, 98, "organiser")
    return [other.member(), other.supervisor(), organiser, make_person(app, 97, "leader")]


def test_another_team_looks_like_no_team(app, team, strangers):
    for browser in strangers:
        for page in (*MEMBER_PAGES, *SUPERVISOR_PAGES):
            seen = []
            for team_id in (team.id, "f" * 32):
                (told,) = response_snapshot(browser, f"/teams/{team_id}{page}")
                seen.append(str(told).replace(team_id, "T"))
            assert "(404," in seen[0]
            assert seen[0] == seen[1], page


FORMS = [
    ("/roster", {"action": "doubt"}),
    ("/roster", {"action": "leave"}),
    ("/agreed", {"text": "Tuesdays together", "day": "2026-11-20"}),
    ("/agreed", {"action": "remove", "id": "0" * 32}),
    ("/agreed", {}),
    *(("/settings", {"action": action}) for action in ("code", "go", "run", "stop")),
    ("/settings", {"action": "name", "name": "Ours"}),
    ("/settings", {"action": "name", "name": ""}),
    ("/settings", {"action": "least", "least": "8"}),
    ("/settings", {"action": "dissolve", "sure": "Mill Lane"}),
]


@pytest.mark.parametrize(("page", "fields"), FORMS)
def test_a_form_to_another_team_is_answered_as_if_there_were_none(
    app, team, strangers, page, fields
):
    for browser in strangers:
        seen = []
        for team_id in (team.id, "f" * 32):
            browser.get("/settings")
            browser.post(f"/teams/{team_id}{page}", fields, fresh=False)
            seen.append((browser.status, mask_tokens(browser.html).replace(team_id, "T")))
        assert seen[0][0] == 404
        assert seen[0] == seen[1]
    name = unit(app, lambda db: team_repository.load_team(db, team.id).name)
    assert name == "Mill Lane"


@pytest.mark.parametrize(("page", "fields"), FORMS[2:])
def test_a_member_cannot_do_what_a_supervisor_can(app, team, page, fields):
    amy = team.member()
    amy.get("/settings")
    amy.post(team.path(page), fields, fresh=False)
    assert amy.status == 404
    for lead_page in SUPERVISOR_PAGES:
        amy.get(team.path(lead_page))
        assert amy.status == 404


# The roster


def test_whoever_does_not_recognise_someone_says_so_and_no_figures_come_out(app, team, clock):
    team.share(4, 4, 4, 4, 4, 4)
    amy, ben = team.member(0), team.member(1)
    amy.post(team.path("/roster"), {"action": "doubt"})
    ben.get(team.path())
    assert "Somebody on the roster is not recognised." in ben.words
    ben.get(team.path("/roster"))
    assert "Somebody here is not recognised. Until it is settled, nothing is shown." in ben.words
    assert 'value="doubt" disabled' in ben.html
    team.close()
    clock.now = WINDOW.closes_at
    ben = team.member(1)
    ben.get(team.path())
    assert "Not shown." in ben.words


def test_nobody_in_the_team_learns_who_doubted(app, team):
    team.member(0).post(team.path("/roster"), {"action": "doubt"})
    pages = [response_snapshot(team.member(n), team.path(), team.path("/roster")) for n in (0, 1)]
    assert pages[0] == pages[1]
    helen = team.supervisor()
    helen.get(team.path("/roster"))
    happened = re.search(r"What changed.*", helen.words).group(0)
    assert "Amy" not in happened


def test_how_it_was_settled_is_read_by_all(app, team, clock):
    team.member(0).post(team.path("/roster"), {"action": "doubt"})
    organiser = Actor(
        "o" * 32, "o", frozenset({"organiser"}), Vault("o" * 32, b"o" * 32), True, True
    )
    row = {"id": organiser.id, "name": "o", "roles": "organiser"}
    unit(
        app, lambda db: db.execute(text("INSERT INTO accounts VALUES (:id,:name,:roles,NULL)"), row)
    )
    unit(
        app,
        lambda db: rules.settle_dispute(
            db, organiser, team.id, "Ida is the new student.", clock.now
        ),
    )
    ben = team.member(1)
    ben.get(team.path("/roster"))
    assert "The roster was settled: Ida is the new student." in ben.words
    assert unit(app, lambda db: db.execute(disputes.select()).one()).settled is not None


def test_who_leaves_is_seen_to_have_left_and_has_no_page(app, team):
    amy, ben = team.member(0), team.member(1)
    amy.post(team.path("/roster"), {"action": "leave"})
    assert amy.path == "/teams"
    assert "Join with a code" in amy.words
    amy.get(team.path())
    assert amy.status == 404
    ben.get(team.path("/roster"))
    assert "27 November 2026: Amy Reid left. It counts from the next window." in ben.words


def test_every_team_is_told_when_a_leader_is_made(app, team, clock):
    given = {"name": "Lee Ward", "words": "leader"}
    unit(app, lambda db: audit_events.record_event(db, clock.now, audit_events.ROLE_GIVEN, **given))
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "An organiser gave Lee Ward a role: leader." in amy.words


def test_names_are_text_and_never_markup(app, team, kim, clock):
    code = code_of(app, team, clock)
    kim.post("/teams/join", {"code": code, "step": "join", "shown": "<i>Kim</i> {{ 7*7 }}"})
    kim.get(team.path("/roster"))
    assert "<i>Kim" not in kim.html
    assert "<i>Kim</i> {{ 7*7 }}" in kim.words


def test_the_list_of_teams_has_ones_own_and_says_which_one_leads(app, team):
    helen, amy = team.supervisor(), team.member()
    helen.get("/teams")
    assert "Mill Lane You lead this team." in helen.words
    amy.get("/teams")
    assert "Mill Lane" in amy.words
    assert "Join with a code" not in amy.words


def test_a_dissolved_team_keeps_its_figures_for_those_who_were_in_it(app, team, clock):
    team.share_and_close([(4, 4, 4, 4, 4, 4)], WINDOW + -1)
    library = app.extensions["reflect.library"]
    helen = supervisor_of(team)
    unit(app, lambda db: team_services.dissolve_team(db, helen, library, team.id, clock.now))
    amy = sign_in_with_vault(app, team.people.sharers[0].vault)
    amy.get(team.path())
    assert "This team was dissolved." in amy.words
    amy.get(team.path("/roster"))
    assert "Leave this team" not in amy.words
    assert 'name="action"' not in amy.html
