"""The entries of a section: their order, new ones, and removals."""

import time
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from battkomp.content.files import SECTIONS
from battkomp.content.history import digest
from battkomp.content.model import Place
from battkomp.content.snapshot import CHECK_AFTER
from battkomp.db import connections
from battkomp.desk import publishing, schedule, sets
from battkomp.desk.applying import conflicts
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.desk.users import Role
from battkomp.operations.render_check import conditions_of
from tests.support.desks import Editor, Office, office_in
from tests.support.forms import fields_of
from tests.support.visitor import one, words

SOME_SET = "01234567-89ab-4cde-8f01-23456789abcd"
_FINDINGS = "/desk/en/content/findings"
_FINDING = "findings.short-window"


@pytest.fixture
def office(seeded_office: Office) -> Office:
    """A desk with entries of the seed."""
    return seeded_office


def _post(office: Office, editor: Editor, key: str, section: str, **fields: str) -> ChangeSet:
    editor.post(f"/desk/en/content/{section}?set={key}", 303, **fields)
    return office.find(key)


def _keys(change_set: ChangeSet, section: str) -> list[str]:
    proposal = change_set.proposals[section, "order", ""]
    return msgspec.json.decode(str(proposal.value), type=list[str])


def test_entries_move_up_and_down_and_the_button_keeps_the_focus(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    first, second, third, *others = office.live().findings
    answer = editor.post(f"{_FINDINGS}?set={key}", 303, up=third)
    assert _keys(office.find(key), "findings") == [first, third, second, *others]
    page = editor.open(answer.headers["Location"])
    button = one(page, "button[autofocus]")
    assert (button["name"], button["value"]) == ("up", third)
    answer = editor.post(f"{_FINDINGS}?set={key}", 303, up=third)
    assert _keys(office.find(key), "findings") == [third, first, second, *others]
    assert one(editor.open(answer.headers["Location"]), "button[autofocus]")["name"] == "down"
    _post(office, editor, key, "findings", down=third)
    assert not _post(office, editor, key, "findings", down=third).proposals, "it is as it was"


def test_a_removed_entry_is_gone_in_the_preview_and_can_be_put_back(office: Office) -> None:
    editor, key, live = office.editor(), str(uuid4()), office.live()
    change_set = _post(office, editor, key, "findings", remove="short-window")
    with office.app.app_context():
        assert "short-window" not in publishing.snapshot_of(change_set).document.findings
    page = editor.open(f"{_FINDINGS}?set={key}&done=remove.short-window")
    button = one(page, "button[autofocus]")
    assert (button["name"], button["value"]) == ("restore", "short-window")
    assert not _post(office, editor, key, "findings", restore="short-window").proposals
    assert office.live().findings == live.findings


def _written(change_set: ChangeSet) -> dict[Place, tuple[str | None, str, str | None]]:
    """Return what a set has, without who saved it and when."""
    return {one.place: (one.value, one.base, one.seen) for one in change_set.proposals.values()}


def _publish(office: Office, editor: Editor, key: str) -> None:
    with office.app.test_request_context("/desk/en/"):
        schedule.approve(key, editor.user, office.find(key).digest)
    assert office.find(key).reasons == []
    time.sleep(CHECK_AFTER)


def test_an_entry_is_put_back_with_all_that_the_set_had_of_it(office: Office) -> None:
    editor, key, title = office.editor(), str(uuid4()), (_FINDING, "title", "nb")
    still_holds, empty = (_FINDING, "title", "en"), (_FINDING, "body", "nb")
    values = {title: "Kort tid", still_holds: office.live().values[still_holds], empty: None}
    seen = {still_holds: digest("Kort tid")}
    office.propose(editor.user, {title: "Frist", empty: "Mer"}, key)
    before = _written(office.propose(editor.user, values, key, seen))
    assert len(before) == len(values)
    for _ in range(2):
        removal = _post(office, editor, key, "findings", remove="short-window")
        assert not any(one.value for one in removal.proposals.values() if one.place[0] == _FINDING)
        assert _written(_post(office, editor, key, "findings", restore="short-window")) == before


def test_what_was_discarded_before_a_removal_is_not_put_back(office: Office) -> None:
    editor, key, place = office.editor(), str(uuid4()), (_FINDING, "title", "nb")
    office.propose(editor.user, {place: "Kort tid"}, key)
    change_set = _post(office, editor, key, "findings", remove="short-window")
    version = str(change_set.proposals["findings", "order", ""].version)
    act = {"act": "discard", "subject": "findings", "field": "order", "version": version}
    editor.post(f"/desk/en/sets/{key}/edit", 303, **act)
    assert not office.find(key).proposals
    _post(office, editor, key, "findings", remove="short-window")
    assert not _post(office, editor, key, "findings", restore="short-window").proposals


def test_what_is_written_in_an_entry_without_a_name_stays_if_it_is_put_back(office: Office) -> None:
    """An entry is also removed from its list by emptying what it cannot be without."""
    editor, key, body = office.editor(), str(uuid4()), (_FINDING, "body", "en")
    office.propose(editor.user, {body: "Old."}, key)
    _post(office, editor, key, "findings", remove="short-window")
    _post(office, editor, key, "findings", restore="short-window")
    office.propose(editor.user, {body: "New.", (_FINDING, "title", "nb"): None}, key)
    found = _post(office, editor, key, "findings", restore="short-window").proposals
    assert {place: one.value for place, one in found.items()} == {body: "New."}


def test_what_is_put_back_conflicts_with_what_others_have_published_since(tmp_path: Path) -> None:
    """Also where there was nothing before."""
    office = office_in(tmp_path, is_small=True)
    editor, key = office.editor(), str(uuid4())
    text, fact = ("terms.sprint", "forms", "en"), ("terms.sprint", "avoid", "")
    ours, theirs = ({text: one, fact: f'{{"en":["{one}"]}}'} for one in ("Ours", "Theirs"))
    office.propose(editor.user, ours, key)
    _post(office, editor, key, "terms", remove="sprint")
    _publish(office, editor, office.propose(editor.user, theirs).id)
    change_set = _post(office, editor, key, "terms", restore="sprint")
    assert {place: one.value for place, one in change_set.proposals.items()} == ours
    with office.app.app_context():
        assert {*conflicts(office.live(), change_set)} == {text, fact}


@pytest.mark.parametrize("section", ["milestones", "seats", "phases"])
def test_a_new_entry_that_is_removed_can_be_put_back(office: Office, section: str) -> None:
    editor, key, address = office.editor(), str(uuid4()), f"/desk/en/content/{section}"
    name = next(iter(office.live().people)) if section == "seats" else "Heltnytt"
    answer = editor.post(f"{address}?set={key}", 303, add=name)
    page = editor.open(answer.headers["Location"])
    shown, change_set = words(one(page, "h1")), office.find(key)
    before = _written(change_set)
    new = _keys(change_set, section)[-1]
    answer = editor.post(f"{address}?set={key}", 303, remove=new)
    assert not office.find(key).proposals
    page = editor.open(answer.headers["Location"])
    assert words(one(page, "[role=status].notice")) == f"‘{shown}’ is removed. You can put it back."
    assert words(page.select(".section-list")[1]) == f"{shown} Put back"
    assert one(page, "button[autofocus]")["aria-label"] == f"Put back: {shown}"
    answer = editor.post(f"{address}?set={key}", 303, restore=new)
    assert _written(office.find(key)) == before
    page = editor.open(answer.headers["Location"])
    assert (
        words(one(page, "[role=status].notice"))
        == f"‘{shown}’ is back, with the changes of this set."
    )
    assert one(page, "button[autofocus]")["aria-label"] == f"Remove: {shown}"


def test_a_new_entry_takes_the_place_of_no_removed_one(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    for act in ({"add": "Ny"}, {"remove": "ny"}, {"add": "Ny"}, {"restore": "ny"}):
        change_set = _post(office, editor, key, "milestones", **act)
    assert _keys(change_set, "milestones")[-2:] == ["ny-2", "ny"]
    _post(office, editor, key, "milestones", remove="ny")
    change_set = _post(office, editor, str(uuid4()), "milestones", add="Ny")
    assert _keys(change_set, "milestones")[-1] == "ny-3"


def test_what_is_put_back_is_the_text_of_its_author_and_the_latest(office: Office) -> None:
    kari, ola, key = office.editor(), office.editor("Ola Hansen"), str(uuid4())
    place = (_FINDING, "title", "nb")
    office.propose(ola.user, {place: "Old."}, key)
    _post(office, ola, key, "findings", remove="short-window")
    _post(office, ola, key, "findings", restore="short-window")
    office.propose(ola.user, {place: "New."}, key)
    _post(office, kari, key, "findings", remove="short-window")
    found = _post(office, kari, key, "findings", restore="short-window").proposals[place]
    assert (found.value, found.author) == ("New.", ola.user.id)


def test_a_new_entry_has_a_key_of_its_own_and_a_page(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    for _ in range(2):
        answer = editor.post(f"/desk/en/content/milestones?set={key}", 303, add=" Får “én” ")
    assert "milestones.far-en-2" in answer.headers["Location"]
    assert words(one(editor.open(answer.headers["Location"]), "h1")) == "Får “én”"
    change_set = office.find(key)
    assert _keys(change_set, "milestones")[-2:] == ["far-en", "far-en-2"]
    assert change_set.proposals["milestones.far-en", "title", "nb"].value == "Får “én”"
    assert change_set.title == {"nb": "Får “én”", "en": "Får “én”"}
    page = editor.open(f"/desk/en/content/milestones?set={key}")
    assert len(page.find_all("strong", string="New in this set")) == 2
    change_set = _post(office, editor, key, "milestones", remove="far-en")
    assert {place[0] for place in change_set.proposals} == {
        "milestones",
        "milestones.far-en-2",
    }


@pytest.mark.parametrize(
    ("section", "name", "key"),
    [
        ("phases", "Mer", "4"),
        ("people", "Åse Bø", "ase-bo"),
        ("terms", "電池", "entry"),
        ("terms", "Status", "status-2"),  # every page has an element with this id
        ("findings", "Points", "points-2"),  # as a group of findings has it
        ("milestones", "Points", "points"),
    ],
)
def test_keys_are_made_of_names(office: Office, section: str, name: str, key: str) -> None:
    change_set = _post(office, office.editor(), str(uuid4()), section, add=name)
    assert _keys(change_set, section)[-1] == key
    assert f"{section}.{key}" in {place[0] for place in change_set.proposals}


def test_a_new_seat_is_that_of_a_person_and_has_their_name(office: Office) -> None:
    editor, key, address = office.editor(), str(uuid4()), "/desk/en/content/seats"
    people = one(editor.open(address), "select#name")
    for name in ("", "nobody"):
        page = editor.post(f"{address}?set={key}", 422, add=name)
        assert "Fill in this field." in page.text
    person = people.select("option")[-1]
    answer = editor.post(f"{address}?set={key}", 303, add=str(person["value"]))
    assert words(one(editor.open(answer.headers["Location"]), "h1")) == words(person)
    assert office.find(key).title == dict.fromkeys(("nb", "en"), words(person))


def test_an_entry_is_removed_and_put_back_only_as_it_was_seen(office: Office) -> None:
    editor, key, subject = office.editor(), str(uuid4()), "findings.short-window"
    seen = one(editor.open(f"{_FINDINGS}?set={key}"), "[name='was.short-window']")["value"]
    office.propose(editor.user, {(subject, "title", "en"): "A short window"}, key)
    fields = {"remove": "short-window", "was.short-window": str(seen)}
    editor.post(f"{_FINDINGS}?set={key}", 409, **fields)
    assert office.find(key).proposals[subject, "title", "en"].value == "A short window"
    _post(office, editor, key, "findings", remove="short-window")
    removed = one(editor.open(f"{_FINDINGS}?set={key}"), "[name='was.short-window']")["value"]
    _post(office, editor, key, "findings", restore="short-window")
    fields = {"restore": "short-window", "was.short-window": str(removed)}
    editor.post(f"{_FINDINGS}?set={key}", 409, **fields)


def test_a_conflict_stays_if_the_entry_is_removed_or_moved_again(office: Office) -> None:
    editor, key, subject = office.editor(), str(uuid4()), "findings.short-window"
    place, order = (subject, "title", "en"), ("findings", "order", "")
    keys = list(office.live().findings)
    office.propose(editor.user, {place: "A short window"}, key)
    _post(office, editor, key, "findings", up=keys[1])
    moved = msgspec.json.encode(keys[::-1]).decode()
    other = office.propose(editor.user, {place: "A short time", order: moved})
    with office.app.app_context():
        schedule.approve(other.id, editor.user, other.digest)
    time.sleep(CHECK_AFTER)
    change_set = _post(office, editor, key, "findings", remove="short-window")
    with office.app.app_context():
        assert {place, order} <= {*conflicts(office.live(), change_set)}


def test_the_last_entry_of_a_section_can_be_removed(tmp_path: Path) -> None:
    office = office_in(tmp_path, is_small=True)
    editor, key = office.editor(), str(uuid4())
    sections = ("milestones", "findings", "terms")  # no text counts their entries
    for section in sections:
        for entry in getattr(office.live(), section):
            _post(office, editor, key, section, remove=entry)
    with office.app.test_request_context("/desk/en/"):
        schedule.approve(key, editor.user, office.find(key).digest)
    assert office.find(key).reasons == []
    assert not any(getattr(office.live(), section) for section in sections)


def test_new_entries_can_be_published_once_their_pages_are_filled_in(tmp_path: Path) -> None:
    """They get the values of the last entry, but for those that must differ."""
    office = office_in(tmp_path, is_small=True)
    editor, key, live = office.editor(), str(uuid4()), office.live()
    differing = {"name": "Kari Nordmann", "number": "", "url": "https://example.no/new"}
    differing |= {
        "title-en": "Quite new",
        "term-en": "quitenew",
        "slug-nb": "4-ny",
        "slug-en": "4-new",
    }
    differing |= dict.fromkeys(("forms-nb", "forms-en", "avoid-nb", "avoid-en"), "")
    sections = [one for one in SECTIONS if not SECTIONS[one].is_single]
    for section in {*sections} - {"pages", "charts"}:  # a chart needs a figure
        name = next(iter(live.people)) if section == "seats" else "Heltnytt"
        answer = editor.post(f"/desk/en/content/{section}?set={key}", 303, add=name)
        page = editor.open(answer.headers["Location"])
        last = [*getattr(live, section)][-1]
        like = fields_of(editor.open(f"/desk/en/entries/{section}.{last}"))
        like |= {name: [text] for name, text in differing.items()}
        kept = ("title-nb", "term-nb")
        filled = {
            name: typed for name, typed in like.items() if "." not in name and name not in kept
        }
        own = {name: filled.get(name, typed) for name, typed in fields_of(page).items()}
        own.pop("token")
        editor.post(str(one(page, "form.entry")["action"]), 303, **own)
    with office.app.app_context():
        document = publishing.snapshot_of(office.find(key)).document
    for section in sections:
        grown = len(getattr(document, section)) - len(getattr(live, section))
        assert grown == (section not in ("pages", "charts")), section


def test_an_entry_without_a_name_is_not_added(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    answer = editor.post(f"/desk/en/content/terms?set={key}", 422, add=" \u200b ")
    assert "Fill in this field." in answer.text
    with connections.snapshot(office.settings.desk_file) as db:
        assert sets.find(db, key) is None


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        (f"content/findings?set={SOME_SET}", {"up": "unknown"}, 400),
        (f"content/findings?set={SOME_SET}", {}, 400),
        (f"content/findings?set={SOME_SET}", {"restore": "unknown"}, 400),
        (f"content/pages?set={SOME_SET}", {"remove": "home"}, 400),
        (f"content/pages?set={SOME_SET}", {"add": "Home"}, 400),
        (f"content/board?set={SOME_SET}", {"add": "Board"}, 404),
        (f"content/unknown?set={SOME_SET}", {"add": "Board"}, 404),
    ],
)
def test_requests_that_no_page_sends_change_nothing(
    office: Office, address: str, fields: dict[str, str], status: int
) -> None:
    office.editor().post(f"/desk/en/{address}", status, **fields)
    with connections.snapshot(office.settings.desk_file) as db:
        assert not sets.everything(db, *SetState)


def test_a_closed_set_stays_as_it_is(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    before = _post(office, editor, key, "findings", remove="short-window")
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, key, state=SetState.WITHDRAWN)
    answer = editor.post(f"{_FINDINGS}?set={key}", 409, add="Mer")
    assert "Nothing has been changed" in answer.text
    assert office.find(key).proposals == before.proposals


def test_people_who_do_not_write_see_the_list_without_buttons(office: Office) -> None:
    page = office.editor(roles=frozenset({Role.PUBLISHER})).open(_FINDINGS)
    assert not page.select("main form button")
    assert len(page.select(".section-list li")) == len(office.live().findings)


def test_the_list_leads_to_the_sets_that_are_open(office: Office) -> None:
    editor, key = office.editor(), str(uuid4())
    _post(office, editor, key, "findings", remove="short-window")
    [link] = editor.open(_FINDINGS).select("main details a")
    page = editor.open(str(link["href"]))
    assert one(page, "button[name=restore]")["value"] == "short-window"
    assert not page.select("main details")


def test_what_others_have_published_since_is_in_the_list(office: Office) -> None:
    """An entry that is new is not shown as removed, and one that is gone is not shown."""
    editor, key, other = office.editor(), str(uuid4()), str(uuid4())
    first = next(iter(office.live().people))
    _post(office, editor, key, "people", remove=first)
    office.propose(editor.user, {("people.kenneth-sandmo", "name", ""): '"Kenneth"'}, key)
    _post(office, editor, key, "people", remove="kenneth-sandmo")
    _post(office, editor, other, "people", add="Kari Nordmann")
    place = ("seats.lo", "person", "")
    office.propose(editor.user, {place: '"kari-nordmann"'}, other)
    _post(office, editor, other, "people", remove="kenneth-sandmo")
    with connections.writing(office.settings.database) as db, office.app.app_context():
        publishing.publish(db, office.find(other), conditions_of(office.settings))
    page = editor.open(f"/desk/en/content/people?set={key}")
    lists = [[words(link) for link in one.select("li")] for one in page.select(".section-list")]
    assert len(lists[0]) == len(office.live().people) - 1
    assert "Kari Nordmann Remove" in lists[0][-1]
    assert len(lists[1]) == 1
    editor.post(f"/desk/en/content/people?set={key}", 400, restore="kenneth-sandmo")
    change_set = _post(office, editor, key, "people", restore=first)
    assert not any(one.place[0] == f"people.{first}" for one in change_set.proposals.values())
