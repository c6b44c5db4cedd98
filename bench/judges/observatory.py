"""MDN's HTTP Observatory on every page type, signed in, behind HTTPS: 120 or more, an A+.

The package's own retrieval, tests and grades; only its list of hosts that browsers know beforehand
is left empty, since it would be fetched, and no site of ours stands on it.
"""

import json
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from behind_https import NAME
from demo_site import standing
from pages import addresses
from table import Verdict

VERSION = "1.4.8"
PACKAGE = f"@mdn/mdn-http-observatory@{VERSION}"
LISTS = {"hsts-preload.json": "{}", "tld-list.json": "[]"}  # what it would fetch
LONGEST = 900  # seconds


def main() -> None:
    """Print and keep the figures."""
    home = tools.node(PACKAGE)
    place = home / "@mdn" / "mdn-http-observatory"
    for name, empty in LISTS.items():
        if not (place / "conf" / name).exists():
            (place / "conf" / name).write_text(empty, encoding="utf-8")
    with standing(https=True) as site, TemporaryDirectory() as folder:
        jobs = [
            {"name": page.name, "path": path, "cookie": site.visitor(page.who).cookies(path)}
            for page, path in addresses(site)
            if not page.button
        ]
        list_ = Path(folder) / "jobs.json"
        ports = {"host": NAME, "http": site.values["http"], "https": site.values["https"]}
        list_.write_text(json.dumps({"jobs": jobs, **ports}), encoding="utf-8")
        os.environ["NODE_EXTRA_CA_CERTS"] = site.values["certificate"]
        script = Path(__file__).with_suffix(".mjs")
        found = json.loads(tools.run_node(home, script, str(list_), str(place), seconds=LONGEST))
    verdict = Verdict("observatory", VERSION)
    worst = min(one["score"] for one in found)
    verdict.add(f"least score on {len(found)} pages", worst, 120, least_is=True)
    for (score, grade, *results), times in Counter(
        (one["score"], one["grade"], *one["results"]) for one in found
    ).items():
        verdict.remarks.append(f"- {times} pages: {score}, {grade} ({', '.join(results)})")
    print("\n".join(verdict.remarks))
    verdict.keep()


if __name__ == "__main__":
    main()
