"""Publishing sets of changes: at once, exactly as approved, or held with every reason."""

import time
from pathlib import Path

import msgspec
import pytest

from battkomp.content.agreement.checks import new_contradictions
from battkomp.content.files import ORDER, BadContentError
from battkomp.content.history import digest
from battkomp.content.model import Place
from battkomp.content.reasons import Reason
from battkomp.content.snapshot import CHECK_AFTER, Snapshot
from battkomp.db import connections
from battkomp.desk import publishing, schedule, sets
from battkomp.desk.applying import ACCEPTED
from battkomp.desk.schedule import RefusedActError
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.desk.users import User
from battkomp.operations import cache_purge
from battkomp.operations.render_check import conditions_of
from tests.support.contents import published, revision
from tests.support.desks import Office, office_in
from tests.support.forms import fields_of
from tests.support.visitor import one

pytestmark = pytest.mark.slow

HOUR = 60 * 60
PLACE = ("contact", "invitation", "en")
SOURCE = ("contact", "invitation", "nb")


def approve(
    office: Office, change_set: ChangeSet, user: User, due_at: int | None = None
) -> ChangeSet:
    """Approve a set as it is, and publish it at once or at a time."""
    with office.app.app_context():
        schedule.approve(change_set.id, user, change_set.digest, due_at)
    return office.find(change_set.id)


def reasons(change_set: ChangeSet) -> list[str]:
    """Return the reasons in English for which a set is held."""
    assert change_set.state is SetState.HELD
    assert all(one.keys() == {"nb", "en", "at"} for one in change_set.reasons)
    return [one["en"] for one in change_set.reasons]


def publish(office: Office, user: User, values: dict[Place, str | None]) -> ChangeSet:
    """Publish values in a set of their own."""
    after = approve(office, office.propose(user, values), user)
    assert after.state is SetState.PUBLISHED, after.reasons
    return after


def order_of(office: Office, section: str) -> list[str]:
    """Return the keys of a section in their live order."""
    return list(getattr(office.live(), section))


def as_order(keys: list[str]) -> str:
    """Return an order as proposals have it."""
    return msgspec.json.encode(keys).decode()


def new_term(office: Office, key: str) -> dict[Place, str | None]:
    """Return the values of a new entry: those of another one, and the order with it at the end."""
    live = office.live().values
    values: dict[Place, str | None] = {
        (f"terms.{key}", field, language): value
        for (subject, field, language), value in live.items()
        if subject == "terms.battery-cell"
    }
    assert values
    return values | {("terms", ORDER, ""): as_order([*order_of(office, "terms"), key])}


def removed_term(office: Office, key: str) -> dict[Place, str | None]:
    """Return the values of a removal."""
    values: dict[Place, str | None] = {
        place: None for place in office.live().values if place[0] == f"terms.{key}"
    }
    keys = [one for one in order_of(office, "terms") if one != key]
    return values | {("terms", ORDER, ""): as_order(keys)}


def test_a_set_is_published_at_once_in_all_languages(office: Office) -> None:
    user = office.add()
    texts = {PLACE: "Do you wonder? Ask me.", SOURCE: "Lurer du på noe? Spør meg."}
    seen = {PLACE: digest(texts[SOURCE])}
    after = approve(office, office.propose(user, texts, seen=seen), user)
    assert (after.state, after.publication, after.closed_at) == (
        SetState.PUBLISHED,
        2,
        office.clock(),
    )
    assert office.live().contact.invitation == {"nb": texts[SOURCE], "en": texts[PLACE]}
    assert published(office.settings)[0].title == {"nb": "Endringer", "en": "Changes"}
    record = office.live().history.texts["contact.invitation"]["en"]
    assert (record.made_from, record.alone) == (digest(texts[SOURCE]), None)


def test_a_translation_is_older_than_a_source_text_that_its_author_has_not_seen(
    office: Office,
) -> None:
    user = office.add()
    seen = {PLACE: digest(office.live().contact.invitation["nb"])}
    translation = office.propose(user, {PLACE: "Do you wonder? Ask me."}, seen=seen)
    publish(office, user, {SOURCE: "Lurer du på noe? Spør noen andre."})
    approve(office, translation, user)
    history = office.live().history.texts["contact.invitation"]
    assert history["en"].is_older_than(history["nb"])


