"""pa11y with both its runners, axe and HTML CodeSniffer (WCAG 2 AA), on every page type.

Each page at 320 and 1280 pixels, light and dark, errors of forms included: no error.
"""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from demo_site import Site, standing
from pages import addresses
from table import Verdict

VERSION = "10.0.0"
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (320, 1280)]
LONGEST = 1800  # seconds


def main() -> None:
    """Print and keep the figures."""
    home = tools.node(f"pa11y@{VERSION}")
    with standing() as site, TemporaryDirectory() as folder:
        asked = jobs(site)
        list_ = Path(folder) / "jobs.json"
        list_.write_text(
            json.dumps({"jobs": asked, "looks": LOOKS, "chromium": tools.CHROMIUM}),
            encoding="utf-8",
        )
        script = Path(__file__).with_suffix(".mjs")
        issues = json.loads(tools.run_node(home, script, str(list_), seconds=LONGEST))
    for kind, count in Counter((one["runner"], one["code"]) for one in issues).items():
        print("  ", *kind, count)
    for one in issues[:40]:
        print("  ", one["page"], one["width"], one["scheme"], one["code"], one["html"][:200])
    verdict = Verdict("pa11y", VERSION)
    for runner in ("axe", "htmlcs"):
        errors = [one for one in issues if one["runner"] == runner]
        verdict.add(f"{runner}: errors on {len(asked)} pages in 4 looks", len(errors), 0)
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
