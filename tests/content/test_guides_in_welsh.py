"""A guide in another language: beside the English one, the same section for section."""

import pytest

from reflect.content.guides.library import load_guides
from reflect.core.i18n import _, use_locale
from reflect.core.organisation.model import Organisation
from tests.support.content_samples import SMALL_GUIDE

BOTH = Organisation(languages=("en", "cy"))


def in_welsh(text: str) -> str:
    """The small guide with its words in Welsh, as far as a test looks at them."""
    with use_locale("cy"):
        to_try, ask = _("Try this:"), _("Ask for this:")
    text = text.replace("Try this:", to_try).replace("Ask for this:", ask)
    return text.replace('title = "Small"', 'title = "Bach"')


@pytest.fixture
def own(tmp_path):
    """A guide of the organisation's and the same in Welsh; gives all guides."""

    def written(welsh: str):
        (tmp_path / "cy").mkdir()
        (tmp_path / "our-rota.md").write_text(SMALL_GUIDE, encoding="utf-8")
        (tmp_path / "cy" / "our-rota.md").write_text(welsh, encoding="utf-8")
        return load_guides(tmp_path, BOTH)

    return written


def test_who_reads_welsh_gets_the_welsh_and_who_reads_english_the_english(own):
    guides = own(in_welsh(SMALL_GUIDE))
    assert guides.faults == ()
    assert (guides.get_guide("our-rota").title, guides.get_guide("our-rota").language) == (
        "Small",
        "en",
    )
    said = guides.in_language("cy").get_guide("our-rota")
    assert (said.title, said.language) == ("Bach", "cy")
    assert said.pairs == guides.get_guide("our-rota").pairs
    assert guides.in_language("cy").statements["weekly-check-in", "answer"].language == "cy"


def test_a_guide_without_welsh_stays_english_and_says_so(own):
    guides = own(in_welsh(SMALL_GUIDE)).in_language("cy")
    assert guides.get_guide("supervision").language == "en"
    lead = guides.scales["weekly-check-in", "connection"]
    with use_locale("cy"):
        assert lead.label == "Perthnasoedd gwaith"  # the theme, without an English heading


@pytest.mark.parametrize(
    ("before", "after"),
    [("{#answer}", "{#other}"), ('answer"', 'think"'), ('"supervision"\naud', '"self-care"\naud')],
)
def test_one_that_differs_costs_that_file_and_no_more(own, before, after):
    welsh = in_welsh(SMALL_GUIDE)
    assert before in welsh
    guides = own(welsh.replace(before, after))
    assert len(guides.faults) == 1
    assert "our-rota.md" in guides.faults[0].file
    assert guides.in_language("cy").get_guide("our-rota").language == "en"