def test_a_set_is_approved_only_as_it_was_seen(office: Office) -> None:
    user = office.add()
    seen = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    changed = office.propose(user, {PLACE: "Do you wonder? Ask us."}, seen.id)
    with pytest.raises(RefusedActError, match="changed the set"):
        approve(office, seen, user)
    assert approve(office, changed, user).state is SetState.PUBLISHED


def test_a_change_voids_an_approval_and_a_save_without_one_does_not(office: Office) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    due_at = office.clock() + HOUR
    approve(office, change_set, user, due_at)
    same = office.propose(user, {PLACE: "Do you wonder? Ask me."}, change_set.id)
    assert (same.state, same.due_at) == (SetState.APPROVED, due_at)
    other = office.propose(user, {PLACE: "Do you wonder? Ask us."}, change_set.id)
    assert (other.state, other.due_at) == (SetState.OPEN, None)


def test_nobody_publishes_their_own_words_if_four_eyes_are_asked_for(tmp_path: Path) -> None:
    office = office_in(tmp_path, is_small=True, desk_four_eyes=True)
    author, other = office.add(), office.add("Ola Nordmann")
    change_set = office.propose(author, {PLACE: "Do you wonder? Ask me."})
    with pytest.raises(RefusedActError, match="has not written"):
        approve(office, change_set, author)
    assert approve(office, change_set, other).state is SetState.PUBLISHED


def test_who_has_written_in_a_set_stays_its_author_if_four_eyes_are_asked_for(
    tmp_path: Path,
) -> None:
    office = office_in(tmp_path, is_small=True, desk_four_eyes=True)
    author, other, third = (office.add(name) for name in ("Kari Dahl", "Ola Nordmann", "Per Vik"))
    change_set = office.propose(author, {PLACE: "Do you wonder? Ask me."})
    change_set = office.propose(other, {PLACE: "Do you wonder? Ask me!"}, change_set.id)
    with connections.writing(office.settings.desk_file) as db:
        sets.rename(db, change_set.id, {"nb": "Navn", "en": "Name"}, third.id, office.clock())
    for user in (author, other, third):
        with pytest.raises(RefusedActError, match="has not written"):
            approve(office, office.find(change_set.id), user)


def test_a_text_of_an_entry_that_others_have_removed_is_a_conflict(office: Office) -> None:
    user, keys = office.add(), order_of(office, "terms")
    place: Place = (f"terms.{keys[0]}", "avoid", "")
    change_set = office.propose(user, {place: '{"nb":["ord"]}', PLACE: "Do you wonder? Ask me."})
    removal = {one: None for one in office.live().values if one[0] == place[0]}
    publish(office, user, removal | {("terms", ORDER, ""): as_order(keys[1:])})
    (reason,) = reasons(approve(office, change_set, user))
    assert reason.endswith("Wordings to avoid: others have changed this since")


def test_a_removal_does_not_take_what_others_have_added_to_the_entry(office: Office) -> None:
    user, keys = office.add(), order_of(office, "terms")
    subject = f"terms.{keys[0]}"
    removal: dict[Place, str | None] = {
        one: None for one in office.live().values if one[0] == subject and one[1] != "avoid"
    }
    change_set = office.propose(user, removal | {("terms", ORDER, ""): as_order(keys[1:])})
    publish(office, user, {(subject, "avoid", ""): '{"nb":["et ord"]}'})
    (reason,) = reasons(approve(office, change_set, user))
    assert reason.endswith("Wordings to avoid: others have changed this since")
    assert keys[0] in office.live().terms


def test_a_set_that_clears_an_optional_fact_does_not_remove_the_entry(office: Office) -> None:
    user, keys = office.add(), order_of(office, "terms")
    order: dict[Place, str | None] = {("terms", ORDER, ""): as_order([*reversed(keys)])}
    change_set = office.propose(user, order)
    publish(office, user, new_term(office, "new") | {("terms.new", "avoid", ""): '{"nb":["x"]}'})
    change_set = office.propose(user, {("terms.new", "avoid", ""): None}, change_set.id)
    with office.app.app_context():
        assert publishing.snapshot_of(change_set).document.terms.keys() == {*keys, "new"}


