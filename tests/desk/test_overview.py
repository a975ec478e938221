"""The first page of the desk: what waits, the search in the texts, and all entries."""

import random
from collections.abc import Mapping

import pytest

from battkomp.content.history import digest
from battkomp.content.model import Place
from battkomp.db import connections
from battkomp.desk import publishing, sets
from battkomp.desk.sets import SetState
from battkomp.desk.users import User
from battkomp.operations.render_check import conditions_of
from tests.support.desks import Editor, Office
from tests.support.visitor import Page, check_headings, one, words

INVITATION = ("contact", "invitation", "en")
ADDED = "med et tillegg"


def publish(
    office: Office,
    user: User,
    values: Mapping[Place, str | None],
    seen: Mapping[Place, str] | None = None,
) -> None:
    """Publish changes without asking whether the languages agree."""
    change_set = office.propose(user, values, seen=seen)
    with office.app.app_context(), connections.writing(office.settings.database) as db:
        publishing.publish(db, change_set, conditions_of(office.settings))


def set_state(office: Office, key: str, **values: object) -> None:
    """Change columns of a set."""
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, key, **values)


def older(page: Page) -> dict[Place, tuple[str, str]]:
    """Return the removed and added words of each text that is listed as older than its source."""
    found = {}
    for line in page.select("li[id$='-older']"):
        subject, field, language = str(line["id"]).removesuffix("-older").rsplit("-", 2)
        changed = [
            " ".join(map(words, line.select(f".difference > {tag}"))) for tag in ("del", "ins")
        ]
        assert str(one(line, "a")["href"]).endswith(f"/entries/{subject}#{field}-{language}")
        found[subject, field, language] = changed[0], changed[1]
    return found


def planted(live: Mapping[Place, str], number: int) -> dict[Place, str]:
    """Return edits of some source texts."""
    texts = [
        (place, text)
        for place, text in live.items()
        if place[2] == "nb" and text.endswith(".") and "{" not in text and "\n" not in text
    ]
    chosen = random.Random(15).sample(texts, number)
    return {place: f"{text.removesuffix('.')} {ADDED}." for place, text in chosen}


def test_fifty_edited_sources_are_listed_with_what_their_translators_have_not_seen(
    seeded_office: Office,
) -> None:
    editor = seeded_office.editor()
    live = seeded_office.live().values
    edits = planted(live, 50)
    expected = {(*place[:2], "en") for place in edits}
    publish(seeded_office, editor.user, edits)
    found = older(editor.open("/desk/en"))
    assert found.keys() == expected
    assert all(ADDED in added and not gone for gone, added in found.values())

    # A second edit is shown with the first.
    again = {place: edits[place].replace(ADDED, f"{ADDED} til") for place in list(edits)[:10]}
    publish(seeded_office, editor.user, again)
    found = older(editor.open("/desk/en"))
    assert found.keys() == expected
    for place in again:
        gone, added = found[*place[:2], "en"]
        assert (gone, f"{ADDED} til" in added) == ("", True)

    # A translation that still holds, and one whose source is as before, are older no more.
    holds, reverted = list(edits)[20:22]
    translation = (*holds[:2], "en")
    publish(
        seeded_office,
        editor.user,
        {translation: live[translation]},
        {translation: digest(edits[holds])},
    )
    publish(seeded_office, editor.user, {reverted: live[reverted]})
    left = expected - {translation, (*reverted[:2], "en")}
    assert older(editor.open("/desk/nb")).keys() == left


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_headings_and_ids_are_in_order(office: Office, language: str) -> None:
    editor = office.editor()
    publish(office, editor.user, planted(office.live().values, 3))
    for address in (f"/desk/{language}", f"/desk/{language}?q=industri"):
        page = editor.open(address)
        check_headings(page, address)
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))


def set_lines(page: Page) -> dict[str, str]:
    """Return the words about each set, by its state."""
    headings, lists = page.select("#sets ~ h3"), page.select("#sets ~ ul")
    pairs = zip(headings, lists, strict=True)
    return {words(heading).rsplit(" ", 1)[0]: words(lines) for heading, lines in pairs}


