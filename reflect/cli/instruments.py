"""`reflect instruments`: check and try out the file of a questionnaire (instrument) before use.

For people who enter a licensed questionnaire. `check` reports what is wrong, where, and what to
write; `score` computes the scores of one set of answers, to compare with the manual. Neither needs
a data folder or stores anything.
"""

import json
import sys
from pathlib import Path

import click

from reflect.core.errors import Invalid
from reflect.core.i18n import _, ngettext
from reflect.core.instruments.loader import load, load_translation
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score
from reflect.core.instruments.translation import translation_language


@click.group()
def instruments() -> None:
    """Check questionnaires, and count answers."""


@instruments.command("check")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def check_files(files: tuple[Path, ...]) -> None:
    """Say of each FILE whether it can be used; exit with 1 if one cannot."""
    failed = False
    for path in files:
        try:
            instrument = load_translation(path) if translation_language(path) else load(path)
            click.echo(_format_summary(path, instrument))
        except Invalid as error:
            failed = True
            click.echo(" ".join(str(error).split()))  # one line per file, also if it is quoted
    sys.exit(int(failed))


@instruments.command("score")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("answers", metavar="ANSWERS.json", type=click.Path(path_type=Path))
def score_answers(file: Path, answers: Path) -> None:
    """Print the scores of one set of ANSWERS, as JSON.

    ANSWERS holds one object: question to answer, 1 for the first label, "n/a" for does not
    apply. A scale with too few answers is left out.
    """
    try:
        scores = score(load(file), _read_answers(answers))
    except Invalid as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(json.dumps(scores, sort_keys=True))


def _format_summary(path: Path, instrument: Instrument) -> str:
    items, scales = len(instrument.items), len(instrument.scales)
    pages, examples = len(instrument.pages), len(instrument.examples)
    parts = [
        ngettext("{n} question", "{n} questions", items).format(n=items),
        ngettext("{n} scale", "{n} scales", scales).format(n=scales),
        ngettext("{n} page", "{n} pages", pages).format(n=pages),
        ngettext("{n} example", "{n} examples", examples).format(n=examples),
    ]
    return _("{path}: ok, {id} version {version}, {parts}").format(
        path=path, id=instrument.id, version=instrument.version, parts=", ".join(parts)
    )


def _read_answers(path: Path) -> dict[str, object]:
    try:
        answers = json.loads(path.read_bytes())
    except OSError as error:
        text = _("{path} cannot be read ({why}). Look at its name and at who may read it.")
        raise Invalid(text.format(path=path, why=error.strerror)) from None
    except (ValueError, RecursionError) as error:
        text = _('{path} is not JSON: {told}. Write it like {{"reach": 5}}.')
        raise Invalid(text.format(path=path, told=error)) from None
    if not isinstance(answers, dict):
        text = _('{path} has to hold one object. Write it like {{"reach": 5}}.')
        raise Invalid(text.format(path=path))
    return answers
