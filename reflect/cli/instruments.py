"""`reflect instruments`: try a questionnaire's file before anybody answers it.

For whoever types in a licensed questionnaire: `check` says what is wrong, where, and what to
write; `score` counts one set of answers, to be held against the manual. Neither needs a data
folder, and neither keeps anything.
"""

import json
import sys
from pathlib import Path
from typing import NoReturn

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
            click.echo(
                _describe_loaded(
                    path, load_translation(path) if translation_language(path) else load(path)
                )
            )
        except Invalid as error:
            failed = True
            click.echo(" ".join(str(error).split()))  # one line a file, whatever is quoted
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
        _exit_with(str(error))
    click.echo(json.dumps(scores, sort_keys=True))


def _describe_loaded(path: Path, found: Instrument) -> str:
    parts = [
        ngettext("{n} question", "{n} questions", len(found.items)).format(n=len(found.items)),
        ngettext("{n} scale", "{n} scales", len(found.scales)).format(n=len(found.scales)),
        ngettext("{n} page", "{n} pages", len(found.pages)).format(n=len(found.pages)),
        ngettext("{n} example", "{n} examples", len(found.examples)).format(n=len(found.examples)),
    ]
    return _("{path}: ok, {id} version {version}, {parts}").format(
        path=path, id=found.id, version=found.version, parts=", ".join(parts)
    )


def _read_answers(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise Invalid(
            _("{path} cannot be read ({why}). Look at its name and at who may read it.").format(
                path=path, why=error.strerror
            )
        ) from None
    except (ValueError, RecursionError) as error:
        raise Invalid(
            _('{path} is not JSON: {told}. Write it like {{"reach": 5}}.').format(
                path=path, told=error
            )
        ) from None
    if not isinstance(found, dict):
        raise Invalid(
            _('{path} has to hold one object. Write it like {{"reach": 5}}.').format(path=path)
        )
    return found


def _exit_with(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
