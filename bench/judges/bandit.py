"""bandit on the whole of `reflect/`: nothing of medium severity and above.

A line that is judged to be right carries `nosec` with the number of the rule and the reason; how
many there are is told beside the findings, and a `nosec` without a reason counts as one.
"""

import json
import re
import subprocess
from pathlib import Path

import tools
from table import Verdict

VERSION = "1.9.4"
ROOT = Path(__file__).parent.parent.parent
SPARED = re.compile(r"# nosec(?P<rule> B\d{3})?(?:  # (?P<why>\S.+))?$")


def main() -> None:
    """Print and keep the figures."""
    command = tools.python(f"bandit=={VERSION}") / "bandit"
    verdict = Verdict("bandit", VERSION)
    verdict.add("medium and above", len(found(command)), 0)
    spared = [
        (f"{path.relative_to(ROOT)}:{number}", match["rule"], match["why"])
        for path in sorted((ROOT / "reflect").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := SPARED.search(line))
    ]
    bare = [place for place, rule, why in spared if not (rule and why)]
    verdict.add("spared without a reason", len(bare), 0)
    told = len(found(command, "--ignore-nosec"))
    verdict.remarks += [f"With `--ignore-nosec` it names {told} places, each spared by a line:", ""]
    verdict.remarks += [f"- `{place}`{rule}: {why}" for place, rule, why in spared]
    verdict.keep()


def found(command: Path, *more: str) -> list[dict[str, object]]:
    """Findings of medium severity and above."""
    asked = [command, "-q", "-r", "reflect", "-ll", "-f", "json", *more]
    done = subprocess.run(asked, check=False, cwd=ROOT, capture_output=True, text=True)
    results: list[dict[str, object]] = json.loads(done.stdout)["results"]
    for one in results if not more else []:
        print(f"  {one['filename']}:{one['line_number']} {one['test_id']} {one['issue_text']}")
    return results


if __name__ == "__main__":
    main()
