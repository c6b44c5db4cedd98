"""Reading back, sorting, finding and deleting what one wrote."""

import logging
import re
from datetime import timedelta
from functools import partial

import pytest

from reflect import vaults
from reflect.checkins import services as checkin_services
from reflect.checkins.repository import Questionnaire, load_week
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.months import Month
from reflect.core.text_search import parse_search_words
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import MonthlyReflection
from reflect.notebook.journal.services import JournalQuery
from tests.support.accounts import open_vault
from tests.support.factories import load_notes, load_value, submit_texts
from tests.support.page_parsing import form_edition
from tests.support.site_fixture import record_queries
from tests.support.weeks import FRIDAY, LIBRARY, W45, W46, W47, W48, WEEKLY

JOURNAL_PATH = "/notebook/journal"
SEARCH_PATH = f"{JOURNAL_PATH}/search"
ENTRY_PATH = f"{JOURNAL_PATH}/2026-W48/weekly-check-in"
LEADER_REVIEW = LIBRARY.latest("leader-review")

CANARY = "heron-over-the-quarry-4711"
SORTED = {"themes": ["communication", "self-care"], "functions": ["support"]}


def sort(browser, tags, address: str = ENTRY_PATH, **more):
    """Open the entry, and save these tags."""
    browser.get(address)
    edition = form_edition(browser)
    return browser.post(address, {"edition": edition, **tags}, fresh=False, **more)


@pytest.fixture
def vault(app, signed_in):
    return open_vault(app, signed_in)


@pytest.fixture
def wrote(app, vault):
    return partial(submit_texts, app, vault)


@pytest.fixture
def page(app, vault):
    def opened(until=None):
        with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            found = journal_services.load_journal_page(db, vault, LIBRARY, until, FRIDAY)
        return list(found.written), found.earlier

    return opened


@pytest.fixture
def find(app, vault):
    def found(words="", **more):
        with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            asked = JournalQuery(parse_search_words(words), **more)
            entries = journal_services.search_journal(db, vault, LIBRARY, asked, FRIDAY)
        return [str(entry.of) for entry in entries.newest]

    return found


def look(app, vault, month: str, **texts: str) -> None:
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        written = MonthlyReflection(texts, themes=("security",), functions=("mediation",))
        monthly_reflection.save_monthly_reflection(
            db, vault, Month.parse(month), written, "", FRIDAY
        )


# Reading back


def test_weeks_stand_newest_first_under_the_month_of_their_monday(wrote, page):
    for week, text in ((W47, "two"), (W48, "three"), (W48 + -4, "one")):
        wrote(week, happened=text)
    leaves, earlier = page()
    assert [str(leaf.month) for leaf in leaves] == ["2026-11", "2026-10"]
    texts = [[entry.texts[0][1] for entry in leaf.weeks] for leaf in leaves]
    assert texts == [["three", "two"], ["one"]]
    assert earlier is None


def test_a_text_stands_under_its_question_in_the_order_of_the_page(wrote, page):
    wrote(next="third", happened="first", matters="second", action="Ask Beth")
    (leaf,), _earlier = page()
    assert leaf.weeks[0].texts == (
        ("What happened?", "first"),
        ("Why does it matter?", "second"),
        ("What next?", "third"),
        ("One thing for the coming week", "Ask Beth"),
    )


def test_a_week_shows_the_prompt_it_was_written_beside(wrote, page, signed_in):
    wrote(happened="a text")
    (leaf,), _earlier = page()
    assert leaf.weeks[0].prompt == prompt_for_week(WEEKLY, W48)
    signed_in.get(JOURNAL_PATH)
    assert f"Prompt of that week (research): {prompt_for_week(WEEKLY, W48).text}" in signed_in.words


def test_an_action_alone_is_read_back_too_and_has_nothing_to_sort(wrote, signed_in):
    wrote(action="Ask for Wednesdays at the hub")
    signed_in.get(JOURNAL_PATH)
    assert "Ask for Wednesdays at the hub" in signed_in.words
    assert "Sort, correct or delete" not in signed_in.words
    assert signed_in.get(ENTRY_PATH).status_code == 404


