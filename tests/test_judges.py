"""The external checkers in bench/judges/ visit every page of the site."""

import importlib
import re
import sys
from pathlib import Path

import pytest
from werkzeug.exceptions import NotFound

ROOT = Path(__file__).parent.parent
FILES = {"cpd.entry_file", "cpd.year_file", "guides.file", "teaching.file", "summary.file"}
ASKED_BY_SCRIPTS = {"health", "rooms.state", "rooms.wall_state", "presenter.state"}
WAYS_ON = {"modules.start", "checkins.this_week"}
OF_A_REAL_SITE = {"accounts.home"}  # on a demonstration it leads to the people
# the demonstration has no provider and nobody with a second factor; test_accessible looks at these
OF_A_REAL_SITE |= {f"openid.{name}" for name in ("back", "begin", "failed", "own", "password")}
OF_A_REAL_SITE |= {"settings.spare_codes_page"}
NOT_JUDGED = FILES | ASKED_BY_SCRIPTS | WAYS_ON | OF_A_REAL_SITE
SPARED = re.compile(r"# nosec.*$", re.MULTILINE)
AS_IT_SHOULD = re.compile(r"# nosec B\d{3}  # \S.+")


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """The addresses that the judges open, with something in each place."""
    monkeypatch.setattr(sys, "path", [str(ROOT / "bench" / "judges"), *sys.path])
    names = {path.stem for path in (ROOT / "bench").rglob("*.py")}
    before = {name: sys.modules.pop(name) for name in names & set(sys.modules)}
    pages = importlib.import_module("pages").PAGES
    for name in names & set(sys.modules):
        del sys.modules[name]
    sys.modules.update(before)
    return [re.sub(r"\{\w+\}", "2026-W48", page.path).split("?")[0] for page in pages]


def test_no_page_of_the_site_is_kept_from_the_judges(app, judged):
    asked = {endpoint(app, path) for path in judged}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - NOT_JUDGED - asked == set()


def test_a_line_that_is_spared_by_bandit_says_which_rule_and_why():
    spared = [
        line
        for path in (ROOT / "reflect").rglob("*.py")
        for line in SPARED.findall(path.read_text(encoding="utf-8"))
    ]
    assert spared
    assert [line for line in spared if not AS_IT_SHOULD.match(line)] == []


def endpoint(app, path: str) -> str:
    try:
        return app.url_map.bind("127.0.0.1").match(path)[0]
    except NotFound:
        return ""
