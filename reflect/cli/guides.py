"""`reflect guides`: check guides and teaching pages of your own, and list the due dates of reviews.

`check` reports what is wrong with a file, where, and what to write. It also reports what makes a
page hard to read, which is not an error. The front matter of a file shows whether it is a guide or
a teaching page.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from reflect.charts.dates import format_day
from reflect.config import environment, read_settings
from reflect.content.front_matter import load_content_file, split_front_matter
from reflect.content.guides.library import OWN_GUIDES_FOLDER, Guides, load_guides, parse_guide
from reflect.content.guides.model import Guide
from reflect.content.library import OWN_CONTENT_FOLDERS, load_content
from reflect.content.reading_age import (
    MAX_SENTENCE_WORDS,
    TARGET_READING_AGE,
    reading_age,
    split_sentences,
    split_words,
)
from reflect.content.teaching.library import (
    SHIPPED_RESOURCES_FOLDER,
    collect_link_targets,
    parse_resource,
)
from reflect.content.teaching.model import Resource
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.organisation.model import Organisation
from reflect.core.weeks import LONDON
from reflect.web.clock import system_clock


@click.group("guides")
def guide_pages() -> None:
    """Check guides and teaching pages of your own."""


@guide_pages.command("check")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
def check_files(files: tuple[Path, ...]) -> None:
    """Say of each FILE whether it can be used; without any, of all in the data folder."""
    settings = read_settings(environment())
    guides = load_guides(settings.data / OWN_GUIDES_FOLDER, settings.organisation)
    folders = [settings.data / name for name in OWN_CONTENT_FOLDERS]
    paths = [path for folder in folders for path in sorted(folder.glob("*.md"))]
    failed = False
    for path in files or paths:
        try:
            page = _load_page(path, guides, paths, settings.organisation)
        except Invalid as error:
            failed = True
            click.echo(" ".join(str(error).split()))  # one line per file, also if it is quoted
            continue
        click.echo(_("{path}: ok, “{title}”").format(path=path, title=page.title))
        for hint in _find_hard_sentences(page.markdown):
            click.echo(f"  {hint}")
    if not (files or paths):
        click.echo(_("There are no pages of your own yet. They go into guides/ and teaching/."))
    sys.exit(int(failed))


@guide_pages.command("due")
def due() -> None:
    """List all pages by the day on which somebody looks at them again, the first first."""
    settings = read_settings(environment())
    guides, resources = load_content(settings.data, settings.organisation)
    today = system_clock().astimezone(LONDON).date()
    pages: list[Guide | Resource] = [*guides.by_id.values(), *resources.by_id.values()]
    for page in sorted(pages, key=lambda page: (page.review, page.id)):
        click.echo(_format_review_line(page, today))


def _format_review_line(page: Guide | Resource, today: date) -> str:
    line = f"{format_day(page.review, year=True)}  {page.path.removeprefix('/')}"
    overdue = _("overdue")
    return f"{line}  {overdue}" if page.review < today else line


def _load_page(
    path: Path, guides: Guides, paths: list[Path], organisation: Organisation
) -> Guide | Resource:
    """Load one file.

    Raises:
        Invalid: the file has a fault; the message names the file, the place and the remedy.
    """
    if _is_for_teaching(path):
        shipped = SHIPPED_RESOURCES_FOLDER.glob("*.md")
        targets = collect_link_targets(guides, [*shipped, *paths, path])
        return load_content_file(path, parse_resource, targets, organisation)
    return load_content_file(path, parse_guide, guides.sources, organisation)


def _is_for_teaching(path: Path) -> bool:
    """Whether the front matter has a kind, as in teaching pages; False if it cannot be read."""
    try:
        return load_content_file(path, lambda _name, whole: "kind" in split_front_matter(whole)[0])
    except Invalid:
        return False


def _find_hard_sentences(markdown: str) -> Iterator[str]:
    for sentence in split_sentences(markdown):
        if (count := len(split_words(sentence))) > MAX_SENTENCE_WORDS:
            begins = " ".join(sentence.split()[:8])
            yield _("{n} words in one sentence: “{begins} …”").format(n=count, begins=begins)
    if (age := reading_age(markdown)) > TARGET_READING_AGE:
        text = _("Reading age about {age}; {most} is aimed at. Shorter sentences and words help.")
        yield text.format(age=round(age), most=TARGET_READING_AGE)
