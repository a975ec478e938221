"""Every setting of the site, its default, and the refusal of bad ones at start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import time as clock
from zoneinfo import ZoneInfo

from battkomp import hosts
from battkomp.languages import LANGUAGES, Language
from battkomp.values import READERS, Network

PACKAGE = Path(__file__).resolve().parent
# In a checkout, templates and their like stand beside the package; in a wheel, inside it.
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent

PREFIX = "BATTKOMP_"
USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}  # of mail servers


class BadSettingError(Exception):
    """A setting that the site refuses to start with."""


_OSLO = ZoneInfo("Europe/Oslo")


def date_in_oslo(moment: datetime) -> date:
    """Return the date in Norway at a moment."""
    return moment.astimezone(_OSLO).date()


def start_in_oslo(day: date) -> datetime:
    """Return the moment at which a day begins in Norway."""
    return datetime.combine(day, time(), _OSLO)


def end_in_oslo(day: date) -> datetime:
    """Return the moment at which a day ends in Norway."""
    return start_in_oslo(day + timedelta(days=1))


def today_in_oslo() -> date:
    """Return the date in Norway now, by which a phase is launched."""
    return datetime.now(_OSLO).date()


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in. `tls` is `none`, `starttls` (RFC 3207) or `tls` (RFC 8314).

    It is waited for `answers_within` seconds each time, and `takes_within` once it has been told
    that a mail is complete: whoever gives up then does not know what has become of the mail (RFC
    5321, section 4.5.3.2.6).
    """

    host: str
    port: int
    tls: str
    user: str | None
    password: str | None
    answers_within: float = 30.0
    takes_within: float = 600.0


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
    inbox: Path | None = None
    retention_days: int = 180
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_tls: str = "starttls"
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_sender: str | None = None
    smtp_recipient: str | None = None
    access_log: bool = False
    development: bool = False

    # Not from the environment: what the site is made for, and what tests put in its place. In an
    # edition the answers become files: what needs a server says so, and offers another way.
    edition: bool = False
    languages: tuple[Language, ...] = LANGUAGES
    translations: Path = ROOT / "translations"
    today: Callable[[], date] = today_in_oslo
    now: Callable[[], int] = lambda: int(clock())

    @property
    def inbox_file(self) -> Path:
        """The database of the messages."""
        return self.inbox or self.database.with_name("inbox.db")

    @property
    def mail_server(self) -> MailServer | None:
        """Where mails are handed in, if that has been set."""
        if self.smtp_host is None:
            return None
        port = self.smtp_port or USUAL_PORTS[self.smtp_tls]
        return MailServer(self.smtp_host, port, self.smtp_tls, self.smtp_user, self.smtp_password)


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
    - `BATTKOMP_INBOX`: the database of visitors' messages; `inbox.db` beside the other if not set.
    - `BATTKOMP_RETENTION_DAYS`: how long a closed message is kept; 180 days if not set.
    - `BATTKOMP_SMTP_HOST`, `BATTKOMP_SMTP_PORT`, `BATTKOMP_SMTP_TLS`, `BATTKOMP_SMTP_USER`,
      `BATTKOMP_SMTP_PASSWORD`: the mail server; without a host, messages stay in the inbox.
    - `BATTKOMP_SMTP_SENDER`, `BATTKOMP_SMTP_RECIPIENT`: the addresses they are mailed from and to.
    - `BATTKOMP_ACCESS_LOG`: `true` logs every request, with a shortened address of its sender.
    - `BATTKOMP_DEVELOPMENT`: `true` shows changed templates and static files at once.

    :raises BadSettingError: for a variable that is unknown, or a value that cannot be right.
    """
    values: dict[str, object] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in READERS:
            raise BadSettingError(f"{variable}: there is no such setting")
        try:
            values[name] = READERS[name](text)
        except ValueError as error:
            raise BadSettingError(f"{variable}: {error}") from error
    _refuse_half_a_mail_server(values)
    settings = Settings(**values)  # type: ignore[arg-type]  # each reader returns its field's type
    _refuse_what_does_not_fit(settings)
    return settings


def _refuse_half_a_mail_server(values: Mapping[str, object]) -> None:
    needed = {"smtp_host", "smtp_sender", "smtp_recipient"}
    given = {name for name in values if name.startswith("smtp_")}
    if given and not needed <= given:
        missing = min(needed - given)
        raise BadSettingError(f"{PREFIX}{missing.upper()}: this is needed to send mail")
    if ("smtp_user" in given) != ("smtp_password" in given):
        raise BadSettingError(f"{PREFIX}SMTP_USER: this needs a password, and a password needs it")


def _refuse_what_does_not_fit(settings: Settings) -> None:
    """Refuse settings that are right each by itself, and do harm together."""
    if _is_one_file(settings.database, settings.inbox_file):
        variable = "INBOX" if settings.inbox else "DATABASE"
        raise BadSettingError(
            f"{PREFIX}{variable}: {settings.inbox_file} cannot be both the database of the content "
            "and that of the messages"
        )
    is_plain = settings.smtp_tls == "none" and settings.smtp_password is not None
    if is_plain and settings.smtp_host and not hosts.is_this_machine(settings.smtp_host):
        raise BadSettingError(
            f"{PREFIX}SMTP_TLS: without TLS, everybody on the way to {settings.smtp_host} could "
            "read the password"
        )


def _is_one_file(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, which need not be there yet."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    return os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)
