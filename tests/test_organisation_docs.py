"""The document on an organisation's own wording: every example in it is accepted."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from reflect.config import read_settings
from reflect.content.guides.library import load_guides
from reflect.content.teaching.library import load_resources
from reflect.core.organisation.loader import parse_organisation
from reflect.core.organisation.model import Contacts, Defaults, Organisation, Regulator, SwitchedOff
from reflect.operations import health_checks
from tests.support.sample_organisation import write_sample_organisation

PAGE = Path(__file__).parent.parent / "docs" / "operating" / "your-own-words.md"
TEXT = PAGE.read_text(encoding="utf-8")
TABLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
GUIDE, HANDOUT = re.findall(r"```markdown\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("text", TABLES)
def test_each_example_is_taken_by_itself(text):
    assert parse_organisation(text) != Organisation()


def test_together_they_show_every_key_there_is():
    shown = tomllib.loads("\n".join(TABLES))
    assert set(shown) == set(Organisation.__struct_encode_fields__)
    for name, kind in (
        ("contacts", Contacts),
        ("defaults", Defaults),
        ("regulator", Regulator),
        ("switched_off", SwitchedOff),
    ):
        keys = {field.encode_name for field in msgspec.structs.fields(kind)}
        assert set(shown[name]) == keys, name


def test_a_site_with_all_of_them_and_both_pages_has_nothing_to_mend(tmp_path):
    for name, text in (
        ("organisation.toml", "\n".join(TABLES)),
        ("guides/supervision.md", GUIDE),
        ("teaching/a-sheet.md", HANDOUT),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = read_settings({}, data=tmp_path)
    assert list(health_checks.check_organisation_texts(settings)) == []
    guides = load_guides(tmp_path / "guides", settings.organisation)
    assert guides.get_guide("supervision").title == "Supervision at Vale"
    pages = load_resources(tmp_path / "teaching", guides, settings.organisation)
    assert "What did Vale Social Care change" in pages.get_resource("a-sheet").sections[0].html


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('guides = ["desks"]', '[switched_off]: "desks" is not in "guides". Use some of:'),
        (
            'teaching = ["accessibility-statement"]',
            '"accessibility-statement" is not in "teaching"',
        ),
        ('instruments = ["weekly-check-in"]', '"weekly-check-in" is none of the sets'),
        ('instruments = ["data-security", "families", "self-care"]', '"monthly_sets" has to name'),
    ],
)
def test_what_cannot_be_switched_off_is_said_by_name(tmp_path, line, said):
    (tmp_path / "organisation.toml").write_text(f"[switched_off]\n{line}\n", encoding="utf-8")
    found = list(health_checks.check_organisation_choices(read_settings({}, data=tmp_path)))
    assert len(found) == 1
    assert said in found[0]


def test_a_set_that_no_team_can_run_is_said_by_name(tmp_path):
    text = '[defaults]\ninstruments = ["families"]\n'
    (tmp_path / "organisation.toml").write_text(text, encoding="utf-8")
    (found,) = health_checks.check_organisation_choices(read_settings({}, data=tmp_path))
    assert '"families" does not fit in "instruments". Teams can run: team-check.' in found


def test_a_place_that_is_not_known_costs_the_page_and_is_named_with_its_line(tmp_path):
    write_sample_organisation(tmp_path)
    path = tmp_path / "guides" / "supervision.md"
    path.write_text(path.read_text(encoding="utf-8").replace("{reflect|", "{boss|"))
    (found,) = health_checks.check_organisation_texts(read_settings({}, data=tmp_path))
    assert 'line 12: the place "boss" is not known. Use one of: organisation, short-name' in found


def test_nothing_that_fills_a_place_is_taken_for_markdown(tmp_path):
    write_sample_organisation(tmp_path)
    name = "# 1. [x](javascript:y) *b* `c` | <i> &amp; ~~d~~"
    organisation = msgspec.structs.replace(
        read_settings({}, data=tmp_path).organisation, name=name, short_name=""
    )
    path = tmp_path / "teaching" / "sheet-of-the-vale.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n{organisation|x}\n", encoding="utf-8")
    pages = load_resources(tmp_path / "teaching", load_guides(tmp_path), organisation)
    html = pages.get_resource("sheet-of-the-vale").sections[0].html
    assert "<p># 1. [x](javascript:y) *b* `c` | &lt;i&gt; &amp;amp; ~~d~~</p>" in html
