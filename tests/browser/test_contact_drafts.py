"""Test that the text in the contact form survives navigation, reloads and failures."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Journey
from tests.support.letters import Desk, complaints, is_received, send, spoil, values, write
from tests.support.servers import running
from tests.support.sites import load, settings_in

FORM, ENGLISH_FORM = "/nb/kontakt", "/en/contact"


def has(page: Page, written: dict[str, str]) -> None:
    """Wait until the form shows the draft."""
    expect(page.locator("#text")).to_have_value(written["text"])
    assert values(page) == written


@pytest.mark.parametrize("is_loaded", [True, False], ids=["loaded", "swapped"])
def test_back_from_another_page_restores_the_draft(letter: Journey, is_loaded: bool) -> None:
    letter.open(FORM if is_loaded else "/nb/")
    if not is_loaded:
        letter.go(FORM, "Kontakt")
    written = write(letter.page)
    letter.go("/nb/styret", "Prosjektstyret")
    letter.back(FORM, "Kontakt")
    has(letter.page, written)
    letter.page.go_forward()
    letter.is_at("/nb/styret", "Prosjektstyret")
    letter.back(FORM, "Kontakt")
    has(letter.page, written)


def test_a_reload_restores_the_draft_also_after_an_error(letter: Journey) -> None:
    letter.statuses = {422}
    letter.open(FORM)
    written = write(letter.page)
    letter.page.wait_for_timeout(400)  # the draft is stored a moment after the last key
    letter.page.reload()
    has(letter.page, written)
    letter.page.locator("#email").fill("nei")
    send(letter.page)
    expect(letter.page.locator(".errors")).to_be_focused()
    letter.page.reload()
    expect(letter.page.locator(".errors")).to_have_count(0)
    has(letter.page, written | {"email": "nei"})


@pytest.mark.parametrize("is_back", [False, True], ids=["switch", "back"])
def test_the_draft_follows_to_the_other_language_and_back(
    letter: Journey, desk: Desk, is_back: bool
) -> None:
    page = letter.page
    letter.open(ENGLISH_FORM)
    page.locator("#name").fill("Åse")
    letter.go(FORM, "Kontakt")
    expect(page.locator("#name")).to_have_value("Åse")  # a draft with only a name
    written = write(page)
    letter.go(ENGLISH_FORM, "Contact")
    has(page, written)
    if is_back:
        letter.back(FORM, "Kontakt")
    else:
        letter.go(FORM, "Kontakt")
    has(page, written)
    assert page.locator("[name=switch]").count() == 0
    send(page)
    is_received(page)
    assert [message.language for message in desk.inbox] == ["nb"]


def test_errors_follow_to_the_other_language_and_back(letter: Journey) -> None:
    page = letter.page
    letter.statuses = {422}
    letter.open(FORM)
    spoil(page)
    send(page)
    expect(page.locator(".errors")).to_be_focused()
    written, wrong = values(page), complaints(page)
    assert len(wrong) == 4
    letter.go(ENGLISH_FORM, "Contact")
    expect(page.locator(".errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    assert values(page) == written
    assert [field for field, _ in complaints(page)] == [field for field, _ in wrong]
    assert {said for _, said in complaints(page)}.isdisjoint(said for _, said in wrong)
    letter.go(FORM, "Kontakt")
    assert (values(page), complaints(page)) == (written, wrong)


def test_a_message_that_is_too_long_stays_in_the_form(letter: Journey, desk: Desk) -> None:
    page = letter.page
    letter.statuses = {413}
    letter.open(FORM)
    written = write(page)
    page.locator("#text").fill("x" * 200_000)
    with page.expect_response("**/fragment/**") as answer:
        send(page)
    assert answer.value.status == 413
    expect(page.get_by_role("alert")).to_contain_text("for lang")
    assert len(values(page)["text"]) == 200_000
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#ways")).to_be_in_viewport()
    page.locator("#text").fill(written["text"])
    page.get_by_role("alert").get_by_role("button").click()
    is_received(page)
    assert [message.text for message in desk.inbox] == [written["text"]]


@pytest.mark.parametrize(
    ("address", "again", "heading"),
    [
        (FORM, "Send på nytt", "Meldingen din er mottatt"),
        (ENGLISH_FORM, "Send again", "Message received"),
    ],
)
def test_a_message_that_was_not_sent_can_be_sent_again(
    letter: Journey, desk: Desk, address: str, again: str, heading: str
) -> None:
    page = letter.page
    letter.open(address)
    written = write(page)
    page.context.set_offline(True)
    send(page)
    button_again = page.get_by_role("alert").get_by_role("button", name=again)
    expect(button_again).to_be_visible()
    assert values(page) == written
    page.context.set_offline(False)
    button_again.click()
    is_received(page, heading)
    expect(page.locator("#alert")).to_be_empty()
    assert [message.text for message in desk.inbox] == [written["text"]]
    letter.forget()


def test_a_form_survives_a_restart_of_the_server(page: Page, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    load(settings)
    with running("wsgi:app", settings.database) as server:
        page.goto(f"{server.address}{FORM}")
        write(page)
    with running("wsgi:app", settings.database, server.port) as server:
        desk = Desk(server, settings)
        send(page)
        number = is_received(page)
        assert [message.number for message in desk.inbox] == [number]


def test_too_many_messages_and_a_broken_inbox_keep_the_text(letter: Journey, desk: Desk) -> None:
    page = letter.page
    letter.statuses = {429, 503}
    for trouble, status in ((desk.fill_up, 429), (desk.break_down, 503)):
        desk.clear()
        trouble()
        letter.open(FORM)
        written = write(page)
        with page.expect_response("**/fragment/**") as answer:
            send(page)
        assert answer.value.status == status
        expect(page.locator(".errors")).to_be_focused()
        assert values(page) == written
        page.locator(".errors a").click()
        expect(page.locator("#ways")).to_be_in_viewport()
        desk.clear()
        send(page)
        is_received(page)
        assert len(desk.inbox) == 1
