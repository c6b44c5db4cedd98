"""A half-set or unsafe site does not start, and says why in a sentence."""

import pytest

from reflect.config import Misconfigured, is_loopback, ours, read_settings


def settings(tmp_path, **environment):
    return read_settings(
        {f"REFLECT_{name}": value for name, value in environment.items()}, data=tmp_path
    )


def test_without_any_setting_only_this_machine_is_served(tmp_path):
    found = settings(tmp_path)
    assert (found.host, found.port, found.url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert found.database_url.startswith("sqlite:")
    assert found.key_file == tmp_path / "keys"


def test_the_address_that_init_was_told_is_remembered(tmp_path):
    (tmp_path / "url").write_text("https://reflect.example.org\n")
    assert settings(tmp_path).url == "https://reflect.example.org"
    assert settings(tmp_path, URL="https://other.example.org").url == "https://other.example.org"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"URL": "http://reflect.example.org"}, "Without HTTPS"),
        ({"HOST": "0.0.0.0"}, "Without HTTPS"),
        ({"HOST": "192.168.1.4", "URL": "http://192.168.1.4:8000"}, "Without HTTPS"),
        ({"URL": "reflect.example.org"}, "must be an address"),
        ({"URL": "https://example.org/reflect"}, "must be an address"),
        ({"PORT": "eighty"}, "whole number"),
        ({"WORKERS": "two"}, "whole number"),
        ({"KDF": "argon2id,19,8,1,1"}, "tests only"),
        ({"DEBUG": "1"}, "error pages for developers"),
    ],
)
def test_it_refuses_what_would_be_unsafe(tmp_path, environment, says):
    with pytest.raises(Misconfigured) as refused:
        settings(tmp_path, **environment)
    assert says.lower() in str(refused.value).lower()


def test_flasks_own_debug_switch_is_refused_too(tmp_path):
    with pytest.raises(Misconfigured, match="FLASK_DEBUG"):
        read_settings({"FLASK_DEBUG": "1"}, data=tmp_path)


def test_behind_https_it_may_listen_beyond_this_machine(tmp_path):
    found = settings(tmp_path, URL="https://reflect.example.org", HOST="0.0.0.0")
    assert found.secure
    assert found.trusted_host == "reflect.example.org"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_this_machine(host):
    assert is_loopback(host)


def test_instruments_and_migrations_lie_beside_the_code():
    assert (ours("instruments") / "weekly-check-in.v1.toml").is_file()
    assert (ours("migrations") / "env.py").is_file()