def test_the_deeper_look_stands_before_the_weeks_of_its_month(app, vault, wrote, signed_in):
    wrote(W45, happened="a week of November")
    look(app, vault, "2026-11", description="the whole of November")
    signed_in.get(JOURNAL_PATH)
    words = signed_in.words
    assert words.index("the whole of November") < words.index("a week of November")
    assert words.index("What stays with you from this month?") < words.index("the whole of")


def test_texts_of_every_instrument_are_there_each_question_with_what_it_is_about(wrote, page):
    wrote(W47, instrument=LEADER_REVIEW, **{"why-shown": "The induction pack."})
    (leaf,), _earlier = page()
    assert leaf.weeks[0].texts == (
        (
            f"{LEADER_REVIEW.item('why').text} What would you show to someone who doubted it?",
            "The induction pack.",
        ),
    )


def test_a_text_whose_version_is_gone_is_still_read_back(app, vault, wrote, page):
    wrote(happened="a text")
    value = {**load_notes(app, vault), "version": 77, "prompt": 99, "themes": ["gone", "security"]}
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        texts = {**value["texts"], "dropped": "another"}
        vaults.save(db, vault, "notes", (WEEKLY.id, str(W48)), {**value, "texts": texts}, read=1)
    (leaf,), _earlier = page()
    (entry,) = leaf.weeks
    assert [text for _question, text in entry.texts] == ["a text", "another"]
    assert entry.prompt is None
    assert entry.themes == ("security",)


def test_six_months_are_a_page_and_the_way_to_earlier_ones_is_a_month(wrote, signed_in):
    wrote(W48 + -40, happened="long ago")
    wrote(W48, happened="only just")
    signed_in.get(JOURNAL_PATH)
    assert "long ago" not in signed_in.words
    assert f'href="{JOURNAL_PATH}?until=2026-05"' in signed_in.html
    signed_in.get(f"{JOURNAL_PATH}?until=2026-05")
    assert "long ago" in signed_in.words
    assert "only just" not in signed_in.words
    assert "Earlier months" not in signed_in.words


def test_every_month_is_on_one_page_only(wrote, page):
    for ago in range(60):
        wrote(W48 + -ago, happened=f"week {ago}")
    seen, until = [], None
    while True:
        leaves, earlier = page(until)
        for leaf in leaves:
            assert journal_services.find_journal_page(leaf.month, FRIDAY) == until
            seen += [entry.of for entry in leaf.weeks]
        if earlier is None:
            break
        until = earlier
    assert seen == [W48 + -ago for ago in range(60)]


def test_an_empty_journal_says_so(signed_in):
    signed_in.get(JOURNAL_PATH)
    assert "There is nothing yet." in signed_in.words
    assert signed_in.get(f"{JOURNAL_PATH}?until=1999-11").status_code == 404
    assert signed_in.get(f"{JOURNAL_PATH}?until=soon").status_code == 404


def test_another_persons_entry_looks_like_none(wrote, sign_up):
    wrote(happened="mine alone")
    other = sign_up("ana@example.org")
    other.get(ENTRY_PATH)
    entry = (other.status, other.words)
    other.get(ENTRY_PATH.replace("W48", "W47"))
    assert (other.status, other.words) == entry
    assert other.status == 404
    other.post(SEARCH_PATH, {"words": "alone"})
    assert "Nothing in your notes has" in other.words


# Sorting


def test_tags_survive_a_correction_of_the_check_in_and_go_with_the_text(
    app, vault, wrote, signed_in
):
    wrote(happened="a text")
    sort(signed_in, SORTED)
    assert (signed_in.path, signed_in.page.request.args) == (JOURNAL_PATH, {})
    assert "Sorted under: Communication, Self-care, Support." in signed_in.words
    page = "/check-in/2026-W48/reflection"
    signed_in.post(page, {"happened": "another text"})
    assert load_notes(app, vault)["texts"] == {"happened": "another text"}
    assert {name: load_notes(app, vault)[name] for name in SORTED} == SORTED
    signed_in.post(page, {"happened": ""})
    assert load_notes(app, vault) == {}
    signed_in.post(page, {"happened": "a third text"})
    assert "themes" not in load_notes(app, vault)


