"""The reader of `organisation.toml`: garbage in, a sentence out that names place and remedy."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.config import Misconfigured, read_settings
from reflect.core.errors import Invalid
from reflect.core.organisation.loader import MAX_FILE_BYTES, load_organisation, parse_organisation
from reflect.core.organisation.model import DEFAULT_ORGANISATION, ORGANISATION_FILE, Organisation
from reflect.operations import site_setup

SHIPPED = Path(site_setup.__file__).parent / ORGANISATION_FILE
KEYS = (
    *("name", "short_name", "languages", "leave_quickly", "contacts", "where_to_turn", "defaults"),
    *("regulator", "switched_off", "label", "email", "phone", "page", "wellbeing", "standards"),
    *("least", "fields", "supervision_weeks_by_stage", "experienced", "says", "year_begins"),
)
PLAIN = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.none())
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)


def as_toml(value) -> str:
    """A value as TOML has it, or as near as it goes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() or c in " @.:/-" else "?" for c in value) + '"'
    return "true" if value is True else "false" if value is False else str(value)


def uncommented() -> str:
    """The file that `reflect init` lays down, with every line in use."""
    text = SHIPPED.read_text(encoding="utf-8").partition("\n\n")[2]
    return re.sub(r"(?m)^# ", "", text)


def test_without_a_file_all_is_as_it_came(tmp_path):
    assert load_organisation(tmp_path / ORGANISATION_FILE) == DEFAULT_ORGANISATION
    assert DEFAULT_ORGANISATION.languages == ("en",)
    assert (DEFAULT_ORGANISATION.name, DEFAULT_ORGANISATION.site_title) == ("", "Reflect")


def test_the_file_that_init_lays_down_says_nothing_and_every_line_of_it_can_be_used():
    assert load_organisation(SHIPPED) == DEFAULT_ORGANISATION
    found = parse_organisation(uncommented())
    assert found.name == "Name of your organisation"
    assert all(contact for _name, contact in found.contacts.by_name())
    assert set(tomllib.loads(uncommented())) == set(Organisation.__struct_fields__)


def test_what_the_file_shows_as_usual_is_what_holds_without_it():
    shown = parse_organisation(uncommented())
    for part in ("languages", "leave_quickly", "switched_off"):
        assert getattr(shown, part) == getattr(DEFAULT_ORGANISATION, part)
    for key in (
        "supervision_weeks",
        "supervision_minutes",
        "least",
        "instruments",
        "reminder_weekday",
    ):
        assert getattr(shown.defaults, key) == getattr(DEFAULT_ORGANISATION.defaults, key)
    for key in ("name", "pieces", "with_peers", "year_begins", "standards_name"):
        default = getattr(DEFAULT_ORGANISATION.regulator, key)
        assert str(getattr(shown.regulator, key)) == str(default)
    labels = [each.label for each in DEFAULT_ORGANISATION.regulator.standards]
    assert [each.label for each in shown.regulator.standards] == labels[:2]


def test_standards_that_repeat_the_default_ones_are_the_default_ones():
    lines = "".join(
        f'[[regulator.standards]]\nid = "{each.id}"\ntitle = "{each.title}"\n'
        for each in DEFAULT_ORGANISATION.regulator.standards
    )
    assert parse_organisation(lines).regulator.has_default_standards
    assert not parse_organisation(lines.replace('"4.8"', '"4.9"')).regulator.has_default_standards


def test_another_regulator_takes_over_nothing_of_ours():
    found = parse_organisation('[regulator]\nname = "Board"\nyear_begins = "04-01"\n').regulator
    assert (found.pieces, found.with_peers, found.note, found.standards) == (0, 0, "", ())
    assert found.standards_name == "standards"
    ours = parse_organisation("[regulator]\npieces = 3\n").regulator
    assert (ours.pieces, ours.standards) == (3, DEFAULT_ORGANISATION.regulator.standards)


