"""The inbox, the contact form that fills it without JavaScript, and a clock that tests set."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from battkomp import create_app
from battkomp.contact import inbox as queries
from battkomp.contact import receiving, schema
from battkomp.contact.inbox import Draft, Message
from battkomp.settings import Settings
from tests.support.sites import NOW, settings_in, site
from tests.support.visitor import Page, one

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR

DRAFT = Draft(
    language="nb",
    topic="question",
    name="Åse Bjørnstjerne",
    email="aase@example.org",
    text="Når kommer rapporten?\nHilsen Åse",
)
MESSAGE = {"subject": "question", "text": "Hei på deg", "name": "", "email": ""}
WRITTEN = {
    "subject": "press",
    "text": "Linje én\nLinje «to» & <tre> 🔋",
    "name": "Åse Ø. O'Neil",
    "email": "åse@blåbær.example",
}


@dataclass
class Clock:
    """A clock that only `turn` moves. It returns seconds since 1970."""

    now: int = NOW

    def __call__(self) -> int:
        """Return the time."""
        return self.now

    def turn(self, seconds: int) -> None:
        """Advance the clock."""
        self.now += seconds


def put(path: Path, now: int = NOW, network: str = "192.0.2.0", **changes: Any) -> str:
    """Receive a message into an inbox; return its number."""
    return receiving.receive(path, replace(DRAFT, **changes), network, now)


def rows(path: Path, query: str, parameters: Sequence[object] = ()) -> list[Any]:
    """Return the rows that a query finds in an inbox."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute(query, parameters))


def sql(path: Path, statement: str, parameters: Sequence[object] = ()) -> None:
    """Change an inbox directly."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute(statement, parameters)


def holds(path: Path, text: str) -> bool:
    """Tell whether a text is anywhere in the files of an inbox."""
    files = [one for one in path.parent.glob(f"{path.name}*") if one.is_file()]
    assert path in files
    return any(text.encode() in one.read_bytes() for one in files)


def mailing(settings: Settings, port: int, **changes: Any) -> Settings:
    """Return settings with a mail server on a local port, without TLS."""
    mail: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_tls": "none",
        "smtp_sender": "nettsted@battkomp.example",
        "smtp_recipient": ("prosjekt@battkomp.example",),
    }
    return replace(settings, **(mail | changes))


def app_with_inbox(settings: Settings) -> Flask:
    """Return a site with an inbox and without content."""
    schema.prepare(settings.inbox_file)
    return create_app(settings)


@dataclass
class Correspondent:
    """A visitor who uses the contact form."""

    app: Flask
    settings: Settings
    clock: Clock
    address: str = "/nb/kontakt"
    sender: str = "192.0.2.7"
    headers: dict[str, str] = field(default_factory=dict)

    def open(self) -> Page:
        """Open the form."""
        return page_of(self.get(self.address))

    def get(self, address: str) -> TestResponse:
        """Get an address."""
        return self.app.test_client(use_cookies=False).get(address)

    def post(self, data: Any = None, **options: Any) -> TestResponse:
        """Submit form data as given."""
        client = self.app.test_client(use_cookies=False)
        environ = {"REMOTE_ADDR": self.sender}
        options.setdefault("headers", self.headers)
        return client.post(self.address, data=data, environ_base=environ, **options)

    def write(self, **written: str) -> TestResponse:
        """Fill in the form and submit it, a minute after the last one."""
        self.clock.turn(60)
        return self.post(MESSAGE | written)

    @property
    def inbox(self) -> list[Message]:
        """The received messages."""
        return queries.messages(self.settings.inbox_file)


def page_of(answer: TestResponse) -> Page:
    """Return the page of an answer."""
    return BeautifulSoup(answer.text, "html.parser")


def written_in(page: Page) -> dict[str, str]:
    """Return the values of the form on a page."""
    return {
        "subject": str(one(page, "[name=subject][checked]")["value"]),
        "text": text_in(page),
        "name": str(one(page, "[name=name]")["value"]),
        "email": str(one(page, "[name=email]")["value"]),
    }


def text_in(page: Page) -> str:
    """Return the message in the form on a page."""
    return (one(page, "textarea").string or "").removeprefix("\n")  # HTML ignores it


def correspondent(folder: Path, **changes: Any) -> Correspondent:
    """Return a visitor of a new site."""
    clock = Clock()
    settings = replace(settings_in(folder), now=clock, **changes)
    return Correspondent(site(settings), settings, clock)