def test_sorting_changes_no_text_and_takes_only_what_is_on_offer(app, vault, wrote, signed_in):
    wrote(happened="a text", next="more")
    before = load_notes(app, vault)
    sort(signed_in, {"themes": ["self-care", "nonsense"], "functions": ["supervision"]})
    after = load_notes(app, vault)
    assert (after["themes"], after["functions"]) == (["self-care"], [])
    assert {name: after[name] for name in before} == before
    sort(signed_in, {})
    assert load_notes(app, vault)["themes"] == []


def test_sorting_in_the_same_way_again_writes_nothing(app, wrote, signed_in):
    wrote(happened="a text")
    sort(signed_in, SORTED)
    with record_queries(app) as seen:
        sort(signed_in, SORTED)
    assert not [statement for statement in seen if statement.startswith("UPDATE rows")]


def test_one_comes_back_to_the_page_and_place_one_sorted_at(wrote, signed_in):
    long_ago = W48 + -40
    wrote(long_ago, happened="long ago")
    address = f"{JOURNAL_PATH}/{long_ago}/{WEEKLY.id}"
    answer = sort(signed_in, SORTED, address, follow=False)
    assert answer.location == f"{JOURNAL_PATH}?until=2026-05#{long_ago}-{WEEKLY.id}"
    signed_in.get(answer.location)
    assert f'id="{long_ago}-{WEEKLY.id}"' in signed_in.html


def test_what_is_not_written_cannot_be_sorted(signed_in):
    signed_in.get("/settings")
    signed_in.post(ENTRY_PATH, SORTED, fresh=False)
    assert signed_in.status == 404
    signed_in.get("/settings")
    signed_in.post(f"{JOURNAL_PATH}/2026-W48/nothing-here", SORTED, fresh=False)
    assert signed_in.status == 404


def test_ticks_sent_after_the_lock_come_back_and_are_not_saved(app, vault, wrote, signed_in, clock):
    wrote(happened="a text")
    signed_in.get(ENTRY_PATH)
    clock.forward(minutes=17)
    signed_in.post(ENTRY_PATH, {"themes": ["security"]}, fresh=False)
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert signed_in.page.request.full_path == f"{ENTRY_PATH}?returned=1"
    assert 'value="security" checked' in signed_in.html
    assert "themes" not in load_notes(app, vault)


def test_a_form_with_every_tick_taken_away_comes_back_without_one(wrote, signed_in, clock):
    wrote(happened="a text")
    sort(signed_in, {"themes": ["security"]})
    signed_in.get(ENTRY_PATH)
    clock.forward(minutes=17)
    signed_in.post(ENTRY_PATH, {}, fresh=False)
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert signed_in.page.request.full_path == f"{ENTRY_PATH}?returned=1"
    assert 'value="security"' in signed_in.html
    assert "checked" not in signed_in.html


TWO_TABS = {
    "ticks saved": ({"themes": ["security"]}, "Data security"),
    "ticks taken away": ({}, "(nothing)"),
}


@pytest.mark.parametrize("kind", TWO_TABS)
def test_ticks_of_another_tab_are_shown_and_not_overwritten(app, vault, wrote, signed_in, kind):
    saved, shown = TWO_TABS[kind]
    wrote(happened="a text")
    sort(signed_in, {"functions": ["support"]})
    signed_in.get(ENTRY_PATH)
    old = form_edition(signed_in)
    sort(signed_in, saved)
    signed_in.get(ENTRY_PATH)
    signed_in.post(ENTRY_PATH, {**SORTED, "edition": old}, fresh=False)
    assert signed_in.status == 409
    assert load_notes(app, vault)["themes"] == saved.get("themes", [])
    assert f"Saved already, from another tab: {shown}." in signed_in.words
    assert "Nothing was lost, and nothing was changed." in signed_in.words
    for name in ("communication", "self-care", "support"):
        assert f'value="{name}" checked' in signed_in.html
    edition = form_edition(signed_in)
    signed_in.post(ENTRY_PATH, {**SORTED, "edition": edition}, fresh=False)
    assert {name: load_notes(app, vault)[name] for name in SORTED} == SORTED


