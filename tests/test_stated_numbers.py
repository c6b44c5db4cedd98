"""A number that the code obeys is the one that pages, content files and documents state."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.accounts import invitations, privacy_promises
from reflect.content.front_matter import fill_placeholders
from reflect.core import stated_numbers
from reflect.core.disclosure import team_release, workshop_rounds
from reflect.core.organisation.model import DEFAULT_ORGANISATION
from tests.support.client import Client
from tests.support.routes import app_routes, route_methods, route_path
from tests.support.site_fixture import open_site

ROOT = Path(__file__).parents[1]
TEXTS = sorted((ROOT / "reflect/content").rglob("texts/*.md"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WORDS = [
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
]


def to_number(word: str) -> int:
    return int(word) if word.isdecimal() else WORDS.index(word.lower())


def read_pages(app) -> dict[str, str]:
    """Every page that has no part of its own in its path, and every text, as somebody reads it."""
    stranger, sam = Client(app), Client(app)
    sam.sign_up("sam@example.org", "four small boats adrift")
    found = {}
    for rule in app_routes(app):
        if "GET" in route_methods(rule) and not rule.arguments:
            for who, browser in (("stranger", stranger), ("sam", sam)):
                browser.get(route_path(rule))
                found[who, route_path(rule)] = browser.html
    stranger.get("/sign-in?next=/check-in")
    for path in TEXTS:
        name = f"/{'guides' if 'guides' in path.parts else 'teaching'}/{path.stem}"
        stranger.get(name)
        found["text", name] = stranger.html
    return found


def naming(pages, *numbers: int) -> set[tuple[str, str]]:
    some = "|".join(map(str, numbers))
    pattern = re.compile(rf"\b(?:{some}) quiet minutes|quiet for (?:{some}) minutes")
    return {key for key, html in pages.items() if pattern.search(html)}


def read_pages_of_site(folder: Path, static: Path) -> dict[str, str]:
    (folder / "data").mkdir(parents=True)
    named = 'name = "Westmere Council"\n'  # so that no text comes from a cache
    (folder / "data" / "organisation.toml").write_text(named)
    with open_site(folder, static) as (app, _clock):
        return read_pages(app)


def test_the_idle_time_of_every_page_and_text_is_the_constant(tmp_path, static, monkeypatch):
    before = read_pages_of_site(tmp_path / "before", static)
    monkeypatch.setattr(stated_numbers, "IDLE_MINUTES", 20)
    after = read_pages_of_site(tmp_path / "after", static)
    told = naming(before, 15, 13)
    assert {("stranger", "/who-can-read-what"), ("sam", "/settings/sessions")} <= told
    assert {("sam", "/my-data/stored"), ("text", "/teaching/running-order-60")} <= told
    assert naming(after, 20, 18) == told
    assert naming(after, 15, 13) == set()
    for (_who, path), html in after.items():
        if "data-lock" in html:
            assert 'data-warn="1080" data-lock="1200"' in html, path


def test_the_sign_in_page_after_the_lock_says_it_too(app, sign_up, clock, monkeypatch):
    monkeypatch.setattr(stated_numbers, "IDLE_MINUTES", 20)
    sam = sign_up("sam@example.org")
    clock.forward(minutes=17)
    sam.get("/sign-in")
    assert "You were signed out after 20 quiet minutes." in sam.words


def test_what_the_code_obeys_is_made_from_the_constants():
    changed = (
        "import reflect.core.stated_numbers as n\n"
        "n.IDLE_MINUTES, n.SESSION_HOURS, n.INVITATION_DAYS = 20, 9, 8\n"
        "n.TEAM_CODE_DAYS, n.ENDED_ACCOUNT_DAYS, n.LOCKED_SESSION_MINUTES = 31, 32, 11\n"
        "from reflect.accounts import invitations, sessions as s\n"
        "from reflect.teams import services\n"
        "print(s.IDLE_TIMEOUT, s.SESSION_LIFETIME, s.LOCKED_SESSION_RETENTION)\n"
        "print(s.UNUSED_INVITATION_RETENTION, s.ENDED_ACCOUNT_RETENTION)\n"
        "print(invitations.INVITATION_LIFETIME.days, services.JOIN_CODE_LIFETIME.days)\n"
    )
    done = subprocess.run([sys.executable, "-c", changed], capture_output=True, text=True)
    day = 24 * 60 * 60
    assert done.stdout.split() == [
        *map(str, (21 * 60, 9 * 3600, 11 * 60, 8 * day, 32 * day, 8, 31)),
    ], done.stderr


@pytest.mark.parametrize("number", [6, 7])
def test_every_sentence_with_a_number_has_it_from_its_constant(app, client, monkeypatch, number):
    """The page of promises, the rules of a team, and a text of the teaching material."""
    monkeypatch.setattr(stated_numbers, "MIN_SHARERS", number)
    monkeypatch.setattr(stated_numbers, "SESSION_HOURS", number + 10)
    monkeypatch.setattr(stated_numbers, "INVITATION_DAYS", number + 20)
    client.get("/who-can-read-what")
    assert f"never for fewer than {number} people" in client.words
    assert f"after {number + 10} hours in any case" in client.words
    assert f"more than {number + 20} days old" in invitations.invalid_invitation_text()
    text = (ROOT / "reflect/content/teaching/texts/privacy-notice-draft.md").read_text()
    filled = fill_placeholders(text.split("+++")[-1], 1, DEFAULT_ORGANISATION)
    assert f"Rounded figures of {number} people or more" in filled
    assert f"a session, for {number + 10} hours at most" in filled


NUMBER = rf"(\d+|{'|'.join(WORDS)})"
STATED = {  # what a text says in its own words: the constant that it has to equal
    rf"\b{NUMBER} (?:quiet|idle) minutes": stated_numbers.IDLE_MINUTES,
    rf"works once, for {NUMBER} days": stated_numbers.INVITATION_DAYS,
    rf"good once, for {NUMBER} days": stated_numbers.INVITATION_DAYS,
    rf"alive {NUMBER} days at most": stated_numbers.INVITATION_DAYS,
    rf"their own records for {NUMBER} days": stated_numbers.ENDED_ACCOUNT_DAYS,
    rf"ended it; deleted {NUMBER} days later": stated_numbers.ENDED_ACCOUNT_DAYS,
    rf"after_{NUMBER}_quiet_minutes": stated_numbers.IDLE_MINUTES,
    rf"in_use_ends_after_{NUMBER}_hours": stated_numbers.SESSION_HOURS,
    rf"\b{NUMBER} (?:people at least|accounts or more|people or more)": stated_numbers.MIN_SHARERS,
    rf"[Ff]ewer than {NUMBER} (?:sharers|who share)": stated_numbers.MIN_SHARERS,
    rf"from {NUMBER} people": stated_numbers.MIN_SHARERS,
    rf"[Ff]ewer than {NUMBER} (?:answers Reflect|answered this)": workshop_rounds.MIN_ANSWERS,
    rf"[Ff]ewer than {NUMBER} have answered": workshop_rounds.MIN_ANSWERS,
    rf"only if (?:at least )?{NUMBER} (?:of you )?have answered": workshop_rounds.MIN_ANSWERS,
    rf"[Aa]t least {NUMBER} must have answered": workshop_rounds.MIN_ANSWERS,
}
WRITTEN = [
    *DOCUMENTS,
    *TEXTS,
    *sorted((ROOT / "reflect/templates").rglob("*.html")),
    *sorted((ROOT / "reflect").rglob("*.py")),
]


@pytest.mark.parametrize("pattern", STATED)
def test_a_number_that_a_text_writes_out_equals_the_constant(pattern):
    said = [
        (str(path.relative_to(ROOT)), match.group())
        for path in WRITTEN
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert said, "no text says this any more: take the line out"
    for _path, words in said:
        number = re.search(rf"(?<![a-z]){NUMBER}(?![a-z])", words).group(1)
        assert to_number(number) == STATED[pattern], said


def test_a_team_of_one_more_than_the_least_number_is_the_smallest_with_figures():
    assert stated_numbers.MIN_SHARERS == team_release.MIN_SHARERS
    page = " ".join(one.text for one in privacy_promises.OUTGOING_DATA)
    assert f"fewer than {team_release.MIN_SHARERS} people" in page
