"""Start the installed Chromium, and drive a visit in it."""

import os
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize, expect

# Sizes of screens in CSS pixels.
PHONE: ViewportSize = {"width": 320, "height": 640}
PHONE_ON_ITS_SIDE: ViewportSize = {"width": 640, "height": 256}
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESK: ViewportSize = {"width": 1280, "height": 800}
ENLARGED: ViewportSize = {"width": 320, "height": 256}  # 1280 by 1024 at 400 % (WCAG 1.4.10)

# tests/tools/install looks for the same.
_CHROMIUMS = ("chromium", "chromium-headless-shell", "google-chrome")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
_SCRIPTS = (Path(__file__).with_name(name) for name in ("in_page.js", "layout.js"))
_IN_PAGE = "".join(script.read_text("utf-8") for script in _SCRIPTS)


def in_page(page: Page, name: str, argument: Any = None) -> Any:
    """Call a function of `in_page.js` or `layout.js` in a page, and return its result."""
    return page.evaluate(f"(argument) => {{ {_IN_PAGE} return inPage.{name}(argument) }}", argument)


def launch_options() -> dict[str, Any]:
    """Return the options with which Playwright starts Chromium.

    :raises FileNotFoundError: if Chromium is not installed.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if found is None:
        raise FileNotFoundError("no Chromium: run `make browser`, or apt-get install chromium")
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {"executable_path": found, "args": [*_QUIET, *as_root]}


class Journey:
    """Opens pages, follows links, and records requests and console messages.

    :param is_static: the addresses of pages end in a slash, as they are folders.
    """

    def __init__(self, page: Page, server: str, *, is_static: bool = False) -> None:
        self.page = page
        self.server = server
        self._is_static = is_static
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.statuses: set[int] = set()  # expected ones, which the browser reports as errors
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> None:
        """Load an address."""
        self.page.goto(self.server + address)
        self.forget()

    def forget(self) -> None:
        """Forget the requests and console messages so far."""
        self.page.wait_for_load_state()
        self.requests.clear()
        self.complaints.clear()

    def click(self, address: str) -> None:
        """Follow the first visible link to an address."""
        self.page.locator(f'a[href="{self._final(address)}"]:visible').first.click()

    def go(self, address: str, heading: str) -> None:
        """Follow the first link to a page, and wait until it is completely shown."""
        self.click(address)
        self.is_at(address, heading)

    def back(self, address: str, heading: str) -> None:
        """Go back to a page, and wait until it is completely shown."""
        self.page.go_back()
        self.is_at(address, heading)

    def add_link(self, address: str) -> None:
        """Add a link to the page and to htmx."""
        in_page(self.page, "addLink", self._final(address))

    def follow(self, address: str) -> None:
        """Add a link to the page and follow it."""
        self.add_link(address)
        self.click(address)

    def is_at(self, address: str, heading: str | re.Pattern[str]) -> None:
        """Wait until a page is completely shown."""
        expect(self.page.locator("h1")).to_have_text(heading)
        expect(self.page).to_have_url(self.server + self._final(address))
        expect(self.page.locator("#menu")).to_be_attached()
        expect(self.page.locator("#page")).not_to_have_attribute("aria-busy", "true")

    def _final(self, address: str) -> str:
        final = re.sub(r"^[^?#]*[^?#/](?=[?#]|$)", r"\g<0>/", address)
        return final if self._is_static else address

    def asked(self) -> list[str]:
        """Return the requests since the page was opened, without static files."""
        parts = [urlsplit(request.url) for request in self.requests]
        asked = [part.path + (f"?{part.query}" if part.query else "") for part in parts]
        return [address for address in asked if not address.startswith("/static/")]

    def snapshot(self) -> dict[str, Any]:
        """Return the state of the page, for comparison."""
        self.page.wait_for_timeout(80)  # the announcement follows the page
        found: dict[str, Any] = in_page(self.page, "snapshot")
        return found

    def focused(self) -> str:
        """Return a short selector of the element with the focus."""
        return str(in_page(self.page, "focus"))

    def _hear(self, message: ConsoleMessage) -> None:
        status = re.search(r"responded with a status of (\d+)", message.text)
        if status and int(status[1]) in self.statuses:
            return
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
