"""Word lists that tell a personal name from other capitalised words; all in lower case.

They are in `name_words.toml`, with the reasons for what is in them and what is not.
"""

import tomllib
from pathlib import Path
from typing import Final

_TEXTS = tomllib.loads(Path(__file__).with_name("name_words.toml").read_text(encoding="utf-8"))
_WORDS = {name: frozenset(text.split()) for name, text in _TEXTS.items()}

FIRST_NAMES: Final = _WORDS["first-names"]
NOT_NAME_WORDS: Final = _WORDS["not-name"]
TITLE_WORDS: Final = _WORDS["title"]
KINSHIP_WORDS: Final = _WORDS["kinship"]
PERSON_WORDS: Final = KINSHIP_WORDS | _WORDS["person"]
POSSESSION_WORDS: Final = KINSHIP_WORDS | _WORDS["possession"]
PERSON_VERBS: Final = _WORDS["person-verbs"]
CONTACT_VERBS: Final = _WORDS["contact-verbs"]