def test_ticks_for_texts_that_another_tab_deleted_are_not_saved(app, vault, wrote, signed_in):
    wrote(happened="a text")
    signed_in.get(ENTRY_PATH)
    old = form_edition(signed_in)
    delete(signed_in)
    signed_in.get("/settings")
    signed_in.post(ENTRY_PATH, {**SORTED, "edition": old}, fresh=False)
    assert signed_in.status == 404
    assert load_notes(app, vault) == {}


def test_a_text_that_another_tab_corrected_does_not_stop_the_ticks(app, vault, wrote, signed_in):
    wrote(happened="a text")
    signed_in.get(ENTRY_PATH)
    old = form_edition(signed_in)
    signed_in.post("/check-in/2026-W48/reflection", {"happened": "another text"})
    signed_in.get(ENTRY_PATH)
    signed_in.post(ENTRY_PATH, {**SORTED, "edition": old}, fresh=False)
    assert load_notes(app, vault)["texts"] == {"happened": "another text"}
    assert {name: load_notes(app, vault)[name] for name in SORTED} == SORTED


def test_a_form_in_the_journal_saves_its_ticks_too(app, vault, wrote, signed_in):
    wrote(happened="a text")
    signed_in.get(JOURNAL_PATH)
    sent = {**SORTED, "edition": form_edition(signed_in)}
    signed_in.post(ENTRY_PATH, sent, fresh=False)
    assert {name: load_notes(app, vault)[name] for name in SORTED} == SORTED


# Finding


def test_words_are_found_in_any_box_of_a_week_a_month_or_an_action(app, vault, wrote, find):
    wrote(W48 + -5, happened="nothing here")
    wrote(W45, happened="The café by the station", next="an hour at the hub")
    wrote(W46, happened="Station again")
    wrote(W47, matters="nothing of it", action="Walk from the station")
    look(app, vault, "2026-10", conclusion="No more STATIONS")
    assert find("station") == ["2026-W47", "2026-W46", "2026-W45", "2026-10"]
    assert find("station hub") == ["2026-W45"]
    assert find("CAFE") == ["2026-W45"]
    assert find("platform") == []


def test_a_search_is_narrowed_by_theme_function_and_lens(app, vault, wrote, find):
    for week in (W48 + -5, W45, W46, W47, W48):
        wrote(week, happened="a desk by the window")
    look(app, vault, "2026-10", conclusion="a desk of my own")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        journal_services.tag_journal_entry(
            db, vault, Questionnaire(WEEKLY, W46), (("security",), ("support",)), None, FRIDAY
        )
        journal_services.tag_journal_entry(
            db, vault, Questionnaire(WEEKLY, W47), (("security", "self-care"), ()), None, FRIDAY
        )
    assert find(theme="security") == ["2026-W47", "2026-W46", "2026-10"]
    assert find(theme="security", function="support") == ["2026-W46"]
    assert find(function="mediation") == ["2026-10"]
    assert find("window", theme="security") == ["2026-W47", "2026-W46"]
    assert find(theme="communication") == []
    assert find(lens=prompt_for_week(WEEKLY, W46).lens) == ["2026-W46"]
    assert len({prompt_for_week(WEEKLY, week).lens for week in (W45, W46, W47, W48)}) == 4


def test_of_very_many_the_newest_sixty_are_shown_and_all_are_counted(wrote, signed_in):
    for ago in range(62):
        wrote(W48 + -ago, happened="the same desk")
    signed_in.post(SEARCH_PATH, {"words": "desk"})
    assert "Found in 62 notes. Here are the newest 60." in signed_in.words
    assert len(re.findall("<mark>desk</mark>", signed_in.html)) == 60


def test_a_word_is_marked_in_what_was_written_and_markup_is_text(wrote, signed_in):
    wrote(happened="The <b>café</b> & I", matters="not this one")
    signed_in.post(SEARCH_PATH, {"words": "cafe"})
    assert "The &lt;b&gt;<mark>café</mark>&lt;/b&gt; &amp; I" in signed_in.html
    assert "not this one" not in signed_in.words
    assert "Found in one note." in signed_in.words
    signed_in.post(SEARCH_PATH, {"words": "<i>desk</i>"})
    assert "<i>desk" not in signed_in.html


