"""CPD entries through the pages: kept, counted, moved, chosen between, and taken away."""

import html
import re
from dataclasses import replace
from secrets import token_hex

import pytest

from reflect import vaults
from reflect.checkins.actions import ActionInput
from reflect.core.crypto.vault import Vault
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.cpd.entries import (
    DEFAULT_YEAR_START,
    CpdRecordEntry,
    RegistrationYear,
    strip_save_metadata,
)
from reflect.vaults.editing import Saved
from tests.support.accounts import open_vault, submit_after_lock
from tests.support.factories import submit_week
from tests.support.page_parsing import form_edition, form_value, form_values
from tests.support.weeks import FRIDAY, W48

STARTS = DEFAULT_YEAR_START
NEW, LIST = "/notebook/cpd/new", "/notebook/cpd"
A, B = "a" * 16, "b" * 16
WHOLE = {
    "type": "Reading",
    "description": "A study of hot desks.\r\nI have one.",
    "date": "2026-11-20",
    "learnt": "That I ask less <from> afar & alone.",
    "impact": "I sit with the team on Wednesdays.",
}
PEER = {**WHOLE, "type": "Supervision", "peer": "1", "peer_learnt": "Others wonder too."}


def url(identity: str = A) -> str:
    return f"/notebook/cpd/entry/{identity}"


def write(browser, fields=WHOLE, identity: str = A, **more: str) -> None:
    browser.post(NEW, {**fields, "id": identity, **more})


def edit(browser, fields=WHOLE, identity: str = A, **more: str) -> None:
    """Open the entry, and save it with these fields."""
    browser.get(url(identity))
    edition = form_edition(browser)
    browser.post(url(identity), {**fields, "edition": edition, **more}, fresh=False)


def post_stale(browser, edition: str, fields, **more: str) -> None:
    browser.get("/settings")
    browser.post(url(), {**fields, "edition": edition, **more}, fresh=False)


def kept(app, browser) -> dict[str, list[CpdRecordEntry]]:
    vault = open_vault(app, browser)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return {
            str(year): entries
            for year, entries in cpd_services.load_cpd_years(db, vault, FRIDAY)[0].items()
        }


def delete(browser) -> None:
    browser.get(f"{url()}/delete")
    browser.post(f"{url()}/delete", {"edition": form_edition(browser)}, fresh=False)


# Writing


def test_an_entry_from_scratch_is_kept_as_it_was_typed(app, signed_in):
    write(signed_in, standards="4.3")
    assert signed_in.path == url()
    assert "Saved. Still needed for 2025-26: one more piece, and one of the two with a peer." in (
        signed_in.words
    )
    assert kept(app, signed_in) == {
        "2025-26": [
            CpdRecordEntry(
                A,
                type="Reading",
                description="A study of hot desks.\nI have one.",
                date="2026-11-20",
                learnt="That I ask less <from> afar & alone.",
                impact="I sit with the team on Wednesdays.",
                standards=("4.3",),
                draft=False,
                saves=1,
                saved="2026-11-27T16:05Z",
            )
        ]
    }


def test_the_form_shows_again_what_is_kept(signed_in):
    write(signed_in, PEER, standards="4.8")
    signed_in.get(url())
    for name, value in {**PEER, "standards": "4.8"}.items():
        assert form_value(signed_in, name) == value.replace("\r\n", "\n")
    assert form_edition(signed_in)


def test_a_new_entry_has_a_fresh_name_each_time(signed_in):
    names = set()
    for _time in range(3):
        signed_in.get(NEW)
        names.add(form_value(signed_in, "id"))
    assert len(names) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)


@pytest.mark.parametrize("name", ["", "x", "A" * 16, "a" * 15, "a" * 17, "../" + "a" * 13])
def test_an_entry_under_a_made_up_name_is_not_taken(app, signed_in, name):
    write(signed_in, identity=name)
    assert signed_in.status == 404
    assert kept(app, signed_in) == {}


