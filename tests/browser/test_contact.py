"""Test the contact form: errors, sending once, receipts, accessibility, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import measures
from tests.support.browser import Journey, in_page
from tests.support.letters import Desk, button, is_received, send, spoil, values, write

FORMS = {"nb": "/nb/kontakt", "en": "/en/contact"}
HEADINGS = {"nb": "Meldingen din er mottatt", "en": "Message received"}
ERRORS = {"nb": "Feil: ", "en": "Error: "}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_message_is_corrected_and_received_without_leaving_the_page(
    letter: Journey, desk: Desk, language: str
) -> None:
    address, page = FORMS[language], letter.page
    letter.statuses = {422}
    letter.open(address)
    page.evaluate("window.mark = 1")
    spoil(page)
    spoiled = values(page)
    with page.expect_response("**/fragment/**") as answer:
        send(page)
    assert answer.value.status == 422
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator(".errors")).to_be_in_viewport()
    expect(page).to_have_title(re.compile(f"^{ERRORS[language]}"))
    expect(page).to_have_url(letter.server + address)
    assert values(page) == spoiled | {"subject": ""}
    assert letter.asked() == [f"/fragment{address}"]

    written = write(page)
    send(page)
    number = is_received(page, HEADINGS[language])
    expect(page).to_have_url(re.compile(re.escape(address) + r"\?receipt=[\w.-]+$"))
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile(f"^{HEADINGS[language]}"))
    (message,) = desk.inbox
    assert (message.number, message.language) == (number, language)
    sent = (message.topic, message.text, message.name, message.email)
    assert sent == tuple(written.values())
    assert page.evaluate("window.mark") == 1


def test_an_error_links_to_its_field(letter: Journey) -> None:
    page = letter.page
    letter.statuses = {422}
    letter.open(FORMS["nb"])
    spoil(page)
    send(page)
    links = page.locator(".errors a")
    expect(links).to_have_count(4)
    for place, name in enumerate(("subject", "text", "name", "email")):
        links.nth(place).click()
        field = page.locator(f"#{name}")
        expect(field).to_be_focused()
        expect(field).to_be_in_viewport()
        said = page.locator(f"#{name}-error").inner_text()
        assert links.nth(place).inner_text() == said
        expect(field).to_have_accessible_description(re.compile(re.escape(said)))
    page.locator("#text").fill("Hei")  # a section in the address is no hindrance
    page.locator("[name=subject]").first.check()
    send(page)
    expect(links).to_have_count(2)
    expect(page.locator(".errors")).to_be_focused()


def test_a_double_click_sends_once_and_reload_and_back_send_nothing_new(
    letter: Journey, desk: Desk
) -> None:
    page = letter.page
    letter.open(FORMS["nb"])
    empty, written = values(page), write(page)
    button(page).dblclick()
    number = is_received(page)
    page.wait_for_timeout(300)
    assert [request.method for request in letter.requests].count("POST") == 1
    letter.forget()
    page.reload()
    assert is_received(page) == number
    assert {request.method for request in letter.requests} == {"GET"}
    letter.back(FORMS["nb"], "Kontakt")
    expect(page.locator("#text")).to_have_value(written["text"])
    assert values(page) == written
    send(page)
    assert is_received(page) == number
    assert len(desk.inbox) == 1
    page.go_back()
    page.go_back()
    page.go_forward()
    letter.is_at(FORMS["nb"], "Kontakt")
    expect(page.locator("#text")).to_have_value(written["text"])
    page.go_forward()
    is_received(page)
    letter.go(FORMS["nb"], "Kontakt")
    assert values(page) == empty, "another message"


def test_sending_stores_nothing_and_makes_no_requests_elsewhere(letter: Journey) -> None:
    page = letter.page
    letter.open("/nb/")
    letter.go(FORMS["nb"], "Kontakt")
    write(page)
    send(page)
    is_received(page)
    page.go_back()
    expect(page.locator("#text")).not_to_be_empty()
    assert in_page(page, "stored") == []
    assert page.context.cookies() == []
    assert all(request.url.startswith(f"{letter.server}/") for request in letter.requests)
    assert "text" in dict(page.evaluate("history.state.written.map(([name]) => [name, 1])"))
    letter.open("/nb/personvern")
    expect(page.locator("main")).to_contain_text("til du lukker fanen")


@pytest.mark.browser_context_args(java_script_enabled=False)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_form_works_without_javascript(page: Page, desk: Desk, language: str) -> None:
    address = desk.server.address + FORMS[language]
    page.goto(address)
    page.locator("#name").fill("Åse")
    send(page)
    errors = page.locator(".errors")
    expect(errors).to_be_focused()
    expect(page).to_have_title(re.compile(f"^{ERRORS[language]}"))
    expect(page).to_have_url(address)
    expect(page.locator("#name")).to_have_value("Åse")
    errors.locator("a").click()
    page.keyboard.type("Hei")  # the link has led into the field
    send(page)
    number = is_received(page, HEADINGS[language])
    page.reload()
    assert is_received(page, HEADINGS[language]) == number
    assert [(message.text, message.name) for message in desk.inbox] == [("Hei", "Åse")]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_button_carries_the_text_to_the_other_language_without_javascript(
    page: Page, desk: Desk
) -> None:
    page.goto(desk.server.address + FORMS["nb"])
    written = write(page)
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(desk.server.address + FORMS["en"])
    assert page.locator(".errors").count() == 0
    for name in ("text", "name", "email"):
        expect(page.locator(f"#{name}")).to_have_value(written[name])
    expect(page.locator("[value=press]")).to_be_checked()
    page.get_by_role("button", name="Norsk").click()
    expect(page.locator("#text")).to_have_value(written["text"])
    expect(page).to_have_url(desk.server.address + FORMS["nb"])


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_back_restores_a_message_that_was_too_long_without_javascript(
    page: Page, desk: Desk
) -> None:
    page.goto(desk.server.address + FORMS["en"])
    page.locator("#text").fill("x" * 200_000)
    send(page)
    expect(page.locator(".errors")).to_contain_text("too long")
    expect(page.locator("#ways")).to_be_visible()
    page.go_back()
    expect(page.locator("#text")).to_have_value("x" * 200_000)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_message_is_not_lost_when_a_password_manager_fills_every_field(
    letter: Journey, desk: Desk, language: str
) -> None:
    page, trap = letter.page, letter.page.locator("#leave_empty")
    letter.statuses = {422}
    letter.open(FORMS[language])
    written = write(page)
    trap.evaluate("field => { field.value = 'https://ntnu.no' }")
    send(page)
    expect(page.locator(".errors")).to_be_focused()
    assert (values(page), trap.count(), desk.inbox) == (written, 0, [])
    send(page)
    is_received(page, HEADINGS[language])
    assert [message.text for message in desk.inbox] == [written["text"]]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_honeypot_field_is_hidden_from_everyone(page: Page, desk: Desk) -> None:
    page.goto(desk.server.address + FORMS["nb"])
    box = page.locator("div:has(> #leave_empty)").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1, 1)
    assert "leave_empty" not in page.locator("body").aria_snapshot()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        reached.append(focused.get_attribute("name") if focused.count() else None)
    assert "text" in reached
    assert "leave_empty" not in reached


@pytest.mark.claim("rules")
@pytest.mark.claim("reflow")
@pytest.mark.claim("targets")
def test_the_form_is_accessible_in_each_state(letter: Journey, desk: Desk) -> None:
    page = letter.page
    letter.statuses = {422, 429}
    letter.open(FORMS["nb"])
    spoil(page)
    send(page)
    expect(page.locator(".errors a")).to_have_count(4)
    faults = measures.faults(page)
    desk.fill_up()
    write(page)
    send(page)
    expect(page.locator(".errors a")).to_have_count(1)
    faults += measures.faults(page)
    desk.clear()
    send(page)
    is_received(page)
    assert faults + measures.faults(page) == []


def test_a_message_is_sent_by_keyboard_alone(letter: Journey, desk: Desk) -> None:
    letter.statuses = {422}
    page, keyboard = letter.page, letter.page.keyboard
    page.set_viewport_size({"width": 320, "height": 500})
    letter.open(FORMS["nb"])

    def go_to(selector: str) -> None:
        for _ in range(40):
            keyboard.press("Tab")
            assert not measures.focused(page)
            if page.evaluate("(what) => document.activeElement.matches(what)", selector):
                return
        raise AssertionError(f"{selector} is not reached")

    go_to("[type=radio]")
    keyboard.press("ArrowDown")
    go_to("#contact-form .is-main")
    keyboard.press("Enter")
    expect(page.locator(".errors")).to_be_focused()
    go_to(".errors a")
    keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    keyboard.type("Hei på deg")
    go_to("#email")
    keyboard.type("a@b.example")
    keyboard.press("Enter")
    is_received(page)
    (message,) = desk.inbox
    assert (message.topic, message.text) == ("correction", "Hei på deg")
