"""The page of a set of changes, and what its buttons do."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bs4 import Tag

from battkomp import oslo
from battkomp.content.agreement.checks import FACT_CHECKS, PAIR_CHECKS
from battkomp.content.model import Place, json_of
from battkomp.content.snapshot import CHECK_AFTER
from battkomp.db import connections
from battkomp.desk import sets
from battkomp.desk.applying import ACCEPTED
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.desk.users import Role
from tests.support.desks import Editor, Office, office_in
from tests.support.sites import change, edited_seed, load
from tests.support.visitor import Page, one, words

pytestmark = pytest.mark.usefixtures("without_rendering")

NB: Place = ("contact", "invitation", "nb")
EN: Place = ("contact", "invitation", "en")
WORDS: dict[Place, str | None] = {NB: "Lurer du på noe? Spør oss.", EN: "Do you wonder? Ask us."}


def address(change_set: ChangeSet, below: str = "") -> str:
    """Return the address of the page of a set, or of one of its views."""
    return f"/desk/en/sets/{change_set.id}{below}"


def act(editor: Editor, page: Page, name: str, text: str = "", **typed: Any) -> Page:
    """Press a button of a page, and return the page that follows."""
    button = next(b for b in page.select(f"button[value={name}]") if text in words(b))
    form = button.find_parent("form")
    assert isinstance(form, Tag)
    sent: dict[str, Any] = {
        str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")
    }
    answer = editor.post(str(form["action"]), **sent | {"act": name} | typed)
    if answer.status_code == 303:
        return editor.open(str(answer.location))
    return Page(answer.text, "html.parser")


def status_of(page: Page) -> str:
    """Return what the page says has been done."""
    return words(one(page, "[role=status].notice"))


def problem_of(page: Page) -> str:
    """Return why the page says that something has not been done."""
    assert words(one(page, "title")).startswith("Error:")
    return words(one(page, ".errors p"))


def opened(office: Office, values: dict[Place, str | None], **user: Any) -> tuple[Editor, Page]:
    """Return an editor with the page of a new set."""
    editor = office.editor(**user)
    change_set = office.propose(editor.user, values)
    return editor, editor.open(address(change_set))


def only_set(office: Office) -> ChangeSet:
    """Return the first set."""
    with connections.snapshot(office.settings.desk_file) as db:
        return office.find(next(iter(db.table("sets").rows))["id"])


def test_a_set_is_shown_with_what_it_changes(office: Office) -> None:
    _, page = opened(office, WORDS | {("pages.home", "title", "nb"): "Kompetanse"})
    assert words(one(page, "h1")) == "Changes"
    assert [words(added) for added in page.select("ins[lang], .difference[lang=nb] ins")] != []
    assert "Do you wonder" in words(one(page, "main"))
    assert "Unchanged" in words(one(page, "main"))  # the English title beside the Norwegian one
    assert "Kari Nordmann" in words(one(page, "main .set-main > .meta"))


def test_a_fact_is_replaced_as_a_whole(office: Office) -> None:
    key = next(iter(office.live().organisations))
    _, page = opened(office, {(f"organisations.{key}", "website", ""): '"https://new.example.no"'})
    assert words(one(page, ".set-line ins")) == "[added: https://new.example.no ]"


def test_there_is_no_page_of_a_set_that_does_not_exist(office: Office) -> None:
    editor = office.editor()
    for key in ("none", "00000000-0000-4000-8000-000000000000", "%00"):
        editor.open(f"/desk/en/sets/{key}", status=404)
        for act_of in ("move/withdraw", "move/submit", "decide/publish", "decide/undo"):
            view, _, name = act_of.partition("/")
            editor.post(f"/desk/en/sets/{key}/{view}", 404, act=name)


@pytest.mark.parametrize("act_of", ["decide/schedule", "edit/rename", "share/share"])
def test_the_other_language_is_a_page_also_after_a_form(office: Office, act_of: str) -> None:
    editor, page = opened(office, WORDS)
    view, _, name = act_of.partition("/")
    answer = editor.post(address(only_set(office), f"/{view}"), 409, act=name)
    link = one(Page(answer.text, "html.parser"), ".language-switch a")
    page = editor.open(str(link["href"]))
    assert words(one(page, "h1")) == "Endringer"


def test_a_removal_of_an_entry_to_which_others_have_added_can_be_looked_at(office: Office) -> None:
    editor, subject = office.editor(), f"terms.{next(iter(office.live().terms))}"
    removal: dict[Place, str | None] = {
        place: None
        for place in office.live().values
        if place[0] == subject and place[1:] != ("definition", "en")
    }
    keys = [f"terms.{key}" for key in office.live().terms if f"terms.{key}" != subject]
    order = str([one.removeprefix("terms.") for one in keys]).replace("'", '"')
    change_set = office.propose(editor.user, removal | {("terms", "order", ""): order})
    page = editor.open(address(change_set))
    assert "Definition – English: others have changed this" in words(one(page, ".is-held"))


def test_what_was_typed_in_a_closed_set_is_shown_again(office: Office) -> None:
    editor, page = opened(office, WORDS)
    act(editor, page, "withdraw")
    page = act(editor, page, "rename", **{"title-nb": "Nytt navn", "title-en": "New name"})
    assert [words(one) for one in page.select(".errors dd")] == ["Nytt navn", "New name"]


def test_something_to_look_at_is_accepted_as_it_is(office: Office) -> None:
    editor, page = opened(office, {EN: "Do you wonder? Ask us. Please do."})
    (remark,) = page.select(".remarks li:has([value=accept])")
    assert "Contradiction" not in words(remark)
    page = act(editor, page, "accept", reason="The English text is longer.")
    assert status_of(page) == "It is accepted, with your reason."
    assert page.select(".remarks li:has([value=accept])") == []


def test_words_about_an_act_show_only_while_the_set_is_as_they_say(office: Office) -> None:
    editor, page = opened(office, WORDS)
    act(editor, page, "withdraw")
    for name in ("submit", "take-back", "schedule", "publish", "undo"):
        page = editor.open(address(only_set(office), f"?done={name}"))
        assert page.select("[role=status].notice") == []


@pytest.mark.parametrize("view", ["edit", "move", "decide", "share"])
def test_an_act_that_there_is_not_is_refused(office: Office, view: str) -> None:
    editor = office.editor()
    change_set = office.propose(editor.user, WORDS)
    for name in ("", "none", "publish " * 100):
        answer = editor.post(address(change_set, f"/{view}"), act=name)
        assert answer.status_code == 400
    assert office.find(change_set.id) == change_set


def test_publishing_takes_one_button(office: Office) -> None:
    editor, page = opened(office, WORDS)
    assert status_of(act(editor, page, "publish")) == "The changes are published in all languages."
    assert office.live().contact.invitation["nb"] == WORDS[NB]
    assert only_set(office).state is SetState.PUBLISHED


def test_nothing_is_approved_but_what_was_seen(office: Office) -> None:
    editor, page = opened(office, WORDS)
    office.propose(editor.user, {EN: "Other words."}, only_set(office).id)
    assert "changed the set since" in problem_of(act(editor, page, "publish"))
    assert office.live().contact.invitation["en"] != "Other words."


def test_an_editor_sends_a_set_to_a_publisher_who_gives_it_back(office: Office) -> None:
    editor, page = opened(office, WORDS, roles=frozenset({Role.EDITOR}))
    assert page.select("button[value=publish]") == []
    page = act(editor, page, "submit")
    assert status_of(page) == "The set is sent for approval."
    publisher = office.editor("Per Hansen", frozenset({Role.PUBLISHER}))
    page = publisher.open(address(only_set(office)))
    assert page.select("button[value=discard], button[value=withdraw]") == []
    assert status_of(act(publisher, page, "take-back")) == "The set is open again."
    assert only_set(office).state is SetState.OPEN
    history = words(one(publisher.open(address(only_set(office))), ".set-history"))
    assert "Per Hansen opened the set again." in history
    assert "Kari Nordmann sent the set for approval." in history


def test_a_set_is_withdrawn(office: Office) -> None:
    editor, page = opened(office, WORDS)
    page = act(editor, page, "withdraw")
    assert status_of(page) == "The set is withdrawn. Nothing is published."
    assert page.select("button[name=act]") == []


def test_a_set_is_scheduled_in_the_time_of_norway(office: Office) -> None:
    editor, page = opened(office, WORDS)
    day = (office.settings.today() + timedelta(days=1)).isoformat()
    page = act(editor, page, "schedule", day=day, clock="07:30")
    assert status_of(page) == "The set is scheduled."
    assert "07:30" in words(one(page, ".set-main > .meta"))
    assert words(one(page, ".set-progress summary")) == "Change the time"
    assert (one(page, "#day")["value"], one(page, "#clock")["value"]) == (day, "07:30")
    assert words(one(page, "button[value=take-back]")) == "Cancel the publication"
    assert status_of(act(editor, page, "take-back")) == "The set is open again."
    assert one(editor.open(address(only_set(office))), "#day")["value"] == ""


def test_a_change_that_ends_an_approval_is_in_the_history(office: Office) -> None:
    editor, page = opened(office, WORDS)
    day = (office.settings.today() + timedelta(days=1)).isoformat()
    ended = "The set was changed, and is open again."
    assert ended not in words(one(act(editor, page, "schedule", day=day, clock="07:30"), "main"))
    office.propose(editor.user, {EN: "Other words."}, only_set(office).id)
    page = editor.open(address(only_set(office)))
    assert ended in words(one(page, ".set-history li:first-child"))
    again = act(editor, page, "schedule", day=day, clock="07:30")
    assert ended not in words(one(again, "main"))


@pytest.mark.parametrize(
    ("day", "clock", "reason"),
    [
        ("", "", "Enter a date and a time."),
        ("2020-01-01", "07:30", "has passed"),
        ("2027-03-28", "02:30", "no such time"),
        ("2027-10-31", "02:30", "comes twice"),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    office: Office, day: str, clock: str, reason: str
) -> None:
    editor, page = opened(office, WORDS)
    page = act(editor, page, "schedule", day=day, clock=clock)
    assert reason in problem_of(page)
    assert one(page, "#day")["value"] == day
    assert one(page, "#clock")["value"] == clock
    assert bool(page.select("input[name=fold]")) is ("twice" in reason)
    assert only_set(office).state is SetState.OPEN


def test_a_time_that_comes_twice_is_chosen(office: Office) -> None:
    editor, page = opened(office, WORDS)
    page = act(editor, page, "schedule", day="2027-10-31", clock="02:30")
    act(editor, page, "schedule", day="2027-10-31", clock="02:30", fold="1")
    due_at = only_set(office).due_at
    assert due_at is not None
    assert oslo.local(datetime.fromtimestamp(due_at, UTC)).fold == 1


@pytest.mark.parametrize(
    ("fold", "which"), [("0", "the first, in summer time"), ("1", "the second, in winter time")]
)
def test_a_time_that_comes_twice_tells_which_it_is(office: Office, fold: str, which: str) -> None:
    editor, page = opened(office, WORDS)
    page = act(editor, page, "schedule", day="2027-10-31", clock="02:30", fold=fold)
    assert f"02:30 ({which})" in words(one(page, ".set-main > .meta"))
    assert f"02:30 ({which})" in words(one(editor.open("/desk/en"), ".overview-list .meta"))


def test_an_error_leads_to_its_field(office: Office) -> None:
    editor, page = opened(office, WORDS)
    twice = act(editor, page, "schedule", day="2027-10-31", clock="02:30")
    passed = act(editor, page, "schedule", day="2020-01-01", clock="02:30")
    unnamed = act(editor, page, "rename", **{"title-en": " "})
    for_nobody = act(editor, page, "share", label=" ")
    found = {"fold": twice, "day": passed, "title-en": unnamed, "label": for_nobody}
    for field, answer in found.items():
        assert words(one(answer, ".errors h2")) == "Nothing has been changed"
        assert one(answer, ".errors a")["href"] == f"#{field}"
        error = one(answer, ".field-error")
        assert words(error) == problem_of(answer)
        described = one(answer, f"[aria-describedby~={error['id']}]:not(#clock)")
        assert described.get("id") == field or described.select(f"#{field}") != []


def test_an_error_about_the_set_leads_to_no_field(office: Office) -> None:
    editor, page = opened(office, WORDS)
    seen = {"day": "2027-10-31", "clock": "07:30", "digest": "of another one"}
    refused = act(editor, page, "schedule", **seen)
    assert "changed the set since" in problem_of(refused)
    assert refused.select(".errors a, [aria-invalid], .field-error") == []
    act(editor, page, "withdraw")
    for name in ("schedule", "rename", "share"):
        refused = act(editor, page, name, **{"title-en": "", "label": ""})
        assert refused.select(".errors a, .field-error") == []


def test_four_eyes_hide_the_button_from_who_has_written(tmp_path: Path) -> None:
    office = office_in(tmp_path, is_small=True, desk_four_eyes=True)
    editor, page = opened(office, WORDS)
    assert page.select("button[value=publish]") == []
    assert "Another publisher must approve it." in words(one(page, ".set-progress"))
    act(editor, page, "submit")
    publisher = office.editor("Per Hansen")
    page = publisher.open(address(only_set(office)))
    act(publisher, page, "schedule", day="2027-06-01", clock="10:00")
    page = editor.open(address(only_set(office)))
    assert "must approve" not in words(one(page, ".set-progress"))
    act(publisher, publisher.open(address(only_set(office))), "publish")
    assert only_set(office).state is SetState.PUBLISHED


def test_a_published_set_shows_what_it_has_replaced(office: Office) -> None:
    before = office.live().contact.invitation["en"]
    editor, page = opened(office, {EN: f"{before} Please do."})
    act(editor, page, "publish")
    time.sleep(2 * CHECK_AFTER)
    shown = one(editor.open(address(only_set(office))), ".set-line:nth-child(2) .difference")
    assert [words(found) for found in shown.select("ins, del")] == ["[added: Please do.]"]


def test_a_published_set_is_undone_by_another(office: Office) -> None:
    before = office.live().contact.invitation
    editor, page = opened(office, WORDS)
    page = act(editor, act(editor, page, "publish"), "undo")
    assert words(one(page, "h1")) == "Undo: Changes"
    act(editor, page, "publish")
    assert office.live().contact.invitation == before


def test_a_set_is_renamed_in_each_language(office: Office) -> None:
    editor, page = opened(office, WORDS)
    renamed = {"title-nb": "Nytt navn", "title-en": ""}
    refused = act(editor, page, "rename", **renamed)
    assert "in each language" in problem_of(refused)
    assert one(refused, "#title-nb")["value"] == "Nytt navn"
    # Control characters would break the feed, and marks of direction turn what follows.
    page = act(editor, page, "rename", **renamed | {"title-en": " New\x00\x0b\r\nname\u202e"})
    assert words(one(page, "h1")) == "New name"
    assert only_set(office).title == {"nb": "Nytt navn", "en": "New name"}


def test_a_change_is_discarded_unless_it_is_another_one_by_now(office: Office) -> None:
    editor, page = opened(office, WORDS)
    office.propose(editor.user, {NB: "Nyere."}, only_set(office).id)
    assert "changed the set since" in problem_of(act(editor, page, "discard", "(Norwegian)"))
    page = act(editor, page, "discard", "(English)")
    assert status_of(page) == "The change is no longer in the set."
    assert set(only_set(office).proposals) == {NB}


def clashing(office: Office) -> tuple[Editor, Page]:
    """Return an editor with a set, a text of which is not live any more as it was."""
    editor, _ = opened(office, WORDS)
    key = only_set(office).id
    other = office.propose(editor.user, {EN: "Ask somebody else."})
    act(editor, editor.open(address(other)), "publish")
    return editor, editor.open(f"/desk/en/sets/{key}")


def test_a_conflict_shows_three_versions_and_loses_none(office: Office) -> None:
    before = office.live().contact.invitation["en"]
    editor, page = clashing(office)
    began, now, own = (words(one) for one in page.select(".set-clash dd"))
    assert began == before
    assert "Ask somebody else" in re.sub(r"\[\w+: |\]", "", now)
    assert "wonder" in own
    assert page.select("button[value=publish]") == []
    page = act(editor, page, "keep")
    assert page.select(".set-clash") == []
    act(editor, page, "publish")
    assert office.live().contact.invitation["en"] == WORDS[EN]


def test_a_set_with_a_conflict_is_not_sent_for_approval(office: Office) -> None:
    editor, page = opened(office, WORDS, roles=frozenset({Role.EDITOR}))
    assert page.select("button[value=submit]")
    other = office.propose(office.add("Ola Hansen"), {EN: "Ask somebody else."})
    publisher = office.editor("Per Hansen", frozenset({Role.PUBLISHER}))
    act(publisher, publisher.open(address(other)), "publish")
    page = editor.open(address(only_set(office)))
    assert page.select("button[value=submit]") == []
    assert "Choose above" in words(one(page, "#next + p"))


def test_a_conflict_is_settled_in_favour_of_what_is_live(office: Office) -> None:
    editor, page = clashing(office)
    page = act(editor, page, "discard", "Keep the published version")
    assert page.select(".set-clash") == []
    act(editor, page, "publish")
    assert office.live().contact.invitation["en"] == "Ask somebody else."


def test_a_conflict_about_a_fact_or_an_order_speaks_of_no_text(office: Office) -> None:
    editor, order = office.editor(), [*office.live().organisations]
    own, other = (
        office.propose(
            editor.user,
            {
                ("contact", "email", ""): f'"{name}@example.no"',
                ("organisations", "order", ""): keys,
            },
        )
        for name, keys in (("own", json_of(order[::-1])), ("other", json_of(order[1:] + order[:1])))
    )
    act(editor, editor.open(address(other)), "publish")
    page = editor.open(address(own))
    told = [words(one) for one in page.select(".set-line .notice, #next + p")]
    assert len(told) == 3
    assert not any(re.search(r"\btexts?\b", one) for one in told)
    assert "text" not in status_of(act(editor, page, "keep"))


def test_only_a_set_that_can_be_changed_has_conflicts(office: Office) -> None:
    editor, page = clashing(office)
    assert page.select(".set-clash") != []
    assert act(editor, page, "withdraw").select(".set-clash") == []


def removed(
    office: Office, field: str = "definition", text: str | None = "A lack of skills."
) -> tuple[Editor, Page, Page]:
    """Return an editor with the pages of a set and of another one, which has removed its entry."""
    editor, _ = opened(office, {("terms.gap", field, "en"): text})
    own, other = only_set(office).id, str(uuid4())
    editor.post(f"/desk/en/content/terms?set={other}", 303, remove="gap")
    act(editor, editor.open(f"/desk/en/sets/{other}"), "publish")
    time.sleep(2 * CHECK_AFTER)
    return editor, editor.open(f"/desk/en/sets/{own}"), editor.open(f"/desk/en/sets/{other}")


def test_a_text_of_an_entry_that_others_have_removed_can_only_be_discarded(office: Office) -> None:
    editor, page, _ = removed(office)
    assert words(one(page, ".set-entry h2")) == "skills gap"
    assert "Others have removed this entry." in words(one(page, ".set-entry .notice"))
    assert page.select(".set-entry a, button[value=keep]") == []
    assert "removed this entry" in problem_of(act(editor, page, "discard", act="keep"))
    page = act(editor, page, "discard")
    assert status_of(page) == "The change is no longer in the set."


def test_an_order_is_shown_with_what_others_have_removed(office: Office) -> None:
    editor, own, other = office.editor(), str(uuid4()), str(uuid4())
    editor.post(f"/desk/en/content/terms?set={own}", 303, remove="gap")
    editor.post(f"/desk/en/content/terms?set={other}", 303, remove="sprint")
    page = editor.open(f"/desk/en/sets/{own}")
    assert words(one(page, ".difference")).endswith("sprint")
    act(editor, editor.open(f"/desk/en/sets/{other}"), "publish")
    time.sleep(2 * CHECK_AFTER)
    page = editor.open(f"/desk/en/sets/{own}")
    for shown in (page, act(editor, page, "publish")):
        assert words(one(shown, ".difference")) == "battery cell [removed: skills gap ]"


def test_an_emptied_text_of_an_entry_that_others_have_removed_leads_nowhere(
    office: Office,
) -> None:
    editor, page, _ = removed(office, "forms", None)
    assert page.select(".set-entry a") == []
    page = act(editor, page, "discard")
    assert status_of(page) == "The change is no longer in the set."


def test_a_reference_to_an_entry_that_a_set_removes_has_its_name(office: Office) -> None:
    key, event = next(iter(office.live().milestones.items()))
    organisation = event.organisations[0]
    name = office.live().organisations[organisation].name["en"]
    _, page = opened(
        office,
        {
            (f"milestones.{key}", "organisations", ""): "[]",
            ("organisations", "order", ""): "[]",
            (f"organisations.{organisation}", "name", "nb"): None,
        },
    )
    assert f"[removed: {name}" in words(page.select(".set-line")[0])


def test_a_published_removal_has_the_names_of_what_it_has_removed(office: Office) -> None:
    entry, section = removed(office)[2].select(".set-entry")
    assert words(one(entry, "h2")) == "skills gap"
    assert words(one(section, "del")) == "[removed: skills gap ]"


CONTRADICTION: dict[Place, str | None] = {
    NB: "Prosjektet spurte 67 bedrifter.",
    EN: "The project asked 76 companies.",
}


def test_a_contradiction_is_accepted_with_a_reason(office: Office) -> None:
    editor, page = opened(office, CONTRADICTION)
    assert page.select(".is-contradiction") != []
    refused = act(editor, page, "accept", reason=" ")
    assert "Enter the reason" in problem_of(refused)
    assert refused.select("details[open] #reason") != []
    page = act(editor, page, "accept", reason="Two different counts.")
    while page.select("button[value=accept]"):
        page = act(editor, page, "accept", reason="Two different counts.")
    assert "Two different counts." in words(one(page, "main"))
    act(editor, page, "publish")
    assert only_set(office).state is SetState.PUBLISHED
    assert "Two different counts." in office.live().history.accepted.values()


def test_one_form_accepts_all_sentences_above_it(office: Office) -> None:
    asked: dict[Place, str | None] = {
        NB: "Prosjektet spurte 67 bedrifter og 40 skoler.",
        EN: "The project asked 76 companies and 50 schools.",
    }
    editor, page = opened(office, asked)
    (remark,) = page.select(".remarks li:has([value=accept])")
    assert [words(sentence) for sentence in remark.select("li > p")] == [
        f"Contradiction: English: Missing here: ‘{number}’." for number in (67, 40)
    ]
    assert len(act(editor, page, "accept", reason=" ").select(".field-error")) == 1
    assert act(editor, page, "accept", reason="Two counts.").select("[value=accept]") == []


def test_what_is_accepted_of_one_text_is_told_apart(office: Office) -> None:
    editor, page = opened(office, CONTRADICTION | {EN: "The project did not ask 76 companies."})
    while page.select("button[value=accept]"):
        page = act(editor, page, "accept", reason="It is so.")
    assert [words(line) for line in page.select("#accepted + ul li > p:first-child")] == [
        "Contact: Invitation (English) – Numbers",
        "Contact: Invitation (English) – Words such as ‘not’",
    ]


def test_every_check_has_a_name(office: Office) -> None:
    checks = [one.name for one in (*PAIR_CHECKS, *FACT_CHECKS)]
    identities = [f"en: contact.invitation: {check}: digests" for check in checks]
    _, page = opened(office, {(ACCEPTED, one, ""): "It is so." for one in identities})
    lines = [words(line) for line in page.select("#accepted + ul li > p:first-child")]
    assert len(lines) == len(checks)
    assert [line for line in lines if line.rpartition(" – ")[2] in checks] == []


def test_an_accepted_contradiction_is_taken_out_again(office: Office) -> None:
    editor, page = opened(office, CONTRADICTION)
    page = act(editor, page, "accept", reason="Two different counts.")
    act(editor, page, "discard", "Do not accept")
    assert not any(place[0] == ACCEPTED for place in only_set(office).proposals)


def test_only_a_contradiction_that_is_there_is_accepted(office: Office) -> None:
    editor, page = opened(office, CONTRADICTION)
    assert problem_of(act(editor, page, "accept", reason="Why not.", identity="en: none"))


def test_a_set_that_is_refused_says_why(office: Office) -> None:
    _, page = opened(office, {("pages.home", "title", "nb"): None})
    assert "cannot be published yet" in words(one(page, ".is-held h2"))
    assert page.select(".is-held li") != []
    assert page.select("button[value=publish], iframe") == []


def test_a_set_that_is_held_says_why(office: Office) -> None:
    editor, page = opened(office, CONTRADICTION)
    assert page.select("button[value=publish]") == []
    digest, where = only_set(office).digest, address(only_set(office), "/decide")
    page = editor.open(str(editor.post(where, 303, act="publish", digest=digest).location))
    assert only_set(office).state is SetState.HELD
    assert page.select(".is-held li") != []
    assert "cannot be published yet" in words(one(page, ".is-held h2"))


def test_a_set_that_is_held_only_because_it_is_late_can_be_published(office: Office) -> None:
    editor, _ = opened(office, WORDS)
    late = {"nb": "For sent.", "en": "Too late."}
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, only_set(office).id, state=SetState.HELD, reasons=[late])
    page = editor.open(address(only_set(office)))
    assert words(one(page, ".is-held")) == "This set was not published Too late."
    act(editor, page, "publish")
    assert only_set(office).state is SetState.PUBLISHED


def test_a_keeper_gives_out_a_link_and_ends_it(office: Office) -> None:
    editor, page = opened(office, WORDS)
    assert "Enter a name" in problem_of(act(editor, page, "share", label=" "))
    page = act(editor, page, "share", label="Styret")
    link = str(one(page, "#new-link")["value"])
    assert link.startswith("http://localhost:8001/desk/en/preview?key=")
    stranger = office.app.test_client()
    assert stranger.get(link).status_code == 302
    page = editor.open(address(only_set(office)))
    assert link not in str(page)
    assert status_of(act(editor, page, "revoke")) == "The link no longer works."
    assert stranger.get(link).status_code == 404


def test_links_are_for_keepers(office: Office) -> None:
    editor, page = opened(office, WORDS, roles=frozenset({Role.EDITOR, Role.PUBLISHER}))
    assert page.select("button[value=share]") == []
    editor.post(address(only_set(office), "/share"), 403, act="share", label="Styret")


def test_a_set_names_the_facts_that_a_new_entry_still_needs(office: Office) -> None:
    editor = office.editor()
    answer = editor.post(f"/desk/en/content/milestones?set={uuid4()}", 303, add="Ny fabrikk")
    editor.open(str(answer.location))
    page = editor.open(address(only_set(office)))
    reasons = [words(reason) for reason in page.select(".is-held li")]
    assert reasons == [
        f"Ny fabrikk – {name}: this is empty" for name in ("Date", "Kind", "Sources")
    ]
    assert_lead_to_fields(editor, page, "on", "kind", "sources")


def assert_lead_to_fields(editor: Editor, page: Page, *fields: str) -> None:
    """Make sure that the reasons against a set are links to fields, by their ids."""
    targets = [str(link["href"]).partition("#") for link in page.select(".is-held li a")]
    assert [anchor for _page, _hash, anchor in targets] == [*fields]
    for address, _hash, anchor in targets:
        assert one(editor.open(address), f"[id='{anchor}']")


def test_the_reasons_against_a_set_lead_to_their_texts(office: Office) -> None:
    editor, page = opened(office, {("contact", "invitation", "nb"): "x" * 20_001})
    assert_lead_to_fields(editor, page, "invitation-nb")
    edit = next(a for a in page.select(".set-entry a") if words(a).startswith("Edit the entry"))
    (link,) = one(editor.open(str(edit["href"])), ".entry-sets").select(".notice li a")
    assert link["href"] == "#invitation-nb"


def test_a_reason_about_a_section_leads_to_its_list(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    editor.post(f"/desk/en/content/phases?set={key}", 303, remove="2")
    links = editor.open(f"/desk/en/sets/{key}").select(".is-held li a")
    (gap,) = (str(one["href"]) for one in links if "without a gap" in words(one))
    assert one(editor.open(gap), "button[name=restore]")["value"] == "2"


def test_a_new_entry_without_its_name_is_not_said_to_be_removed(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    editor.post(f"/desk/en/content/findings?set={key}", 303, add="Nytt funn")
    office.propose(editor.user, {("findings.nytt-funn", "body", "nb"): "Mer om funnet."}, key)
    page = act(editor, editor.open(f"/desk/en/sets/{key}"), "discard", "Title")
    reasons = [words(reason) for reason in page.select(".is-held li")]
    assert "nytt-funn – Title – Norwegian: this is empty" in reasons
    assert not page.select(".set-clash")
    edit = next(a for a in page.select(".set-entry a") if words(a).startswith("Edit the entry"))
    lacking = one(editor.open(str(edit["href"])), ".entry-sets .notice")
    assert words(lacking).startswith("Still to be filled in:")
    section = editor.open(f"/desk/en/content/findings?set={key}")
    assert one(section, "[id='findings.nytt-funn']")
    answer = editor.post(f"/desk/en/content/findings?set={key}", 303, remove="nytt-funn")
    section = editor.open(answer.headers["Location"])
    assert one(section, "button[name=restore]")["value"] == "nytt-funn"


def test_an_entry_that_others_have_removed_does_not_become_a_new_one(office: Office) -> None:
    """Also if the set only adds what the entry can be without, and orders the section."""
    editor, own, other = office.editor(), str(uuid4()), str(uuid4())
    office.propose(editor.user, {("terms.sprint", "avoid", ""): '{"en":["hole"]}'}, own)
    editor.post(f"/desk/en/content/terms?set={own}", 303, up="gap")
    editor.post(f"/desk/en/content/terms?set={other}", 303, remove="sprint")
    act(editor, editor.open(f"/desk/en/sets/{other}"), "publish")
    time.sleep(2 * CHECK_AFTER)
    page = editor.open(f"/desk/en/sets/{own}")
    assert "Others have removed this entry." in words(one(page, "main"))
    assert not editor.open(f"/desk/en/content/terms?set={own}").select("[id='terms.sprint']")


def test_an_entry_that_a_set_removes_is_told_in_one_line(office: Office) -> None:
    editor = office.editor()
    key = next(iter(office.live().milestones))
    editor.post(f"/desk/en/content/milestones?set={uuid4()}", 303, remove=key)
    page = editor.open(address(only_set(office)))
    removed, section = page.select(".set-entry")[:2]
    assert words(one(removed, "p")) == "This set removes the entry. Events"
    assert removed.select("button, h3") == []
    assert words(one(section, "button[value=discard]")).startswith("Discard")


def test_a_removal_is_discarded_whole_by_the_order_or_a_conflict(office: Office) -> None:
    editor, (key, *_) = office.editor(), office.live().terms
    for place in ("order", "term"):
        own = str(uuid4())
        editor.post(f"/desk/en/content/terms?set={own}", 303, remove=key)
        if place == "term":
            words_of_others = {(f"terms.{key}", "term", "en"): "quite another"}
            other = office.propose(editor.user, words_of_others)
            act(editor, editor.open(address(other)), "publish")
            time.sleep(2 * CHECK_AFTER)
        page = editor.open(f"/desk/en/sets/{own}")
        label = "Discard" if place == "order" else "Keep the published version"
        act(editor, page, "discard", label)
        assert {*office.find(own).proposals} <= {("terms", "order", "")}
        page = editor.open(f"/desk/en/content/terms?set={own}")
        assert page.select(f"button[name=remove][value='{key}']")


def test_a_contradiction_that_is_live_stops_no_other_set(tmp_path: Path) -> None:
    seed = edited_seed(tmp_path, contact=change("Any questions?", "Any 17 questions?"))
    office = office_in(tmp_path / "desk")
    load(office.settings, seed)
    editor = office.editor()
    found = office.propose(editor.user, {("board", "introduction", "en"): "The board in short."})
    page = editor.open(f"/desk/en/sets/{found.id}")
    assert "17" not in page.text
    assert page.select("button[value=publish]")