def test_a_missing_field_is_said_and_nothing_typed_is_lost(app, signed_in):
    write(signed_in, {**PEER, "learnt": " ", "peer_learnt": ""}, standards="4.1")
    assert signed_in.status == 422
    assert "Two things to look at" in signed_in.words
    assert 'href="#learnt"' in signed_in.html
    assert re.search(r'id="learnt-error">Write what you learnt\.', signed_in.html)
    assert "As a draft it can be saved as it is." in signed_in.words
    for name in ("type", "description", "date", "impact", "peer"):
        assert form_value(signed_in, name) == PEER[name].replace("\r\n", "\n")
    assert form_value(signed_in, "standards") == "4.1"
    assert form_value(signed_in, "id") == A
    assert kept(app, signed_in) == {}


def test_as_a_draft_it_is_kept_all_the_same_and_does_not_count(app, signed_in):
    write(signed_in, {"learnt": "One thing"}, action="draft")
    assert "Saved as a draft. It does not count yet." in signed_in.words
    assert kept(app, signed_in)["2025-26"][0].learnt == "One thing"
    signed_in.get(LIST)
    assert "No type yet, No day yet" in signed_in.words
    assert "two different pieces, one of them with a peer. By 30 November 2026." in signed_in.words


def test_a_draft_is_finished_later_and_a_finished_one_can_become_a_draft(app, signed_in):
    write(signed_in, {"learnt": "One thing"}, action="draft")
    edit(signed_in)
    assert [(one.draft, one.saves) for one in kept(app, signed_in)["2025-26"]] == [(False, 2)]
    edit(signed_in, action="draft")
    assert [(one.draft, one.saves) for one in kept(app, signed_in)["2025-26"]] == [(True, 3)]


def test_an_empty_draft_is_not_kept(app, signed_in):
    write(signed_in, {}, action="draft")
    assert signed_in.status == 422
    assert "There is nothing in it yet." in signed_in.words
    assert kept(app, signed_in) == {}


def test_a_second_click_keeps_one_entry(app, signed_in):
    write(signed_in)
    write(signed_in)
    assert signed_in.path == url()
    assert [one.saves for one in kept(app, signed_in)["2025-26"]] == [1]


def test_an_entry_moves_with_its_date(app, signed_in):
    write(signed_in)
    write(signed_in, PEER, B)
    edit(signed_in, {**WHOLE, "date": "2025-11-30"})
    found = kept(app, signed_in)
    assert [one.id for one in found["2024-25"]] == [A]
    assert [one.id for one in found["2025-26"]] == [B]
    edit(signed_in, {**PEER, "date": "2025-11-29"}, B)
    assert [one.id for one in kept(app, signed_in)["2024-25"]] == [A, B]
    assert list(kept(app, signed_in)) == ["2024-25"]
    assert signed_in.get(url()).status_code == 200


def test_a_draft_whose_date_is_of_no_use_stays_in_its_year(app, signed_in):
    write(signed_in, {**WHOLE, "date": "2025-03-01"}, action="draft")
    edit(signed_in, {**WHOLE, "date": "soon"}, action="draft")
    assert kept(app, signed_in)["2024-25"][0].date == "soon"


def test_the_year_turns_at_midnight_in_london(app, signed_in, clock):
    clock.forward(days=3, hours=7, minutes=54)  # Monday 30 November, 23:59
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get(LIST)
    assert "Registration year 2025-26: 1 December 2025 to 30 November 2026." in signed_in.words
    clock.forward(minutes=1)
    signed_in.get(LIST)
    assert "Registration year 2026-27: 1 December 2026 to 30 November 2027." in signed_in.words


# The list


def test_the_list_says_what_is_needed_and_that_it_is_englands(signed_in):
    signed_in.get(LIST)
    assert (
        "Still needed for 2025-26: two different pieces, one of them with a peer. "
        "By 30 November 2026."
    ) in signed_in.words
    assert "This holds for England." in signed_in.words
    write(signed_in)
    write(signed_in, PEER, B)
    signed_in.get(LIST)
    assert "Still needed" not in signed_in.words
    assert "If they differ, nothing more is asked for." in signed_in.words
    assert "Finished, with peer reflection" in signed_in.words


