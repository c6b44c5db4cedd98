"""My picture as a page: it says what the panels say, whatever the number of weeks."""

import re

import pytest

from reflect.charts import sentences as charts_sentences
from reflect.charts import table
from reflect.charts.dates import format_day
from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.core.crypto.vault import Vault
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.trends import presenters as trends_presenters
from reflect.trends import services as trends_services
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, mark_week_away, submit_week, submit_weeks
from tests.support.page_parsing import scale_sentences, table_rows
from tests.support.weeks import FRIDAY, LIBRARY, W48, WEEKLY

LEADS = load_guides(PACKAGE_FOLDER / "no-such-folder").links_by_scale("weekly-check-in")


def picture_of(app, browser):
    vault = open_vault(app, browser)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return trends_services.load_picture(db, vault, LIBRARY, WEEKLY, FRIDAY)


@pytest.mark.parametrize("weeks", [1, 5, 11, 12, 52])
def test_the_page_says_what_the_panels_say(app, signed_in, weeks):
    submit_weeks(app, signed_in, weeks)
    picture = picture_of(app, signed_in)
    signed_in.get("/my-picture")
    assert charts_sentences.summarise_weeks(picture) in signed_in.words
    assert charts_sentences.build_caption(picture) in signed_in.words
    headline, *more = charts_sentences.describe_picture(picture)
    assert re.search("<h1[^>]*>(.*?)</h1>", signed_in.html).group(1) == headline
    assert all(sentence in signed_in.words for sentence in more)
    for panel, said in zip(picture.panels, scale_sentences(signed_in.html), strict=True):
        title = panel.scale.title
        guide = f"Read in 60 seconds: {LEADS[panel.scale.id].label}"
        parts = [
            title,
            charts_sentences.describe_scale(panel),
            guide,
            f"Look closer ({title})",
        ]
        assert said == " ".join(filter(None, parts))
    assert bool(charts_sentences.describe_error_rates(picture)) == (
        "How far to trust this" in signed_in.words
    )


@pytest.mark.parametrize(("reach", "guides"), [(1, ["Working relationships"]), (4, []), (5, [])])
def test_a_scale_below_has_something_to_try_and_its_twin(app, signed_in, reach, guides):
    """Twelve weeks around a level, then eight; above it or inside it, a quiet link is enough."""
    for n in range(20):
        week = {"reach": reach, "sense": reach} if n >= 12 else {"reach": 3 + n % 2}
        submit_week(app, signed_in, W48 + (n - 19), **{**FULL_ANSWERS, **week})
    chart = trends_presenters.build_week_chart(picture_of(app, signed_in), LEADS)
    assert [ways[0].lead.label for _said, ways in chart.ways] == guides
    signed_in.get("/my-picture")
    for said, (to_read, to_try, to_ask) in chart.ways:
        assert (said.title, to_read.lead) == ("Connection", LEADS["connection"])
        assert to_try.text.lower() == LEADS["connection"].pair.to_try.lower()
        assert to_ask.text.lower() == LEADS["connection"].pair.to_ask.lower()
        assert f"To try {to_try.text} To ask of your organisation {to_ask.text}" in signed_in.words
    assert ("To try" in signed_in.words) == bool(guides)


def test_a_scale_without_a_guide_has_no_link(app, signed_in):
    submit_weeks(app, signed_in, 13)
    chart = trends_presenters.build_week_chart(picture_of(app, signed_in), {})
    assert [said.lead for said in chart.said] == [None, None, None]
    assert chart.ways == ()


@pytest.mark.parametrize("weeks", [1, 12, 52])
def test_the_table_has_every_week_newest_first(app, signed_in, weeks):
    submit_weeks(app, signed_in, weeks)
    rows = table.build_week_rows(picture_of(app, signed_in))
    signed_in.get("/my-picture")
    assert table_rows(signed_in.html) == [
        [r.day, *r.values, "yes" if r.supervised else "", r.places, r.note or r.marks] for r in rows
    ]
    assert len(rows) == weeks
    assert rows[0].week == W48
    assert rows[0].supervised
    for row in rows:
        assert f'href="/my-picture/{row.week}"' in signed_in.html


