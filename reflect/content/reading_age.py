"""How hard a text is to read: the formula of Flesch and Kincaid, on words as they are spoken.

It knows length only. Syllables are counted by groups of vowels. Beside a dictionary of spoken
English that was right for 97 of 100 running words, and half a per cent too high in all.
"""

import re

TARGET_READING_AGE = 11  # the age that pages are written for
MAX_SENTENCE_WORDS = 25  # words in a sentence
YEARS_BEFORE_SCHOOL = (
    5  # a grade of the formula is a year at school: the reader is five years older
)
SILENT_ENDING_PATTERN = re.compile(
    r"""(?:(?<=[^lcgsxzaeiouy])es|(?<=[aeiou]l)es      # notes, rules; not places, tables
    |(?<=[^aeiouytd])ed                                # worked; not wanted
    |(?<=[^laeiouy])e|(?<=[aeiou]l)e|(?<=[gq])ues?     # desire, while, colleague; not table
    )$""",
    re.VERBOSE,
)
TABLE_ROW_PATTERN = re.compile(r"^\|(.*)\|[ \t]*$", re.MULTILINE)
SEPARATE_VOWELS_PATTERN = re.compile(
    r"[aeioy]ing|[^ctsg]ia|[^ctsgr]ie[nt]|[^ctsg]io|usual|oye[rd]"
)  # two vowels


def strip_markdown(markdown: str) -> str:
    """What one hears of a text: no headings, sources or marks; cells of tables and speech apart."""
    text = re.sub(r"^(#.*|\|[ :|-]+\|)$", "", markdown, flags=re.MULTILINE)
    text = TABLE_ROW_PATTERN.sub(
        lambda row: "\n\n" + row.group(1).replace("|", "\n\n") + "\n\n", text
    )
    text = re.sub(r":(\s+[\"“])", r".\n\n\1", text)
    text = re.sub(r"^(\s*- )\[ \] ", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"\s*\((?:\[[^\]]*\]\(source:[^)]*\)(?:[,;] )?[^()]*)+\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*_>]", "", text)


def split_sentences(markdown: str) -> list[str]:
    """Its sentences; the end of a line of a list, or of a paragraph, is an end too."""
    parts = re.split(
        r"\n\s*\n|\n(?=\s*(?:-|\d+\.) )|(?<=[.?])[\"\u201d]?\s", strip_markdown(markdown)
    )
    return [" ".join(part.split()) for part in parts if split_words(part)]


def split_words(sentence: str) -> list[str]:
    """Words and figures; a word with a hyphen is one."""
    return re.findall(r"[A-Za-z0-9][A-Za-z0-9\u2019'-]*", sentence)


def count_syllables(word: str) -> int:
    """At least one; a figure counts as one."""
    plain = SILENT_ENDING_PATTERN.sub("", re.sub(r"['\u2019]s?$", "", word.lower()))
    return max(
        1, len(re.findall(r"[aeiouy]+", plain)) + len(SEPARATE_VOWELS_PATTERN.findall(plain))
    )


def reading_age(markdown: str) -> float:
    """In years; of a text without words, that of a child who learns to read."""
    said = split_sentences(markdown)
    words = [word for sentence in said for word in split_words(sentence)]
    if not words:
        return YEARS_BEFORE_SCHOOL
    long = sum(map(count_syllables, words)) / len(words)
    return 0.39 * len(words) / len(said) + 11.8 * long - 15.59 + YEARS_BEFORE_SCHOOL
