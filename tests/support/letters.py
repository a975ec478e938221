"""The contact form in a real browser, and the inbox behind it."""

import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from battkomp.contact import inbox as queries
from battkomp.contact.inbox import Message
from battkomp.contact.receiving import FROM_ALL
from battkomp.settings import Settings
from tests.support.browser import in_page
from tests.support.inboxes import sql
from tests.support.servers import Server

WRITTEN = {
    "text": "Linje én\nLinje «to» & <tre> 🔋",
    "name": "Åse Ø. O'Neil",
    "email": "a@b.example",
}


@dataclass(frozen=True)
class Desk:
    """A server, and the inbox that it fills."""

    server: Server
    settings: Settings

    @property
    def inbox(self) -> list[Message]:
        """The received messages."""
        return queries.messages(self.settings.inbox_file)

    def clear(self) -> None:
        """Empty the inbox, and undo `break_down`."""
        sql(self.settings.inbox_file, "drop trigger if exists broken")
        for table in ("outbox", "messages", "arrivals"):
            sql(self.settings.inbox_file, f"delete from {table}")

    def fill_up(self) -> None:
        """Reach the limit of messages for this hour and the next."""
        hour = int(time.time()) // 3600
        for one in (hour, hour + 1):
            sql(self.settings.inbox_file, "insert into arrivals values ('', ?, ?)", (one, FROM_ALL))

    def break_down(self) -> None:
        """Make the inbox refuse new messages."""
        refuse = "before insert on messages begin select raise(abort, 'no'); end"
        sql(self.settings.inbox_file, f"create trigger broken {refuse}")


def values(page: Page) -> dict[str, str]:
    """Return the values of the form."""
    found: dict[str, str] = in_page(page, "values")
    return found


def write(page: Page, subject: str = "press") -> dict[str, str]:
    """Fill in the form, and return its values."""
    page.locator(f"[name=subject][value={subject}]").check()
    for name, words in WRITTEN.items():
        page.locator(f"#{name}").fill(words)
    return {"subject": subject, **WRITTEN}


def spoil(page: Page) -> None:
    """Fill in each field of the form with an error."""
    odd = "one => { one.value = 'odd'; one.checked = true }"
    page.locator("[name=subject]").first.evaluate(odd)
    for name, words in {"text": "", "name": "x" * 201, "email": "nei"}.items():
        page.locator(f"#{name}").fill(words)


def complaints(page: Page) -> list[tuple[str, str]]:
    """Return the fields with errors, and the errors."""
    links = page.locator(".errors li a").all()
    return [(str(link.get_attribute("href")), link.inner_text()) for link in links]


def send(page: Page) -> None:
    """Submit the form."""
    button(page).click()


def button(page: Page) -> Locator:
    """Return the button that submits the form."""
    return page.locator("#contact-form .is-main")


def is_received(page: Page, heading: str = "Meldingen din er mottatt") -> str:
    """Wait for the receipt, and return its number."""
    expect(page.locator("h1")).to_have_text(heading)
    return page.locator(".lead").inner_text().rstrip(".").split()[-1]
