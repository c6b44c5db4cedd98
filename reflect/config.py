"""Settings: from the environment (`REFLECT_*`) and a data folder; a half-set site does not start.

Every refusal is one sentence that names the setting and the way out, because whoever reads it is
alone with a terminal.
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
from reflect.core.organisation import loader as organisation_loader
from reflect.core.organisation.model import DEFAULT_ORGANISATION, ORGANISATION_FILE, Organisation

DEMO_MARK = "this-is-a-demo"  # a file of this name marks a data folder of invented people
DATABASE_NAME = "reflect.sqlite"


class Misconfigured(Exception):
    """The site cannot start like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class OpenidSettings:
    """An organisation's own identity provider, and what Reflect is known as there."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ from one site to the next."""

    data: Path
    key_file: Path
    database_url: str
    url: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    proxies: int = 0  # reverse proxies whose X-Forwarded-For may be believed
    kdf: str = ""  # what new passwords cost; empty: today's (vault.Kdf)
    lan: str = ""  # this machine's address among its neighbours, for `reflect demo --lan` alone
    public: bool = False  # every visitor has a copy of their own, for `reflect demo --public` alone
    copies: int = 100  # of these at once
    copies_per_network: int = 10
    openid: OpenidSettings | None = (
        None  # sign-in by the organisation's own provider; off by default
    )
    testing: bool = False
    organisation: Organisation = DEFAULT_ORGANISATION  # whose site it is, from its own file

    @property
    def is_demo(self) -> bool:
        """Whether the data folder holds invented people only."""
        return (self.data / DEMO_MARK).is_file()

    @property
    def is_https(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.url.startswith("https:")

    @property
    def trusted_host(self) -> str:
        """The only host name that requests may carry, without the port."""
        return urlsplit(self.url).hostname or ""

    @property
    def join_address(self) -> str:
        """Scheme, host and port as phones in the room type them."""
        return f"http://{self.lan}:{self.port}" if self.lan else self.url

    def cookie_name(self, plain: str, binding: str = "__Host-") -> str:
        """The name of a cookie. With HTTPS, a prefix binds it to this host.

        Without, it carries the port: browsers send one cookie to every port of a host, so that two
        demonstrations on one machine would sign each other's visitors out.
        """
        return f"{binding}{plain}" if self.is_https else f"{plain}-{self.port}"


def read_settings(environment: Mapping[str, str], **overrides: Any) -> Settings:
    """Settings from the environment, each of which `overrides` may replace.

    Raises:
        Misconfigured: a value does not fit, or this would be unsafe.
    """

    def value(name: str, otherwise: str) -> str:
        given = overrides.get(name)
        return (
            str(given)
            if given is not None
            else environment.get(f"REFLECT_{name.upper()}", otherwise)
        )

    data = Path(value("data", "reflect-data")).resolve()
    host, port = value("host", "127.0.0.1"), _number("port", value("port", "8000"))
    lan = str(overrides.get("lan", ""))  # never from the environment, which `run` reads too
    settings = Settings(
        data=data,
        key_file=Path(value("key_file", str(data / "keys"))).resolve(),
        database_url=value("database_url", f"sqlite:///{data / DATABASE_NAME}"),
        url=value("url", "").rstrip("/") or _stored_url(data) or f"http://127.0.0.1:{port}",
        host=host,
        port=port,
        workers=_number("workers", value("workers", "1")),
        proxies=0 if lan else _number("proxies", value("proxies", "0")),
        kdf=value("kdf", ""),
        lan=lan,
        public=bool(overrides.get("public", False)),  # never from the environment
        copies=_number("copies", value("copies", "100")),
        copies_per_network=_number("copies_per_network", value("copies_per_network", "10")),
        openid=_openid(value),
        testing=bool(overrides.get("testing", False)),
        organisation=_organisation(data),
    )
    _refuse_unsafe(settings, environment)
    _refuse_open_provider(settings)
    if settings.public:
        _refuse_half_public(settings)
    return settings


def _openid(value: Callable[[str, str], str]) -> OpenidSettings | None:
    """The provider of an organisation: all of it, or none."""
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
    given = {"ISSUER": issuer, "CLIENT": client, "SECRET": secret}
    missing = [f"REFLECT_OPENID_{name}" for name, found in given.items() if not found]
    if len(missing) == len(given) and not file:
        return None
    if missing:
        raise Misconfigured(
            f"Sign-in by your organisation's provider is half set: {' and '.join(missing)} is "
            "missing or empty. Set it, or unset the others."
        )
    return OpenidSettings(issuer, client, secret)


def _refuse_open_provider(settings: Settings) -> None:
    """A provider is reached over HTTPS; without, only where both it and the site are loopback."""
    if settings.openid is None:
        return
    parts = urlsplit(settings.openid.issuer)
    here = parts.scheme == "http" and is_loopback(parts.hostname or "") and not settings.is_https
    plain = bool(parts.hostname) and not parts.query and not parts.fragment and not parts.username
    if not plain or not (parts.scheme == "https" or here):
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
    """Where `reflect init` keeps the site's address, so that it need not be set again."""
    return data / "url"


def _stored_url(data: Path) -> str:
    try:
        return url_file(data).read_text(encoding="utf-8").strip().rstrip("/")
    except OSError:
        return ""


def _organisation(data: Path) -> Organisation:
    try:
        return organisation_loader.load_organisation(data / ORGANISATION_FILE)
    except Invalid as error:
        raise Misconfigured(
            f"Reflect does not start with the organisation's file as it is. {error}"
        ) from None


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Misconfigured(
            f"REFLECT_{name.upper()} must be a whole number, not “{text}”."
        ) from None


def _refuse_unsafe(settings: Settings, environment: Mapping[str, str]) -> None:
    switched = [
        name for name in ("FLASK_DEBUG", "REFLECT_DEBUG") if environment.get(name, "0") != "0"
    ]
    if switched and not settings.testing:
        raise Misconfigured(
            f"{switched[0]} is set. Error pages for developers show what people typed, so Reflect "
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


def _refuse_half_public(settings: Settings) -> None:
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
    """Whether only this machine can reach `host`, a name or an address of either kind."""
    try:
        found = ip_address(host)
    except ValueError:
        return host == "localhost"
    inner = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (inner or found).is_loopback


def packaged_data_dir(name: str) -> Path:
    """The folder `instruments` or `migrations`: beside the code in a checkout, inside a wheel.

    The root comes first, so that an editable install reads the files one is editing.
    """
    here = Path(__file__).parent
    beside = here.parent / name
    return beside if (here.parent / "pyproject.toml").is_file() else here / "_data" / name


def environment() -> Mapping[str, str]:
    """The process's environment: the one place that reads it."""
    return os.environ
