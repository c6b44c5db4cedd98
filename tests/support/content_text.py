"""The texts of teaching resources as somebody hears them."""

import re
from pathlib import Path

from reflect.content.placeholders import fill_placeholders
from reflect.content.reading_age import split_sentences, split_words
from reflect.content.teaching.library import SHIPPED_RESOURCES_FOLDER
from reflect.core.organisation.model import DEFAULT_ORGANISATION

RESOURCE_FILES = sorted(SHIPPED_RESOURCES_FOLDER.glob("*.md"))
SPEECH_PATTERN = re.compile(r"[\"“][^\"“”]*[\"”]")


def files_of_kind(kind: str) -> list[Path]:
    """The files of one kind, by what their heads say."""
    return [
        path for path in RESOURCE_FILES if f'kind = "{kind}"' in path.read_text(encoding="utf-8")
    ]


def resource_text(path: Path) -> str:
    """What stands below the head, where no organisation has said anything."""
    return fill_placeholders(
        path.read_text(encoding="utf-8").split("+++\n", 2)[2], 1, DEFAULT_ORGANISATION
    )


def text_sentences(markdown: str) -> list[str]:
    """Its sentences."""
    return split_sentences(markdown)


def count_words(markdown: str) -> int:
    """Its words, those of headings left out."""
    return sum(len(split_words(one)) for one in text_sentences(markdown))


def narrator_text(markdown: str) -> str:
    """What the page itself says, without what people in it say."""
    return SPEECH_PATTERN.sub(
        " ", " ".join(text_sentences(SPEECH_PATTERN.sub(" ", markdown)))
    ).lower()
