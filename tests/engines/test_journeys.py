"""Test the main journeys in other engines: `make test-engines`.

Firefox ESR is driven through Marionette, and WebKitGTK through WebDriver.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from marionette_driver.marionette import Marionette
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.support.servers import free_port, is_free, started, until

PATIENCE = 10  # seconds to wait for an element


@dataclass(frozen=True)
class Engine:
    """A running browser.

    :param driver: has the methods that both drivers call by the same name.
    :param open: loads a URL.
    :param back: goes back in the history.
    :param execute: runs a function body in the page and returns its result.
    """

    driver: Any
    open: Callable[[str], object]
    back: Callable[[], object]
    execute: Callable[[str], Any]

    def element(self, selector: str) -> Any:
        """Return the first element for a CSS selector."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        """Click the first element for a CSS selector."""
        self.element(selector).click()

    def run(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        return self.execute(f"return {expression}")

    def heading(self) -> str:
        """Return the text of the main heading."""
        return str(self.element("h1").text)


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
    with started(command, is_there=lambda: not is_free(port)):
        client = Marionette(host="127.0.0.1", port=port)
        client.start_session()
        client.timeout.implicit = PATIENCE
        yield Engine(
            client,
            client.navigate,
            client.go_back,
            lambda script: client.execute_script(script, sandbox=None),
        )


@contextmanager
def webkit() -> Iterator[Engine]:
    """Start WebKitGTK's MiniBrowser on a virtual screen."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with ExitStack() as stack:
        screen = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        stack.callback(screen.wait, timeout=10)
        stack.callback(screen.terminate)
        os.environ["DISPLAY"] = f":{os.read(read, 16).decode().strip()}"
        os.environ["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # it refuses to run as root
        options = Options()
        options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
        options.add_argument("--automation")
        driver = WebKitGTK(options=options, service=Service("/usr/bin/WebKitWebDriver"))
        stack.callback(driver.quit)
        driver.implicitly_wait(PATIENCE)
        yield Engine(driver, partial(load, driver), driver.back, driver.execute_script)


def load(driver: WebKitGTK, url: str) -> None:
    """Load a URL, and wait until its page is there, as the driver can return before that."""
    for address in ("about:blank", url):  # so that a page is not mistaken for itself
        driver.get(address)
        until(partial(is_loaded, driver, address))


def is_loaded(driver: WebKitGTK, url: str) -> bool:
    """Tell whether the page of a URL is there, as a whole."""
    state = "return [location.href, document.readyState]"
    return bool(driver.execute_script(state) == [url, "complete"])


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Each of the engines in turn."""
    if request.param == "firefox":
        browser = firefox(tmp_path_factory.mktemp("profile"))
    else:
        browser = webkit()
    with browser as found:
        yield found


def start(engine: Engine, server: str, width: int, height: int) -> None:
    """Open the front page in a window of a size."""
    engine.driver.set_window_rect(width=width, height=height)
    engine.open(f"{server}/nb/")


def is_at(engine: Engine, url: str, heading: str) -> None:
    """Wait until a whole page is shown."""
    until(lambda: engine.heading() == heading)
    until(lambda: engine.run("location.href") == url)
    until(lambda: engine.run("document.querySelectorAll('#menu a').length") > 0)


def test_a_click_swaps_the_page_and_the_language_switch_loads_it(
    engine: Engine, real_server: str
) -> None:
    start(engine, real_server, 1300, 700)
    engine.run("window.mark = 1")
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    assert engine.run("window.mark") == 1
    assert engine.run("document.title") == "Prosjektstyret – BattKOMP"
    until(lambda: engine.run("document.activeElement.tagName") == "H1")
    assert engine.run("document.querySelector('#menu [aria-current]').pathname") == "/nb/styret"
    engine.click(".language-switch a")
    is_at(engine, f"{real_server}/en/board", "The project board")
    assert engine.run("document.documentElement.lang") == "en"


def test_back_restores_the_page_and_its_scroll_position(engine: Engine, real_server: str) -> None:
    start(engine, real_server, 1300, 500)
    engine.run("scrollTo(0, 400)")
    until(lambda: engine.run("history.state === null || scrollY === 400"))
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    engine.run("scrollTo(0, 100)")
    engine.run("new Promise((done) => setTimeout(done, 400))")
    engine.click('#menu a[href="/nb/kontakt"]')
    is_at(engine, f"{real_server}/nb/kontakt", "Kontakt")
    engine.back()
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    until(lambda: abs(engine.run("scrollY") - 100) <= 1)
    engine.back()
    is_at(engine, f"{real_server}/nb/", "BattKOMP")
    until(lambda: abs(engine.run("scrollY") - 400) <= 1)
    assert engine.run("document.title") == "BattKOMP – Batteriindustrien"


def test_the_menu_opens_and_closes_on_a_narrow_screen(engine: Engine, real_server: str) -> None:
    start(engine, real_server, 600, 700)
    is_open = "document.getElementById('menu').matches(':popover-open')"
    assert not engine.run(is_open)
    engine.click(".menu-button")
    until(lambda: bool(engine.run(is_open)))
    assert engine.run("document.querySelector('.menu-button').ariaExpanded") == "true"
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    until(lambda: not engine.run(is_open))


def test_back_from_the_receipt_shows_the_sent_message(engine: Engine, real_server: str) -> None:
    start(engine, real_server, 1300, 700)
    engine.click('#menu a[href="/nb/kontakt"]')
    is_at(engine, f"{real_server}/nb/kontakt", "Kontakt")
    engine.click("#contact-form .is-main")
    until(lambda: engine.run("document.activeElement.className") == "errors")
    written = f"Hei fra {id(engine)}"
    engine.run(f"document.getElementById('text').value = '{written}'")
    engine.click("#contact-form .is-main")
    until(lambda: engine.heading() == "Meldingen din er mottatt")
    assert "?receipt=" in engine.run("location.search")
    engine.back()
    is_at(engine, f"{real_server}/nb/kontakt", "Kontakt")
    until(lambda: engine.run("document.getElementById('text').value") == written)


def place(engine: Engine) -> list[Any]:
    """Return the target, the focused element, and the next stop of the Tab key."""
    target = "document.querySelector(':target')?.id"
    found = engine.run(f"[{target}, document.activeElement.tagName]")
    engine.run("document.activeElement").send_keys("\ue004")
    return [*found, engine.run("document.activeElement.href")]


def test_a_link_to_a_section_ends_as_a_load_does(engine: Engine, real_server: str) -> None:
    start(engine, real_server, 1300, 500)
    engine.open(f"{real_server}/nb/sok?q=batterilandslag")
    hit = "#hits a[href*='#']"
    url = engine.run(f'document.querySelector("{hit}").href')
    engine.run("window.mark = 1")
    engine.click(hit)
    until(lambda: engine.run("document.querySelector(':target') !== null"))
    said, title = "document.getElementById('status').textContent", engine.run("document.title")
    until(lambda: engine.run(said) == title)
    assert engine.run("[window.mark, location.href]") == [1, url]
    followed = place(engine)
    scrolled = engine.run("scrollY")
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    engine.back()
    until(lambda: engine.run("location.href") == url)
    until(lambda: engine.run("document.querySelector(':target') !== null"))
    until(lambda: abs(engine.run("scrollY") - scrolled) <= 1)
    engine.open(url)
    until(lambda: abs(engine.run("scrollY") - scrolled) <= 1)
    assert followed == place(engine)


def test_back_within_a_page_fetches_nothing(engine: Engine, real_server: str) -> None:
    start(engine, real_server, 1300, 700)
    for page, heading, section in (
        ("/nb/funn", "Funn og anbefalinger", "#main a[href^='#']"),
        ("/nb/kontakt", "Kontakt", ".errors a"),
    ):
        engine.click(f'#menu a[href="{page}"]')
        is_at(engine, f"{real_server}{page}", heading)
        if section.startswith(".errors"):
            engine.click("#contact-form .is-main")
        engine.click(section)
        until(lambda: engine.run("location.hash !== ''"))
        engine.run("document.querySelector('h1').mark = 1")
        engine.run("performance.clearResourceTimings()")
        engine.back()
        is_at(engine, f"{real_server}{page}", heading)
        engine.run("new Promise((done) => setTimeout(done, 400))")
        assert engine.run("document.querySelector('h1').mark") == 1
        assert engine.run("performance.getEntriesByType('resource').length") == 0


def test_firefox_works_without_javascript(real_server: str, tmp_path: Path) -> None:
    with firefox(tmp_path, javascript=False) as engine:
        start(engine, real_server, 600, 700)
        engine.click(".menu-button")
        engine.click('#menu a[href="/nb/styret"]')
        until(lambda: engine.heading() == "Prosjektstyret")
        engine.click(".language-switch a")
        until(lambda: engine.heading() == "The project board")
        link = engine.element("link[rel=canonical]")
        assert link.get_attribute("href").endswith("/en/board")
