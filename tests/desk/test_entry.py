"""The page of an entry: its texts side by side, saved without losing a word."""

import re
import time
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from battkomp.content.history import digest
from battkomp.content.model import Place, hash_of
from battkomp.content.snapshot import CHECK_AFTER
from battkomp.db import connections
from battkomp.desk import publishing, sets
from battkomp.desk.sets import SetState
from battkomp.desk.users import Role
from battkomp.operations.render_check import conditions_of
from tests.support.desks import Editor, Office
from tests.support.forms import fields_of
from tests.support.visitor import Page, one, words

ENTRY = "/desk/en/entries/contact"
PLACE = ("contact", "invitation", "en")
SOURCE = ("contact", "invitation", "nb")
KEY = "7b1f3c52-6c0e-4c8b-9a4e-5d0f1a2b3c4d"
IN_SET = f"{ENTRY}?set={KEY}"


def send(
    editor: Editor, page: Page, status: int | None = None, *, autosave: bool = False, **changes: str
) -> TestResponse:
    """Send the form of an entry, with some fields changed. `__` in a name stands for a hyphen."""
    form = one(page, "form.entry")
    changed = {name.replace("__", "-"): [text] for name, text in changes.items()}
    fields = {k: v for k, v in (fields_of(page) | changed).items() if k != "token"}
    return editor.post(str(form["data-autosave" if autosave else "action"]), status, **fields)


def shown(answer: TestResponse) -> Page:
    return BeautifulSoup(answer.text, "html.parser")


def text_in(page: Page, name: str) -> str:
    return one(page, f"#{name}").get_text().removeprefix("\n")


def publish(office: Office, key: str) -> None:
    """Publish a set, and nothing more."""
    with office.app.app_context(), connections.writing(office.settings.database) as db:
        publishing.publish(db, office.find(key), conditions_of(office.settings))


def journal(office: Office) -> list[str]:
    with connections.snapshot(office.settings.desk_file) as db:
        return [row["value"] for row in db.query("select value from journal order by id")]


def test_a_text_that_is_saved_is_in_a_new_set_named_after_its_entry(office: Office) -> None:
    editor = office.editor()
    answer = send(editor, editor.open("/desk/en/entries/phases.1"), 303, title__en="Needs")
    key = parse_qs(urlsplit(answer.location).query)["set"][0]
    saved = office.find(key)
    assert saved.title == {"nb": "Del 1: Behovskartlegging", "en": "Part 1: Needs assessment"}
    assert list(saved.proposals) == [("phases.1", "title", "en")]
    page = editor.open(answer.location)
    assert text_in(page, "title-en") == "Needs"
    assert re.fullmatch(r"Saved \d\d:\d\d", words(one(page, "#saved")))


def test_a_form_that_is_sent_as_it_came_changes_nothing(office: Office) -> None:
    editor = office.editor()
    kinds = {entry.section: entry.subject for entry in office.live().entries()}
    for subject in kinds.values():
        answer = send(editor, editor.open(f"/desk/en/entries/{subject}"), 303)
        assert words(one(editor.open(answer.location), "#saved")) == "You have changed nothing."
    assert journal(office) == []


def test_a_translation_is_of_the_source_text_that_was_beside_it(office: Office) -> None:
    editor = office.editor()
    send(editor, editor.open(IN_SET), 303, invitation__nb="Spør oss.", invitation__en="Ask us.")
    saved = office.find(KEY).proposals[PLACE]
    assert saved.seen == digest("Spør oss.")
    send(editor, editor.open(IN_SET), 303, invitation__nb="Spør oss i dag.")
    assert office.find(KEY).proposals[PLACE] == saved
    page = editor.open(IN_SET)
    assert words(one(page, "#invitation-en-above ins")) == "[added: i dag]"
    answer = send(editor, page, 303, keep="invitation-en")
    assert answer.location.endswith("#invitation-en")
    assert office.find(KEY).proposals[PLACE].seen == digest("Spør oss i dag.")
    assert not editor.open(IN_SET).select("#invitation-en-above .is-older")


