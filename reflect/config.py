"""Settings from the environment (`REFLECT_*`) and the data folder.

A site whose settings are incomplete or unsafe does not start. Each error names the setting and what
to do, because an operator at a terminal has nothing else to go by.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reflect.core.errors import Invalid
from reflect.core.organisation.loader import load_organisation
from reflect.core.organisation.model import DEFAULT_ORGANISATION, ORGANISATION_FILE, Organisation

DEMO_MARK = "this-is-a-demo"  # a file of this name marks the data folder of a demo
DATABASE_NAME = "reflect.sqlite"


class Misconfigured(Exception):
    """The site cannot start with these settings; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class OpenidSettings:
    """The organisation's identity provider (OpenID Connect), and Reflect's client id there."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between sites."""

    data: Path
    key_file: Path
    database_url: str
    url: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    proxies: int = 0  # number of reverse proxies whose X-Forwarded-For is trusted
    kdf: str = ""  # cost of hashing new passwords; empty: `Kdf.current`
    lan: str = ""  # this machine's address on the local network, for `reflect demo --lan` only
    public: bool = False  # each visitor has a copy of the demo, for `reflect demo --public` only
    copies: int = 100  # at most, at a time
    copies_per_network: int = 10
    openid: OpenidSettings | None = None  # login by the organisation's provider
    testing: bool = False
    organisation: Organisation = DEFAULT_ORGANISATION  # from `organisation.toml`

    @property
    def is_demo(self) -> bool:
        """Whether the data folder is that of a demo, with invented people only."""
        return (self.data / DEMO_MARK).is_file()

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the site by HTTPS."""
        return self.url.startswith("https:")

    @property
    def trusted_host(self) -> str:
        """The only host name that requests may have, without the port."""
        return urlsplit(self.url).hostname or ""

    @property
    def join_address(self) -> str:
        """Scheme, host and port that people type to join a workshop."""
        return f"http://{self.lan}:{self.port}" if self.lan else self.url

    def cookie_name(self, plain: str, binding: str = "__Host-") -> str:
        """The name of a cookie. With HTTPS, a prefix binds it to this host.

        Without HTTPS, the name contains the port: browsers send a cookie to every port of a host,
        so two demos on one machine would sign each other's visitors out.
        """
        return f"{binding}{plain}" if self.is_https else f"{plain}-{self.port}"


def read_settings(environment: Mapping[str, str], **overrides: Any) -> Settings:
    """Read the settings from the environment; each keyword in `overrides` replaces one.

    Raises:
        Misconfigured: a value is invalid, or the settings together are unsafe.
    """

    def value(name: str, default: str) -> str:
        override = overrides.get(name)
        if override is not None:
            return str(override)
        return environment.get(f"REFLECT_{name.upper()}", default)

    data = Path(value("data", "reflect-data")).resolve()
    host, port = value("host", "127.0.0.1"), _parse_int("port", value("port", "8000"))
    lan = str(overrides.get("lan", ""))  # never from the environment: `reflect run` reads it too
    settings = Settings(
        data=data,
        key_file=Path(value("key_file", str(data / "keys"))).resolve(),
        database_url=value("database_url", f"sqlite:///{data / DATABASE_NAME}"),
        url=value("url", "").rstrip("/") or _read_stored_url(data) or f"http://127.0.0.1:{port}",
        host=host,
        port=port,
        workers=_parse_int("workers", value("workers", "1")),
        proxies=0 if lan else _parse_int("proxies", value("proxies", "0")),
        kdf=value("kdf", ""),
        lan=lan,
        public=bool(overrides.get("public", False)),  # never from the environment
        copies=_parse_int("copies", value("copies", "100")),
        copies_per_network=_parse_int("copies_per_network", value("copies_per_network", "10")),
        openid=_read_openid(value),
        testing=bool(overrides.get("testing", False)),
        organisation=_read_organisation(data),
    )
    _check_exposure(settings, environment)
    _check_provider(settings)
    if settings.public:
        _check_public_demo(settings)
    return settings


def _read_openid(value: Callable[[str, str], str]) -> OpenidSettings | None:
    """The organisation's provider; None if none of its settings is set.

    Raises:
        Misconfigured: some are missing, or two contradict each other.
    """
    issuer, client = value("openid_issuer", "").strip(), value("openid_client", "").strip()
    secret, file = value("openid_secret", "").strip(), value("openid_secret_file", "")
    if file and secret:
        raise Misconfigured(
            "REFLECT_OPENID_SECRET and REFLECT_OPENID_SECRET_FILE are both set. Unset one of them."
        )
    if file:
        try:
            secret = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(
                f"REFLECT_OPENID_SECRET_FILE names {file}, which is not there or cannot be read."
            ) from None
    values = {"ISSUER": issuer, "CLIENT": client, "SECRET": secret}
    missing = [f"REFLECT_OPENID_{name}" for name, text in values.items() if not text]
    if len(missing) == len(values) and not file:
        return None
    if missing:
        raise Misconfigured(
            f"Sign-in by your organisation's provider is half set: {' and '.join(missing)} is "
            "missing or empty. Set it, or unset the others."
        )
    return OpenidSettings(issuer, client, secret)


def _check_provider(settings: Settings) -> None:
    """The provider is reached over HTTPS, or over HTTP if both it and the site are loopback."""
    if settings.openid is None:
        return
    parts = urlsplit(settings.openid.issuer)
    local = parts.scheme == "http" and is_loopback(parts.hostname or "") and not settings.is_https
    plain = bool(parts.hostname) and not parts.query and not parts.fragment and not parts.username
    if not plain or not (parts.scheme == "https" or local):
        raise Misconfigured(
            "REFLECT_OPENID_ISSUER must be an https:// address as the provider itself writes it, "
            f"not “{settings.openid.issuer}”."
        )
    if find_spec("authlib") is None:
        raise Misconfigured(
            "Sign-in by your organisation's provider needs Authlib, which is not installed. "
            "Install what requirements.lock names, or unset REFLECT_OPENID_ISSUER."
        )


def url_file(data: Path) -> Path:
    """The file in which `reflect init` stores the site's address, so it is set only once."""
    return data / "url"