def test_a_fact_that_others_have_published_stays_a_conflict_until_it_is_decided(
    office: Office,
) -> None:
    editor, place = office.editor(), ("contact", "email", "")
    change_set = office.propose(editor.user, {place: '"a@example.no"'})
    publish(office, editor.user, {place: '"ola@example.no"'})
    time.sleep(2 * CHECK_AFTER)
    page = editor.open(f"/desk/en/entries/contact?set={change_set.id}")
    fields = fields_of(page) | {"email": ["b@example.no"]}
    editor.post(str(one(page, "form.entry")["action"]), 303, **fields)
    assert office.find(change_set.id).proposals[place].value == '"b@example.no"'
    (reason,) = reasons(approve(office, office.find(change_set.id), editor.user))
    assert reason == "Contact – Email address: others have changed this since"


def test_a_new_entry_is_the_last_if_the_order_is_discarded(office: Office) -> None:
    user, before = office.add(), order_of(office, "terms")
    change_set = office.propose(user, new_term(office, "new"))
    with connections.writing(office.settings.desk_file) as db:
        sets.discard(db, change_set.id, ("terms", ORDER, ""), office.clock())
    approved = approve(office, office.find(change_set.id), user)
    assert (approved.state, approved.reasons) == (SetState.PUBLISHED, [])
    assert order_of(office, "terms") == [*before, "new"]


def test_an_entry_without_a_required_text_is_not_removed(office: Office) -> None:
    key = order_of(office, "terms")[0]
    change_set = office.propose(office.add(), {(f"terms.{key}", "term", "nb"): None})
    held = approve(office, change_set, office.add("Ola Hansen"))
    (reason,) = reasons(held)
    assert reason.endswith("Term – Norwegian: the source language is missing")


def test_reasons_name_entries_by_their_names(office: Office) -> None:
    term = order_of(office, "terms")[0]
    source = next(iter(office.live().sources))
    name = office.live().sources[source].title["en"]
    gone: dict[Place, str | None] = {
        place: None for place in office.live().values if place[0] == f"sources.{source}"
    }
    cited: dict[Place, str | None] = {(f"terms.{term}", "sources", ""): as_order([source])}
    rest = as_order([one for one in order_of(office, "sources") if one != source])
    values = gone | cited | {("sources", ORDER, ""): rest}
    held = approve(office, office.propose(office.add(), values), office.add("Ola Hansen"))
    assert any(f'there is no source "{name}"' in one for one in reasons(held))


def test_a_reason_has_its_numbers_as_the_language_writes_them(office: Office) -> None:
    long = office.propose(office.add(), {("contact", "invitation", "en"): "word " * 4001})
    (reason,) = approve(office, long, office.add("Ola Hansen")).reasons
    assert reason["en"].endswith("this has more than 20,000 characters")
    assert reason["nb"].endswith("dette har flere enn 20\xa0000 tegn")


def test_a_reason_names_every_fact_and_text_that_an_entry_lacks(office: Office) -> None:
    values: dict[Place, str | None] = {
        ("terms.new", "term", "nb"): "nyord",
        ("terms", ORDER, ""): as_order([*order_of(office, "terms"), "new"]),
    }
    held = approve(office, office.propose(office.add(), values), office.add("Ola Hansen"))
    assert "nyord – Definition – Norwegian: this is empty" in reasons(held)


def test_no_act_changes_a_set_that_is_published_before_that_is_noted(office: Office) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    with office.app.app_context():
        with connections.writing(office.settings.database) as db:
            publishing.publish(db, change_set, conditions_of(office.settings))
        for act in (schedule.withdraw, schedule.submit):
            with pytest.raises(RefusedActError, match="publis"):
                act(change_set.id, user)


def test_a_closed_set_is_refused(office: Office) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    with office.app.app_context():
        schedule.withdraw(change_set.id, user)
    assert office.find(change_set.id).closed_at == office.clock()
    for closed in (change_set, publish(office, user, {PLACE: "Do you wonder? Ask us."})):
        with pytest.raises(RefusedActError, match="already"):
            approve(office, closed, user)


