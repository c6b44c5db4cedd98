"""Do the tests of the core notice when its code is wrong? Small wrongs, one at a time.

    python bench/mutants.py            (about a quarter of an hour on two cores)
    python bench/mutants.py spc vault

mutmut writes the wrongs (`<` for `<=`, an argument left out, another text) and runs for each the
tests in tests/core that come through the function. For every module one line is printed: how many
were noticed, out of how many, and the score against 95 of 100. What was not noticed follows, as the
line that was and the line that nobody missed. Those of which no test could ever tell stand in
mutants.toml with the reason, and count neither way. mutmut changes what functions do, and neither
constants nor properties: those have claims of their own in tests/core.

mutmut is installed into the temporary folder in which the copy of the code is changed.
"""

import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

import click
from servers import say

ROOT = Path(__file__).parents[1]
PINNED = ("mutmut==3.8.1", "libcst==1.9.0")
MODULES = {
    "vault": "crypto/vault",
    "keys": "crypto/primitives",
    "disclosure": "disclosure/team_release",
    "ballots": "crypto/team_tally",
    "spc": "spc",
}  # by the names in mutants.toml, below reflect/core
COPIED = ("reflect", "tests", "instruments", "migrations")
TARGET = 0.95
UNNOTICED = {0, 5, 33}  # the tests passed, or there was none
# what takes long in tests/core and comes through none of the five
SLOW = ("test_comparisons.py", "test_instrument_loader.py", "test_instrument_library.py")
CONFIG = """

[tool.mutmut]
source_paths = ["reflect"]
only_mutate = {only}
also_copy = {copied}
pytest_add_cli_args_test_selection = ["tests/core"]
pytest_add_cli_args = {arguments}
"""


@dataclass(frozen=True)
class Mutant:
    """One wrong: its name, and the lines that were and that are."""

    name: str
    was: str
    now: str


@click.command()
@click.argument("modules", nargs=-1, type=click.Choice(tuple(MODULES)))
def main(modules: tuple[str, ...]) -> None:
    """Print the score of each module, and what went unnoticed."""
    with tempfile.TemporaryDirectory(prefix="reflect-mutants-") as folder:
        site = Path(folder) / "copy"
        tool = install(Path(folder) / "tool")
        lay_out(site, modules or tuple(MODULES))
        run(site, tool)
        look_again(site, tool, modules or tuple(MODULES))
        fine = [judged(site, tool, module) for module in modules or tuple(MODULES)]
    sys.exit(not all(fine))


def install(tool: Path) -> Path:
    """The tool, beside what is installed already and after it."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--target", str(tool), *PINNED], check=True)
    return tool


def lay_out(site: Path, modules: tuple[str, ...]) -> None:
    """A copy of the code, and what mutmut has to know of it."""
    for name in COPIED:
        copytree(ROOT / name, site / name, ignore=ignore_patterns("__pycache__"))
    slow = [word for name in SLOW for word in ("--ignore", f"tests/core/{name}")]
    config = CONFIG.format(
        only=json.dumps([f"reflect/core/{MODULES[module]}.py" for module in modules]),
        copied=json.dumps(COPIED),
        arguments=json.dumps(["-n0", "-p", "no:cacheprovider", *slow]),
    )
    (site / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8") + config)


def mutmut(tool: Path, *words: str) -> list[str]:
    """A command of mutmut."""
    start = f"import sys; sys.path.append({str(tool)!r}); from mutmut.__main__ import cli; cli()"
    return [sys.executable, "-c", start, *words]


def run(site: Path, tool: Path) -> None:
    """Every wrong, tried."""
    with (site / "mutmut.log").open("w") as log:
        at_work = subprocess.Popen(
            mutmut(tool, "run"), cwd=site, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        with click.progressbar(length=1, label="Mutants", show_pos=True) as bar:
            while at_work.poll() is None:
                time.sleep(1)
                codes = [code for one in site.glob("mutants/**/*.meta") for code in codes_of(one)]
                bar.length = max(len(codes), 1)
                bar.update(sum(code is not None for code in codes) - bar.pos)
    if at_work.returncode:
        raise click.ClickException((site / "mutmut.log").read_text()[-2000:])


def look_again(site: Path, tool: Path, modules: tuple[str, ...]) -> None:
    """Try once more what went unnoticed: on a busy machine a run can end without its tests."""
    ended = {name: code for module in modules for name, code in codes(site, module).items()}
    names = [name for name, code in ended.items() if code is None or code in UNNOTICED]
    if names:
        subprocess.run(
            mutmut(tool, "run", *names), cwd=site, check=True, capture_output=True, text=True
        )


def codes(site: Path, module: str) -> dict[str, int | None]:
    """How the tests ended for each wrong of a module, by its name."""
    meta = site / "mutants" / "reflect" / "core" / f"{MODULES[module]}.py.meta"
    found: dict[str, int | None] = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    return found


def codes_of(meta: Path) -> list[int | None]:
    """How the tests ended for each wrong of a module; None: not yet."""
    try:
        return list(json.loads(meta.read_text("utf-8"))["exit_code_by_key"].values())
    except ValueError:  # it is being written
        return []


def judged(site: Path, tool: Path, module: str) -> bool:
    """Print the line of a module and what went unnoticed; whether the score is enough."""
    ended = codes(site, module)
    if None in ended.values():
        raise click.ClickException(f"{module}: not all were tried")
    left = [shown(site, tool, name) for name, code in ended.items() if code in UNNOTICED]
    same = [one for one in left if is_the_same(module, one)]
    real = len(ended) - len(same)
    killed = len(ended) - len(left)
    say(f"mutants-{module}", killed, real, TARGET, least_is=True)
    click.echo(f"# {module}: {killed} of {len(ended)} noticed, {len(same)} of no effect")
    for one in left:
        if one not in same:
            click.echo(f"  {one.name}\n    - {one.was}\n    + {one.now}")
    return killed >= TARGET * real


def shown(site: Path, tool: Path, name: str) -> Mutant:
    """A wrong, as its lines."""
    done = subprocess.run(
        mutmut(tool, "show", name), cwd=site, capture_output=True, text=True, check=True
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith(("---", "+++"))]
    return Mutant(name, " ".join(of(lines, "-")), " ".join(of(lines, "+")))


def of(lines: list[str], sign: str) -> Iterator[str]:
    """What was taken out of a diff, or put in."""
    return (line[1:].strip() for line in lines if line.startswith(sign))


def is_the_same(module: str, one: Mutant) -> bool:
    """Whether it is known that no test could tell."""
    known = tomllib.loads((ROOT / "bench" / "mutants.toml").read_text("utf-8"))
    return any(
        each["was"] == one.was and one.now in each.get("now", [one.now])
        for each in known.get(module, [])
    )


if __name__ == "__main__":
    main()
