"""Every setting of the site, its default, and the refusal of bad ones at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from battkomp.languages import LANGUAGES, Language

PACKAGE = Path(__file__).resolve().parent
# In a checkout, templates and their like stand beside the package; in a wheel, inside it.
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent

PREFIX = "BATTKOMP_"

Network = IPv4Network | IPv6Network
_LARGEST_CACHE = 1024  # megabytes


class BadSettingError(Exception):
    """A setting that the site refuses to start with."""


_OSLO = ZoneInfo("Europe/Oslo")


def date_in_oslo(moment: datetime) -> date:
    """Return the date in Norway at a moment."""
    return moment.astimezone(_OSLO).date()


def end_in_oslo(day: date) -> datetime:
    """Return the moment at which a day ends in Norway."""
    return datetime.combine(day + timedelta(days=1), time(), _OSLO)


def today_in_oslo() -> date:
    """Return the date in Norway now, by which a phase is launched."""
    return datetime.now(_OSLO).date()


@dataclass(frozen=True)
class Settings:
    """What the site is told from outside. `from_environment` says which variable sets what."""

    database: Path = field(default_factory=lambda: Path.cwd() / "instance" / "battkomp.db")
    public_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    proxies: tuple[Network, ...] = ()
    caches: tuple[str, ...] = ()
    cache_megabytes: int = 16
    backups: Path | None = None
    access_log: bool = False
    development: bool = False

    # Not from the environment: what the site is made for, and what tests put in its place. In an
    # edition the answers become files: what needs a server says so, and offers another way.
    edition: bool = False
    languages: tuple[Language, ...] = LANGUAGES
    translations: Path = ROOT / "translations"
    today: Callable[[], date] = today_in_oslo


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from BATTKOMP_* variables.

    - `BATTKOMP_DATABASE`: the database file; `instance/battkomp.db` if not set.
    - `BATTKOMP_PUBLIC_URL`: what addresses start with that must be whole, such as those for
      search engines (`https://battkomp.example`); taken from the request if not set.
    - `BATTKOMP_TRUSTED_HOSTS`: the hosts that requests may name, with commas between; any if not
      set.
    - `BATTKOMP_PROXIES`: the addresses or networks of the proxies whose word is taken for who asks
      and how, with commas between (`127.0.0.1, 10.0.0.0/8`); nobody's if not set.
    - `BATTKOMP_CACHES`: the shared caches in front of the site that are told when its content has
      changed, with commas between (`http://127.0.0.1:6081`); none if not set.
    - `BATTKOMP_CACHE_MEGABYTES`: how many megabytes of finished answers each worker keeps; 16 if
      not set, and 0 for none.
    - `BATTKOMP_BACKUPS`: the folder of the backups; none if not set.
    - `BATTKOMP_ACCESS_LOG`: `true` logs every request, with a shortened address of its sender.
    - `BATTKOMP_DEVELOPMENT`: `true` shows changed templates and static files at once.

    :raises BadSettingError: for a variable that is unknown, or a value that cannot be right.
    """
    values: dict[str, object] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in _READERS:
            raise BadSettingError(f"{variable}: there is no such setting")
        try:
            values[name] = _READERS[name](text)
        except ValueError as error:
            raise BadSettingError(f"{variable}: {error}") from error
    return Settings(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def _database(text: str) -> Path:
    path = Path(text)
    if not text or path.is_dir():
        raise ValueError("this must be the path of a file")
    return path.absolute()


def _folder(text: str) -> Path:
    path = Path(text)
    if not text or path.is_file():
        raise ValueError("this must be the path of a folder")
    return path.absolute()


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise ValueError("this must be like https://battkomp.example, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _hosts(text: str) -> tuple[str, ...]:
    return _several(text, "host names")


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one) for one in _several(text, "addresses or networks"))
    except ValueError as error:
        raise ValueError(f"this must be IP addresses or networks: {error}") from error


def _caches(text: str) -> tuple[str, ...]:
    return tuple(_public_url(one) for one in _several(text, "addresses"))


def _several(text: str, what: str) -> tuple[str, ...]:
    found = tuple(one.strip() for one in text.split(",") if one.strip())
    if not found:
        raise ValueError(f"this must be one or more {what}, with commas between")
    return found


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= _LARGEST_CACHE):
        raise ValueError(f"this must be a whole number from 0 to {_LARGEST_CACHE}")
    return int(text)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("this must be true or false")
    return text == "true"


_READERS: dict[str, Callable[[str], object]] = {
    "database": _database,
    "public_url": _public_url,
    "trusted_hosts": _hosts,
    "proxies": _networks,
    "caches": _caches,
    "cache_megabytes": _megabytes,
    "backups": _folder,
    "access_log": _truth,
    "development": _truth,
}
