"""sqlmap on the forms and addresses that take words, signed in: nothing that can be injected.

Level 2 and risk 1, booleans, errors and time, a few minutes in all: `SECONDS` for each address. The
form token is taken anew from the page before each request, or nothing would get past the door.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from demo_site import Site, standing
from table import Verdict

VERSION = "1.10.10"
SECONDS = 25
BEGUN, NOTHING = "] testing '", "do not appear to be injectable"
INJECTABLE = re.compile(r"^Parameter: .*|is vulnerable", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Target:
    """An address, and the form that is sent there."""

    who: str
    path: str
    form: str = ""


TARGETS = (
    Target("", "/sign-in", "name=priya&password=x"),
    Target("", "/invitation", "code=ABCD-EFGH-JKMN-PQRS"),
    Target("", "/find", "words=team"),
    Target("", "/join/ABCDEF*"),
    Target("", "/guides/supervision*"),
    Target("priya", "/notebook/journal/search", "words=hard&theme=&function="),
    Target("priya", "/notebook/journal?until=2026-05"),
    Target("priya", "/my-data/stored?row=3"),
    Target("priya", "/my-picture/{last}*"),
    Target("priya", "/teams/{team}*"),
    Target("priya", "/notebook/cpd/entry/{entry}*"),
    Target("olu", "/organise/people?page=1&find=a"),
    Target("olu", "/organise/people/{account}*"),
)


def main() -> None:
    """Print and keep the figures."""
    command = tools.python(f"sqlmap=={VERSION}") / "sqlmap"
    verdict = Verdict("sqlmap", VERSION)
    injectable, unfinished = [], []
    with standing() as site, TemporaryDirectory() as folder:
        for target in TARGETS:
            said, is_over = asked(command, site, target, Path(folder))
            if INJECTABLE.search(said):
                injectable.append(target)
            if BEGUN not in said or (is_over and NOTHING not in said and target not in injectable):
                raise RuntimeError(f"{target.path} was not tested: {said[-600:]}")
            if not is_over:
                unfinished.append(target.path)
    for target in injectable:
        print("  ", target)
    verdict.add(f"injectable of {len(TARGETS)} addresses", len(injectable), 0)
    told = ", ".join(f"`{one}`" for one in unfinished) or "none"
    verdict.remarks.append(f"- Not finished within {SECONDS} seconds: {told}.")
    verdict.keep()


def asked(command: Path, site: Site, target: Target, folder: Path) -> tuple[str, bool]:
    """What it said of one address, and whether it came to its end."""
    address = site.base + target.path.format(**site.values)
    told = [str(command), "-u", address, "--batch", "--flush-session", "--disable-coloring"]
    told += ["--level", "2", "--risk", "1", "--technique", "BET", "--dbms", "SQLite"]
    told += ["--output-dir", str(folder), "--ignore-code", "*"]
    visitor = site.visitor(target.who)
    visitor.get(target.path.split("*")[0].format(**site.values))
    told += ["--cookie", visitor.cookies("/"), "--param-exclude", "csrf_token|reflect"]
    if target.form:
        page = address.split("*")[0]
        told += ["--data", f"csrf_token=x&{target.form}", "--csrf-token", "csrf_token"]
        told += ["--csrf-url", page]
    log = folder / "log"
    with log.open("w") as out:
        try:
            subprocess.run(
                told, check=False, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            return log.read_text(encoding="utf-8"), False
    return log.read_text(encoding="utf-8"), True


if __name__ == "__main__":
    main()