def test_a_set_is_submitted_taken_back_and_withdrawn(office: Office) -> None:
    user = office.add()
    key = office.propose(user, {PLACE: "Do you wonder? Ask me."}).id
    for act, state in (
        (schedule.submit, SetState.SUBMITTED),
        (schedule.take_back, SetState.OPEN),
        (schedule.submit, SetState.SUBMITTED),
        (schedule.withdraw, SetState.WITHDRAWN),
    ):
        with office.app.app_context():
            act(key, user)
        assert office.find(key).state is state


def test_a_set_is_held_with_every_reason(office: Office) -> None:
    user = office.add()
    source = "Lurer du på noe? Du kan ikke spørre meg."
    values = {SOURCE: source, PLACE: "Ask me.", ("contact", "email", ""): '"nobody"'}
    values |= {("board", "first_year", ""): "2030"}
    held = office.propose(user, values, seen={PLACE: digest(source)})
    publish(office, user, {SOURCE: "Lurer du på noe?"})
    assert reasons(approve(office, held, user)) == [
        "Contact – Invitation – Norwegian: others have changed this since",
        "Project board – Last year: this is before the first year",
        "Contact – Email address: this is not an email address",
    ]
    assert office.live().contact.invitation["nb"] == "Lurer du på noe?"
    with office.app.app_context():
        assert len(publishing.reasons_against(held)) == 3


def test_a_set_that_does_not_fit_this_release_is_held(office: Office) -> None:
    user = office.add()
    for value in ({("contact", "email", ""): "3"}, {("contact", "email", "nb"): "Epost"}):
        assert reasons(approve(office, office.propose(user, value), user)) == [
            "The set does not fit the present version of the website."
        ]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            BadContentError("", "pages.home", Reason("%(address)s answers", address="/nb/")),
            "BattKOMP: /nb/ answers",
        ),
        (RuntimeError("a fault of the program"), "because of an error in the program"),
    ],
)
def test_a_set_that_cannot_be_rendered_is_held_and_others_are_published(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    user = office.add()
    broken = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    whole = office.propose(user, {SOURCE: "Lurer du på noe? Spør meg."})

    def check(snapshot: Snapshot) -> None:
        if snapshot.document.contact.invitation["en"] == "Do you wonder? Ask me.":
            raise error

    monkeypatch.setattr(publishing, "refuse_unrenderable", check)
    for change_set in (broken, whole):
        approve(office, change_set, user, office.clock() + 1)
    office.clock.turn(1)
    with office.app.app_context():
        schedule.run_due()
    (why,) = reasons(office.find(broken.id))
    assert reason in why
    assert office.find(whole.id).state is SetState.PUBLISHED
    assert revision(office.settings) == 2


def test_a_contradiction_is_held_until_somebody_accepts_it(office: Office) -> None:
    user = office.add()
    held = office.propose(user, {PLACE: "We have not published 77 reports."})
    why = reasons(approve(office, held, user))
    assert len(why) > 1
    assert all(one.startswith("Contact – Invitation – ") for one in why)
    with office.app.app_context():
        document = publishing.snapshot_of(held).document
    identities = [one.identity for one in new_contradictions(office.live(), document, ("nb", "en"))]
    accepted = {(ACCEPTED, one, ""): "It is a test." for one in identities}
    assert approve(office, office.propose(user, accepted, held.id), user).reasons == []


def test_a_contradiction_that_is_live_holds_no_other_set(office: Office) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "We have not published 77 reports."})
    with office.app.app_context(), connections.writing(office.settings.database) as db:
        publishing.publish(db, change_set, conditions_of(office.settings))
    publish(office, user, {("pages.contact", "title", "en"): "Contact us now"})


def test_a_set_that_changes_nothing_is_held(office: Office) -> None:
    user = office.add()
    for values in ({}, {PLACE: office.live().contact.invitation["en"]}):
        assert reasons(approve(office, office.propose(user, values), user)) == [
            "Nothing in the set differs from what is published already."
        ]


def test_a_value_of_the_wrong_type_is_a_reason(office: Office) -> None:
    user = office.add()
    wrong = ("board", "first_year", ""), ("terms", ORDER, ""), ("contact", "email", "en")
    for place in wrong:
        assert reasons(approve(office, office.propose(user, {place: "7.5"}), user))