def test_nothing_found_is_said_in_so_many_words(wrote, signed_in):
    wrote(happened="a text")
    signed_in.post(SEARCH_PATH, {"words": " desk "})
    assert (
        "Nothing in your notes has “desk” in it. Only your own notes were searched."
        in signed_in.words
    )
    signed_in.post(SEARCH_PATH, {"theme": "security"})
    assert "Nothing in your notes fits all of this." in signed_in.words


def test_asking_for_nothing_opens_nothing(app, wrote, signed_in):
    wrote(happened="a text")
    with record_queries(app) as seen:
        signed_in.post(SEARCH_PATH, {"words": "  ", "theme": "nonsense"})
    assert "Results" not in signed_in.words
    assert not [statement for statement in seen if "FROM rows" in statement]


def test_a_search_sent_after_the_lock_is_answered_once_its_writer_is_back(wrote, signed_in, clock):
    wrote(happened="the desk")
    signed_in.get(SEARCH_PATH)
    clock.forward(minutes=17)
    signed_in.post(SEARCH_PATH, {"words": "desk"}, fresh=False)
    assert "desk" not in signed_in.page.request.full_path
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert signed_in.page.request.full_path == f"{SEARCH_PATH}?returned=1"
    assert "<mark>desk</mark>" in signed_in.html


def test_what_is_searched_for_stands_in_no_address_title_log_or_row(
    app, wrote, signed_in, caplog, capfd
):
    caplog.set_level(logging.DEBUG)
    wrote(happened=f"a {CANARY} flew")
    signed_in.get(JOURNAL_PATH)
    answer = signed_in.post(SEARCH_PATH, {"words": CANARY}, fresh=False, follow=False)
    assert answer.status_code == 200
    assert f"<mark>{CANARY}</mark>" in signed_in.html
    assert CANARY not in "".join(f"{name}{value}" for name, value in answer.headers)
    assert CANARY not in "".join(re.findall(r'(?:href|action|src)="[^"]*"', signed_in.html))
    assert CANARY not in re.search(r"<title>.*?</title>", signed_in.html, re.DOTALL).group(0)
    assert CANARY not in caplog.text + "".join(capfd.readouterr())
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        tables = db.exec_driver_sql(
            "SELECT blob FROM rows UNION ALL SELECT blob FROM lapsed"
        ).scalars()
        assert not any(CANARY.encode() in bytes(blob) for blob in tables)