def test_a_past_year_asks_for_nothing(signed_in):
    write(signed_in, {**WHOLE, "date": "2025-05-02"})
    signed_in.get(f"{LIST}/2024-25")
    assert "This year has ended. One finished piece stands here." in signed_in.words
    assert "Still needed" not in signed_in.words
    signed_in.get(LIST)
    assert f'href="{LIST}/2024-25"' in signed_in.html
    assert "Nothing stands here yet." in signed_in.words
    signed_in.get(f"{LIST}/2023-24")
    assert "This year has ended." in signed_in.words


@pytest.mark.parametrize("year", ["2014-15", "2027-28", "2026-28", "2026", "x"])
def test_a_year_of_no_use_is_not_found(signed_in, year):
    for page in (year, f"{year}/text", f"{year}/file"):
        assert signed_in.get(f"{LIST}/{page}").status_code == 404


def test_another_persons_entry_looks_like_none(app, signed_in, sign_up):
    write(signed_in)
    joan = sign_up("joan@example.org")
    for page in (url(), f"{url()}/text", f"{url()}/file", f"{url()}/delete", url(B)):
        assert joan.get(page).status_code == 404
        assert "There is no such entry." in joan.words
    joan.get(LIST)
    assert "Reading" not in joan.words


# From a week


TEXTS = {"happened": "Two hard visits & a car.", "matters": "I stop asking.", "next": "Ask."}


def test_an_entry_grows_from_a_week_and_is_not_kept_before_it_is_saved(app, signed_in):
    submit_week(app, signed_in, W48, ActionInput("Ask for Wednesdays."), texts=TEXTS)
    signed_in.get("/my-picture/2026-W48")
    link = re.search(r'href="([^"]+)">Start a CPD entry from this week<', signed_in.html).group(1)
    signed_in.get(link)
    assert form_value(signed_in, "description") == TEXTS["happened"]
    assert form_value(signed_in, "learnt") == TEXTS["matters"]
    assert form_value(signed_in, "impact") == "Ask.\nAsk for Wednesdays."
    assert form_value(signed_in, "date") == "2026-11-27"
    assert form_value(signed_in, "from_week") == "2026-W48"
    assert "peer" not in form_values(signed_in.html)
    assert kept(app, signed_in) == {}
    fields = {name: values[0] for name, values in form_values(signed_in.html).items()}
    signed_in.post(link, {**fields, "csrf_token": fields["csrf_token"]}, fresh=False)
    assert signed_in.status == 405
    signed_in.post(NEW, fields, fresh=False)
    assert kept(app, signed_in)["2025-26"][0].from_week == "2026-W48"


def test_the_day_is_no_day_to_come(app, signed_in, clock):
    clock.now = FRIDAY.replace(day=25)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get(f"{LIST}/from/2026-W48")
    assert form_value(signed_in, "date") == "2026-11-25"


def test_a_week_without_texts_gives_an_empty_form(app, signed_in):
    signed_in.get(f"{LIST}/from/2026-W30")
    assert form_value(signed_in, "description") == form_value(signed_in, "learnt") == ""
    assert signed_in.get(f"{LIST}/from/2026-W60").status_code == 404


def test_the_check_in_stays_as_it_is(app, signed_in):
    submit_week(app, signed_in, W48, texts=TEXTS)
    signed_in.get(f"{LIST}/from/2026-W48")
    fields = {name: values[0] for name, values in form_values(signed_in.html).items()}
    signed_in.post(NEW, {**fields, "description": "Another text", "action": "draft"}, fresh=False)
    signed_in.get("/check-in/2026-W48/reflection")
    assert form_value(signed_in, "happened") == TEXTS["happened"]


# Two tabs, the lock


