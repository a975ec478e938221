"""Writing in an entry, in a browser: saved while one writes, and by keys alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from battkomp.content.history import digest
from battkomp.db import connections
from battkomp.desk import sets
from battkomp.desk.sets import SetState
from tests.support.desks import Office
from tests.support.servers import until

pytestmark = pytest.mark.slow

KEY = "7b1f3c52-6c0e-4c8b-9a4e-5d0f1a2b3c4d"
ADDRESS = f"/desk/en/entries/contact?set={KEY}"
PLACE = ("contact", "invitation", "en")
SOURCE = ("contact", "invitation", "nb")
TEXT = "#invitation-en"
SAVED = re.compile(r"Saved \d\d:\d\d")
LATER = 2_000_000_000  # seconds; a time at which all that is shown has been seen


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
def desk(page: Page, open_desk: Office) -> Office:
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
    write(page, "#invitation-nb", "Spør oss.")
    expect(frame.locator("main")).to_contain_text("Spør oss.")
    entries = page.evaluate("history.length")
    write(page, "#invitation-nb", "Spør oss nå.")
    expect(frame.locator("main")).to_contain_text("Spør oss nå.")
    assert page.evaluate("history.length") == entries, "Back does not go through what was saved"


def test_the_frame_shows_the_entry_and_the_page_around_it_stays(desk: Office, page: Page) -> None:
    place = ("findings", "order", "")
    key = desk.propose(desk.add("Ola Hansen"), {place: desk.live().values[place]}).id
    finding = next(iter(desk.live().findings))
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/findings.{finding}?set={key}")
    shown = page.frame_locator("iframe[name=preview]").locator(f"[id='{finding}']")
    expect(shown).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


@pytest.mark.usefixtures("desk")
def test_the_button_that_saves_keeps_the_focus(page: Page) -> None:
    page.locator(TEXT).fill("Ask us.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page).to_have_url(re.compile("saved=1"))
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()


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
    page.get_by_role("button", name="Close").click()
    expect(link).to_be_hidden()
    expect(page.locator(TEXT)).to_be_focused()
    page.locator("#saved").get_by_role("link", name="Sign in in a new tab").focus()
    desk.enter(page, desk.add("Ola Hansen"))
    page.evaluate("dispatchEvent(new Event('focus'))")
    eventually(page, lambda: saved_text(desk) == "Ask us.")
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page.locator(TEXT)).to_be_focused()


def test_a_text_of_somebody_else_is_not_overwritten(desk: Office, page: Page) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    write(page, TEXT, "Ask us.")
    expect(page.get_by_role("alert")).to_contain_text("Compare, and save again.")
    write(page, TEXT, "Ask us today.")
    assert saved_text(desk) == "Write to us."
    expect(page.locator(".is-clash")).to_contain_text("Ola Hansen")
    expect(page.locator(TEXT)).to_have_value("Ask us today.")
    set_time(page, LATER)
    press_save(page)
    assert saved_text(desk) == "Ask us today."


def test_an_alert_covers_nothing_that_has_the_focus(desk: Office, page: Page) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us.", SOURCE: "Skriv til oss."}, KEY)
    page.set_viewport_size({"width": 320, "height": 256})
    page.locator("#invitation-nb").evaluate("field => field.value = 'Spør oss.'")
    write(page, TEXT, "Ask us.")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Compare, and save again.")
    in_view = """element => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    }"""
    for width, height in ((320, 256), (320, 800), (768, 800), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        alert.get_by_role("link", name="English").click()
        expect(page.locator(TEXT)).to_be_focused()
        for one in (TEXT, "#show-shortcuts", ".entry-bar .is-main", TEXT, ".desk-name a"):
            page.locator(one).focus()
            assert page.locator(one).evaluate(in_view), (width, height, one)


def test_an_editor_saves_over_exactly_what_has_been_shown(desk: Office, page: Page) -> None:
    other, place = desk.add("Ola Hansen"), ("contact", "email", "")
    desk.propose(other, {place: '"post@example.no"', PLACE: "Write to us."}, KEY)

    def values() -> list[str | None]:
        return [desk.find(KEY).proposals[one].value for one in (place, PLACE)]

    set_time(page, LATER)
    write(page, TEXT, "Ask us.")
    write(page, "#email", "ask@example.no")
    expect(page.get_by_role("alert")).to_contain_text("is now ‘post@example.no’")
    with page.expect_response("**/autosave*"):
        page.keyboard.press("Control+s")
    assert values() == ['"post@example.no"', "Write to us."], "nobody reads as fast"
    set_time(page, LATER + 2)
    desk.propose(other, {PLACE: "Call us."}, KEY)
    page.keyboard.press("Control+s")
    expect(page.locator(".is-clash")).to_contain_text("Call")
    assert values() == ['"ask@example.no"', "Call us."]
    set_time(page, LATER + 4)
    page.locator(TEXT).press("Control+Enter")
    page.wait_for_url("**/sets/*")
    assert values() == ['"ask@example.no"', "Ask us."]


def test_an_editor_who_takes_a_change_back_overwrites_nothing(desk: Office, page: Page) -> None:
    email = page.locator("#email")
    before = email.input_value()
    desk.propose(desk.add("Ola Hansen"), {("contact", "email", ""): '"post@example.no"'}, KEY)
    write(page, "#email", "ask@example.no")
    expect(page.get_by_role("alert")).to_contain_text("is now ‘post@example.no’")
    write(page, "#email", before)
    expect(page.get_by_role("alert")).to_be_empty()
    set_time(page, LATER)
    press_save(page)
    expect(email).to_have_value("post@example.no")


def test_a_text_that_comes_while_a_button_has_the_focus_is_not_overwritten(
    desk: Office, page: Page
) -> None:
    other, keep = desk.add("Ola Hansen"), page.get_by_role("button", name="Keep mine")
    desk.propose(other, {PLACE: "Write to us."}, KEY)
    write(page, TEXT, "Ask us.")
    desk.propose(other, {PLACE: "Call us."}, KEY)
    page.locator(TEXT).fill("Ask us now.")
    with page.expect_response("**/autosave*"):
        keep.focus()
    expect(page.locator(".is-clash")).to_contain_text("Write")
    with page.expect_event("domcontentloaded"):
        keep.press("Enter")
    expect(page.locator(".is-clash")).to_contain_text("Call")
    assert saved_text(desk) == "Call us."


def write(page: Page, field: str, *texts: str) -> None:
    """Write in a field, and have each text saved at once."""
    for text in texts:
        with page.expect_response("**/autosave*"):
            page.locator(field).fill(text)
            page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#saved")).not_to_be_empty()


def set_time(page: Page, seconds: int) -> None:
    """Stop the clock of a page, as soon as no frame in it is loading: that one has no clock yet."""

    def is_set() -> bool:
        page.clock.set_fixed_time(seconds)
        return True

    until(is_set)


def press_save(page: Page) -> None:
    """Press the button, and wait for the page that follows."""
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Save", exact=True).click()


def test_a_field_that_an_editor_has_left_alone_shows_what_others_have_saved(
    desk: Office, page: Page
) -> None:
    values = {PLACE: "Write to us.", ("contact", "email", ""): '"post@example.no"'}
    desk.propose(desk.add("Ola Hansen"), values, KEY)
    write(page, "#invitation-nb", "Spør oss.", "Spør oss. Now.")
    expect(page.locator(TEXT)).to_have_value("Write to us.")
    assert {one: desk.find(KEY).proposals[one].value for one in values} == values
    assert desk.find(KEY).proposals[SOURCE].value == "Spør oss. Now."
    write(page, "#email", "ask@example.no")
    expect(page.get_by_role("alert")).to_contain_text("Compare, and save again.")


def test_a_translation_belongs_to_the_source_text_that_its_author_saw(
    desk: Office, page: Page
) -> None:
    source = page.locator("#invitation-nb").input_value()
    write(page, TEXT, "Ask us.")
    desk.propose(desk.add("Ola Hansen"), {SOURCE: "Skriv til oss."}, KEY)
    write(page, TEXT, "Ask us today.", "Ask us now.")
    expect(page.locator("#invitation-nb")).to_have_value("Skriv til oss.")
    expect(page.locator(f"{TEXT}-above")).to_contain_text("The source text has changed since")
    assert desk.find(KEY).proposals[PLACE].seen == digest(source)
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Still holds").click()
    assert desk.find(KEY).proposals[PLACE].seen == digest("Skriv til oss.")


def test_the_name_of_a_field_is_next_to_it_also_beside_a_notice(desk: Office, page: Page) -> None:
    desk.propose(desk.add("Ola Hansen"), {SOURCE: "Skriv til oss."}, KEY)
    page.reload()
    expect(page.locator(f"{TEXT}-above")).to_contain_text("The source text has changed since")
    name = page.locator("label[for=invitation-nb]").bounding_box()
    fields = [page.locator(one).bounding_box() for one in ("#invitation-nb", TEXT)]
    assert name is not None
    assert all(fields)
    tops = [round(one["y"]) for one in fields if one]
    assert tops[0] == tops[1], "the fields are beside each other"
    assert 0 <= tops[0] - (name["y"] + name["height"]) < 16


def test_a_decision_about_a_translation_is_none_about_another(desk: Office, page: Page) -> None:
    other, began = desk.add("Ola Hansen"), desk.live().phases["1"].body["nb"]
    desk.propose(other, {("phases.1", "title", "nb"): "Behov"}, KEY)
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/phases.1?set={KEY}")
    desk.propose(other, {("phases.1", "body", "nb"): "Ganske nytt."}, KEY)
    page.locator("#summary-en").fill("The needs.")
    expect(page.locator("#body-nb")).to_have_value("Ganske nytt.")
    waiting: list[Route] = []
    page.route("**/autosave*", lambda route: waiting.append(route))
    page.locator("#summary-en").fill("The needs of today.")
    eventually(page, lambda: bool(waiting))
    page.locator("#body-en").fill("It is as it was.")
    page.locator("button[value=title-en]").click()
    waiting[0].continue_()
    eventually(page, lambda: ("phases.1", "body", "en") in desk.find(KEY).proposals)
    assert desk.find(KEY).proposals["phases.1", "body", "en"].seen == digest(began)
    assert desk.find(KEY).proposals["phases.1", "title", "en"].seen == digest("Behov")


def test_back_shows_what_others_have_saved_since(desk: Office, page: Page) -> None:
    page.locator(TEXT).fill("Ask us.")
    press_save(page)
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.get_by_role("link", name="Overview").click()
    page.go_back()
    expect(page.locator(TEXT)).to_have_value("Write to us.")
    write(page, "#invitation-nb", "Spør oss.", "Spør oss nå.")
    assert saved_text(desk) == "Write to us."
    page.go_back()  # to the page from before the text was saved
    expect(page.locator(TEXT)).to_have_value("Write to us.")


def test_unsent_text_that_a_reload_finds_overwrites_no_other_text(desk: Office, page: Page) -> None:
    page.route("**/autosave*", lambda route: route.abort())
    page.locator("#invitation-nb").fill("Spør oss.")
    expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.unroute("**/autosave*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    eventually(page, lambda: SOURCE in desk.find(KEY).proposals)
    write(page, "#invitation-nb", "Spør oss nå.")
    assert saved_text(desk) == "Write to us."


def test_a_space_is_no_reason_to_overwrite_the_text_of_somebody_else(
    desk: Office, page: Page
) -> None:
    before = page.locator(TEXT).input_value()
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    write(page, TEXT, f"{before} ", f"{before} Please.")
    expect(page.get_by_role("alert")).to_contain_text("Compare, and save again.")
    assert saved_text(desk) == "Write to us."


def test_a_conflict_is_not_decided_by_writing_in_another_field(desk: Office, page: Page) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.locator(TEXT).fill("Ask us.")
    press_save(page)
    expect(page.locator("#problem")).to_be_visible()
    write(page, "#invitation-nb", "Spør oss.", "Spør oss nå.")
    expect(page.locator("#problem")).to_be_visible()
    assert saved_text(desk) == "Write to us."
    press_save(page)
    assert saved_text(desk) == "Ask us."


def test_a_conflict_that_is_decided_leaves_the_summary_and_the_others_stay(
    desk: Office, page: Page
) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us.", SOURCE: "Skriv til oss."}, KEY)
    page.locator(TEXT).fill("Ask us.")
    page.locator("#invitation-nb").fill("Spør oss.")
    press_save(page)
    lines = page.locator("#problem li")
    expect(lines).to_have_text(["Invitation (Norwegian)", "Invitation (English)"])
    write(page, TEXT, "Ask us now.")
    expect(lines).to_have_text(["Invitation (Norwegian)"])
    expect(page.locator("#saved")).to_have_text(re.compile("Others have changed the same"))
    write(page, "#invitation-nb", "Spør oss nå.")
    expect(page.locator("#problem")).to_have_count(0)
    expect(page.locator("#saved")).to_have_text(SAVED)


def test_saving_by_a_button_waits_for_the_save_under_way(desk: Office, page: Page) -> None:
    def delay(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/autosave*", delay)
    page.locator(TEXT).fill("Ask us.")
    page.keyboard.press("Control+s")
    page.locator(TEXT).fill("Ask us now.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sets/*")
    assert saved_text(desk) == "Ask us now."


def test_a_link_is_followed_when_all_is_saved_or_else_after_a_warning(
    desk: Office, page: Page
) -> None:
    warnings: list[str] = []

    def stay(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"{desk.settings.desk_url}/desk/nb/entries/contact")  # not in a set yet
    page.locator(TEXT).fill("Ask us.")
    page.locator(".language-switch a").click()
    page.wait_for_url("**/en/entries/contact?set=*")
    expect(page.locator(TEXT)).to_have_value("Ask us.")
    page.route("**/autosave*", lambda route: route.abort())
    page.locator(TEXT).fill("Ask us now.")
    assert not warnings
    page.get_by_role("link", name="Overview").click()
    eventually(page, lambda: warnings == ["beforeunload"])
    page.unroute("**/autosave*")
    page.locator(TEXT).fill("Ask us today.")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    assert len(warnings) == 1
    assert saved_text(desk) == "Ask us today."


def test_a_link_that_is_used_again_does_not_wait_for_a_save_that_hangs(
    desk: Office, page: Page
) -> None:
    warnings: list[str] = []

    def leave(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/contact?set={KEY}")
    page.route("**/autosave*", lambda _route: None)
    page.locator(TEXT).fill("Ask us.")
    link = page.get_by_role("link", name="Overview")
    link.click()
    expect(page.locator(TEXT)).to_have_value("Ask us.")
    assert not warnings
    link.click()
    page.wait_for_url("**/desk/en")
    assert warnings == ["beforeunload"]


def test_a_writer_is_told_that_the_entry_is_removed(desk: Office, page: Page) -> None:
    finding = next(iter(desk.live().findings))
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/findings.{finding}?set={KEY}")
    other = desk.editor("Ola Hansen")
    other.post(f"/desk/en/content/findings?set={KEY}", 303, remove=finding)
    page.locator("#title-en").fill("Rare words")
    expect(page.get_by_role("alert")).to_contain_text("The entry is removed")
    expect(page.get_by_role("alert")).not_to_contain_text("Copy what you need.")
    press_save(page)
    expect(page.locator("main")).to_contain_text("This is what you sent. Copy what you need.")
    expect(page.locator("main")).to_contain_text("Rare words")


def test_the_text_for_a_closed_set_can_be_saved_in_another(desk: Office, page: Page) -> None:
    write(page, TEXT, "Ask us.")
    with connections.writing(desk.settings.desk_file) as db:
        sets.update(db, KEY, state=SetState.WITHDRAWN)
    write(page, TEXT, "Ask us now.")
    expect(page.get_by_role("alert")).to_contain_text("Save it in a new set.")
    expect(page.locator("iframe, #preview a, #preview-link a")).to_have_count(0)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Ask us now.")
    press_save(page)
    with connections.snapshot(desk.settings.desk_file) as db:
        (new,) = sets.everything(db, SetState.OPEN)
    assert new.proposals[PLACE].value == "Ask us now."


def test_a_list_survives_a_reload_without_a_connection(desk: Office, page: Page) -> None:
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/milestones.competence-roadmap?set={KEY}")
    chosen = page.locator("select[name=organisations]")
    before = [one.input_value() for one in chosen.all()]
    assert len({*before}) > 2
    page.route("**/autosave*", lambda route: route.abort())
    page.locator("#title-en").fill("A roadmap")
    expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
    page.unroute("**/autosave*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert [one.input_value() for one in chosen.all()] == before
    changed = {place[1:] for place in desk.find(KEY).proposals}
    assert changed == {("title", "en")}


def test_a_new_set_is_named_on_the_page_after_the_first_save(desk: Office, page: Page) -> None:
    write(page, TEXT, "Ask us.")
    expect(page.locator(".entry-sets")).to_contain_text("Set of changes: Contact")
    page.get_by_role("link", name="Norsk").first.click()
    expect(page.locator(TEXT)).to_have_value("Ask us.")
    assert list(desk.find(KEY).proposals) == [PLACE]


def test_a_new_name_of_the_entry_is_in_the_heading_and_the_title(desk: Office, page: Page) -> None:
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/phases.1?set={KEY}")
    write(page, "#title-en", "Needs")
    expect(page.locator("h1")).to_have_text("Part 1: Needs")
    expect(page).to_have_title(re.compile("^Part 1: Needs – "))


def test_saving_goes_on_whatever_the_frame_shows(desk: Office, page: Page) -> None:
    write(page, TEXT, "Ask us.")
    frame = page.frame_locator("iframe[name=preview]")
    expect(frame.locator("main")).to_contain_text("Ask us.")
    page.route("https://example.no/", lambda route: route.fulfill(body="Another site"))
    page.evaluate("frames.preview.location = 'https://example.no/'")
    write(page, TEXT, "Ask us now.")
    expect(frame.locator("main")).to_contain_text("Ask us now.")
    other = desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."})
    tab = page.context.new_page()
    tab.goto(f"{desk.settings.desk_url}/desk/en/sets/{other.id}/preview")
    expect(tab.locator("main")).to_contain_text("Write to us.")
    write(page, TEXT, "Ask us today.")
    expect(frame.locator("main")).to_contain_text("Ask us today.")


def test_an_editor_who_has_seen_another_text_can_keep_theirs_at_once(
    desk: Office, page: Page
) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    write(page, TEXT, "Ask us.")
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


def test_the_keys_that_open_a_list_of_choices_are_left_to_it(desk: Office, page: Page) -> None:
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/phases.1")
    page.locator("#launched_on-month").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#launched_on-month")).to_be_focused()


@pytest.mark.usefixtures("desk")
def test_the_key_for_help_can_be_switched_off(page: Page) -> None:
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("checkbox").last.uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)