def test_two_who_change_one_text_in_a_set_see_all_three_versions(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    hers, his = kari.open(IN_SET), ola.open(IN_SET)
    began = text_in(hers, "invitation-en")
    send(ola, his, 303, invitation__en="Write to us.")
    answer = shown(send(kari, hers, 409, invitation__en="Call us.", invitation__nb="Ring oss."))
    clash = words(one(answer, "#invitation-en-above"))
    assert "Ola Hansen has changed this text in the same set." in clash
    assert began in clash
    assert "Write to" in words(one(answer, "#invitation-en-above .is-clash .difference"))
    assert text_in(answer, "invitation-en") == "Call us."
    found = office.find(KEY).proposals
    assert (found[PLACE].value, found[SOURCE].value) == ("Write to us.", "Ring oss.")
    assert "Call us." in journal(office)
    send(kari, answer, 303)
    assert office.find(KEY).proposals[PLACE].value == "Call us."


def test_a_button_that_decides_a_conflict_decides_no_other_one(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    page = kari.open(IN_SET)
    email = ("contact", "email", "")
    theirs = {SOURCE: "Spør oss.", PLACE: "Write to us.", email: '"ola@example.no"'}
    office.propose(ola.user, theirs, KEY)
    typed = send(kari, page, 409, invitation__nb="Ring oss.", invitation__en="Call us.", email="x")
    answer = shown(typed)
    answer = shown(send(kari, answer, 409, keep="invitation-en"))
    found = office.find(KEY).proposals
    assert found[PLACE].value == "Call us."
    assert (found[SOURCE].value, found[email].value) == ("Spør oss.", '"ola@example.no"')
    links = [link["href"] for link in answer.select("#problem a")]
    assert sorted(links) == ["#email", "#invitation-nb"]
    assert "Spør" in words(one(answer, "#invitation-nb-above .is-clash"))
    assert text_in(answer, "invitation-nb") == "Ring oss."
    send(kari, answer, 303)
    assert office.find(KEY).proposals[SOURCE].value == "Ring oss."


def test_an_entry_that_others_have_removed_leads_to_the_set(office: Office) -> None:
    kari = office.editor()
    address = "/desk/en/entries/terms.gap"
    office.propose(kari.user, {("terms.gap", "definition", "en"): "A gap."}, KEY)
    page, other = kari.open(f"{address}?set={KEY}"), str(uuid4())
    kari.post(f"/desk/en/content/terms?set={other}", 303, remove="gap")
    publish(office, other)
    time.sleep(2 * CHECK_AFTER)
    sent = shown(send(kari, page, 404, definition__en="A gap of skills."))
    assert "A gap of skills." in [words(one) for one in sent.select(".removed-text")]
    assert kari.get(f"{address}?set={KEY}").location.endswith(f"/desk/en/sets/{KEY}")


def test_a_text_of_the_same_set_hides_no_text_that_was_published_since(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    page = kari.open(IN_SET)
    office.propose(ola.user, {PLACE: "Write to us."}, KEY)
    publish(office, office.propose(ola.user, {PLACE: "Visit us."}).id)
    time.sleep(CHECK_AFTER)
    answer = shown(send(kari, page, 409, invitation__en="Call us."))
    answer = kari.open(send(kari, answer, 303).location)
    clash = words(one(answer, "#invitation-en-above .is-clash"))
    assert "The published text has changed since you began." in clash
    assert "Visit" in clash


def test_a_page_from_before_a_discard_replaces_no_later_text(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    send(kari, kari.open(IN_SET), 303, invitation__en="Call us.")
    page = kari.open(IN_SET)
    with connections.writing(office.settings.desk_file) as db:
        sets.discard(db, KEY, PLACE, office.clock())
    send(ola, ola.open(IN_SET), 303, invitation__en="Write to us.")
    send(kari, page, 409, invitation__en="Call us today.")
    assert office.find(KEY).proposals[PLACE].value == "Write to us."


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_text_that_is_no_longer_in_the_set_is_not_called_published(
    office: Office, *, is_withdrawn: bool
) -> None:
    editor = office.editor()
    send(editor, editor.open(IN_SET), 303, invitation__en="Call us.")
    page = editor.open(IN_SET)
    with connections.writing(office.settings.desk_file) as db:
        if is_withdrawn:
            sets.update(db, KEY, state=SetState.WITHDRAWN)
        else:
            sets.discard(db, KEY, PLACE, office.clock())
    answer = shown(send(editor, page, 409, invitation__en="Call us today."))
    clash = words(one(answer, "#invitation-en-above .is-clash strong"))
    assert clash == "This text is no longer as it was when you began."


def test_facts_that_the_desk_would_write_otherwise_stay_as_they_are(office: Office) -> None:
    editor, live = office.editor(), office.live().values
    person = next(place for place in live if place[0].startswith("people.") and place[1] == "name")
    figure = next(place for place in live if place[1] == "value")
    facts: dict[Place, str | None] = {person: '"Kari  Nordmann\u00a0Hansen"', figure: "2.125"}
    publish(office, office.propose(editor.user, facts).id)
    time.sleep(CHECK_AFTER)
    for subject, *_ in facts:
        answer = send(editor, editor.open(f"/desk/en/entries/{subject}"), 303)
        assert words(one(editor.open(answer.location), "#saved")) == "You have changed nothing."


def test_two_who_write_the_same_do_not_disturb_each_other(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    hers, his = kari.open(IN_SET), ola.open(IN_SET)
    send(ola, his, 303, invitation__en="Write to us.")
    send(kari, hers, 303, invitation__en="Write to us.")


def test_a_text_that_was_published_since_is_shown_until_the_editor_decides(office: Office) -> None:
    kari = office.editor()
    began = office.live().contact.invitation["en"]
    send(kari, kari.open(IN_SET), 303, invitation__en="Call us.")
    other = office.propose(office.add("Ola Hansen"), {PLACE: "Write to us."})
    publish(office, other.id)
    page = kari.open(IN_SET)
    clash = words(one(page, "#invitation-en-above"))
    assert "The published text has changed since you began." in clash
    assert began in clash
    send(kari, page, 303)
    assert kari.open(IN_SET).select(".is-clash")  # nothing was decided
    send(kari, page, 303, keep="invitation-en")
    assert not kari.open(IN_SET).select(".is-clash")
    assert office.find(KEY).proposals[PLACE].base == hash_of("Write to us.")


def test_a_set_that_is_closed_hands_its_text_to_a_new_one(office: Office) -> None:
    editor = office.editor()
    send(editor, editor.open(IN_SET), 303, invitation__en="Call us.")
    page = editor.open(IN_SET)
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, KEY, state=SetState.WITHDRAWN)
    answer = shown(send(editor, page, 409, invitation__en="Call us today."))
    assert text_in(answer, "invitation-en") == "Call us today."
    assert KEY not in str(one(answer, "form.entry")["action"])
    assert send(editor, answer, 303).location.count("saved")
    assert one(editor.open(IN_SET), "#invitation-en").has_attr("readonly")


def test_a_set_is_closed_if_a_process_was_killed_before_it_noted_its_publication(
    office: Office,
) -> None:
    editor = office.editor()
    send(editor, editor.open(IN_SET), 303, invitation__en="Call us.")
    page = editor.open(IN_SET)
    publish(office, KEY)
    answer = shown(send(editor, page, 409, invitation__en="Call us today."))
    assert text_in(answer, "invitation-en") == "Call us today."
    assert KEY not in str(one(answer, "form.entry")["action"])
    send(editor, answer, 303)
    assert office.find(KEY).state is SetState.PUBLISHED
    assert office.find(KEY).proposals[PLACE].value == "Call us."
    editor.post(f"/desk/en/content/terms?set={KEY}", 409, add="term")


def test_an_entry_whose_source_text_is_emptied_says_that_it_lacks_it(office: Office) -> None:
    editor = office.editor()
    send(editor, editor.open(IN_SET), 303, invitation__nb="  ", invitation__en="Ask us.")
    page = editor.open(IN_SET)
    assert one(page, ".entry-sets .notice a")["href"] == "#invitation-nb"
    assert text_in(page, "invitation-en") == "Ask us."


def test_a_session_that_has_ended_loses_no_word(office: Office) -> None:
    editor = office.editor()
    page = editor.open(IN_SET)
    office.clock.turn(60 * 60)
    answer = send(editor, page, 401, invitation__en="Ask <us>.")
    again = office.sign_in(editor.user)
    sent = fields_of(shown(answer), "form")
    assert sent.pop("token")
    assert sent["invitation-en"] == ["Ask <us>."]
    again.post(str(one(shown(answer), "form")["action"]), 303, **sent)
    assert office.find(KEY).proposals[PLACE].value == "Ask <us>."


def test_autosave_sends_the_page_with_its_remarks_and_keeps_the_set(office: Office) -> None:
    editor = office.editor()
    page = editor.open(IN_SET)
    answer = shown(send(editor, page, 200, autosave=True, invitation__en="Ask 12 of us."))
    assert "12" in words(one(answer, "#invitation-en-beside .remarks"))
    saved = office.find(KEY).proposals[PLACE]
    assert fields_of(answer)["invitation-en.version"] == [str(saved.version)]
    stale = shown(send(editor, page, 409, autosave=True, invitation__en="Ask 13 of us."))
    assert KEY in str(one(stale, "form.entry")["action"])
    assert "Ask 13 of us." in journal(office)


def test_terms_and_names_are_beside_the_fields(seeded_office: Office) -> None:
    page = seeded_office.editor().open("/desk/en/entries/figures.competence-a-challenge")
    assert words(one(page, ".pair-names")) == "{value}92%"
    assert "battery skills" in words(one(page, "#sentence-en-beside .side-terms"))
    for name in ("sentence-nb", "sentence-en"):
        assert one(page, f"#{name}")["lang"] == name[-2:]


def test_others_who_change_the_entry_are_named(office: Office) -> None:
    other = office.propose(office.add("Ola Hansen"), {PLACE: "Write to us."})
    page = office.editor().open(ENTRY)
    assert "Ola Hansen" in words(one(page, ".entry-sets .notice"))
    assert str(one(page, ".entry-sets .notice a")["href"]).endswith(f"?set={other.id}")


def test_facts_are_saved_with_the_texts_and_compared_like_them(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    address = f"/desk/en/entries/board?set={KEY}"
    hers, his = kari.open(address), ola.open(address)
    send(ola, his, 303, last_year="2023")
    answer = shown(send(kari, hers, 409, last_year="2024", introduction__en="The board."))
    assert words(one(answer, "#problem a")) == "Last year is now ‘2023’"
    assert one(answer, "#last_year input, input#last_year")["value"] == "2024"
    send(kari, answer, 303)
    found = office.find(KEY).proposals
    assert found["board", "last_year", ""].value == "2024"
    assert found["board", "introduction", "en"].value == "The board."


def test_a_conflict_names_its_language_or_the_values_of_others(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    page = kari.open(f"/desk/en/entries/phases.1?set={KEY}")
    theirs = {("launched_on", ""): None, ("slug", ""): '{"nb": "behov", "en": "needs"}'}
    theirs |= {("title", "nb"): "Behov", ("title", "en"): "Needs"}
    office.propose(ola.user, {("phases.1", *rest): one for rest, one in theirs.items()}, KEY)
    mine = send(
        kari, page, 409, launched_on__year="2020", slug__nb="en", title__nb="A", title__en="B"
    )
    lines = [words(line) for line in shown(mine).select("#problem li")]
    assert lines == [
        "Launched is now empty",
        "End of the web address is now ‘behov, needs’",
        "Title (Norwegian)",
        "Title (English)",
    ]


def test_a_fact_that_is_refused_keeps_what_was_typed_and_the_rest_is_saved(office: Office) -> None:
    editor = office.editor()
    page = editor.open(f"/desk/en/entries/board?set={KEY}")
    answer = shown(send(editor, page, 422, last_year="soon", introduction__en="The board."))
    assert one(answer, "#last_year input, input#last_year")["value"] == "soon"
    assert words(one(answer, "#problem a")).startswith("Last year: ")
    assert list(office.find(KEY).proposals) == [("board", "introduction", "en")]


def test_a_fact_that_is_refused_still_conflicts_with_what_others_have_saved(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    page = kari.open(f"/desk/en/entries/phases.1?set={KEY}")
    place = ("phases.1", "launched_on", "")
    office.propose(ola.user, {place: '"2024-05"'}, KEY)
    refused = shown(send(kari, page, 422, launched_on__day="32"))
    answer = shown(send(kari, refused, 409, launched_on__day="7"))
    assert words(one(answer, "#problem a")) == "Launched is now ‘May 2024’"
    assert office.find(KEY).proposals[place].value == '"2024-05"'
    send(kari, answer, 303)


def test_only_editors_can_write(office: Office) -> None:
    page = office.editor().open(IN_SET)
    keeper = office.editor("Ola Hansen", frozenset({Role.KEEPER}))
    assert one(keeper.open(IN_SET), "#invitation-en").has_attr("readonly")
    assert not keeper.open(IN_SET).select("form.entry button[type=submit]:not([hidden])")
    assert "Your changes go into a new set." not in words(one(keeper.open(IN_SET), "main"))
    send(keeper, page, 403, invitation__en="Ask us.")
    assert journal(office) == []


@pytest.mark.parametrize(
    "address",
    [
        "/desk/en/entries/nothing",
        "/desk/en/entries/phases.9",
        "/desk/en/entries/phases",
    ],
)
def test_what_does_not_exist_is_not_found(office: Office, address: str) -> None:
    editor = office.editor()
    editor.open(address, 404)
    editor.post(address, 404)


@pytest.mark.parametrize("query", ["", "?set=", "?set=1", "?set=%00"])
def test_without_the_id_of_a_set_a_text_goes_into_a_new_one(office: Office, query: str) -> None:
    editor = office.editor()
    fields = fields_of(editor.open(ENTRY + query)) | {"invitation-en": ["Ask us."]}
    del fields["token"]
    answer = editor.post(ENTRY + query, 303, **fields)
    key = parse_qs(urlsplit(answer.location).query)["set"][0]
    assert office.find(key).proposals[PLACE].value == "Ask us."


@pytest.mark.parametrize("version", ["-1", "x", "9" * 40, ""])
def test_a_version_that_does_not_exist_is_a_conflict(office: Office, version: str) -> None:
    editor = office.editor()
    fields = {"invitation-en": "Ask us.", "invitation-en.version": version}
    editor.post(IN_SET, 409, **fields)
    assert "Ask us." in journal(office)


def test_a_form_with_strange_texts_is_answered(office: Office) -> None:
    editor = office.editor()
    for text in ("\x00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")):
        page = editor.open(f"{ENTRY}?set={uuid4()}")
        answer = send(editor, page, None, invitation__en=f"Ask{text}")
        assert answer.status_code in (303, 422)
        if answer.location:
            editor.open(answer.location)


def test_a_set_that_would_be_refused_is_told_on_the_page(office: Office) -> None:
    office.propose(office.add("Ola Hansen"), {("phases.1", "became", "nb"): None}, KEY)
    page = office.editor().open(IN_SET)
    reason = "Part 1: Needs assessment – Result – Norwegian: the source language is missing"
    assert words(one(page, ".entry-sets .notice li")) == reason


def test_a_new_entry_says_what_it_lacks_and_is_saved_without_it(office: Office) -> None:
    editor = office.editor()
    answer = editor.post(f"/desk/en/content/findings?set={KEY}", 303, add="Nytt funn")
    page = editor.open(answer.location)
    assert words(one(page, "h1")) == "Nytt funn"
    lacking = one(page, ".entry-sets .notice")
    assert words(lacking).startswith("Still to be filled in: Group, Part")
    assert all(page.select(str(link["href"])) for link in lacking.select("a"))
    send(editor, page, 303, body__nb="Mer om funnet.")
    assert office.find(KEY).proposals["findings.nytt-funn", "body", "nb"].value == "Mer om funnet."
    send(editor, editor.open(answer.location), 422, part="x")


def test_a_new_entry_whose_name_is_emptied_can_still_be_written(office: Office) -> None:
    editor = office.editor()
    answer = editor.post(f"/desk/en/content/findings?set={KEY}", 303, add="Nytt funn")
    page = shown(send(editor, editor.open(answer.location), 200, autosave=True, title__nb=""))
    lacking = words(one(page, ".entry-sets .notice"))
    assert lacking.startswith("Still to be filled in:")
    assert lacking.endswith("Title")
    send(editor, page, 200, autosave=True, title__nb="Et funn")
    assert office.find(KEY).proposals["findings.nytt-funn", "title", "nb"].value == "Et funn"


def test_an_entry_that_the_set_removes_has_no_form(office: Office) -> None:
    editor = office.editor()
    subject = "findings.access-is-a-challenge"
    key = subject.partition(".")[2]
    editor.post(f"/desk/en/content/findings?set={KEY}", 303, remove=key)
    page = editor.open(f"/desk/en/entries/{subject}?set={KEY}")
    assert words(one(page, ".entry-sets .notice")) == "This set removes the entry."
    assert not page.select("form.entry")
    assert words(one(page, "h1")) != subject


def test_review_follows_saving(office: Office) -> None:
    editor = office.editor()
    answer = send(editor, editor.open(IN_SET), 303, invitation__en="Ask us.", then="review")
    assert answer.location == f"/desk/en/sets/{KEY}"


def test_a_set_for_the_contact_is_named_after_it(office: Office) -> None:
    editor = office.editor()
    page = editor.open("/desk/en/entries/contact")
    answer = send(editor, page, 303, invitation__nb="Skriv til oss.")
    key = parse_qs(urlsplit(answer.location).query)["set"][0]
    assert office.find(key).title == {"nb": "Kontakt", "en": "Contact"}


def test_what_is_sent_to_a_removed_entry_is_shown_again(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    finding = next(iter(office.live().findings))
    address = f"/desk/en/entries/findings.{finding}"
    in_set, live = kari.open(f"{address}?set={KEY}"), kari.open(address)
    ola.post(f"/desk/en/content/findings?set={KEY}", 303, remove=finding)
    answer = send(kari, in_set, 404, title__en="Rare words", as_of__month="5", as_of__year="2021")
    sent = [words(one) for one in shown(answer).select(".removed-text")]
    assert sent == ["May 2021", "Rare words"], "and no text or fact that was left alone"
    publish(office, KEY)
    time.sleep(2 * CHECK_AFTER)
    answer = send(kari, live, 404, title__en="Rare words", as_of__year="21")
    sent = [words(one) for one in shown(answer).select(".removed-text")]
    assert {"Rare words", "21"} <= {*sent}
    assert office.find(KEY).proposals[f"findings.{finding}", "title", "en"].value is None


def test_what_is_sent_to_a_new_entry_of_a_closed_set_is_shown_again(office: Office) -> None:
    editor = office.editor()
    answer = editor.post(f"/desk/en/content/findings?set={KEY}", 303, add="Nytt funn")
    page = editor.open(answer.location)
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, KEY, state=SetState.WITHDRAWN)
    answer = send(editor, page, 404, body__nb="Mer om funnet.")
    assert [words(one) for one in shown(answer).select(".removed-text")] == ["Mer om funnet."]


def test_a_translation_of_no_source_text_is_remembered_as_such(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Hansen")
    send(kari, kari.open(f"/desk/en/entries/phases.3?set={KEY}"), 303, label__en="A translation.")
    other = office.propose(ola.user, {("phases.3", "label", "nb"): "En tekst."})
    publish(office, other.id)
    publish(office, KEY)
    known = office.live().history.texts["phases.3.label"]
    assert known["en"].is_older_than(known["nb"])


def test_an_entry_says_that_its_set_is_approved_or_waits_for_that(office: Office) -> None:
    editor = office.editor()
    key = office.propose(editor.user, {PLACE: "Ask us."}).id
    for state, text in (
        (SetState.SUBMITTED, "waits for approval"),
        (SetState.APPROVED, "scheduled"),
    ):
        with connections.writing(office.settings.desk_file) as db:
            sets.update(db, key, state=state)
        page = editor.open(f"{ENTRY}?set={key}")
        assert text in words(one(page, ".entry-sets .notice"))


def test_a_fact_that_is_refused_can_be_saved_in_another_set_if_its_own_is_closed(
    office: Office,
) -> None:
    editor = office.editor()
    key = office.propose(editor.user, {PLACE: "Ask us."}).id
    page = editor.open(f"/desk/en/entries/phases.1?set={key}")
    publish_state(office, key)
    answer = shown(send(editor, page, 422, launched_on__year="20299"))
    assert "The set is closed" in words(one(answer, "#problem"))
    assert one(answer, "#launched_on-year")["value"] == "20299"
    send(editor, answer, 303, launched_on__year="2021")


def publish_state(office: Office, key: str) -> None:
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, key, state=SetState.PUBLISHED)
