"""Rules for the structure of the code: sizes, commits, clock, stored columns, import contracts."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from reflect.web import access_control

ROOT = Path(__file__).parent.parent
CODE = sorted((ROOT / "reflect").rglob("*.py"))
MAKEFILE = (ROOT / "Makefile").read_text()
TEMPLATES = sorted((ROOT / "reflect" / "templates").rglob("*.html"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=short)
def test_a_file_fits_in_a_head_and_a_function_on_a_screen(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 45, node.name


@pytest.mark.parametrize("path", [p for p in CODE if p.name.endswith("routes.py")], ids=short)
def test_views_are_thin(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            first = node.body[0].lineno  # decorators and docstring apart
            assert node.end_lineno - first <= 24, node.name


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_fits_on_a_screen(path):
    most = 200 if path.name == "macros.html" else 100
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


# what runs before or after every view, and the base of forms
MAY_READ_THE_POSTED_FORM = {
    "reflect/demo/public/routes.py",  # which copy of the demonstration a request is for
    "reflect/web/access_control.py",
    "reflect/web/errors.py",
    "reflect/web/forms.py",
}


def test_no_view_reads_the_posted_form_past_a_form():
    pattern = re.compile(r"request\.(form|files|values|get_json|json|data|stream)\b")
    found = {short(path) for path in CODE if pattern.search(path.read_text(encoding="utf-8"))}
    assert found == MAY_READ_THE_POSTED_FORM


def calls_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_no_function_of_core_or_charts_is_called_by_tests_alone():
    """What only tests call is a promise that no page keeps."""
    texts = {path: path.read_text("utf-8") for path in (*CODE, *(ROOT / "reflect").rglob("*.html"))}
    unused = []
    for path in CODE:
        if path.relative_to(ROOT / "reflect").parts[0] not in {"core", "charts"}:
            continue
        for node in ast.parse(texts[path]).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                name = re.compile(rf"\b{node.name}\b")
                elsewhere = any(name.search(text) for at, text in texts.items() if at != path)
                if not elsewhere and len(name.findall(texts[path])) < 2:
                    unused.append(f"{path.name}::{node.name}")
    assert unused == []


@pytest.mark.parametrize("path", [p for p in CODE if p.name != "db.py"], ids=short)
def test_only_db_commits(path):
    assert not {"commit", "rollback"} & calls_in(path)


@pytest.mark.parametrize("path", [p for p in CODE if p.name != "clock.py"], ids=short)
def test_only_clock_reads_the_clock(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    read = {
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not read & {"datetime.now", "datetime.utcnow", "date.today", "time.time"}


@pytest.mark.parametrize("path", [p for p in CODE if p.name != "models.py"], ids=short)
def test_only_models_names_a_stored_column(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not made & {"Column", "Table"}


def test_a_route_without_a_rule_stops_the_start(app):
    app.view_functions["bare"] = lambda: ""
    try:
        with pytest.raises(KeyError, match="bare"):
            access_control.check_every_route(app)
    finally:
        del app.view_functions["bare"]


CHECKS = re.findall(
    r"^\t@\$\(BIN\)/(.*)", MAKEFILE.partition("\ncheck:")[2].partition("\n\n")[0], re.MULTILINE
)


def test_the_checks_are_those_of_make_check():
    assert {each.split()[0] for each in CHECKS} == {"ruff", "mypy", "lint-imports", "djlint"}


@pytest.mark.parametrize("tool", CHECKS)
def test_tool_is_content(tool):
    name, *rest = tool.split()
    done = subprocess.run(
        [Path(sys.executable).with_name(name), *rest], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
HTTP = next(each for each in CONTRACTS if "HTTP" in each["name"])
PACKAGES = [name.removesuffix(".**").replace(".", "/") for name in HTTP["source_modules"]]
WITHOUT_HTTP = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if path.name not in {"routes.py", "http.py", "__init__.py"}
)


def test_no_contract_lists_modules():
    """Packages and globs alone; `policy` is a module, and the exercise's contract is about one."""
    named = {
        name
        for contract in CONTRACTS
        for name in contract.get("source_modules", [])
        if (ROOT / (name.replace(".", "/") + ".py")).is_file()
    }
    assert named == {"reflect.policy", "reflect.demo.exercise.unprotected"}


def test_every_layer_is_under_the_contract():
    layers = {"forms.py", "presenters.py", "services.py", "repository.py"}
    features = (path for path in CODE if path.parent != ROOT / "reflect" / "web")
    assert {path for path in features if path.name in layers} <= set(WITHOUT_HTTP)


def test_flask_in_any_module_but_routes_and_http_breaks_the_contract(tmp_path):
    """Each gets an import of Flask, in a copy, and the linter has to name each."""
    shutil.copytree(ROOT / "reflect", tmp_path / "reflect", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    for path in WITHOUT_HTTP:
        copy = tmp_path / path.relative_to(ROOT)
        with copy.open("a", encoding="utf-8") as file:
            file.write("\nfrom flask import request\n")
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout
    modules = [short(path).removesuffix(".py").replace("/", ".") for path in WITHOUT_HTTP]
    text = " ".join(done.stdout.split())
    missing = [name for name in modules if f"{name} -> flask" not in text]
    assert not missing
