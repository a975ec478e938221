"""The contact form in a real browser, and the inbox behind it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass

from itsdangerous import Signer
from playwright.sync_api import Locator, Page, expect

from battkomp.contact import inbox as queries
from battkomp.contact import receiving
from battkomp.contact.messages import Message
from battkomp.settings import Settings
from tests.support.servers import Server

WRITTEN = {
    "text": "Linje én\nLinje «to» & <tre> 🔋",
    "name": "Åse Ø. O'Neil",
    "email": "a@b.example",
}
A_MINUTE = 60  # seconds
_VALUES = """() => {
  const { subject, text, name, email } = document.getElementById('contact-form').elements;
  return { subject: subject.value, text: text.value, name: name.value, email: email.value };
}"""


@dataclass(frozen=True)
class Desk:
    """Where messages come to: a server, and the inbox that it fills."""

    server: Server
    settings: Settings

    @property
    def inbox(self) -> list[Message]:
        """The messages that have come."""
        return queries.messages(self.settings.inbox_file)

    def clear(self) -> None:
        """Forget what has come, and mend what a test has broken."""
        self._change("drop trigger if exists broken")
        for table in ("outbox", "messages", "arrivals"):
            self._change(f"delete from {table}")

    def fill_up(self) -> None:
        """Let so many messages have come that no more are taken."""
        hour = int(time.time()) // 3600
        for one in (hour, hour + 1):
            self._change(f"insert into arrivals values ('', {one}, {receiving.FROM_ALL})")

    def break_down(self) -> None:
        """Let no message be kept."""
        self._change(
            "create trigger broken before insert on messages begin select raise(abort, 'no'); end"
        )

    def old_stamp(self) -> str:
        """Return what a form says that was shown a minute ago."""
        signer = Signer(queries.secret(self.settings.inbox_file), salt="battkomp.form")
        return signer.sign(str(int(time.time()) - A_MINUTE)).decode()

    def _change(self, statement: str) -> None:
        with closing(sqlite3.connect(self.settings.inbox_file)) as db, db:
            db.execute(statement)


def values(page: Page) -> dict[str, str]:
    """Return what stands in the form."""
    found: dict[str, str] = page.evaluate(_VALUES)
    return found


def write(page: Page, subject: str = "press") -> dict[str, str]:
    """Fill in all of the form, and return what then stands in it."""
    page.locator(f"[name=subject][value={subject}]").check()
    for name, words in WRITTEN.items():
        page.locator(f"#{name}").fill(words)
    return {"subject": subject, **WRITTEN}


def spoil(page: Page) -> None:
    """Fill in the form so that each field of it is wrong."""
    odd = "one => { one.value = 'odd'; one.checked = true }"  # one left out is the first one
    page.locator("[name=subject]").first.evaluate(odd)
    for name, words in {"text": "", "name": "x" * 201, "email": "nei"}.items():
        page.locator(f"#{name}").fill(words)


def complaints(page: Page) -> list[tuple[str, str]]:
    """Return which fields are said to be wrong, and why."""
    links = page.locator(".errors li a").all()
    return [(str(link.get_attribute("href")), link.inner_text()) for link in links]


def send(page: Page, desk: Desk) -> None:
    """Press the button, as if the form had been open for a minute."""
    age(page, desk)
    button(page).click()


def age(page: Page, desk: Desk) -> None:
    """Let the form have been open for a minute."""
    page.locator("[name=shown_at]").evaluate("(one, stamp) => one.value = stamp", desk.old_stamp())


def button(page: Page) -> Locator:
    """Return the button that sends the form."""
    return page.locator("#contact-form .is-main")


def is_received(page: Page, heading: str = "Meldingen din er mottatt") -> str:
    """Wait for the receipt, and return the number on it."""
    expect(page.locator("h1")).to_have_text(heading)
    return page.locator(".lead").inner_text().rstrip(".").split()[-1]
