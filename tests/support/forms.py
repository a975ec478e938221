"""The contact form, filled in without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from battkomp.contact import inbox as queries
from battkomp.contact.inbox import Message
from battkomp.settings import Settings
from tests.support.inboxes import Clock
from tests.support.sites import settings_in, site
from tests.support.visitor import Page, one

MESSAGE = {"subject": "question", "text": "Hei på deg", "name": "", "email": ""}
WRITTEN = {
    "subject": "press",
    "text": "Linje én\nLinje «to» & <tre> 🔋",
    "name": "Åse Ø. O'Neil",
    "email": "åse@blåbær.example",
}


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

    def stamp(self) -> str:
        """Return the signed time of a new form."""
        return str(one(self.open(), "[name=shown_at]")["value"])

    def post(self, data: Any = None, **options: Any) -> TestResponse:
        """Submit form data as given."""
        client = self.app.test_client(use_cookies=False)
        environ = {"REMOTE_ADDR": self.sender}
        options.setdefault("headers", self.headers)
        return client.post(self.address, data=data, environ_base=environ, **options)

    def write(self, **written: str) -> TestResponse:
        """Open the form, fill it in within a minute, and submit it."""
        stamp = self.stamp()
        self.clock.now += 60
        return self.post(MESSAGE | {"shown_at": stamp} | written)

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