def test_two_tabs_show_both_texts_and_the_writer_chooses(app, signed_in):
    write(signed_in)
    signed_in.get(url())
    old = form_edition(signed_in)
    edit(signed_in, {**WHOLE, "learnt": "From tab one"})
    other = {**PEER, "type": "Reading", "learnt": "From tab two", "standards": "4.2"}
    post_stale(signed_in, old, other)
    assert signed_in.status == 409
    assert "You changed this entry in another tab." in signed_in.words
    assert form_value(signed_in, "learnt") == "From tab two"
    assert "Saved in the other tab: From tab one" in signed_in.words
    assert "Saved in the other tab: Not ticked" in signed_in.words
    assert signed_in.words.count("Saved in the other tab:") == 4  # peer, its text, the standards
    assert kept(app, signed_in)["2025-26"][0].learnt == "From tab one"
    signed_in.post(url(), {**other, "edition": form_edition(signed_in)}, fresh=False)
    assert signed_in.path == url()
    assert kept(app, signed_in)["2025-26"][0].learnt == "From tab two"


def test_two_tabs_that_say_the_same_ask_nobody(app, signed_in):
    write(signed_in)
    signed_in.get(url())
    old = form_edition(signed_in)
    for _tab in range(2):
        post_stale(signed_in, old, {**WHOLE, "learnt": "The same"})
    assert signed_in.path == url()
    assert signed_in.status == 200
    assert kept(app, signed_in)["2025-26"][0].saves == 2


def test_finished_in_one_tab_and_a_draft_in_the_other_are_no_two_texts(app, signed_in):
    write(signed_in, action="draft")
    signed_in.get(url())
    old = form_edition(signed_in)
    post_stale(signed_in, old, WHOLE)
    post_stale(signed_in, old, WHOLE, action="draft")
    assert signed_in.status == 200
    assert [(one.draft, one.saves) for one in kept(app, signed_in)["2025-26"]] == [(True, 3)]


def test_back_to_the_new_form_and_saved_again_overwrites_nothing_unseen(app, signed_in):
    write(signed_in)
    write(signed_in, {**WHOLE, "learnt": "Second thoughts", "date": "2025-03-03"})
    assert signed_in.status == 409
    assert form_value(signed_in, "learnt") == "Second thoughts"
    assert [one.learnt for one in kept(app, signed_in)["2025-26"]] == [WHOLE["learnt"]]


def test_an_entry_deleted_in_another_tab_is_kept_again_when_it_is_saved(app, signed_in):
    write(signed_in)
    signed_in.get(url())
    old = form_edition(signed_in)
    delete(signed_in)
    post_stale(signed_in, old, {**WHOLE, "learnt": "Still here"})
    assert [one.learnt for one in kept(app, signed_in)["2025-26"]] == ["Still here"]


def test_an_entry_deleted_and_written_again_in_another_tab_is_not_overwritten(app, signed_in):
    write(signed_in)
    signed_in.get(url())
    old = form_edition(signed_in)
    delete(signed_in)
    write(signed_in, {**WHOLE, "learnt": "Written again"})
    post_stale(signed_in, old, {**WHOLE, "learnt": "Older"})
    assert signed_in.status == 409
    assert "Saved in the other tab: Written again" in signed_in.words
    assert [one.learnt for one in kept(app, signed_in)["2025-26"]] == ["Written again"]


@pytest.mark.parametrize("edition", ["", "1", "x", "-1", "9" * 30, "²"])
def test_a_made_up_edition_overwrites_nothing(app, signed_in, edition):
    write(signed_in)
    signed_in.post(url(), {**WHOLE, "learnt": "Other", "edition": edition})
    assert signed_in.status == 409
    assert kept(app, signed_in)["2025-26"][0].learnt == WHOLE["learnt"]


