"""`reflect languages`: whether a translation is whole, and its file brought up to date.

For whoever translates or changes a sentence: `check` says what is missing, what is left over and
what does not fit, `update` writes the sentences of the code into the file. How a language is added
stands in docs/operating/languages.md.
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
    for one in (code,) if code else language_codes()[1:]:
        found = list(translations.find_translation_faults(one))
        for sentence in found:
            click.echo(sentence)
        failed = failed or bool(found)
        click.echo(_format_summary(one, len(found)))
    sys.exit(int(failed))


@languages.command("update")
@click.argument("code")
def update_language(code: str) -> None:
    """Write the sentences of the code into the file of CODE; what was translated stays."""
    all_, left = translations.update_translation(code)
    click.echo(f"{catalogue_path(code)}: {all_} sentences, {left} to be translated.")


def _format_summary(code: str, faults: int) -> str:
    language = load_language(code)
    read = f"read by {language.reader}" if language.reader else "not yet read by a speaker"
    said = f"{faults} to mend" if faults else "nothing is missing"
    return f"{language.name} ({code}): {said}, {read}."
