"""`reflect languages`: check a translation (PO file), and update it from the code.

For people who translate or change a sentence: `check` reports what is missing, left over, fuzzy or
does not match, `update` writes the sentences of the code into the file.
docs/operating/languages.md explains how to add a language.
"""

import sys

import click

from reflect.core.i18n import catalogue_path, language_codes, load_language
from reflect.operations import translations


@click.group("languages")
def languages() -> None:
    """Look after the translations."""


@languages.command("check")
@click.argument("code", required=False)
def check_language(code: str | None) -> None:
    """Say what the translation into CODE lacks (such as cy); without it, of all."""
    failed = False
    for each in (code,) if code else language_codes()[1:]:
        faults = list(translations.find_translation_faults(each))
        for sentence in faults:
            click.echo(sentence)
        failed = failed or bool(faults)
        click.echo(_format_summary(each, len(faults)))
    sys.exit(int(failed))


@languages.command("update")
@click.argument("code")
def update_language(code: str) -> None:
    """Write the sentences of the code into the file of CODE; what was translated stays."""
    total, left = translations.update_translation(code)
    click.echo(f"{catalogue_path(code)}: {total} sentences, {left} to be translated.")


def _format_summary(code: str, faults: int) -> str:
    language = load_language(code)
    review = f"read by {language.reader}" if language.reader else "not yet read by a speaker"
    result = f"{faults} to mend" if faults else "nothing is missing"
    return f"{language.name} ({code}): {result}, {review}."
