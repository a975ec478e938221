"""Signing in in a browser, with authenticators that the browser simulates."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from battkomp.db import connections
from battkomp.desk import users
from battkomp.desk.users import User
from tests.support import measures
from tests.support.desks import Office

pytestmark = pytest.mark.slow


class Devices:
    """The simulated authenticators of a browser."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        self.key = self.add()

    def add(self, transport: str = "internal") -> str:
        """Add an authenticator, and return its id."""
        options: dict[str, Any] = {"protocol": "ctap2", "transport": transport}
        options |= dict.fromkeys(("hasResidentKey", "hasUserVerification", "isUserVerified"), True)
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(added["authenticatorId"])

    def remove(self, key: str) -> None:
        """Lose an authenticator."""
        self._session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})

    def know_user(self, key: str, *, is_known: bool) -> None:
        """Set whether an authenticator knows the finger or the PIN of its user."""
        values = {"authenticatorId": key, "isUserVerified": is_known}
        self._session.send("WebAuthn.setUserVerified", values)


@dataclass
class Visit:
    """A browser with authenticators, at a desk."""

    office: Office
    page: Page
    devices: Devices

    def open(self, address: str) -> None:
        """Open a page of the desk in English."""
        self.page.goto(f"{self.office.settings.desk_url}/desk/en{address}")

    def accept(self, user: User) -> None:
        """Open a new invitation."""
        with connections.writing(self.office.settings.desk_file) as db:
            key = users.invite(db, user, self.office.clock())
        self.open(f"/join?key={key}")

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def is_at(self, heading: str) -> None:
        """Wait for a page."""
        expect(self.page.locator("h1")).to_have_text(heading)

    def end_sessions(self) -> None:
        """Let all sessions expire."""
        with connections.writing(self.office.settings.desk_file) as db:
            db.execute("delete from sessions")

    def tire(self) -> None:
        """Let the last uses of all passkeys be too old for publishing."""
        with connections.writing(self.office.settings.desk_file) as db:
            db.execute("update sessions set verified_at = verified_at - 3600")


@pytest.fixture
def visit(open_desk: Office, page: Page) -> Iterator[Visit]:
    """A browser with one authenticator, at a desk."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Visit(open_desk, page, Devices(page))
    assert faults == []


def test_a_user_registers_two_passkeys_and_signs_in_with_either(visit: Visit) -> None:
    visit.accept(visit.office.add())
    expect(visit.page).to_have_url(re.compile("/desk/en/join$"))
    visit.is_at("Welcome to the desk")
    visit.page.get_by_label("Name of the passkey").fill("Laptop")
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    visit.devices.know_user(visit.devices.key, is_known=False)  # this one has a passkey already
    visit.devices.add("usb")
    visit.page.get_by_label("Name of the passkey").press("Enter")
    visit.is_at("Account")
    expect(visit.page.locator(".belongings h3")).to_have_text(
        ["Laptop", "Passkey 2", "This session"]
    )
    for lost in (visit.devices.key, None):
        visit.page.locator("main").get_by_role("button", name="Sign out").click()
        visit.is_at("Sign in")
        if lost:
            visit.devices.remove(lost)
        visit.press("Sign in with a passkey")
        visit.is_at("Overview")
        visit.open("/account")


def test_a_passkey_without_its_user_is_refused(visit: Visit) -> None:
    visit.accept(visit.office.add())
    visit.devices.know_user(visit.devices.key, is_known=False)
    visit.press("Register passkey")
    expect(visit.page.locator(".passkey [role=alert]")).to_have_text(
        "No passkey was used. Try again."
    )
    visit.devices.know_user(visit.devices.key, is_known=True)
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    visit.end_sessions()
    visit.devices.know_user(visit.devices.key, is_known=False)
    visit.open("/sign-in")
    visit.press("Sign in with a passkey")
    expect(visit.page.locator(".passkey [role=alert]")).to_have_text(
        "No passkey was used. Try again."
    )


def answering(status: int) -> Callable[[Route], None]:
    """Return a handler that answers with a status."""
    return lambda route: route.fulfill(status=status)


def test_the_page_says_why_a_passkey_was_refused(visit: Visit) -> None:
    visit.accept(visit.office.add())
    words = {400: "was not accepted", 403: "Reload the page", 429: "too many attempts"}
    for status, text in (words | {500: "could not reach the desk"}).items():
        visit.page.route("**/passkey", answering(status))
        visit.press("Register passkey")
        expect(visit.page.locator(".passkey [role=alert]")).to_contain_text(text)


def test_a_user_who_has_lost_their_device_registers_another_one(visit: Visit) -> None:
    user = visit.office.add()
    visit.accept(user)
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    visit.page.get_by_role("link", name="Remind me later").click()
    visit.is_at("Overview")
    visit.devices.remove(visit.devices.key)
    visit.devices.add()
    visit.accept(user)
    visit.press("Register passkey")
    visit.is_at("Register another passkey")


def test_a_text_is_sent_after_signing_in_if_the_session_has_ended(visit: Visit) -> None:
    visit.accept(visit.office.add())
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    visit.open("/entries/contact")
    visit.page.locator("#invitation-en").fill("Ask us, «now» & then.")
    visit.end_sessions()
    visit.page.locator("form.entry [type=submit]:visible").first.click()
    visit.is_at("Sign in")
    assert measures.faults(visit.page) == []
    visit.press("Use passkey and send")
    expect(visit.page.locator("#invitation-en")).to_have_value("Ask us, «now» & then.")


def test_a_page_that_needs_the_passkey_again_follows_its_use(visit: Visit) -> None:
    visit.accept(visit.office.add())
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    visit.tire()
    visit.open("/join")
    visit.is_at("Use your passkey")
    visit.press("Use passkey and continue")
    visit.is_at("Register another passkey")


def test_a_new_session_reaches_the_forms_of_other_tabs(visit: Visit) -> None:
    visit.accept(visit.office.add())
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    other = visit.page.context.new_page()
    other.goto(f"{visit.office.settings.desk_url}/desk/en/account")
    token = other.locator("main [name=token]").first.input_value()
    visit.tire()
    visit.open("/join")
    visit.press("Use passkey and continue")
    visit.is_at("Register another passkey")
    expect(other.locator("main [name=token]").first).not_to_have_value(token)
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(other.locator("h1")).to_have_text("Sign in")


def test_the_pages_about_signing_in_are_accessible(visit: Visit) -> None:
    user = visit.office.add()
    for address in ("/sign-in?out=1", "/sign-in", "/join", ""):
        visit.open(address)
        assert measures.faults(visit.page) == []
    visit.accept(user)
    assert measures.faults(visit.page) == []
    visit.press("Register passkey")
    visit.is_at("Register another passkey")
    visit.office.sign_in(user)
    for address in ("/join", "/account?done=1"):
        visit.open(address)
        assert measures.faults(visit.page) == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_there_is_no_button_for_a_passkey(open_desk: Office, page: Page) -> None:
    page.goto(f"{open_desk.settings.desk_url}/desk/en/sign-in")
    expect(page.locator("noscript .notice")).to_be_visible()
    expect(page.locator("main .action:visible")).to_have_count(0)
