"""Other engines than Chromium's, spoken to as each of them wants: Firefox ESR and WebKitGTK."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from marionette_driver.by import By as MarionetteBy
from marionette_driver.marionette import Marionette
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.support.servers import free_port

PATIENCE = 10.0  # seconds that a page may take


class Engine(Protocol):
    """What the journeys ask of a browser."""

    def open(self, url: str) -> None:
        """Open a URL as if it had been typed."""

    def click(self, selector: str) -> None:
        """Click the first element that a selector finds."""

    def back(self) -> None:
        """Go back in the history."""

    def run(self, script: str) -> Any:
        """Return what an expression gives in the page."""

    def resize(self, width: int, height: int) -> None:
        """Give the window a size."""

    def heading(self) -> str:
        """Return the text of the page's heading."""

    def url(self) -> str:
        """Return the address in the address bar."""


class Firefox:
    """Firefox ESR, through its own remote protocol."""

    def __init__(self, client: Marionette) -> None:
        self._client = client

    def open(self, url: str) -> None:
        self._client.navigate(url)

    def click(self, selector: str) -> None:
        self._client.find_element(MarionetteBy.CSS_SELECTOR, selector).click()

    def back(self) -> None:
        self._client.go_back()

    def run(self, script: str) -> Any:
        return self._client.execute_script(f"return {script}", sandbox=None)

    def resize(self, width: int, height: int) -> None:
        self._client.set_window_rect(width=width, height=height)

    def heading(self) -> str:
        return str(self._client.find_element(MarionetteBy.CSS_SELECTOR, "h1").text)

    def url(self) -> str:
        return str(self._client.get_url())


class WebKit:
    """WebKitGTK's MiniBrowser, through WebDriver."""

    def __init__(self, driver: WebKitGTK) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._driver.get(url)

    def click(self, selector: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).click()

    def back(self) -> None:
        self._driver.back()

    def run(self, script: str) -> Any:
        return self._driver.execute_script(f"return {script}")

    def resize(self, width: int, height: int) -> None:
        self._driver.set_window_size(width, height)

    def heading(self) -> str:
        return self._driver.find_element(By.CSS_SELECTOR, "h1").text

    def url(self) -> str:
        return self._driver.current_url


@contextmanager
def firefox(folder: Path, *, javascript: bool = True) -> Iterator[Firefox]:
    """Start Firefox with a profile of its own."""
    port = free_port()
    preferences = {"marionette.port": port, "browser.shell.checkDefaultBrowser": False}
    preferences |= {"javascript.enabled": javascript}
    preferences |= {"datareporting.policy.dataSubmissionEnabled": False}
    lines = (f'user_pref("{name}", {str(value).lower()});\n' for name, value in preferences.items())
    (folder / "user.js").write_text("".join(lines))
    command = ["firefox-esr", "--marionette", "--headless", "--no-remote", "--profile", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = Marionette(host="127.0.0.1", port=port)
        client.raise_for_port(timeout=60)
        client.start_session()
        client.timeout.implicit = PATIENCE
        yield Firefox(client)
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Start WebKitGTK's small browser on a screen that nobody sees."""
    with ExitStack() as stack:
        os.environ["DISPLAY"] = stack.enter_context(_screen())
        os.environ["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # it refuses to run as root
        options = Options()
        options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
        options.add_argument("--automation")
        driver = WebKitGTK(options=options, service=Service("/usr/bin/WebKitWebDriver"))
        stack.callback(driver.quit)
        driver.implicitly_wait(PATIENCE)
        yield WebKit(driver)


@contextmanager
def _screen() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        yield f":{os.read(read, 16).decode().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def until(what: Callable[[], bool]) -> None:
    """Wait until something holds.

    :raises AssertionError: if it does not in good time.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if what():
                return
        except Exception:  # noqa: S110  # the page is being replaced while it is asked
            pass
        time.sleep(0.05)
    assert what()