def test_sets_are_listed_by_state_with_their_authors(office: Office) -> None:
    editor, other = office.editor(), office.add("Per Hansen")
    texts = ("body", "title", "description")
    own, theirs, held = (
        office.propose(user, {("pages.about", field, "en"): "Changed"})
        for user, field in zip((editor.user, other, other), texts, strict=True)
    )
    due = office.clock() + 3600
    set_state(office, own.id, state=SetState.APPROVED, due_at=due, title={"nb": "A", "en": "B"})
    set_state(office, theirs.id, state=SetState.SUBMITTED)
    set_state(office, held.id, state=SetState.HELD, reasons=[{"nb": "Fordi.", "en": "Because."}])
    page = editor.open("/desk/en")
    told = set_lines(page)
    assert list(told) == ["Held", "Waiting for approval", "Scheduled"]
    assert "Because." in told["Held"]
    assert "Per Hansen 1 change" in told["Waiting for approval"]
    assert told["Scheduled"].startswith("B You")
    assert "Will be published 23 November 2026, 14:00" in told["Scheduled"]
    assert page.select(f"a[href='/desk/en/sets/{held.id}']")


def test_a_line_says_who_changes_its_text_and_leads_into_their_set(office: Office) -> None:
    editor, other = office.editor(), office.add("Per Hansen")
    publish(office, editor.user, {("contact", "invitation", "nb"): "Spør oss."})
    set_state(office, office_sets(office)[0], state=SetState.PUBLISHED)
    key = office.propose(other, {INVITATION: "Ask us."}).id
    line = one(editor.open("/desk/en"), "#contact-invitation-en-older")
    assert "Per Hansen is changing this in ‘Changes’" in words(line)
    address = f"/desk/en/entries/contact?set={key}#invitation-en"
    assert one(line, "a")["href"] == address


def office_sets(office: Office) -> list[str]:
    """Return the ids of all open sets."""
    with connections.snapshot(office.settings.desk_file) as db:
        return [one.id for one in sets.everything(db, SetState.OPEN)]


def test_every_entry_can_be_opened_from_the_page(office: Office) -> None:
    page = office.editor().open("/desk/nb")
    links = {str(link["href"]).rpartition("/")[2] for link in page.select(".overview-pages a")}
    assert {entry.subject for entry in office.live().entries()} <= links


def test_an_entry_and_the_list_of_each_section_open(office: Office) -> None:
    editor = office.editor()
    links = [str(link["href"]) for link in editor.open("/desk/en").select(".overview-pages a")]
    sections = {link.partition(".")[0]: link for link in links}
    for address in sections.values():
        editor.open(address)
    several = {one.section for one in office.live().entries() if not one.is_single} - {"pages"}
    assert several <= {link.removeprefix("/desk/en/content/") for link in links}


def searched(editor: Editor, query: str) -> Page:
    """Search for words."""
    return editor.open(f"/desk/en?q={query}")


def test_the_search_finds_texts_in_all_languages(office: Office) -> None:
    editor = office.editor()
    hits = searched(editor, "points%20for%20BATTERY").select(".overview-list li")
    assert hits
    assert all("points for battery" in words(one(hit, "mark")).lower() for hit in hits)
    assert searched(editor, "batterilandslag").select(".overview-list p[lang=nb] mark")


@pytest.mark.parametrize("query", ["<b>", "%00", "[", "\\", "%E2%80%8B", "x" * 5000])
def test_the_search_says_that_nothing_is_found(office: Office, query: str) -> None:
    assert "No text has ‘" in words(one(searched(office.editor(), query), "main"))


def test_the_search_shows_the_first_of_many_texts(office: Office) -> None:
    page = searched(office.editor(), "e")
    assert len(page.select(".overview-list li")) == 50
    assert "The first 50 are shown." in words(one(page, "main"))
