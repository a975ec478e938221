"""Facts and the entries of a section in a browser."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.support import measures
from tests.support.desks import Office

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", ["nb", "en"])
def test_facts_are_accessible_with_and_without_errors(
    open_desk: Office, page: Page, language: str
) -> None:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}/desk/{language}/entries/phases.1")
    page.locator("#slug-nb").fill("Del 1")
    page.locator("#launched_on-day").fill("32")
    page.locator("main form button[type=submit]:visible").first.click()
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator("#slug-error")).to_be_visible()
    expect(page.locator("#launched_on-day")).to_have_value("32")
    assert not measures.faults(page)
    figure = f"/desk/{language}/entries/figures.companies-surveyed"
    answer = page.goto(f"{open_desk.settings.desk_url}{figure}")
    assert answer is not None
    assert answer.status == 200
    assert not measures.faults(page)


def test_a_fact_that_is_refused_is_named_until_it_is_right(open_desk: Office, page: Page) -> None:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}/desk/en/entries/phases.1")
    saved = page.locator("#saved")
    page.locator("#launched_on-day").fill("32")
    expect(saved).to_contain_text("Launched: Enter a day, its month, and a year")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#problem")).to_be_focused()
    page.locator("#launched_on-day").fill("2")
    expect(saved).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    expect(page.locator("#problem, [aria-invalid], .field-error")).to_have_count(0)


def test_a_fact_that_is_corrected_hides_the_error_of_no_other(
    open_desk: Office, page: Page
) -> None:
    other, values = open_desk.add("Ola Hansen"), {("phases.1", "title", "en"): "Needs"}
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}/desk/en/entries/phases.1?set={uuid4()}")
    open_desk.propose(other, values, page.url.partition("=")[2])
    for field, text in (("#title-en", "Survey"), ("#slug-nb", "Del 1"), ("#launched_on-day", "32")):
        page.locator(field).fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    lines, bar, wrong = page.locator("#problem li"), page.locator("#saved"), "[aria-invalid]"
    expect(lines).to_have_count(3)
    page.locator("#slug-nb").fill("del-1")
    expect(lines).to_contain_text(["Title (English)", "Launched: Enter a day"])
    expect(bar).to_contain_text("Compare, and save again. Launched: Enter a day")
    expect(page.locator(f"#slug {wrong}, #slug .field-error")).to_have_count(0)
    expect(page.locator(f"#launched_on {wrong}")).to_have_count(3)
    page.locator("#launched_on-day").fill("2")
    expect(lines).to_have_text(["Title (English)"])
    expect(bar).to_have_text("Others have changed the same. Compare, and save again.")
    expect(page).to_have_title(re.compile("^Error:"))
    page.locator("#title-en").fill("A survey")
    expect(bar).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    expect(page.locator(f"#problem, {wrong}, .field-error")).to_have_count(0)
    expect(page).not_to_have_title(re.compile("^Error:"))


def test_the_error_of_a_fact_is_beside_it_once_its_editor_has_left_it(
    open_desk: Office, page: Page
) -> None:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}/desk/en/entries/phases.1")
    page.locator("#launched_on-day").fill("32")
    expect(page.locator("#saved")).to_contain_text("Launched: Enter a day")
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    expect(page.locator(".field-error")).to_have_count(0)
    page.locator("#title-en").focus()
    expect(page.locator("legend + #launched_on-error")).to_be_visible()
    day = page.locator("#launched_on-day[aria-invalid]")
    expect(day).to_have_attribute("aria-describedby", "launched_on-error")
    assert not measures.faults(page)
    day.fill("2")
    expect(page.locator("[aria-invalid], .field-error")).to_have_count(0)


def test_an_entry_is_moved_and_removed_by_keyboard(open_desk: Office, page: Page) -> None:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}/desk/en/content/organisations")
    page.get_by_role("button", name="Move down: Norsk Industri").focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator(f".section-list > li:nth-child({place})")).to_contain_text(
            "Norsk Industri"
        )
        expect(page.get_by_role("button", name="Move down: Norsk Industri")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Put back: Norsk Industri")).to_be_focused()
    assert not measures.faults(page)
    page.get_by_role("textbox").fill("Ny bedrift")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Organisations", exact=True).click()
    page.get_by_role("button", name="Remove: Ny bedrift").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("‘Ny bedrift’ is removed")
    expect(page.get_by_role("button", name="Put back: Ny bedrift")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("‘Ny bedrift’ is back")
    expect(page.get_by_role("button", name="Remove: Ny bedrift")).to_be_focused()
    assert not measures.faults(page)
