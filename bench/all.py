"""Every figure that is promised, one script after the other, into the table of `README.md`.

Scripts run one at a time, because two would measure each other. What a script prints is kept as it
is; a script that fails is a line that says so. `all.py NAME...` runs those and leaves the other
lines of the table as they were. About an hour on two processors.
"""

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

HERE = Path(__file__).parent
TABLE = HERE / "README.md"
BEGIN, END = "<!-- the table: written by all.py -->", "<!-- end of the table -->"
LINE = re.compile(r"^(\S+) (\S+) (\S+) (\S+) (\S+) (ok|short|seen)$")
SCRIPTS = (
    "start",
    "sign_in",
    "submit",
    "pages",
    "languages",
    "workers",
    "memory",
    "otree",
    "archive",
    "search",
    "claims",
    "associations",
    "team_claims",
    "closing",
    "polling",
    "restore",
    "slow_phone",
    "kills",
    "country",
    "balancer",
    "serializable",
    "forgeries",
    "guided",
)
Row = tuple[str, ...]


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(SCRIPTS))
def main(names: tuple[str, ...]) -> None:
    """Measure, and write the table."""
    chosen = names or SCRIPTS
    rows = kept()
    with click.progressbar(chosen, label="Measuring", item_show_func=str) as bar:
        for name in bar:
            rows[name] = measured(name)
            TABLE.write_text(page(rows), encoding="utf-8")
    click.echo(f"Written to {TABLE}")


def measured(name: str) -> list[Row]:
    """What a script says, with the day on which it said so."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py")],
        env=environment,
        cwd=HERE.parent,
        check=False,
        capture_output=True,
        text=True,
    )
    found = [
        (*line.groups(), day) for text in done.stdout.splitlines() if (line := LINE.match(text))
    ]
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no word"])[-1][:80].replace("|", "/")
        found.append((f"{name}.py broke off: {why}", "", "", "", "", "short", day))
    return found


def kept() -> dict[str, list[Row]]:
    """The rows of the table as it is, by script."""
    found: dict[str, list[Row]] = {}
    for line in (
        TABLE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()
    ):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 8 and cells[0].strip("`").removesuffix(".py") in SCRIPTS:
            found.setdefault(cells[0].strip("`").removesuffix(".py"), []).append(tuple(cells[1:]))
    return found


def page(rows: dict[str, list[Row]]) -> str:
    """The page with another table."""
    before, _begin, rest = TABLE.read_text(encoding="utf-8").partition(BEGIN)
    machine = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors"
    lines = [
        f"{machine}, Python {platform.python_version()}.",
        "",
        "| script | figure | value | floor | ratio | target | | measured |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in SCRIPTS:
        lines += [f"| `{name}.py` | {' | '.join(row)} |" for row in rows.get(name, [])]
    return f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    main()
