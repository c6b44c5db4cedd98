import re

import pytest

from reflect.accounts.forms import stage_options
from reflect.accounts.settings import preferences
from reflect.vaults.repository import EditConflict
from tests.support.accounts import NAME, open_vault
from tests.support.database import transaction


def test_unset_they_have_defaults(app, signed_in):
    with transaction(app) as db:
        kept = preferences.load_settings(db, open_vault(app, signed_in))
    assert (kept["shown"], kept["interval"], kept["first_week"], kept["totp"]) == ("", 4, "", {})
    assert not any(kept[name] for name in ("stage", "first_year", "changes", "pauses"))
    assert kept["own_interval"] == 0


def test_a_change_leaves_the_others(app, signed_in):
    with transaction(app) as db:
        vault = open_vault(app, signed_in)
        preferences.update_settings(db, vault, first_week="2026-W40")
        preferences.update_settings(db, vault, interval=6)
        assert preferences.load_settings(db, vault)["first_week"] == "2026-W40"
        assert preferences.load_settings(db, vault)["interval"] == 6


def test_two_changes_at_once_do_not_overwrite_each_other(app, signed_in, monkeypatch):
    with transaction(app) as db:
        vault = open_vault(app, signed_in)
        preferences.update_settings(db, vault, interval=6)
        stale = preferences.vaults.load(db, vault, "settings")
        preferences.update_settings(db, vault, interval=7)
        monkeypatch.setattr(preferences.vaults, "load", lambda *_given: stale)
        with pytest.raises(EditConflict):
            preferences.update_settings(db, vault, interval=8)


STAGED = [("first-six-weeks", 1), ("to-six-months", 2), ("from-six-months", 4), ("experienced", 4)]


@pytest.mark.parametrize(("stage", "weeks"), [*STAGED, ("", 4), ("of another site", 4)])
def test_the_stage_suggests_an_interval_and_ones_own_number_wins(app, signed_in, stage, weeks):
    with transaction(app) as db:
        vault = open_vault(app, signed_in)
        preferences.update_settings(db, vault, stage=stage)
        assert preferences.load_settings(db, vault)["interval"] == weeks
        preferences.update_settings(db, vault, interval=7)
        assert preferences.load_settings(db, vault)["interval"] == 7
        preferences.update_settings(db, vault, interval=0)
        assert preferences.load_settings(db, vault)["interval"] == weeks


def test_the_page_saves_name_stage_and_interval(app, signed_in):
    signed_in.post("/settings", {"shown": " Sam Tully ", "stage": "experienced", "interval": "6"})
    assert signed_in.path == "/settings"
    assert "Saved." in signed_in.words
    assert 'value="Sam Tully"' in signed_in.html
    assert 'value="experienced" checked' in signed_in.html
    assert 'value="6"' in signed_in.html
    assert "Now in use: 6 weeks, the number you set." in signed_in.words


def test_without_a_number_of_ones_own_the_page_says_what_the_stage_suggests(signed_in):
    signed_in.get("/settings")
    assert "Now in use: 4 weeks, until you choose." in signed_in.words
    signed_in.post("/settings", {"stage": "first-six-weeks", "interval": " "})
    assert "Now in use: 1 week, from your stage." in signed_in.words
    assert re.search(r'name="interval" type="text" value=""', signed_in.html)


def test_emptying_the_number_gives_it_back_to_the_stage(signed_in):
    signed_in.post("/settings", {"stage": "to-six-months", "interval": "6"})
    assert "Now in use: 6 weeks, the number you set." in signed_in.words
    signed_in.post("/settings", {"stage": "to-six-months", "interval": ""})
    assert "Now in use: 2 weeks, from your stage." in signed_in.words


def test_every_stage_can_be_chosen_and_says_its_interval():
    said = [(value, label.partition(": ")[2]) for value, label in stage_options()]
    assert said == [
        ("first-six-weeks", "every week"),
        ("to-six-months", "every two weeks"),
        ("from-six-months", "every four weeks"),
        ("experienced", "every four weeks"),
        ("", "every four weeks"),
    ]


@pytest.mark.parametrize("interval", ["0", "27", "four", "-1", "1e1", "4" * 5000])
def test_an_interval_that_does_not_fit_comes_back_as_typed(signed_in, interval):
    typed = {"shown": "Sam", "stage": "to-six-months", "interval": interval}
    signed_in.post("/settings", typed)
    assert signed_in.status == 422
    assert "Use a number from 1 to 26, or leave it empty." in signed_in.words
    assert "integer" not in signed_in.words
    assert "<title>Check:" in signed_in.html
    assert f'value="{interval}"' in signed_in.html
    assert 'value="Sam"' in signed_in.html
    assert 'value="to-six-months" checked' in signed_in.html


def test_a_stage_that_is_none_of_them_is_not_kept(app, signed_in):
    signed_in.post("/settings", {"stage": "retired"})
    assert signed_in.status == 422
    assert "Choose one of these." in signed_in.words
    with transaction(app) as db:
        assert preferences.load_settings(db, open_vault(app, signed_in))["stage"] == ""


def test_an_unknown_sentence_in_the_address_is_not_said(signed_in):
    signed_in.get("/settings?done=<script>")
    assert "script" not in signed_in.words


def test_the_name_stands_beside_every_new_password(signed_in):
    for page in ("/settings/password", "/settings/new-key"):
        signed_in.get(page)
        assert 'autocomplete="username"' in signed_in.html
        assert f'value="{NAME}"' in signed_in.html
        assert 'autocomplete="current-password"' in signed_in.html
        assert 'autocomplete="new-password"' in signed_in.html
