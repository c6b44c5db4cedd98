"""No wording of one organisation, nation or regulator is in code or templates.

`core/organisation/uk_defaults.py` has the defaults for what an organisation did not set. Guides,
teaching pages and instruments are content and not code: an organisation's file of the same name
replaces one.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "reflect"
CODE = sorted(path for path in ROOT.rglob("*.py") if path.name != "uk_defaults.py")
PAGES = sorted([*ROOT.rglob("*.html"), *(ROOT / "static").glob("*.js")])
OWN = re.compile(
    r"Social Work England|Social Work Scotland|Social Care Wales|\bNISCC\b|\bSSSC\b|\bBASW\b"
    r"|\bSWU\b|\bUNISON\b|\bUnite the union\b|\bLGA\b|Standards for Employers|\bNHS\b"
    r"|\bOfsted\b|\bCQC\b"
    r"|Samaritans|116 ?123|bbc\.co\.uk|[Ss]tandard 4\b|30 November|1 December"
    r"|Northshire|Harrowmere|\bCouncil\b|\bcouncil\b|\b(?:for|in|of) England\b"
)


def docstrings(tree: ast.AST) -> set[int]:
    """Where a docstring stands: it may say where a method comes from."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def texts(path: Path) -> list[str]:
    """The texts that a module can show to somebody."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = docstrings(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
    ]


def test_the_list_finds_what_it_is_for():
    shipped = " ".join(texts(ROOT / "core" / "organisation" / "uk_defaults.py"))
    assert len(set(OWN.findall(shipped))) >= 10


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_says_whose_site_it_is(path):
    assert [found for text in texts(path) for found in OWN.findall(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_or_script_says_whose_site_it_is(path):
    assert OWN.findall(path.read_text(encoding="utf-8")) == []