def test_sets_that_add_entries_to_one_section_are_both_published(office: Office) -> None:
    user, before = office.add(), order_of(office, "terms")
    one, other = (office.propose(user, new_term(office, key)) for key in ("en-a", "en-b"))
    gone = office.propose(user, removed_term(office, before[-1]))
    for change_set in (one, other):
        after = approve(office, change_set, user)
        assert after.reasons == []
    assert order_of(office, "terms") == [*before, "en-a", "en-b"]
    assert approve(office, gone, user).reasons == []
    assert order_of(office, "terms") == [*before[:-1], "en-a", "en-b"]


def test_two_orders_of_the_same_entries_are_a_conflict(office: Office) -> None:
    user, before = office.add(), order_of(office, "terms")
    place = ("terms", ORDER, "")
    one = office.propose(user, {place: as_order(before[::-1])})
    other = office.propose(user, {place: as_order([*before[1:], before[0]])})
    assert approve(office, one, user).reasons == []
    assert reasons(approve(office, other, user)) == [
        "Glossary – Entries and their order: others have changed this since"
    ]


def test_a_removal_conflicts_with_a_change_of_the_entry(office: Office) -> None:
    user, key = office.add(), order_of(office, "terms")[-1]
    removal = office.propose(user, removed_term(office, key))
    publish(office, user, {(f"terms.{key}", "term", "en"): "dash"})
    assert reasons(approve(office, removal, user))[0].startswith("dash – Term – English: ")


def test_undoing_a_set_restores_exactly_what_was_there(office: Office) -> None:
    user, before = office.add(), office.live()
    last = list(before.terms)[-1]
    values: dict[Place, str | None]
    values = {PLACE: "Do you wonder?", ("board", "first_year", ""): "2020"}
    done = publish(office, user, values | removed_term(office, last))
    with office.app.app_context():
        undoing = office.find(schedule.undo(done.id, user))
    assert undoing.title["en"] == "Undo: Changes"
    assert approve(office, undoing, user).reasons == []
    assert office.live().values == before.values
    assert (
        office.live().history.texts["contact.invitation"]
        == before.history.texts["contact.invitation"]
    )


def test_undoing_confirms_no_translation_that_was_changed_alone(office: Office) -> None:
    user, source = office.add(), office.live().contact.invitation["nb"]
    publish(office, user, {PLACE: "Do you wonder?"})
    before = office.live().history.texts["contact.invitation"]
    assert before["en"].alone
    both = {SOURCE: "Lurer du?", PLACE: "Do you wonder? Ask us."}
    done = approve(office, office.propose(user, both, seen={PLACE: digest(source)}), user)
    with office.app.app_context():
        undoing = office.find(schedule.undo(done.id, user))
    assert approve(office, undoing, user).reasons == []
    assert office.live().history.texts["contact.invitation"] == before


def test_undoing_says_what_others_have_changed_since(office: Office) -> None:
    user = office.add()
    done = publish(office, user, {PLACE: "Do you wonder?", ("board", "first_year", ""): "2020"})
    publish(office, user, {PLACE: "Do you wonder? Ask us."})
    with office.app.app_context():
        undoing = office.find(schedule.undo(done.id, user))
    assert reasons(approve(office, undoing, user)) == [
        "Contact – Invitation – English: others have changed this since"
    ]
    with office.app.app_context(), pytest.raises(RefusedActError):
        schedule.undo(undoing.id, user)


def test_caches_are_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    purged: list[object] = []

    def purge(caches: object) -> dict[str, str]:
        purged.append(caches)
        return {}

    monkeypatch.setattr(cache_purge, "purge", purge)
    publish(office, office.add(), {PLACE: "Do you wonder? Ask me."})
    assert purged == [office.settings.caches]


def test_a_set_that_was_published_before_a_crash_is_noted_and_not_published_again(
    office: Office,
) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    with office.app.app_context(), connections.writing(office.settings.database) as db:
        publishing.publish(db, change_set, conditions_of(office.settings))
    with office.app.app_context():
        schedule.run_due()
    assert office.find(change_set.id).state is SetState.PUBLISHED
    assert revision(office.settings) == 2