@pytest.mark.parametrize("path", [NEW, url()])
def test_what_was_sent_after_the_lock_comes_back_filled_in_and_not_saved(
    app, signed_in, clock, path
):
    write(signed_in)
    sent = {**PEER, "id": A, "edition": "1", "standards": "4.5", "from_week": "2026-W48"}
    signed_in.get(path)
    submit_after_lock(signed_in, clock, path, sent)
    assert signed_in.path == path
    for name, value in sent.items():
        assert form_value(signed_in, name) == value.replace("\r\n", "\n")
    assert kept(app, signed_in)["2025-26"][0].type == "Reading"


def test_after_the_lock_a_form_outlives_its_entry(app, signed_in, clock):
    write(signed_in)
    signed_in.get(url())
    old = form_edition(signed_in)
    delete(signed_in)
    sent = {**WHOLE, "learnt": "Typed before", "edition": old}
    submit_after_lock(signed_in, clock, url(), sent)
    assert signed_in.status == 200
    assert form_value(signed_in, "learnt") == "Typed before"


# Deleting, marking


def test_deleting_asks_first_and_then_deletes_one(app, signed_in):
    write(signed_in)
    write(signed_in, PEER, B)
    signed_in.get(f"{url()}/delete")
    assert "Delete this entry?" in signed_in.words
    assert len(kept(app, signed_in)["2025-26"]) == 2
    signed_in.post(f"{url()}/delete", {"edition": form_edition(signed_in)}, fresh=False)
    assert signed_in.path == f"{LIST}/2025-26"
    assert "Deleted." in signed_in.words
    assert [one.id for one in kept(app, signed_in)["2025-26"]] == [B]


def test_deleting_twice_is_deleting_once(app, signed_in):
    write(signed_in)
    signed_in.get(f"{url()}/delete")
    edition = form_edition(signed_in)
    for _click in range(2):
        signed_in.get("/settings")
        signed_in.post(f"{url()}/delete", {"edition": edition}, fresh=False)
    assert signed_in.status == 200
    assert kept(app, signed_in) == {}


def test_what_looks_like_a_name_is_marked_beside_its_box_and_kept(app, signed_in):
    write(signed_in, {**WHOLE, "learnt": "Mrs Okafor's <b> view", "impact": "07700 900123"})
    assert signed_in.status == 200
    assert "Saved." in signed_in.words
    assert "In two boxes, words may tell who somebody is." in signed_in.words
    said = html.unescape(re.search(r'id="learnt-marked">(.*?)</p>', signed_in.html).group(1))
    assert said == (
        "This looks like a name: “Mrs Okafor”. If it is one, take it out. It blocks nothing."
    )
    assert re.search(r'<textarea id="learnt"[^>]*aria-describedby="learnt-marked', signed_in.html)
    assert 'id="description-marked"' not in signed_in.html
    assert kept(app, signed_in)["2025-26"][0].learnt == "Mrs Okafor's <b> view"


# Taking it away


