"""The Nu checker (vnu) on the HTML of every page type as it is sent, on our styles and pictures.

Java is needed. Plotly's own stylesheet is not ours to judge. What the checker's own list of CSS
lacks, though browsers have it, is told apart from errors, by name (`NOT_KNOWN_TO_IT`).
"""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from demo_site import ROOT, Site, standing
from pages import addresses
from table import Verdict

VERSION = "26.9.27"
STATIC = ROOT / "reflect" / "static"
NOT_KNOWN_TO_IT = {
    "@container": "container queries, of CSS Containment 3",
    "container": "likewise",
    "field-sizing": "of CSS Basic User Interface 4; where it is not known, a box scrolls",
    "paint-order": "of SVG 2",
}
NAMED = re.compile(r"CSS: (?:Unrecognized at-rule )?“([^”]+)”(?:: Parse Error|: Property|$)")
Messages = list[dict[str, object]]


def main() -> None:
    """Print and keep the figures."""
    jar = tools.node(f"vnu-jar@{VERSION}") / "vnu-jar" / "build" / "dist" / "vnu.jar"
    verdict = Verdict("nu", VERSION)
    with standing() as site, TemporaryDirectory() as folder:
        names = sent(site, Path(folder))
        told = messages(jar, *sorted(names))
        for one in told:
            one["url"] = names[Path(str(one["url"]).removeprefix("file:"))]
    _count(verdict, f"errors on {len(names)} pages", told, "error")
    _count(verdict, f"warnings on {len(names)} pages", told, "info")
    _count(verdict, "errors in svg", messages(jar, "--svg", *sorted(STATIC.glob("*.svg"))), "error")
    style = messages(jar, "--css", STATIC / "reflect.css")
    _count(verdict, "errors in css", [one for one in style if not _spared(one)], "error")
    spared = Counter(filter(None, map(_spared, style)))
    verdict.remarks += ["The checker's list of CSS does not have these, which browsers do:", ""]
    for name, times in sorted(spared.items()):
        verdict.remarks.append(f"- `{name}` ({times} times): {NOT_KNOWN_TO_IT[name]}")
    verdict.keep()


def sent(site: Site, folder: Path) -> dict[Path, str]:
    """A file for each page, and the name of the page."""
    names = {}
    for number, (page, path) in enumerate(addresses(site)):
        visitor = site.visitor(page.who)
        answer = visitor.get(path)
        if page.button:
            answer = visitor.press(path, page.button)
        if answer.status != page.status or answer.kind != "text/html":
            raise RuntimeError(f"{page.name}: {answer.status} {answer.kind}")
        file = folder / f"{number:03}.html"
        file.write_text(answer.text, encoding="utf-8")
        names[file] = page.name
    return names


def messages(jar: Path, *arguments: str | Path) -> Messages:
    """What the checker says of some files."""
    command = ["java", "-jar", jar, "--stdout", "--exit-zero-always", "--format", "json"]
    done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
    found: Messages = json.loads(done.stdout)["messages"]
    return found


def _spared(one: dict[str, object]) -> str:
    """The name of what the checker does not know, if this message is about that alone."""
    found = NAMED.search(str(one["message"]))
    return found.group(1) if found and found.group(1) in NOT_KNOWN_TO_IT else ""


def _count(verdict: Verdict, name: str, told: Messages, kind: str) -> None:
    found = [one for one in told if one["type"] == kind]
    for one in found[:20]:
        print("  ", one["url"], one["message"], str(one.get("extract", ""))[:120])
    verdict.add(name, len(found), 0)


if __name__ == "__main__":
    main()
