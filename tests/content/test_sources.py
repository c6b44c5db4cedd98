"""Sources: read strictly, and found by the name that instruments give them."""

import pytest
from msgspec import structs
from msgspec.structs import replace

from reflect.config import packaged_data_dir
from reflect.content.sources import Source, find_named_sources, load_sources
from reflect.core.errors import Invalid
from reflect.core.instruments.library import load_library

ONE = """
[gregory-2024]
citation = "Gregory 2024"
used_for = "everyday talk"
certain = "seen"
doi = "10.1111/cfs.13191"
named = "Gregory 2024"
"""
WEEKLY = load_library(packaged_data_dir("instruments")).latest("weekly-check-in")


def loaded(tmp_path, text: str) -> dict[str, Source]:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path)


def test_a_doi_is_an_address(tmp_path):
    (source,) = loaded(tmp_path, ONE).values()
    assert source.id == "gregory-2024"
    assert source.url == "https://doi.org/10.1111/cfs.13191"
    assert source.certainty_text == "Seen: its abstract or its page."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("used_for", "used", '"gregory-2024": the key "used" is not known. Did you mean'),
        (
            '"seen"',
            '"sure"',
            '"certain" does not fit. It has to be one of: seen, second',
        ),
        ("[gregory-2024]", "[Gregory_2024]", "small letters and digits"),
        ('doi = "10', 'url = "javascript:10', '"url" does not fit. It begins with https://.'),
        ("[gregory-2024]", 'zzz = "1"\n[gregory-2024]', '"zzz": a source is a table.'),
        ('certain = "seen"\n', "", 'the key "certain" is missing'),
        ('"Gregory 2024"\nused', '"Gregory 2024\nused', "this is not TOML"),
    ],
)
def test_a_slip_is_named_with_its_place_and_remedy(tmp_path, old, new, told):
    assert old in ONE
    with pytest.raises(Invalid) as error:
        loaded(tmp_path, ONE.replace(old, new, 1))
    assert str(error.value).startswith(f"{tmp_path / 'sources.toml'}, ")
    assert told in str(error.value)


def test_an_instrument_is_found_by_what_it_names(tmp_path):
    sources = loaded(tmp_path, ONE)
    assert find_named_sources(WEEKLY, sources) == {"gregory-2024"}
    assert find_named_sources(replace(WEEKLY, prompts=()), sources) == set()
    unnamed = {"gregory-2024": structs.replace(sources["gregory-2024"], named="")}
    assert find_named_sources(WEEKLY, unnamed) == set()
