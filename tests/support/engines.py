"""Drive other browser engines: Firefox ESR through Marionette, WebKitGTK through WebDriver."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marionette_driver.by import By as MarionetteBy
from marionette_driver.marionette import Marionette
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.support.servers import free_port

PATIENCE = 10.0  # seconds to wait for a page


@dataclass(frozen=True)
class Engine:
    """A running browser.

    :param open: loads a URL.
    :param element: finds the first element for a CSS selector.
    :param back: goes back in the history.
    :param execute: runs a function body in the page and returns its result.
    :param resize: sets the width and height of the window in pixels.
    """

    open: Callable[[str], object]
    element: Callable[[str], Any]
    back: Callable[[], object]
    execute: Callable[[str], Any]
    resize: Callable[[int, int], object]

    def click(self, selector: str) -> None:
        """Click the first element for a CSS selector."""
        self.element(selector).click()

    def run(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        return self.execute(f"return {expression}")

    def heading(self) -> str:
        """Return the text of the main heading."""
        return str(self.element("h1").text)

    def url(self) -> str:
        """Return the URL of the page."""
        return str(self.run("location.href"))


@contextmanager
def firefox(folder: Path, *, javascript: bool = True) -> Iterator[Engine]:
    """Start Firefox with a profile of its own in `folder`."""
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
        yield Engine(
            client.navigate,
            lambda selector: client.find_element(MarionetteBy.CSS_SELECTOR, selector),
            client.go_back,
            lambda script: client.execute_script(script, sandbox=None),
            lambda width, height: client.set_window_rect(width=width, height=height),
        )
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def webkit() -> Iterator[Engine]:
    """Start WebKitGTK's MiniBrowser on a virtual screen."""
    with ExitStack() as stack:
        os.environ["DISPLAY"] = stack.enter_context(_screen())
        os.environ["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # it refuses to run as root
        options = Options()
        options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
        options.add_argument("--automation")
        driver = WebKitGTK(options=options, service=Service("/usr/bin/WebKitWebDriver"))
        stack.callback(driver.quit)
        driver.implicitly_wait(PATIENCE)
        yield Engine(
            driver.get,
            lambda selector: driver.find_element(By.CSS_SELECTOR, selector),
            driver.back,
            driver.execute_script,
            driver.set_window_size,
        )


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


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition.

    :raises AssertionError: if it does not hold in time.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except Exception:  # noqa: S110  # the page is being replaced
            pass
        time.sleep(0.05)
    assert condition()