def test_sentence_drawing_and_table_stand_together(app, signed_in):
    submit_weeks(app, signed_in, 13)
    signed_in.get("/my-picture")
    for once in ('class="said"', 'class="wide"', 'class="narrow"', 'class="key"', "<table>"):
        assert signed_in.html.count(once) == 1
    assert 'tabindex="0" role="region"' in signed_in.html
    assert "data-print" in signed_in.html


def test_before_the_first_week_the_page_shows_where_it_goes(signed_in):
    signed_in.get("/my-picture")
    assert signed_in.status == 200
    assert "Your first check-in goes here. It takes about three minutes." in signed_in.words
    assert 'href="/check-in"' in signed_in.html
    assert "<table" not in signed_in.html


def test_a_week_that_is_still_open_is_no_gap(app, signed_in):
    submit_weeks(app, signed_in, 3, W48 + -1)
    signed_in.get("/my-picture")
    assert table_rows(signed_in.html)[0][0] == format_day((W48 + -1).monday)
    assert "without answers" not in signed_in.words
    submit_week(app, signed_in, W48)
    signed_in.get("/my-picture")
    assert table_rows(signed_in.html)[0][0] == format_day(W48.monday)


def test_a_week_away_and_a_week_left_out_are_gaps_with_names(app, signed_in):
    submit_week(app, signed_in, W48 + -3)
    mark_week_away(app, signed_in, W48 + -2)
    submit_week(app, signed_in, W48)
    signed_in.get("/my-picture")
    assert "4 weeks, from 2 November to 29 November: 2 answered, 1 away, 1 without answers." in (
        signed_in.words
    )
    notes = [(row[1:4], row[-1]) for row in table_rows(signed_in.html)]
    assert notes[1:3] == [(["", "", ""], "no answers"), (["", "", ""], "away")]


def test_too_few_answers_leave_a_scale_blank_and_not_zero(app, signed_in):
    submit_week(app, signed_in, W48, reach=1, answer=3, think=3)
    signed_in.get("/my-picture")
    assert table_rows(signed_in.html)[0][1:4] == ["", "50", ""]


def test_a_number_that_rests_on_two_statements_says_so_in_the_table(app, signed_in):
    submit_week(app, signed_in, W48, **{**FULL_ANSWERS, "reach": "n/a"})
    signed_in.get("/my-picture")
    assert table_rows(signed_in.html)[0][-1] == "Connection from 2 of 3 statements"
    assert "In hollow weeks a statement has no answer." in signed_in.words


def test_more_than_a_year_stands_there_in_two_steps(app, signed_in):
    submit_weeks(app, signed_in, 54)
    signed_in.get("/my-picture")
    assert len(table_rows(signed_in.html)) == 52
    assert "The latest 52 weeks, newest first" in signed_in.words
    signed_in.get("/my-picture?all=")
    assert len(table_rows(signed_in.html)) == 54
    assert '<details id="weeks" open>' in signed_in.html
    assert "Show all weeks" not in signed_in.words


@pytest.mark.parametrize("path", ["", "/look-closer/connection", "/what-goes-with-what"])
def test_the_texts_are_not_opened_for_a_chart(app, signed_in, monkeypatch, path):
    submit_weeks(app, signed_in, 3)
    opened, really = set(), Vault.unseal_row

    def seen(self, kind, *rest):
        opened.add(kind)
        return really(self, kind, *rest)

    monkeypatch.setattr(Vault, "unseal_row", seen)
    signed_in.get("/my-picture" + path)
    assert signed_in.status == 200
    assert "answers" in opened
    assert not opened & {"notes", "draft"}


def test_another_person_sees_nothing_of_it(app, signed_in, sign_up):
    submit_weeks(app, signed_in, 2)
    other = sign_up("beth@example.org")
    for path in ("/my-picture", "/my-picture/2026-W48", "/my-picture/look-closer/together"):
        other.get(path)
        assert "<svg" not in other.html.split("<main")[1]
        assert "100" not in other.words


def test_a_scale_is_drawn_between_its_own_ends_and_in_its_own_steps():
    views = trends_services.scale_views(WEEKLY)
    assert [view.id for view in views] == ["connection", "supervision", "balance"]
    assert {(view.low, view.high, view.items, view.minimum) for view in views} == {(0, 100, 3, 2)}
    assert views[0].step == pytest.approx(25 / 3)
