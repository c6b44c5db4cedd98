"""The text of teaching resources: sentences, words, and the text outside quotations."""

import re
from pathlib import Path

from reflect.content.front_matter import fill_placeholders
from reflect.content.reading_age import split_sentences, split_words
from reflect.content.teaching.library import SHIPPED_RESOURCES_FOLDER
from reflect.core.organisation.model import DEFAULT_ORGANISATION

RESOURCE_FILES = sorted(SHIPPED_RESOURCES_FOLDER.glob("*.md"))
SPEECH_PATTERN = re.compile(r"[\"“][^\"“”]*[\"”]")


def files_of_kind(kind: str) -> list[Path]:
    """The files of one kind, by their front matter."""
    return [
        path for path in RESOURCE_FILES if f'kind = "{kind}"' in path.read_text(encoding="utf-8")
    ]


def resource_text(path: Path) -> str:
    """The text below the front matter, with the default organisation in its placeholders."""
    return fill_placeholders(
        path.read_text(encoding="utf-8").split("+++\n", 2)[2], 1, DEFAULT_ORGANISATION
    )


def text_sentences(markdown: str) -> list[str]:
    """The sentences of a text."""
    return split_sentences(markdown)


def count_words(markdown: str) -> int:
    """The number of words, without those of headings."""
    return sum(len(split_words(one)) for one in text_sentences(markdown))


def narrator_text(markdown: str) -> str:
    """A text in lower case without its quotations."""
    return SPEECH_PATTERN.sub(
        " ", " ".join(text_sentences(SPEECH_PATTERN.sub(" ", markdown)))
    ).lower()
