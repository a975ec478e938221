"""Writing in an entry, in a browser: saved while one writes, and by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from battkomp.db import connections
from tests.support.desks import Office

pytestmark = pytest.mark.slow

KEY = "7b1f3c52-6c0e-4c8b-9a4e-5d0f1a2b3c4d"
ADDRESS = f"/desk/en/entries/contact?set={KEY}"
PLACE = ("contact", "invitation", "en")
TEXT = "#invitation-en"
SAVED = re.compile(r"Saved \d\d:\d\d")


def saved_text(office: Office) -> str | None:
    with connections.snapshot(office.settings.desk_file) as db:
        query = "select value from proposals where field = 'invitation' and language = 'en'"
        return next((str(row["value"]) for row in db.query(query)), None)


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("this did not come about")


@pytest.fixture
def desk(open_desk: Office, page: Page) -> Office:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}{ADDRESS}")
    return open_desk


def test_a_text_is_saved_after_a_pause_and_said_politely(desk: Office, page: Page) -> None:
    page.locator(TEXT).fill("Ask 12 of us.")
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page.locator("#status")).to_have_text(SAVED)
    expect(page.locator(f"{TEXT}-beside .remarks").first).to_contain_text("12")
    assert saved_text(desk) == "Ask 12 of us."
    page.locator(TEXT).fill("Ask us.")
    eventually(page, lambda: saved_text(desk) == "Ask us.")
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Ask us.")


@pytest.mark.usefixtures("desk")
def test_the_page_beside_the_fields_shows_what_is_saved(page: Page) -> None:
    frame = page.frame_locator("iframe[name=preview]")
    expect(page.locator("iframe")).to_have_count(0)
    page.locator(TEXT).fill("Ask us.")
    expect(frame.locator("main")).to_contain_text("Ask us.")
    page.locator("a[target=preview][hreflang=nb]").click()
    expect(frame.locator("html")).to_have_attribute("lang", "nb")
    page.locator("#invitation-nb").fill("Spør oss.")
    expect(frame.locator("main")).to_contain_text("Spør oss.")
    entries = page.evaluate("history.length")
    page.locator("#invitation-nb").fill("Spør oss nå.")
    expect(frame.locator("main")).to_contain_text("Spør oss nå.")
    assert page.evaluate("history.length") == entries, "Back does not go through what was saved"


def test_without_a_connection_the_text_waits_and_survives_a_reload(
    desk: Office, page: Page
) -> None:
    page.route("**/autosave*", lambda route: route.abort())
    page.locator(TEXT).fill("Ask us.")
    expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
    assert saved_text(desk) is None
    warnings: list[str] = []

    def hear(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.reload()
    assert warnings == ["beforeunload"]
    expect(page.locator(TEXT)).to_have_value("Ask us.")
    page.unroute("**/autosave*")
    eventually(page, lambda: saved_text(desk) == "Ask us.")


def test_after_signing_in_in_another_tab_the_text_is_saved(desk: Office, page: Page) -> None:
    with connections.writing(desk.settings.desk_file) as db:
        db.execute("delete from sessions")
    page.locator(TEXT).fill("Ask us.")
    link = page.get_by_role("alert").get_by_role("link", name="Sign in in a new tab")
    expect(link).to_be_visible()
    desk.enter(page, desk.add("Ola Hansen"))
    eventually(page, lambda: saved_text(desk) == "Ask us.")
    expect(link).to_be_hidden()


def test_a_text_of_somebody_else_is_not_overwritten(desk: Office, page: Page) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.locator(TEXT).fill("Ask us.")
    expect(page.get_by_role("alert")).to_contain_text("Compare, and save again.")
    page.locator(TEXT).fill("Ask us today.")
    page.wait_for_timeout(2500)
    assert saved_text(desk) == "Write to us."
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".is-clash")).to_contain_text("Ola Hansen")
    expect(page.locator(TEXT)).to_have_value("Ask us today.")
    page.get_by_role("button", name="Save", exact=True).click()
    eventually(page, lambda: saved_text(desk) == "Ask us today.")


def test_an_editor_who_has_seen_another_text_can_keep_theirs_at_once(
    desk: Office, page: Page
) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.locator(TEXT).fill("Ask us.")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert saved_text(desk) == "Ask us."


def test_an_entry_is_written_and_reviewed_by_keys_alone(desk: Office, page: Page) -> None:
    page.keyboard.press("?")
    help_box = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_box).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#invitation-nb")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Ask us?")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert saved_text(desk) == "Ask us?"
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"{desk.settings.desk_url}/desk/en/sets/{KEY}")


@pytest.mark.usefixtures("desk")
def test_the_key_for_help_can_be_switched_off(page: Page) -> None:
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("checkbox").last.uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)