def test_numbers_of_ones_own_are_not_said_to_be_of_our_source():
    found = parse_organisation("[defaults]\nsupervision_minutes = 60\n").defaults
    assert (found.supervision_standard, found.supervision_weeks_by_stage.says != "") == ("", True)
    text = "[defaults.supervision_weeks_by_stage]\nexperienced = 6\n"
    assert parse_organisation(text).defaults.supervision_weeks_by_stage.says == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nam = "x"', 'top of the file: the key "nam" is not known. Did you mean "name"?'),
        ("name = 3", 'top of the file: "name" does not fit. It has to be a text'),
        ('name = "a\\nb"', '"name" does not fit. Write one line'),
        ('name = "a\\u202eb"', '"name" does not fit. Write one line'),
        (f'name = "{"x" * 121}"', '"name" is too long. Use 120 letters at most.'),
        ('short_name = "x"', '"short_name" stands without "name".'),
        (
            'languages = ["EN"]',
            'Write codes of two small letters, each once, such as ["en", "cy"].',
        ),
        ("languages = []", '"languages" does not fit.'),
        ('languages = ["en", "en"]', '"languages" does not fit.'),
        ('leave_quickly = "javascript:alert(1)"', "Write a whole address"),
        ('leave_quickly = "http://["', "Write a whole address"),
        (
            '[contacts]\nwellbeing = "x"',
            '[contacts]: "wellbeing" does not fit. It has to be a table',
        ),
        ('[contacts.boss]\nlabel = "x"', '[contacts]: the key "boss" is not known.'),
        ('[contacts.union]\nemail = "a@b.org"', '[contacts.union]: the key "label" is missing.'),
        ('[contacts.union]\nlabel = "x"\nemail = "a"', "Write it like ask@example.org."),
        ('[contacts.union]\nlabel = "x"\nphone = "call"', "Use digits and spaces"),
        ('[contacts.union]\nlabel = "x"\npage = "x.org"', "Write a whole address"),
        ("[defaults]\nleast = 4", '[defaults]: "least" does not fit. It has to be a whole number'),
        ('[defaults]\nreminder_hour = "25:00"', 'Write an hour such as "16:00".'),
        ('[defaults]\nreminder_day = "Fri"', "It has to be one of: monday, tuesday"),
        (
            "[defaults.supervision_weeks_by_stage]\nexperienced = 27",
            '[defaults.supervision_weeks_by_stage]: "experienced" does not fit.',
        ),
        ('[regulator]\nyear_begins = "02-29"', 'Write month and day, such as "12-01".'),
        ('[regulator]\nname = "Board"', 'Add a line: year_begins = "04-01".'),
        ("[regulator]\npieces = 1\nwith_peers = 2", '"with_peers" is more than "pieces".'),
        ('[regulator]\nstandards = [{ id = "1" }]', 'regulator.standards[1]: the key "title" is'),
        ('[regulator]\nstandards = [{ id = "a b", title = "x" }]', "an id of its own"),
        (
            '[regulator.standards]\nid = "1"',
            '[regulator]: "standards" does not fit. It has to be a list in square brackets',
        ),
        ('[switched_off]\nguides = ["Data"]', "small letters and digits"),
        (  # a key that looks like a place
            '[switched_off]\n"x` - at `$.regulator.standards[9]" = 1',
            'the key "x" is not known.',
        ),
        ('"$.contacts" = 1', 'top of the file: the key "$.contacts" is not known.'),
        ("name = ", "this is not TOML"),
    ],
)
def test_a_slip_is_named_with_its_place_and_what_to_write(text, said):
    with pytest.raises(Invalid, match=re.escape(said)):
        parse_organisation(text)


def told(text: str) -> str:
    """What is said of a text; a full stop alone: it was read."""
    try:
        found = parse_organisation(text)
    except Invalid as error:
        return str(error)
    return "." if isinstance(found, Organisation) else "?!"


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    assert told(text).endswith((".", "?", "= ..."))


@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=5))
def test_any_tables_are_read_or_refused_in_a_sentence_with_its_place(tables):
    said = told("\n".join(f"{key} = {as_toml(value)}" for key, value in tables.items()))
    assert said == "." or ": " in said
    assert said.endswith((".", "?", "= ..."))


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"name = \x00", b"x" * (MAX_FILE_BYTES + 1)])
def test_what_is_no_text_is_refused_with_the_name_of_the_file(tmp_path, raw):
    (tmp_path / ORGANISATION_FILE).write_bytes(raw)
    with pytest.raises(Invalid, match=re.escape(str(tmp_path / ORGANISATION_FILE))):
        load_organisation(tmp_path / ORGANISATION_FILE)


def test_a_file_that_does_not_fit_stops_the_start_in_a_sentence(tmp_path):
    (tmp_path / ORGANISATION_FILE).write_text("[defaults]\nleast = 4\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r'organisation\.toml, \[defaults\]: "least"'):
        read_settings({}, data=tmp_path)
