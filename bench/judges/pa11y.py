"""pa11y with both its runners, axe and HTML CodeSniffer (WCAG 2 AA), on every page type.

Each page at 320 and 1280 pixels, light and dark, errors of forms included: no error.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from demo_site import Site, standing
from pages import addresses
from table import Verdict

VERSION = "10.0.0"
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (320, 1280)]
UNSURE = (
    "What axe cannot tell by itself, and pa11y leaves to a person, is no error, but counted here. "
    "It is contrast where words stand in front of something drawn, so that axe sees no ground: "
    "answers in their frames, marks of charts. No judge measures these; a person has to look."
)
NAMELESS, HIDDEN = "H91.InputText.Name", ' hidden=""'
LONGEST = 1800  # seconds


def main() -> None:
    """Print and keep the figures."""
    home = tools.node(f"pa11y@{VERSION}")
    with standing() as site, TemporaryDirectory() as folder:
        words = sys.argv[1:]  # only pages with one of them in the name; the table stays as it is
        asked = [
            one for one in jobs(site) if not words or any(w in str(one["name"]) for w in words)
        ]
        list_ = Path(folder) / "jobs.json"
        list_.write_text(
            json.dumps({"jobs": asked, "looks": LOOKS, "chromium": tools.CHROMIUM}),
            encoding="utf-8",
        )
        script = Path(__file__).with_suffix(".mjs")
        issues = json.loads(tools.run_node(home, script, str(list_), seconds=LONGEST))
    verdict = Verdict("pa11y", VERSION)
    hidden = [one for one in issues if one["code"].endswith(NAMELESS) and HIDDEN in one["html"]]
    unsure = [one for one in issues if one.get("runnerExtras", {}).get("needsFurtherReview")]
    told = [one for one in issues if one not in hidden and one not in unsure]
    for runner in ("axe", "htmlcs"):
        errors = [one for one in told if one["runner"] == runner]
        verdict.add(f"{runner}: errors on {len(asked)} pages in 4 looks", len(errors), 0)
    for one in told[:40]:
        print("  ", one["page"], one["width"], one["scheme"], one["code"], one["html"][:200])
    verdict.remarks += [UNSURE, ""]
    for code, count in Counter(one["code"] for one in unsure).items():
        verdict.remarks.append(f"- {code}: {count} places")
    why = "it wants a name for a box with the attribute `hidden`, which nobody meets"
    verdict.remarks.append(f"- A false alarm of htmlcs, {len(hidden)} times: {why}.")
    print("\n".join(verdict.remarks))
    if not words:
        verdict.keep()


def jobs(site: Site) -> list[dict[str, object]]:
    """Each page with its address and the cookies of who opens it."""
    return [
        {
            "name": page.name,
            "url": site.base + path,
            "cookie": site.visitor(page.who).cookies(path),
            "status": page.status,
            "button": page.button,
        }
        for page, path in addresses(site)
    ]


if __name__ == "__main__":
    main()
