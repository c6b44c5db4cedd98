import pytest
from vault_tools import NAME, unit, vault_of

from reflect.accounts import settings
from reflect.vaults.service import Stale


def test_unset_they_have_defaults(app, signed_in):
    with unit(app) as db:
        kept = settings.read(db, vault_of(app, signed_in))
    assert (kept["shown"], kept["interval"], kept["first_week"], kept["totp"]) == ("", 4, "", {})
    assert not any(kept[name] for name in ("stage", "first_year", "changes", "pauses"))


def test_a_change_leaves_the_others(app, signed_in):
    with unit(app) as db:
        vault = vault_of(app, signed_in)
        settings.change(db, vault, first_week="2026-W40")
        settings.change(db, vault, interval=6)
        assert settings.read(db, vault)["first_week"] == "2026-W40"
        assert settings.read(db, vault)["interval"] == 6


def test_two_changes_at_once_do_not_overwrite_each_other(app, signed_in, monkeypatch):
    with unit(app) as db:
        vault = vault_of(app, signed_in)
        settings.change(db, vault, interval=6)
        stale = settings.vaults.fetch(db, vault, "settings")
        settings.change(db, vault, interval=7)
        monkeypatch.setattr(settings.vaults, "fetch", lambda *_given: stale)
        with pytest.raises(Stale):
            settings.change(db, vault, interval=8)


def test_the_page_saves_name_and_interval(app, signed_in):
    signed_in.post("/settings", {"shown": " Sam Tully ", "interval": "6"})
    assert signed_in.path == "/settings"
    assert "Saved." in signed_in.words
    assert 'value="Sam Tully"' in signed_in.html
    assert 'value="6"' in signed_in.html


@pytest.mark.parametrize("interval", ["0", "27", "", "four", "-1", "1e1", "4" * 5000])
def test_an_interval_that_does_not_fit_comes_back_as_typed(signed_in, interval):
    signed_in.post("/settings", {"shown": "Sam", "interval": interval})
    assert signed_in.status == 422
    assert "Use a number from 1 to 26." in signed_in.words
    assert "<title>Check:" in signed_in.html
    assert f'value="{interval}"' in signed_in.html
    assert 'value="Sam"' in signed_in.html


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
