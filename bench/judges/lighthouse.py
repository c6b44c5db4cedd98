"""Lighthouse in its phone profile on every page type, signed in.

100 in accessibility and best practices, at least 98 in performance. A page that answers with an
error on purpose is left to the other judges: Lighthouse measures none. The machine has other
guests: a page whose speed falls short is measured up to three times, and the best run counts. All
of them take about half an hour; `LIGHTHOUSE_SECONDS` sets an earlier end, and the table then says
how many were reached. Every third page comes first, so that each kind of person has their turn.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from demo_site import Site, standing
from pages import addresses
from table import Verdict

VERSION = "13.5.0"
TARGETS = {"accessibility": 100, "best-practices": 100, "performance": 98}
LONGEST = 7200  # seconds


def main() -> None:
    """Print and keep the figures; with words, only of the pages that have one of them in the name.

    Those are printed alone, and change nothing in the table.
    """
    seconds = int(os.environ.get("LIGHTHOUSE_SECONDS", LONGEST))
    home = tools.node(f"lighthouse@{VERSION}")
    with standing() as site, TemporaryDirectory() as folder:
        everything = jobs(site, sys.argv[1:])
        turns = [one for first in range(3) for one in everything[first::3]]
        asked = {"jobs": turns, "chromium": tools.CHROMIUM, "seconds": seconds}
        list_ = Path(folder) / "jobs.json"
        list_.write_text(json.dumps({**asked, "enough": TARGETS["performance"]}), encoding="utf-8")
        script = Path(__file__).with_suffix(".mjs")
        found = json.loads(tools.run_node(home, script, str(list_), seconds=LONGEST + 600))
    verdict = Verdict("lighthouse", VERSION)
    for name, target in TARGETS.items():
        worst = min(one["scores"][name] for one in found)
        short = [one for one in found if one["scores"][name] < target]
        verdict.add(
            f"least {name} on {len(found)} of {len(turns)} pages", worst, target, least_is=True
        )
        for one in short:
            verdict.remarks.append(
                f"- {one['page']}: {name} {one['scores'][name]} ({', '.join(one['failed'])})"
            )
    again = sum(one["runs"] > 1 for one in found)
    verdict.remarks.append(f"- {again} of {len(found)} pages were measured more than once.")
    print("\n".join(verdict.remarks))
    if not sys.argv[1:]:
        verdict.keep()


def jobs(site: Site, words: list[str]) -> list[dict[str, object]]:
    """Each page that is there, with its address and the cookies of who opens it."""
    return [
        {
            "name": page.name,
            "url": site.base + path,
            "cookie": site.visitor(page.who).cookies(path),
        }
        for page, path in addresses(site)
        if page.status == 200 and (not words or any(word in page.name for word in words))
    ]


if __name__ == "__main__":
    main()
