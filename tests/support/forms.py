"""The contact form, as a visitor without JavaScript fills it in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from battkomp.contact import inbox as queries
from battkomp.contact.messages import Message
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
    """Somebody who writes to the project."""

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
        """Return what the form says of when it was shown."""
        return str(one(self.open(), "[name=shown_at]")["value"])

    def post(self, data: Any = None, **options: Any) -> TestResponse:
        """Send the form as it is given."""
        client = self.app.test_client(use_cookies=False)
        environ = {"REMOTE_ADDR": self.sender}
        options.setdefault("headers", self.headers)
        return client.post(self.address, data=data, environ_base=environ, **options)

    def write(self, **written: str) -> TestResponse:
        """Open the form, take a minute to fill it in, and send it."""
        stamp = self.stamp()
        self.clock.now += 60
        return self.post(MESSAGE | {"shown_at": stamp} | written)

    @property
    def inbox(self) -> list[Message]:
        """The messages that have been received."""
        return queries.messages(self.settings.inbox_file)


def page_of(answer: TestResponse) -> Page:
    """Return the page of an answer."""
    return BeautifulSoup(answer.text, "html.parser")


def written_in(page: Page) -> dict[str, str]:
    """Return what stands in the form."""
    return {
        "subject": str(one(page, "[name=subject][checked]")["value"]),
        "text": text_in(page),
        "name": str(one(page, "[name=name]")["value"]),
        "email": str(one(page, "[name=email]")["value"]),
    }


def text_in(page: Page) -> str:
    """Return the message that stands in the form."""
    return (one(page, "textarea").string or "").removeprefix("\n")  # which HTML takes for none


def correspondent(folder: Path, **changes: Any) -> Correspondent:
    """Return somebody who writes to a site of their own."""
    clock = Clock()
    settings = replace(settings_in(folder), now=clock, **changes)
    return Correspondent(site(settings), settings, clock)