def test_a_search_writes_nothing(app, wrote, signed_in):
    wrote(happened="the desk")
    signed_in.get(SEARCH_PATH)
    with record_queries(app) as seen:
        signed_in.post(SEARCH_PATH, {"words": "desk"}, fresh=False)
    assert "<mark>desk</mark>" in signed_in.html
    assert not [s for s in seen if s.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_box_is_not_remembered_by_the_browser(signed_in):
    for path in (JOURNAL_PATH, SEARCH_PATH):
        signed_in.get(path)
        (box,) = re.findall(r'<input[^>]*name="words"[^>]*>', signed_in.html)
        assert 'autocomplete="off"' in box


# Deleting


def delete(browser, address: str = ENTRY_PATH):
    browser.get(f"{address}/delete")
    edition = re.search(r'name="edition" value="([^"]*)"', browser.html).group(1)
    browser.post(f"{address}/delete", {"edition": edition}, fresh=False)


def test_deleting_takes_the_texts_and_leaves_the_answers_and_the_action(
    app, vault, wrote, signed_in
):
    wrote(happened="to go", action="to stay")
    signed_in.get(f"{ENTRY_PATH}/delete")
    assert "to go" in signed_in.words
    assert load_notes(app, vault)["texts"] == {"happened": "to go"}
    delete(signed_in)
    assert signed_in.path == JOURNAL_PATH
    assert "Deleted." in signed_in.words
    assert load_notes(app, vault) == {}
    assert load_value(app, vault, "answers", WEEKLY.id, str(W48))["answers"] == {"home": 3}
    assert "to stay" in signed_in.words
    assert "to go" not in signed_in.words


def test_deleting_takes_the_unsaved_texts_too_and_no_other_unsaved_answer(
    app, vault, wrote, signed_in
):
    wrote(happened="to go")
    page = "/check-in/2026-W48/reflection"
    signed_in.post(page, {"happened": "to go as well", "held": "1", "minutes": "often"})
    assert signed_in.status == 422
    delete(signed_in)
    fields = load_value(app, vault, "draft", WEEKLY.id, str(W48))["fields"]
    assert (fields["minutes"], "happened" in fields) == ("often", False)
    signed_in.get(page)
    assert "to go" not in signed_in.html


def test_a_draft_of_texts_alone_goes_whole(app, vault, wrote, signed_in):
    wrote(happened="to go")
    signed_in.get("/check-in/2026-W48/reflection")
    signed_in.post("/check-in/2026-W48/draft", {"page": "reflection", "happened": "typed"})
    delete(signed_in)
    assert load_value(app, vault, "draft", WEEKLY.id, str(W48)) == {}


def test_what_changed_in_another_tab_is_not_deleted_unseen(app, vault, wrote, signed_in):
    wrote(happened="as it was")
    signed_in.get(f"{ENTRY_PATH}/delete")
    edition = re.search(r'name="edition" value="([^"]*)"', signed_in.html).group(1)
    wrote(happened="as it is now")
    signed_in.post(f"{ENTRY_PATH}/delete", {"edition": edition}, fresh=False)
    assert "This changed in another tab, so nothing was deleted." in signed_in.words
    assert "as it is now" in signed_in.words
    assert load_notes(app, vault)["texts"] == {"happened": "as it is now"}


def test_a_second_click_on_delete_does_no_harm(wrote, signed_in):
    wrote(happened="to go")
    signed_in.get(f"{ENTRY_PATH}/delete")
    token = signed_in.html
    delete(signed_in)
    edition = re.search(r'name="edition" value="([^"]*)"', token).group(1)
    signed_in.post(f"{ENTRY_PATH}/delete", {"edition": edition}, fresh=False)
    assert signed_in.path == JOURNAL_PATH


def test_a_week_marked_as_away_leaves_nothing_in_the_journal(app, vault, wrote, page):
    wrote(happened="to go")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sheet = Questionnaire(WEEKLY, W48)
        checkin_services.delete_and_mark_away(
            db, vault, sheet, load_week(db, vault, sheet).revision, FRIDAY
        )
    assert page() == ([], None)


# The lenses


def test_the_lenses_show_this_weeks_prompt_and_lead_to_ones_notes(wrote, signed_in):
    lens = prompt_for_week(WEEKLY, W47).lens
    wrote(W47, happened="under that lens")
    wrote(W48, happened="under another")
    signed_in.get(f"{JOURNAL_PATH}/lenses")
    assert prompt_for_week(WEEKLY, W48).text in signed_in.words
    for title in ("Your own story", "The family and the child", "Your colleagues", "Research"):
        assert f"<h2>{title}</h2>" in signed_in.html
    signed_in.post(SEARCH_PATH, {"lens": lens}, fresh=False)
    assert "under that lens" in signed_in.words
    assert "under another" not in signed_in.words


def test_a_lens_of_an_organisations_own_shows_its_name(signed_in):
    from reflect.notebook.journal.presenters import Lens, lens_from_name  # noqa: PLC0415

    assert lens_from_name("managers") == Lens("managers", "Managers")


def test_the_journal_takes_few_statements_however_long(app, wrote, signed_in):
    for ago in range(20):
        wrote(W48 + -ago, happened="a text")
    signed_in.get(JOURNAL_PATH)
    with record_queries(app) as seen:
        signed_in.get(JOURNAL_PATH)
    assert len([statement for statement in seen if "FROM rows" in statement]) <= 3


def test_the_notebook_leads_here_and_offers_the_month_before_in_its_first_week(
    wrote, signed_in, clock
):
    signed_in.get("/notebook")
    assert "Look deeper" not in signed_in.words
    wrote(happened="a text")
    signed_in.get("/notebook")
    assert f'href="{JOURNAL_PATH}"' in signed_in.html
    assert "Look deeper at November" in signed_in.words
    clock.now = FRIDAY + timedelta(days=9)  # Sunday 6 December
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/notebook")
    assert "Look deeper at November" in signed_in.words
    clock.forward(days=2)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/notebook")
    assert "Look deeper at December" in signed_in.words
