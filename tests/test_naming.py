"""Rules for names in `reflect/`, so that a search for the usual word finds them."""

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "reflect").rglob("*.py"))
}
IRREGULAR = set(
    re.findall(
        r"\w+",
        "begun bound built chosen done drawn found given heard held kept known laid led left lived "
        "lost made met put read said seen sent shown spoken taken told written",
    )
)
ARCHIVE = Path("reflect/mydata/archive_schema.py")  # its class names stand in schema.json


def is_participle(name: str) -> bool:
    word = name.removesuffix("_")
    return "_" not in word and (word in IRREGULAR or word.endswith("ed"))


def is_view(function: ast.FunctionDef) -> bool:
    """Views are named after their endpoint."""
    return any("bp." in ast.unparse(each) for each in function.decorator_list)


def test_no_public_function_is_a_bare_participle():
    found = [
        f"{path}: {node.name}"
        for path, tree in TREES.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and is_participle(node.name) and not is_view(node)
    ]
    assert not found


def test_a_class_name_stands_in_one_module():
    where = defaultdict(set)
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and path != ARCHIVE:
                where[node.name].add(path)
    assert not {name: paths for name, paths in where.items() if len(paths) > 1}


def test_a_public_constant_stands_in_two_modules_at_most():
    where = defaultdict(set)
    for path, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = [
                    x.id for each in targets for x in ast.walk(each) if isinstance(x, ast.Name)
                ]
                for name in names:
                    if name.isupper() and len(name) > 1 and not name.startswith("_"):
                        where[name].add(path)
    assert not {name: paths for name, paths in where.items() if len(paths) > 2}


def test_a_layer_module_has_one_name_at_its_importers():
    """`team_services` for `reflect.teams.services`; the bare name inside `reflect/teams`."""
    layers = {"forms", "http", "presenters", "repository", "routes", "services"}
    names = defaultdict(set)
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reflect."):
                for each in node.names:
                    package = Path(*node.module.split("."))
                    if each.name in layers and package not in path.parents:
                        names[f"{node.module}.{each.name}"].add(each.asname or each.name)
    assert not {module: each for module, each in names.items() if len(each) > 1}


def _imported_modules(tree: ast.Module) -> dict[str, str]:
    """Local name -> module, for modules of ours imported as `from package import module`."""
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.split(".")[0] in {"reflect", "tests"}
        for alias in node.names
    }
    return {
        name: module
        for name, module in names.items()
        if (ROOT / module.replace(".", "/")).with_suffix(".py").exists()
    }


def test_tests_and_benchmarks_ask_a_module_for_what_it_has():
    """Pages that only a browser opens, and benchmarks, would notice a new name late or never."""
    missing = []
    for path in (*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = _imported_modules(tree)
        missing += [
            f"{path.name}:{node.lineno} {node.value.id}.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in modules
            and not hasattr(importlib.import_module(modules[node.value.id]), node.attr)
        ]
    assert not missing
