"""Settings: an incomplete or unsafe configuration stops the start with a sentence."""

import pytest

from reflect.config import DEMO_MARK, Misconfigured, is_loopback, packaged_data_dir, read_settings


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
    assert found.is_https
    assert found.trusted_host == "reflect.example.org"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost"])
def test_loopback_is_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "192.168.1.4", "::ffff:192.168.1.4", "fe80::1%3", "example.org"]
)
def test_everything_else_is_not(host):
    assert not is_loopback(host)


PROVIDER = {
    "OPENID_ISSUER": "https://login.example.org/council",
    "OPENID_CLIENT": "reflect",
    "OPENID_SECRET": "hush",
}


def test_without_any_of_it_there_is_no_provider(tmp_path):
    assert settings(tmp_path).openid is None


def test_a_provider_is_set_by_three_settings_and_its_secret_is_never_shown(tmp_path):
    found = settings(tmp_path, **PROVIDER)
    assert (found.openid.issuer, found.openid.client) == (PROVIDER["OPENID_ISSUER"], "reflect")
    assert found.openid.secret == "hush"
    assert "hush" not in repr(found)


def test_its_secret_may_lie_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    rest = {name: value for name, value in PROVIDER.items() if name != "OPENID_SECRET"}
    found = settings(tmp_path, **rest, OPENID_SECRET_FILE=str(file))
    assert found.openid.secret == "from a file"


@pytest.mark.parametrize("missing", PROVIDER)
def test_a_provider_that_is_half_set_does_not_start(tmp_path, missing):
    given = {name: value for name, value in PROVIDER.items() if name != missing}
    with pytest.raises(Misconfigured, match=f"half set: REFLECT_{missing} is"):
        settings(tmp_path, **given)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"OPENID_ISSUER": "http://login.example.org"}, "https:// address"),
        ({"OPENID_ISSUER": "http://127.0.0.1:9", "URL": "https://r.example.org"}, "https:// addr"),
        ({"OPENID_ISSUER": "login.example.org"}, "https:// address"),
        ({"OPENID_ISSUER": "https://login.example.org/?x=1"}, "https:// address"),
        ({"OPENID_ISSUER": "https://us:pw@login.example.org"}, "https:// address"),
        ({"OPENID_SECRET_FILE": "/nowhere"}, "both set"),
        ({"OPENID_SECRET": "", "OPENID_SECRET_FILE": "/nowhere"}, "not there or cannot be read"),
    ],
)
def test_a_provider_that_would_be_unsafe_is_refused(tmp_path, more, says):
    with pytest.raises(Misconfigured, match=says):
        settings(tmp_path, **{**PROVIDER, **more})


def test_a_provider_on_this_machine_is_for_a_site_on_this_machine(tmp_path):
    found = settings(tmp_path, **{**PROVIDER, "OPENID_ISSUER": "http://127.0.0.1:9000"})
    assert found.openid.issuer == "http://127.0.0.1:9000"


def test_without_authlib_only_a_site_that_needs_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("reflect.config.find_spec", lambda _name: None)
    assert settings(tmp_path).openid is None
    with pytest.raises(Misconfigured, match="needs Authlib"):
        settings(tmp_path, **PROVIDER)


@pytest.fixture
def demo(tmp_path):
    (tmp_path / DEMO_MARK).touch()
    return tmp_path


def test_a_demo_may_be_told_to_answer_its_neighbours(demo):
    found = read_settings({"REFLECT_PROXIES": "2"}, data=demo, host="0.0.0.0", lan="192.168.1.4")
    assert (found.url, found.join_address) == ("http://127.0.0.1:8000", "http://192.168.1.4:8000")
    assert found.proxies == 0  # nobody stands before it whose word on an address could be taken


def test_nothing_but_the_command_tells_it_that(demo):
    assert settings(demo, LAN="192.168.1.4").lan == ""
    with pytest.raises(Misconfigured, match="Without HTTPS"):
        settings(demo, LAN="192.168.1.4", HOST="0.0.0.0")


@pytest.mark.parametrize("url", [None, "https://reflect.example.org", "http://192.168.1.4:8000"])
def test_a_real_site_is_never_told_that(tmp_path, url):
    with pytest.raises(Misconfigured, match="Only a demo"):
        read_settings({}, data=tmp_path, host="0.0.0.0", lan="192.168.1.4", url=url)


def test_nor_a_demo_at_an_address_of_its_own(demo):
    with pytest.raises(Misconfigured, match="Only a demo"):
        read_settings({}, data=demo, lan="192.168.1.4", url="https://reflect.example.org")


def test_a_cookie_carries_the_port_or_is_bound_to_its_host(tmp_path):
    assert settings(tmp_path, PORT="8001").cookie_name("reflect") == "reflect-8001"
    secure = settings(tmp_path, URL="https://reflect.example.org")
    assert secure.cookie_name("reflect") == "__Host-reflect"
    assert secure.cookie_name("room", "__Secure-") == "__Secure-room"


HTTPS = {"REFLECT_URL": "https://demo.example.org", "REFLECT_PROXIES": "1"}


def test_a_public_demo_listens_where_it_is_told_and_has_its_limits(tmp_path):
    found = read_settings({**HTTPS, "REFLECT_HOST": "0.0.0.0"}, data=tmp_path, public=True)
    assert (found.public, found.copies, found.copies_per_network) == (True, 100, 10)
    more = {"REFLECT_COPIES": "3", "REFLECT_COPIES_PER_NETWORK": "2"}
    found = read_settings(more, data=tmp_path, public=True)
    assert (found.copies, found.copies_per_network) == (3, 2)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({**HTTPS, "REFLECT_WORKERS": "2"}, "one process"),
        ({**HTTPS, "REFLECT_PROXIES": "0"}, "all visitors look like one network"),
        ({"REFLECT_COPIES": "0"}, "1 or more"),
        ({"REFLECT_COPIES_PER_NETWORK": "-1"}, "1 or more"),
        ({"REFLECT_URL": "http://demo.example.org"}, "Without HTTPS"),
    ],
)
def test_a_public_demo_does_not_start_half_set(tmp_path, given, why):
    with pytest.raises(Misconfigured, match=why):
        read_settings(given, data=tmp_path, public=True)


def test_only_the_command_makes_a_demo_public(tmp_path):
    assert not settings(tmp_path, PUBLIC="1").public


def test_instruments_and_migrations_lie_beside_the_code():
    assert (packaged_data_dir("instruments") / "weekly-check-in.v1.toml").is_file()
    assert (packaged_data_dir("migrations") / "env.py").is_file()
