"""Each slip in an instrument file is named with its place and what to write instead."""

import pytest

from reflect.core.errors import Invalid
from reflect.core.instruments.loader import parse_instrument
from tests.support.content_samples import SMALL_INSTRUMENT, read_changed_instrument

WRONG = {
    "misspelt key": (
        'id = "sense"\ntext',
        'id = "sense"\ntxet',
        'items[2] "sense": the key "txet" is not known. Did you mean "text"?',
    ),
    "unknown key": (
        "[[scales]]",
        "[[scales]]\nzzz = 1",
        'scales[1] "connection": the key "zzz" is not known. Take it out, or use one of:',
    ),
    "missing key": (
        'title = "Small"\n',
        "",
        'top of the file: the key "title" is missing. Add a line: title = ...',
    ),
    "wrong type": (
        "version = 1",
        'version = "1"',
        '"version" does not fit. It has to be a whole number',
    ),
    "no version": (
        "version = 1",
        "version = 0",
        "a whole number without quotation marks, 1 or more",
    ),
    "blank text": ('"Connection"', '" "', '"title" does not fit. It has to be a text'),
    "snake id": (
        'id = "reach"',
        'id = "re_ach"',
        "small letters and digits, words joined by hyphens",
    ),
    "snake heading": (
        "[responses.how-true]",
        "[responses.how_true]",
        'responses "how_true": "heading" does not fit',
    ),
    "unknown kind": (
        'kind = "number"',
        'kind = "slider"',
        "one of: choice, choices, number, date, text",
    ),
    "key of another kind": (
        'kind = "number"',
        'kind = "number"\nrows = 3',
        '"rows" means nothing for the kind "number"',
    ),
    "no labels": ('labels = ["Yes", "No"]\n', "", 'items[3] "held": give either "responses"'),
    "unknown responses": (
        'responses = "how-true"',
        'responses = "how"',
        '"how" is not among the responses of this file. They are: how-true.',
    ),
    "labels alike": ('["Yes", "No"]', '["Yes", "Yes"]', "2 labels or more, all different"),
    "points too few": (
        "points = [0, 25, 50, 75, 100]",
        "points = [0, 25]",
        '"points" has 2 numbers for 5 answers',
    ),
    "points not a number": ("points = [0, 25", "points = [nan, 25", '"points" does not fit'),
    "low above high": ("low = 5", "low = 500", '"low" has to be below "high"'),
    "item twice": ('id = "sense"', 'id = "reach"', 'items[2] "reach": this id is there twice'),
    "follows nothing": ('item = "held", is', 'item = "hold", is', '"minutes" follows "hold"'),
    "follows itself": ('item = "held", is', 'item = "minutes", is', "which has to stand before it"),
    "follows no answer": ("is = 1", "is = 3", '"held" has no answer 3 to follow'),
    "follows misspelt": ("is = 1", "iss = 1", 'the key "iss" is not known. Did you mean "is"?'),
    "follows unfinished": (", is = 1", "", 'the key "is" is missing. Add a line: is = ...'),
    "twin unknown": ('id = "held"', 'id = "held"\ntwin = "hold"', '"hold" is not among the items'),
    "own twin": ('id = "held"', 'id = "held"\ntwin = "held"', "cannot be its own twin"),
    "scale of unknown": (
        'items = ["reach", "sense"]',
        'items = ["reach", "sens"]',
        'scales[1] "connection": "sens" is not among the items',
    ),
    "scale of tables": (
        'items = ["reach", "sense"]',
        'items = [{ id = "reach" }]',
        'scales[1] "connection": "items" does not fit. It has to be a text',
    ),
    "scale of unscored": (
        'items = ["reach", "sense"]',
        'items = ["reach", "held"]',
        '"held" has no points',
    ),
    "scale of one twice": (
        'items = ["reach", "sense"]',
        'items = ["reach", "reach"]',
        'an item is there twice in "items"',
    ),
    "minimum too high": ("minimum = 1", "minimum = 3", '"minimum" is more than its 2 items'),
    "range too wide": (
        "range = [0, 100]",
        "range = [0, 120]",
        "answers give 0 to 100. Write range = [0, 100]",
    ),
    "range too narrow": ("range = [0, 100]", "range = [10, 100]", "Write range = [0, 100]"),
    "beside nothing": (
        "range = [0, 100]",
        'range = [0, 100]\nbeside = "connection"',
        '"connection" is not among the other scales',
    ),
    "lookup with a gap": (
        "range = [0, 100]",
        "range = [0, 100]\nlookup = [[0, 0], [100, 100]]",
        "has no 12.5. Every value",
    ),
    "lookup twice": (
        "range = [0, 100]",
        "range = [0, 100]\nlookup = [[0, 0], [0, 100]]",
        'a value is there twice in "lookup"',
    ),
    "example off": ("87.5", "87", 'examples[1]: "connection" is to be 87 and comes to 87.5'),
    "example of unknown item": (
        "reach = 5",
        "rech = 5",
        'examples[1]: Small has no question "rech"',
    ),
    "example off the scale": (
        "reach = 5",
        "reach = 6",
        '"reach": answer with a whole number from 1 to 5',
    ),
    "example not missing": (
        "scores = { connection = 87.5 }",
        'missing = ["connection"]',
        "is to be missing and comes to 87.5",
    ),
    "example of unknown scale": (
        "{ connection = 87.5 }",
        "{ conection = 87.5 }",
        '"conection" is not among the scales',
    ),
    "example missing": ("reach = 5, sense = 4", 'reach = "n/a"', "comes to missing"),
    "does not apply twice": (
        'responses = "how-true"',
        'responses = "how-true"\ndoes_not_apply = "No"',
        'move "does_not_apply" to the set of responses',
    ),
    "points for too many numbers": (
        "low = 5",
        "points = [1, 2]\nlow = 5",
        'too many numbers for points of their own. Take "points" out.',
    ),
    "a set nobody uses": (
        "[responses.how-true]",
        '[responses.spare]\nlabels = ["a"]\n\n[responses.how-true]',
        'responses "spare": no question uses it',
    ),
    "stray braces": ('stem = "How', 'heading = "{name}"\nstem = "How', '"heading" may hold {days}'),
    "no toml": ('id = "small"', 'id = "small', "this is not TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_named_with_its_place_and_remedy(name: str) -> None:
    old, new, told = WRONG[name]
    with pytest.raises(Invalid) as error:
        read_changed_instrument(old, new)
    assert told in str(error.value)
    assert str(error.value).endswith((".", "?"))


def test_a_team_cannot_be_shown_what_has_no_scale() -> None:
    with pytest.raises(Invalid, match="a team is shown scales, and there are none"):
        read_changed_instrument(
            "version = 1",
            "version = 1\nteam = true",
            SMALL_INSTRUMENT[: SMALL_INSTRUMENT.index("[[scales]]")],
        )


PAGES = """
[[pages]]
id = "one"
heading = "One"
[[pages.sections]]
scale = "connection"
layout = "moons"
items = ["reach", "sense"]
[[pages.sections]]
items = ["held", "minutes"]
"""
WRONG_PAGES = {
    "left out": ('["held", "minutes"]', '["held"]', 'items[4] "minutes": it stands on no page'),
    "twice": (
        '["held", "minutes"]',
        '["held", "minutes", "reach"]',
        'pages[1] "one", sections[2]: "reach" is there twice',
    ),
    "follows late": (
        '["held", "minutes"]',
        '["minutes", "held"]',
        '"minutes" follows "held", which has to stand before it',
    ),
    "unknown item": (
        '["held", "minutes"]',
        '["held", "minute"]',
        '"minute" is not among the items',
    ),
    "unknown scale": (
        'scale = "connection"',
        'scale = "connexion"',
        '"connexion" is not among the scales',
    ),
    "not of the scale": (
        'items = ["held"',
        'scale = "connection"\nitems = ["held"',
        '"minutes" is not part of the scale "connection"',
    ),
    "not five moons": (
        'items = ["held"',
        'layout = "moons"\nitems = ["held"',
        '"held" cannot be drawn as moons',
    ),
    "not ten squares": (
        'items = ["held"',
        'layout = "squares"\nitems = ["held"',
        '"held" cannot be drawn as squares',
    ),
    "not across": (
        'items = ["held"',
        'layout = "across"\nitems = ["held"',
        '"minutes" cannot be drawn as across',
    ),
    "misspelt": (
        'layout = "moons"',
        'lay = "moons"',
        'pages[1] "one", sections[1]: the key "lay" is not known. Did you mean "layout"?',
    ),
}


@pytest.mark.parametrize("name", WRONG_PAGES)
def test_a_slip_on_a_page_is_named_with_its_place_and_remedy(name: str) -> None:
    old, new, told = WRONG_PAGES[name]
    parse_instrument((SMALL_INSTRUMENT + PAGES).encode())
    with pytest.raises(Invalid) as error:
        read_changed_instrument(old, new, SMALL_INSTRUMENT + PAGES)
    assert told in str(error.value)