def areas(page: str) -> list[str]:
    found = re.findall(r"<textarea\b[^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return [html.unescape(text).removeprefix("\n") for text in found]


def test_each_field_of_the_regulator_has_a_box_to_copy_from(signed_in):
    write(signed_in, PEER, standards="4.2")
    signed_in.get(f"{url()}/text")
    assert areas(signed_in.html) == [
        "Supervision",
        "A study of hot desks.\nI have one.",
        "20 November 2026",
        PEER["learnt"],
        PEER["impact"],
        PEER["peer_learnt"],
        "4.2 Supervision",
    ]


def test_a_year_is_taken_away_without_its_drafts(signed_in):
    write(signed_in)
    write(signed_in, PEER, B)
    write(signed_in, {"learnt": "Half a thought"}, "c" * 16, action="draft")
    signed_in.get(f"{LIST}/2025-26/text")
    assert len(areas(signed_in.html)) == 11
    assert "Half a thought" not in signed_in.html
    signed_in.get(f"{LIST}/2025-26/file")
    assert signed_in.html.count("Type of CPD") == 2
    assert "Half a thought" not in signed_in.html


def test_a_year_without_finished_entries_says_so(signed_in):
    signed_in.get(f"{LIST}/2025-26/text")
    assert "No finished entry stands in this year." in signed_in.words


def test_files_are_handed_over_and_kept_nowhere(signed_in):
    signed_in.post("/settings", {"shown": "Sam Adeyemi", "interval": "4"})
    write(signed_in)
    for path, name in (
        (f"{url()}/file", "cpd-2025-26-entry.txt"),
        (f"{LIST}/2025-26/file", "cpd-2025-26.txt"),
    ):
        signed_in.get(path)
        assert signed_in.page.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert signed_in.page.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert signed_in.page.headers["Cache-Control"] == "no-store"
        assert WHOLE["learnt"] in signed_in.html
    assert "Sam Adeyemi" in signed_in.html


def test_no_address_holds_a_word_of_an_entry(app, signed_in):
    write(signed_in)
    signed_in.get(LIST)
    links = re.findall(r'(?:href|action)="([^"]*)"', signed_in.html)
    signed_in.get(url())
    links += re.findall(r'(?:href|action)="([^"]*)"', signed_in.html)
    assert not any("reading" in link.lower() or "desk" in link.lower() for link in links)


# Below the pages


@pytest.fixture
def vault(app, signed_in) -> Vault:
    return open_vault(app, signed_in)


def entry(**more) -> CpdRecordEntry:
    return CpdRecordEntry(token_hex(8), type="x", date="2026-02-02", **more)


def test_drafts_come_from_all_years_newest_first(app, vault):
    old = entry()
    new, done = replace(entry(), date="2025-02-02"), entry(draft=False)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for one in (new, old, done):
            cpd_services.save_cpd_entry(db, vault, one, "", FRIDAY, STARTS)
        assert [one.id for one in cpd_services.load_cpd_drafts(db, vault, FRIDAY)] == [
            old.id,
            new.id,
        ]


def test_a_year_that_is_emptied_leaves_no_row(app, vault):
    one = entry()
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        edition = cpd_services.save_cpd_entry(
            db, vault, one, "", FRIDAY, STARTS
        ).value.entry.edition
        assert cpd_services.delete_cpd_entry(db, vault, one.id, edition, FRIDAY) == Saved(
            RegistrationYear(2025)
        )
        assert vaults.load(db, vault, "cpd", "2025-26").rev == 0


def test_records_that_are_brought_back_join_those_that_are_there(app, vault, sign_up):
    """As after a reset: the entries of both vaults stay, each in its newer words."""
    new = open_vault(app, sign_up("joan@example.org"), "joan@example.org")
    mine, theirs, first_old, first_new = entry(), entry(), entry(), entry()
    later = FRIDAY.replace(hour=20)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for one, moment in ((theirs, FRIDAY), (first_old, FRIDAY), (first_new, later)):
            cpd_services.save_cpd_entry(
                db, vault, replace(one, learnt="in the old one"), "", moment, STARTS
            )
        for one, moment in ((mine, FRIDAY), (first_old, later), (first_new, FRIDAY)):
            cpd_services.save_cpd_entry(
                db, new, replace(one, learnt="in the new one"), "", moment, STARTS
            )
        vaults.reencrypt_all(db, vault, new)
        found = cpd_services.load_cpd_years(db, new, FRIDAY)[0][RegistrationYear(2025)]
    assert {one.id: one.learnt for one in found} == {
        mine.id: "in the new one",
        theirs.id: "in the old one",
        first_old.id: "in the new one",
        first_new.id: "in the old one",
    }


def test_what_is_typed_lies_in_the_vault_alone(app, signed_in):
    write(signed_in, {**WHOLE, "learnt": "heron over the quarry"})
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for row in db.exec_driver_sql("SELECT slot, blob FROM rows").all():
            assert b"heron" not in bytes(row.slot) + bytes(row.blob)
    assert strip_save_metadata(kept(app, signed_in)["2025-26"][0]).learnt == "heron over the quarry"
