"""The texts of teaching resources as somebody hears them."""

import re
from pathlib import Path

from reflect.content.placeholders import fill
from reflect.content.reading_age import sentences, words_in
from reflect.content.teaching.library import OURS
from reflect.core.organisation.model import NOBODYS

FILES = sorted(OURS.glob("*.md"))
SPEECH = re.compile(r"[\"“][^\"“”]*[\"”]")


def of_kind(kind: str) -> list[Path]:
    """The files of one kind, by what their heads say."""
    return [path for path in FILES if f'kind = "{kind}"' in path.read_text(encoding="utf-8")]


def body(path: Path) -> str:
    """What stands below the head, where no organisation has said anything."""
    return fill(path.read_text(encoding="utf-8").split("+++\n", 2)[2], 1, NOBODYS)


def said(markdown: str) -> list[str]:
    """Its sentences."""
    return sentences(markdown)


def length(markdown: str) -> int:
    """Its words, those of headings left out."""
    return sum(len(words_in(one)) for one in said(markdown))


def own_voice(markdown: str) -> str:
    """What the page itself says, without what people in it say."""
    return SPEECH.sub(" ", " ".join(said(SPEECH.sub(" ", markdown)))).lower()
