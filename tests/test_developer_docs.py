"""Documents for developers: the files, functions, links and lines in them exist."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "docs" / "architecture.md",
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
SPAN = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|js|yaml)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
NO_FILE = {"tests/auditor.py", "path.py"}  # it was renamed; the pages' own example
LAYERS = {"routes.py", "http.py", "forms.py", "presenters.py", "services.py", "repository.py"}


def find_file(name: str) -> Path | None:
    return next((each for each in (ROOT / name, ROOT / "reflect" / name) if each.exists()), None)


def defined_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {x.id for each in targets for x in ast.walk(each) if isinstance(x, ast.Name)}
    return names


def spans(page: Path) -> list[str]:
    return SPAN.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_functions_are_there(page):
    missing = []
    for span in spans(page):
        name, _, inside = span.partition("::")
        if not FILE.fullmatch(name) or name in LAYERS | NO_FILE:
            continue
        path = find_file(name)
        if path is None or (inside and inside not in defined_in(path)):
            missing.append(span)
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_pages_name_enough_for_this_to_mean_something():
    found = {span for page in PAGES for span in spans(page) if "::" in span or ".py" in span}
    assert len(found) > 60


def test_where_files_went_is_true():
    rows = re.findall(
        r"^\| `(.+)` \| `(.+)` \|$", (ROOT / "docs" / "moved.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 300
    there = {
        str(path.relative_to(ROOT))
        for part in ("reflect", "tests")
        for path in (ROOT / part).rglob("*.py")
    }
    for _then, now in rows:
        assert f"reflect/{now}" in there or f"tests/{now}" in there, now


def test_the_lines_of_equivalent_mutants_stand_in_the_code():
    mutants = tomllib.loads((ROOT / "bench" / "mutants.toml").read_text(encoding="utf-8"))
    code = {
        line.strip()
        for path in (ROOT / "reflect" / "core").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    named = {entry["was"] for entries in mutants.values() for entry in entries}
    assert named
    assert named <= code
