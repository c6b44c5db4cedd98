"""Every questionnaire, and every chart of one, says what stands behind it."""

import html

import pytest

from reflect.core.instruments.loader import describe_instrument
from tests.support.factories import submit_weeks
from tests.support.weeks import LIBRARY, W48, WEEKLY

NOT_A_MEASURE = "Not a validated measure"


def has_passport(browser, instrument) -> bool:
    return all(
        f"<dt>{html.escape(label)}</dt>\n<dd>{html.escape(text, quote=False)}</dd>"
        in browser.html.replace("&#34;", '"').replace("&#39;", "'")
        for label, text in describe_instrument(instrument)
    )


def test_the_weekly_check_in_says_it_on_its_last_page(signed_in):
    signed_in.get(f"/check-in/{W48}/reflection")
    assert has_passport(signed_in, WEEKLY)
    assert NOT_A_MEASURE in signed_in.words
    signed_in.get(f"/check-in/{W48}/places")
    assert "About this questionnaire" not in signed_in.words


@pytest.mark.parametrize(
    "path",
    [
        "/my-picture",
        f"/my-picture/{W48}",
        "/my-picture/look-closer/connection",
        "/my-picture/what-goes-with-what",
    ],
)
def test_every_chart_of_the_weekly_check_in_says_it(app, signed_in, path):
    submit_weeks(app, signed_in, 3)
    signed_in.get(path)
    assert has_passport(signed_in, WEEKLY)


@pytest.mark.parametrize("name", ["data-security", "families", "self-care"])
def test_a_monthly_set_says_it_where_it_is_asked_and_where_it_is_drawn(app, signed_in, name):
    instrument = LIBRARY.latest(name)
    signed_in.get(f"/monthly/{name}")
    assert has_passport(signed_in, instrument)
    signed_in.post(signed_in.path, {each.id: "3" for each in instrument.items})
    assert has_passport(signed_in, instrument)
