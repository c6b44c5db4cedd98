"""Files that a fuzzer makes up, guided by what they reach in our readers (atheris, libFuzzer).

    python bench/guided.py --seconds 60             # each reader in turn
    python bench/guided.py instruments --seconds 600

`fuzz.py` bends whole files, so that most come past the first check; this one finds its own way in,
byte by byte, and keeps whatever reached a new line. It pays where a reader takes bytes or text of
anybody's making: instruments, guides, saved archives, what lies inside a sealed row, codes and
weeks that are typed. A reader may refuse in a sentence; any other error ends the run with the input
that caused it. atheris comes in a folder of its own, at one version.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "judges")]

ATHERIS = "atheris==3.0.0"
MADE = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
LONGEST = 8192  # bytes of an input
_DONE = re.compile(r"Done (\d+) runs")
_COVERED = re.compile(r"cov: (\d+)")

Reader = tuple[Callable[[bytes], object], Sequence[bytes]]  # what reads, and what to begin from


def readers() -> dict[str, Reader]:
    """Everything that reads what others made, each with files that are right."""
    from reflect.config import packaged_data_dir  # noqa: PLC0415  # only once imports are instrumented
    from reflect.content.guides import library as guides_library  # noqa: PLC0415  # likewise
    from reflect.content.sources import load_sources  # noqa: PLC0415
    from reflect.core import weeks  # noqa: PLC0415  # likewise
    from reflect.core.crypto import codes, primitives  # noqa: PLC0415  # likewise
    from reflect.core.instruments import loader as instruments_loader  # noqa: PLC0415
    from reflect.core.instruments.library import load_library  # noqa: PLC0415
    from reflect.core.strict_toml import decode_utf8  # noqa: PLC0415
    from reflect.mydata import archive_export, archive_import  # noqa: PLC0415

    sources = load_sources(guides_library.PACKAGE_FOLDER / guides_library.SOURCES_FILE)
    known = load_library(packaged_data_dir("instruments"))
    forms = [path.read_bytes() for path in sorted(packaged_data_dir("instruments").glob("*.toml"))]
    pages = [
        path.read_bytes()
        for path in sorted((guides_library.PACKAGE_FOLDER / "content").glob("*.md"))
    ]
    row = {"instrument": "weekly-check-in", "week": "2026-W48", "texts": {"next": "Base"}}
    saved = archive_export.serialise_rows([("notes", ("weekly-check-in", "2026-W48"), row)], MADE)

    def passport(raw: bytes) -> None:
        instruments_loader.describe_instrument(instruments_loader.parse_instrument(raw))

    return {
        "instruments": (passport, forms),
        "guides": (lambda raw: guides_library.parse_guide("own", decode_utf8(raw), sources), pages),
        "archives": (lambda raw: archive_import.parse_archive(raw, known), [saved]),
        "rows": (
            lambda raw: primitives.parse_canonical_json(primitives.unpad(raw)),
            [primitives.pad(primitives.canonical_json(row)), primitives.pad(b"{}")],
        ),
        "codes": (
            lambda raw: codes.parse_recovery_code(decode_utf8(raw)),
            [codes.new_recovery_code().encode()],
        ),
        "weeks": (lambda raw: weeks.Week.parse(decode_utf8(raw)), [b"2026-W48"]),
    }


NAMES = ("instruments", "guides", "archives", "rows", "codes", "weeks")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--seconds", default=60, show_default=True, help="For each reader.")
@click.option("--inside", hidden=True, type=click.Path(path_type=Path))
def main(names: tuple[str, ...], seconds: int, inside: Path | None) -> None:
    """Let a fuzzer look for what our readers do not refuse in a sentence."""
    if inside:
        watch(names[0], seconds, inside)
        return
    from tools import python  # noqa: PLC0415  # not where the fuzzer is at work

    home = python(ATHERIS)
    failed = [name for name in names or NAMES if not judged(home, name, seconds)]
    sys.exit(bool(failed))


def judged(home: Path, name: str, seconds: int) -> bool:
    """Run one reader in a process of its own, and say what came of it."""
    from servers import note, say  # noqa: PLC0415  # likewise

    where = next(home.parent.glob("lib/python*/site-packages"))
    with tempfile.TemporaryDirectory(prefix="reflect-guided-") as folder:
        paths = [str(HERE.parent), *filter(None, sys.path), str(where)]
        done = subprocess.run(
            [sys.executable, __file__, name, "--seconds", str(seconds), "--inside", folder],
            env={"PYTHONPATH": ":".join(paths)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    runs, covered = _DONE.findall(done.stdout), _COVERED.findall(done.stdout)
    note(f"guided-{name}-inputs", int(runs[-1]) if runs else 0)
    note(f"guided-{name}-places-reached", int(covered[-1]) if covered else 0)
    if done.returncode or not runs:
        click.echo(done.stdout[-3000:])
    say(f"guided-{name}-failures", bool(done.returncode or not runs), 0, 0)
    return not done.returncode and bool(runs)


def watch(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one reader in this process; libFuzzer ends it."""
    import atheris  # noqa: PLC0415  # from a folder of its own

    with atheris.instrument_imports(include=["reflect"]):
        reader, seeds = readers()[name]
    from reflect.core.errors import ReflectError  # noqa: PLC0415  # once it is instrumented

    for number, seed in enumerate(seeds):
        (folder / str(number)).write_bytes(seed)

    def one(raw: bytes) -> None:
        try:
            reader(raw)
        except ReflectError as refused:
            if not str(refused).strip():
                raise

    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-verbosity=1"]
    atheris.Setup(
        [__file__, *limits, f"-artifact_prefix={tempfile.gettempdir()}/", str(folder)], one
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
