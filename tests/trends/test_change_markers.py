"""Marking what changed, through the pages: what is asked, told, kept, and taken away again."""

import re
from html import escape, unescape

import pytest

from reflect.core.crypto.vault import Vault
from reflect.core.week_entries import ChangeMarker
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.trends import services as trends_services
from reflect.trends.change_markers import services as change_marker_services
from reflect.vaults.repository import EditConflict
from tests.support.accounts import open_vault
from tests.support.factories import submit_week, submit_weeks
from tests.support.page_parsing import scale_sentences, table_rows
from tests.support.weeks import FRIDAY, LIBRARY, W48, WEEKLY

PATH = "/my-picture/changes"
TOLD = "Your week of 2 November 2026 has a mark already: {what}. Save once more"


def typed(day="2026-11-04", kind="office", words="", *, anew=False, seen=""):
    form = {"day": day, "kind": kind, "words": words, "seen": seen}
    return form | ({"baseline": "1"} if anew else {})


def send(browser, path=PATH, **fields):
    browser.post(path, typed(**fields))
    return browser


def marks_of(app, browser):
    vault = open_vault(app, browser)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return list(change_marker_services.load_change_markers(db, vault, WEEKLY, FRIDAY).changes)


def seen_on(browser):
    """What the form on the page says that its reader saw."""
    return re.search(r'name="seen" value="([^"]*)"', browser.html).group(1)


def picture_of(app, browser):
    vault = open_vault(app, browser)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return trends_services.load_picture(db, vault, LIBRARY, WEEKLY, FRIDAY)


@pytest.fixture
def lived(app, signed_in):
    """Somebody with twelve weeks up to this one."""
    submit_weeks(app, signed_in, 12)
    return signed_in


def test_a_mark_is_listed_and_stands_on_the_chart(app, lived):
    send(lived, words="  Hub opened\t on Mondays ")
    assert (lived.status, lived.path) == (200, PATH)
    assert "Marked. Your chart shows it." in lived.words
    assert "Hub opened on Mondays Week of 2 November 2026. A line on your chart." in lived.words
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "office", "Hub opened on Mondays")]
    lived.get("/my-picture")
    assert "marked: Hub opened on Mondays, week of 2 November" in lived.words
    assert table_rows(lived.html)[3][-1] == "marked: Hub opened on Mondays"
    assert lived.html.count('class="change"') == 2  # wide and narrow


def test_a_new_start_is_said_beside_each_scale(app, lived):
    send(lived, anew=True)
    assert "Only weeks from there on are compared with each other." in lived.words
    lived.get("/my-picture")
    assert "You started again with your mark of 2 November 2026." in lived.words
    assert "After six more weeks with answers, Reflect can look for a lasting change." in (
        lived.words
    )
    lived.get("/my-picture/2026-W48")
    assert "After six more weeks with answers" in lived.words
    lived.get("/my-picture/2026-W40")
    assert all(said.endswith(" this week.") for said in scale_sentences(lived.html))


@pytest.mark.parametrize("path", ["connection", "together"])
def test_a_mark_is_handed_to_the_closer_look(lived, path):
    send(lived, words="<b>Hub</b>")
    lived.get(f"/my-picture/look-closer/{path}")
    assert lived.status == 200
    assert "Marked: bHub/b, week of 2 November 2026" in lived.html