def _read_stored_url(data: Path) -> str:
    try:
        return url_file(data).read_text(encoding="utf-8").strip().rstrip("/")
    except OSError:
        return ""


def _read_organisation(data: Path) -> Organisation:
    try:
        return load_organisation(data / ORGANISATION_FILE)
    except Invalid as error:
        raise Misconfigured(
            f"Reflect does not start with the organisation's file as it is. {error}"
        ) from None


def _parse_int(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Misconfigured(
            f"REFLECT_{name.upper()} must be a whole number, not “{text}”."
        ) from None


def _check_exposure(settings: Settings, environment: Mapping[str, str]) -> None:
    debug = [name for name in ("FLASK_DEBUG", "REFLECT_DEBUG") if environment.get(name, "0") != "0"]
    if debug and not settings.testing:
        raise Misconfigured(
            f"{debug[0]} is set. Error pages for developers show what people typed, so Reflect "
            "does not start with it. Unset it and start again."
        )
    parts = urlsplit(settings.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise Misconfigured(
            "REFLECT_URL must be an address such as https://reflect.example.org, not "
            f"“{settings.url}”."
        )
    if settings.kdf and not settings.testing:
        raise Misconfigured("REFLECT_KDF is for tests only: it makes passwords easy to guess at.")
    if settings.lan and not (settings.is_demo and is_loopback(parts.hostname)):
        raise Misconfigured(
            "Only a demo answers other machines without HTTPS, because everybody in it is "
            "invented. Run `reflect demo --lan`."
        )
    on_this_machine = is_loopback(parts.hostname) and is_loopback(settings.host)
    if settings.is_https or settings.lan or on_this_machine:
        return
    raise Misconfigured(
        f"Without HTTPS, Reflect answers on this machine only, not at {settings.url} on "
        f"{settings.host}: passwords would travel in the open. Put a reverse proxy with a "
        "certificate in front and set REFLECT_URL to its https:// address."
    )


def _check_public_demo(settings: Settings) -> None:
    if settings.workers > 1:
        raise Misconfigured(
            "The public demo keeps its list of copies in one process. Unset REFLECT_WORKERS."
        )
    if settings.is_https and settings.proxies < 1:
        raise Misconfigured(
            "With HTTPS, a reverse proxy stands in front. Set REFLECT_PROXIES=1 and let it send "
            "X-Forwarded-For, or all visitors look like one network."
        )
    if min(settings.copies, settings.copies_per_network) < 1:
        raise Misconfigured("REFLECT_COPIES and REFLECT_COPIES_PER_NETWORK must be 1 or more.")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`: a host name, or an IPv4 or IPv6 address."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_loopback


def packaged_data_dir(name: str) -> Path:
    """The folder `instruments` or `migrations`: in the root of a checkout, or in the wheel.

    The checkout comes first, so that an editable install reads the files that are being edited.
    """
    package = Path(__file__).parent
    root = package.parent
    return root / name if (root / "pyproject.toml").is_file() else package / "_data" / name


def environment() -> Mapping[str, str]:
    """The environment of the process; no other function reads it."""
    return os.environ
