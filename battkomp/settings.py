"""The site's settings, read from `BATTKOMP_*` environment variables.

Importing this module loads neither Flask nor SQLite, so that any program can read them.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import combinations
from pathlib import Path
from time import time
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import msgspec

from battkomp import addresses, oslo
from battkomp.languages import LANGUAGES, Language

PACKAGE = Path(__file__).resolve().parent
# A checkout has templates and static files beside the package; a wheel has them inside it.
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
PREFIX = "BATTKOMP_"

# Days for which the desk keeps data; the privacy page states them.
JOURNAL_DAYS = 30  # after a set of changes was published or withdrawn
EVENT_DAYS = 730


class BadSettingError(Exception):
    """A setting is unknown or invalid. The message starts with the name of its variable."""


def _path(kind: str, is_kind: Callable[[str], bool], text: str) -> Path:
    if not text or (os.path.exists(text) and not is_kind(text)):
        raise ValueError(f"this must be the path of a {kind}")
    return Path(text).absolute()


def _ascii(text: str) -> str:
    if not text or not text.isprintable() or not text.isascii():
        raise ValueError("this must be one line of ASCII characters, as smtplib takes no others")
    return text


def _email(text: str) -> str:
    if not addresses.is_address(text):
        raise ValueError("this must be an email address")
    return text


# A function in an annotation parses the text of a variable. msgspec converts to the other types.
File = Annotated[Path, partial(_path, "file", os.path.isfile)]
Folder = Annotated[Path, partial(_path, "folder", os.path.isdir)]
Ascii = Annotated[str, _ascii]
Email = Annotated[str, _email]
Host = Annotated[str, addresses.host]
TrustedHost = Annotated[str, addresses.trusted_host]
BaseURL = Annotated[str, addresses.base_url]


@dataclass(frozen=True)
class Settings:
    """All settings. `BATTKOMP_DATABASE` sets the field `database`, and so on: see README.md."""

    database: File = field(default_factory=lambda: Path.cwd() / "instance" / "battkomp.db")
    content: Folder | None = None
    public_url: BaseURL | None = None
    trusted_hosts: tuple[TrustedHost, ...] = ()
    proxies: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    caches: tuple[BaseURL, ...] = ()
    cache_megabytes: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 16
    backups: Folder | None = None
    inbox: File | None = None
    retention_days: Annotated[int, msgspec.Meta(ge=1, le=730)] = 180
    smtp_host: Host | None = None
    smtp_port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] | None = None
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: Ascii | None = None
    smtp_password: Ascii | None = field(default=None, repr=False)
    smtp_sender: Email | None = None
    smtp_recipient: tuple[Email, ...] = ()
    desk_url: BaseURL | None = None
    desk_four_eyes: bool = False
    access_log: bool = False
    development: bool = False

    # No variable sets these. The static site, the desk and tests replace them.
    static_site: bool = False
    is_desk: bool = False
    languages: tuple[Language, ...] = LANGUAGES
    translations: Path = ROOT / "translations"
    today: Callable[[], date] = oslo.today
    now: Callable[[], int] = lambda: int(time())

    @property
    def inbox_file(self) -> Path:
        """The database of messages from visitors."""
        return self.inbox or self.database.with_name("inbox.db")

    @property
    def desk_file(self) -> Path:
        """The database of the desk: people, passkeys, and sets of changes."""
        return self.database.with_name("desk.db")

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the languages of the site, the source language first."""
        return tuple(language.tag for language in self.languages)


_INTERNAL = {"is_desk", "languages", "now", "static_site", "today", "translations"}
_TYPES = get_type_hints(Settings, include_extras=True)
VARIABLES = {PREFIX + name.upper(): name for name in _TYPES if name not in _INTERNAL}


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    :raises BadSettingError: if a `BATTKOMP_*` variable is unknown, its value is invalid, or
        settings contradict each other.
    """
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        if variable not in VARIABLES:
            raise BadSettingError(f"{variable}: there is no such setting")
        name = VARIABLES[variable]
        try:
            values[name] = _parse(text, _TYPES[name])
        except (ValueError, msgspec.ValidationError) as error:
            raise BadSettingError(f"{variable}: {error}") from error
    settings = Settings(**values)
    if any(name.startswith("smtp_") for name in values):
        _check_mail(settings)
    _check_files(settings)
    _check_desk(settings)
    return settings


def _parse(text: str, type_: Any) -> Any:
    if get_origin(type_) is tuple:
        items = [item.strip() for item in text.split(",") if item.strip()]
        if not items:
            raise ValueError("this must be one or more values, with commas between")
        return tuple(_parse(item, get_args(type_)[0]) for item in items)
    if type(None) in get_args(type_):
        return _parse(text, get_args(type_)[0])
    parser = getattr(type_, "__metadata__", (None,))[0]
    return parser(text) if callable(parser) else msgspec.convert(text, type_, strict=False)


def _check_mail(settings: Settings) -> None:
    for name in ("smtp_host", "smtp_recipient", "smtp_sender"):
        if not getattr(settings, name):
            raise BadSettingError(f"{PREFIX}{name.upper()}: this is needed to send mail")
    if (settings.smtp_user is None) != (settings.smtp_password is None):
        raise BadSettingError(f"{PREFIX}SMTP_USER: a user and a password are needed together")
    is_plain = settings.smtp_password is not None and settings.smtp_tls == "none"
    if is_plain and not addresses.is_local(settings.smtp_host or ""):
        raise BadSettingError(
            f"{PREFIX}SMTP_TLS: without TLS, the password can be read on the way to "
            f"{settings.smtp_host}"
        )


def _check_desk(settings: Settings) -> None:
    """Refuse an address of the desk to which browsers send neither its cookie nor passkeys."""
    parts = urlsplit(settings.desk_url or "https://localhost")
    if parts.scheme != "https" and parts.hostname != "localhost":
        raise BadSettingError(f"{PREFIX}DESK_URL: passkeys need https, or the host localhost")


def _check_files(settings: Settings) -> None:
    """Refuse one file for two databases, also where two paths lead to it."""
    files = {"content": settings.database, "messages": settings.inbox_file}
    files["the desk"] = settings.desk_file
    for (name, one), (second, other) in combinations(files.items(), 2):
        is_same = os.path.realpath(one) == os.path.realpath(other)
        if is_same or (one.exists() and other.exists() and one.samefile(other)):
            variable = "INBOX" if settings.inbox and "messages" in (name, second) else "DATABASE"
            both = f"{other} cannot be the database of both {name} and {second}"
            raise BadSettingError(f"{PREFIX}{variable}: {both}")