@pytest.mark.parametrize(
    "day", ["2026-11-02", "2026-11-08", "5/11/2026", "05.11.2026", " 5-11-2026 ", "5 11 2026"]
)
def test_any_day_of_the_week_marks_its_monday(app, lived, day):
    send(lived, day=day)
    assert [change.week for change in marks_of(app, lived)] == [Week.parse("2026-W45")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": ""}, "Choose a day in the week."),
        ({"day": "soon"}, "Write the day as 2/3/2026."),
        ({"day": "31/2/2026"}, "Write the day as 2/3/2026."),
        ({"day": "2026-11-30"}, "This week is still to come. Choose a day in this week or before."),
        ({"day": "2026-09-06"}, "Your first week is that of 7 September 2026. Choose a day from"),
        ({"day": "0001-01-01"}, "Your first week is that of 7 September 2026."),
        ({"day": "9999-12-31"}, "This week is still to come."),
        ({"kind": ""}, "Choose what changed."),
        ({"kind": "weather"}, "Choose what changed."),
        ({"words": "x" * 61}, "Use at most 60 letters."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_is_lost(
    app, lived, fields, sentence
):
    send(lived, **{"words": "Team A & B", "anew": True, **fields})
    assert lived.status == 422
    assert lived.words.count(sentence) == 2  # in the summary, and beside the field
    assert marks_of(app, lived) == []
    kept = {"day": "2026-11-04", "words": "Team A & B", **fields}
    assert f'type="date" value="{kept["day"]}"' in lived.html
    assert f'type="text" value="{escape(kept["words"])}"' in lived.html
    assert re.search(r'name="baseline"[^>]* checked', lived.html)


def test_sixty_letters_the_first_week_and_this_week_can_be_marked(app, lived):
    send(lived, day="2026-09-07", words="x" * 60)
    send(lived, day="2026-11-29", kind="leader")
    assert [change.week for change in marks_of(app, lived)] == [W48 + -11, W48]


def test_before_the_first_check_in_there_is_nothing_to_mark(app, signed_in):
    signed_in.get(PATH)
    assert "Your first check-in goes here." in signed_in.words
    assert 'name="day"' not in signed_in.html
    signed_in.get("/settings")
    signed_in.post(PATH, typed(), fresh=False)
    assert signed_in.status == 422
    assert marks_of(app, signed_in) == []


def test_a_mark_in_this_open_week_waits_for_its_answers(app, signed_in):
    submit_weeks(app, signed_in, 3, W48 + -1)
    send(signed_in, day="2026-11-27", anew=True)
    assert "It shows once this week has answers." in signed_in.words
    signed_in.get("/my-picture")
    assert "marked: a new office" not in signed_in.words
    submit_week(app, signed_in, W48)
    signed_in.get("/my-picture")
    assert "marked: a new office, or none, week of 23 November" in signed_in.words
    signed_in.get(PATH)
    assert "once this week has answers" not in signed_in.words


# --- one mark a week ---


def test_a_second_mark_in_a_week_is_told_and_then_takes_its_place(app, lived):
    send(lived, words="Hub opened")
    send(lived, day="2026-11-08", kind="team", anew=True)
    assert lived.status == 422
    assert TOLD.format(what="Hub opened") in lived.words
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "office", "Hub opened")]
    fields = typed(day="2026-11-08", kind="team", anew=True, seen=seen_on(lived))
    lived.post(PATH, fields, fresh=False)
    assert lived.status == 200
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "team", baseline=True)]


def test_what_was_told_of_one_mark_replaces_no_other(app, lived):
    send(lived, words="Hub opened")
    send(lived, kind="team")
    seen = seen_on(lived)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        other = ChangeMarker(W48 + -3, "leader")
        change_marker_services.save_change_marker(
            db,
            open_vault(app, lived),
            other,
            change_marker_services.marker_edition(marks_of(app, lived)[0]),
            FRIDAY,
        )
    send(lived, kind="team", seen=seen)
    assert TOLD.format(what="a new leader") in lived.words
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "leader")]


def test_sending_the_same_mark_twice_tells_nothing(app, lived):
    send(lived, words="Hub opened")
    send(lived, words="Hub opened")
    assert lived.status == 200
    assert len(marks_of(app, lived)) == 1


# --- changing one, and taking one away ---


def test_a_mark_is_opened_as_it_stands_and_can_be_changed(app, lived):
    send(lived, words="Hub opened", anew=True)
    lived.get(f"{PATH}/2026-W45")
    for there in ('value="2026-11-02"', 'value="office" checked', 'value="Hub opened"'):
        assert there in lived.html
    assert re.search(r'name="baseline"[^>]* checked', lived.html)
    send(lived, f"{PATH}/2026-W45", kind="team", seen=seen_on(lived))
    assert (lived.status, lived.path) == (200, PATH)
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "team")]


def test_a_mark_can_move_to_another_week(app, lived):
    send(lived)
    lived.get(f"{PATH}/2026-W45")
    send(lived, f"{PATH}/2026-W45", day="2026-10-20", seen=seen_on(lived))
    assert [change.week for change in marks_of(app, lived)] == [Week.parse("2026-W43")]


def test_moving_onto_another_mark_is_told(app, lived):
    send(lived)
    send(lived, day="2026-10-20", kind="leader")
    lived.get(f"{PATH}/2026-W43")
    send(lived, f"{PATH}/2026-W43", kind="leader", seen=seen_on(lived))
    assert lived.status == 422
    assert TOLD.format(what="a new office, or none") in lived.words
    assert len(marks_of(app, lived)) == 2
    fields = typed(kind="leader", seen=seen_on(lived))
    lived.post(f"{PATH}/2026-W43", fields, fresh=False)
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "leader")]


def test_a_mark_changed_in_another_tab_is_not_overwritten_unseen(app, lived):
    send(lived)
    lived.get(f"{PATH}/2026-W45")
    seen = seen_on(lived)
    send(lived, f"{PATH}/2026-W45", words="from the other tab", seen=seen)
    send(lived, f"{PATH}/2026-W45", words="from this tab", seen=seen)
    assert lived.status == 422
    assert TOLD.format(what="from the other tab") in lived.words
    assert 'value="from this tab"' in lived.html


