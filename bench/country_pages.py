"""The plans of a country's statements, written so that a reader sees what each request does."""

from country_watch import Asked, Seen

ABOUT = (
    "Written by `country.py`: {sizes} people, {weeks} weeks of sealed rows, everything else over "
    "ten years. A page is 8 kB. *Scanned* are the rows that one statement read one after the "
    "other, checks of foreign keys included. Times are those in the database alone."
)
LONGEST = 170  # letters of a statement


def written(found: dict[int, list[Seen]], weeks: int) -> str:
    """The page: what grows, then the statements of every request."""
    sizes = sorted(found)
    most = found[sizes[-1]]
    lines = [
        "# Query plans of a country",
        "",
        ABOUT.format(sizes=", ".join(f"{size:,}" for size in sizes), weeks=weeks),
        "",
        "| request | statements | pages | ms | scanned |",
        "|---|---|---|---|---|",
    ]
    for at, seen in enumerate(most):
        each = [found[size][at] for size in sizes]
        pages = " / ".join(f"{one.buffers:.0f}" for one in each)
        times = " / ".join(f"{one.seconds * 1e3:.1f}" for one in each)
        scanned = " / ".join(str(one.scanned) for one in each)
        lines.append(f"| {seen.name} | {seen.times} | {pages} | {times} | {scanned} |")
    for seen in most:
        lines += ["", f"## {seen.name}", ""]
        lines += [_line(asked) for asked in seen.statements.values() if asked.plan]
    return "\n".join(lines) + "\n"


def _line(asked: Asked) -> str:
    """One statement and its plan."""
    scanned = ", ".join(f"{count} of {name}" for name, count in sorted(asked.scanned.items()))
    more = f"; scanned {scanned}" if scanned else ""
    form = asked.form if len(asked.form) <= LONGEST else f"{asked.form[:LONGEST]}…"
    return f"- `{asked.plan}`: {asked.touched:.0f} pages{more}\n  `{form}`"
