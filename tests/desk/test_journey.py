"""A paragraph is changed in both languages and published: by mouse, keys, and without scripts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from battkomp.db import connections
from battkomp.desk import users
from tests.desk.test_sign_in_browser import Devices
from tests.support.clients import ask
from tests.support.desks import Office, open_office
from tests.support.servers import running, until

pytestmark = pytest.mark.slow

NORWEGIAN, ENGLISH = "Lurer du på noe? Spør oss gjerne.", "Do you wonder? Please ask us."
_MOST_TABS = 200


@dataclass
class Hand:
    """Works at the desk, and counts what it activates: links and buttons, and not what it types."""

    page: Page
    activate: Callable[[Page, Locator], None]
    activations: int = 0

    def use(self, selector: str) -> None:
        """Activate the first element of the page that a selector finds."""
        self.activate(self.page, self.page.locator(selector).first)
        self.activations += 1


def click(_page: Page, target: Locator) -> None:
    """Use the mouse."""
    target.click()


def by_keys(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there, and then Enter."""
    reach(page, target)
    page.keyboard.press("Enter")


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(_MOST_TABS):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A desk on the real server, where a test can publish."""
    with open_office(tmp_path, is_small=True) as office:
        yield office


@pytest.fixture
def public(desk: Office) -> Iterator[int]:
    """The port of the public site, on the same database."""
    with running("wsgi:app", desk.settings.database) as server:
        yield server.port


def is_shown(port: int, address: str, text: str) -> bool:
    """Tell whether a public page has a text."""
    return text in ask(port, address).text


def publish(hand: Hand, public: int, *, types: bool) -> None:
    """Change a paragraph in both languages, look at the preview, and publish."""
    page = hand.page
    expect(page.locator("h1")).to_have_text("Overview")
    hand.use("a[href$='/entries/contact']")
    for field, text in (("#invitation-nb", NORWEGIAN), ("#invitation-en", ENGLISH)):
        if types:
            reach(page, page.locator(field))
            page.keyboard.press("Control+a")
            page.keyboard.type(text)
        else:
            page.locator(field).fill(text)
    hand.use("button:text-is('Save and review')")
    expect(page.locator("ins").first).to_be_visible()
    frame = page.frame_locator("iframe[name=preview]")
    expect(frame.locator(".preview-banner")).to_be_visible()
    expect(frame.locator("main")).to_contain_text(ENGLISH)
    hand.use("a[target=preview][hreflang=nb]")
    expect(frame.locator("main")).to_contain_text(NORWEGIAN)
    hand.use("button:text-is('Publish now')")
    expect(page.locator("main")).to_contain_text("Published")
    for address, text in (("/nb/kontakt", NORWEGIAN), ("/en/contact", ENGLISH)):
        until(partial(is_shown, public, address, text), 1)


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_from_an_invitation_to_the_public_page_in_six_activations(
    desk: Office, page: Page, public: int, way: str
) -> None:
    devices = Devices(page)
    user = desk.add()
    with connections.writing(desk.settings.desk_file) as db:
        key = users.invite(db, user, desk.clock())
    page.goto(f"{desk.settings.desk_url}/desk/en/join?key={key}")
    activate = click if way == "mouse" else by_keys
    joining = Hand(page, activate)
    joining.use("button:text-is('Register passkey')")
    expect(page.locator("h1")).to_have_text("Register another passkey")
    assert devices.key
    joining.use("a:text-is('Remind me later')")
    joining.use("button:text-is('Sign out')")
    expect(page.locator("h1")).to_have_text("Sign in")
    joining.use("button:text-is('Sign in with a passkey')")
    expect(page.locator("h1")).to_have_text("Register another passkey")
    hand = Hand(page, activate)
    hand.use("a:text-is('Remind me later')")
    publish(hand, public, types=way == "keys")
    assert hand.activations <= 6


def test_without_javascript_a_paragraph_is_published_in_eight_activations(
    desk: Office, browser: Browser, public: int
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    desk.enter(page, desk.add())
    page.goto(f"{desk.settings.desk_url}/desk/en")
    hand = Hand(page, click)
    publish(hand, public, types=False)
    assert hand.activations <= 8
    context.close()