def test_a_mark_taken_away_in_another_tab_is_set_again_by_saving(app, lived):
    send(lived)
    lived.get(f"{PATH}/2026-W45")
    seen = seen_on(lived)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        change_marker_services.delete_change_marker(
            db, open_vault(app, lived), W48 + -3, unescape(seen)
        )
    lived.post(f"{PATH}/2026-W45", typed(words="kept", seen=seen), fresh=False)
    assert marks_of(app, lived) == [ChangeMarker(W48 + -3, "office", "kept")]


def test_removing_a_mark_restores_the_old_chart(app, lived):
    lived.get("/my-picture")
    before = re.sub(r'value="[0-9a-f]+"|content="[0-9a-f]+"', "", lived.html)
    send(lived, anew=True)
    lived.get(f"{PATH}/2026-W45")
    assert "Your chart is then as if this mark had never been." in lived.words
    sent = {"action": "remove", "seen": seen_on(lived)}
    for _click in range(2):
        lived.post(f"{PATH}/2026-W45", sent, fresh=False)
        lived.get(PATH + "?done=removed")
        assert "Your chart is as it was without this mark." in lived.words
    assert marks_of(app, lived) == []
    lived.get("/my-picture")
    assert re.sub(r'value="[0-9a-f]+"|content="[0-9a-f]+"', "", lived.html) == before


def test_marks_are_saved_over_the_row_they_were_read_from(app, lived, monkeypatch):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        vault = open_vault(app, lived)
        read = change_marker_services.vaults.load(db, vault, "settings")
        change_marker_services.save_change_marker(
            db, vault, ChangeMarker(W48, "leader"), "", FRIDAY
        )
        monkeypatch.setattr(change_marker_services.vaults, "load", lambda *_given: read)
        with pytest.raises(EditConflict):
            change_marker_services.save_change_marker(
                db, vault, ChangeMarker(W48 + -1, "team"), "", FRIDAY
            )
        monkeypatch.undo()
    assert marks_of(app, lived) == [ChangeMarker(W48, "leader")]


def test_other_settings_stay_as_they_are(app, lived):
    lived.post("/settings", {"shown": "Sam", "interval": "6"})
    send(lived)
    lived.get("/settings")
    assert 'value="Sam"' in lived.html
    assert 'value="6"' in lived.html


def test_a_week_without_a_mark_and_no_week_are_not_here(lived):
    for path in ("2026-W45", "2026-W99", "soon"):
        lived.get(f"{PATH}/{path}")
        assert lived.status == 404


def test_another_persons_mark_looks_like_none(lived, sign_up):
    send(lived, words="Hub opened")
    beth = sign_up("beth@example.org")
    for path in (PATH, f"{PATH}/2026-W45", "/my-picture"):
        beth.get(path)
        assert "Hub opened" not in beth.html


def test_own_words_stand_in_no_address(lived):
    lived.post(PATH, typed(words="Hub opened"), follow=False)
    assert lived.status == 303
    assert lived.page.location == f"{PATH}?done=marked"


def test_the_way_there_and_on(lived):
    lived.get("/my-picture")
    assert f'href="{PATH}"' in lived.html
    lived.get(PATH)
    assert "what-goes-with-what" not in lived.html
    send(lived)
    assert 'href="/my-picture/what-goes-with-what"' in lived.html


def test_what_was_typed_comes_back_after_the_lock(app, lived, clock):
    lived.get(PATH)
    clock.forward(minutes=17)
    lived.post(PATH, typed(words="Hub opened", anew=True), fresh=False)
    assert lived.path == "/sign-in"
    fields = {"name": "sam@example.org", "password": lived.password, "next": PATH}
    lived.post("/sign-in", fields, fresh=False)
    assert lived.page.request.full_path == f"{PATH}?returned=1"
    assert 'value="Hub opened"' in lived.html
    assert marks_of(app, lived) == []


# --- the picture behind it ---


def test_my_picture_opens_the_settings_once(app, lived, monkeypatch):
    send(lived)
    opened, really = [], Vault.unseal_row

    def seen(self, kind, *rest):
        opened.append(kind)
        return really(self, kind, *rest)

    monkeypatch.setattr(Vault, "unseal_row", seen)
    picture = picture_of(app, lived)
    assert opened.count("settings") == 1
    assert picture.changes == (ChangeMarker(W48 + -3, "office"),)


def test_titles_in_a_list_begin_with_a_capital():
    assert (
        change_marker_services.format_change_title(ChangeMarker(W48, "office"))
        == "A new office, or none"
    )
    assert change_marker_services.format_change_title(ChangeMarker(W48, "office", "hub")) == "hub"
    assert ChangeMarker(W48, "office").title == "a new office, or none"
    assert dict(change_marker_services.change_kind_options())["other"] == "Something else"


def test_an_unknown_action_is_refused_and_changes_nothing(app, lived):
    send(lived)
    before = marks_of(app, lived)
    lived.get(f"{PATH}/2026-W45")
    lived.post(f"{PATH}/2026-W45", {**typed(words="new"), "action": "delete"}, fresh=False)
    assert lived.status == 422
    assert marks_of(app, lived) == before
