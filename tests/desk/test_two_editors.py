"""Two editors at work on the same texts, in one set and in two: nothing is lost, nothing unseen.

They ask the views of the desk as browsers do. Each also goes back to older pages, and their
sessions end while they write. In a thousand stories the views send what the page of an entry
holds of its texts, and build no page; in some they send the pages.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Response, jsonify, make_response
from werkzeug.test import TestResponse

from battkomp.content.history import digest
from battkomp.content.model import Place, hash_of
from battkomp.content.search import indexing
from battkomp.db import connections
from battkomp.desk import entry, facts, publishing, schedule, sessions, sets
from battkomp.desk.draft import EntryDraft
from battkomp.desk.sets import SetState
from tests.support.desks import Editor, Office, office_in
from tests.support.visitor import Page, one

SUBJECT = "board"
SOURCE: Place = (SUBJECT, "introduction", "nb")
OTHER: Place = (SUBJECT, "introduction", "en")
FIELDS = {"introduction-nb": SOURCE, "introduction-en": OTHER}
WORDS = ("alfa", "beta", "delta", "omega", "sigma", "kappa", "lambda", "gamma")
Fields = list[tuple[str, str]]


@dataclass
class Writer:
    """A user with a browser: the page that they have open, and those that they can go back to."""

    browser: Editor
    key: str
    form: dict[str, str] = field(default_factory=dict)
    earlier: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Story:
    """What both have done and seen.

    :param acknowledged: texts that the desk has said are saved, with their set and place.
    :param seen: by set and place, the texts that were before those who wrote there.
    """

    office: Office
    chance: random.Random
    writers: list[Writer] = field(default_factory=list)
    acknowledged: set[tuple[str, Place, str]] = field(default_factory=set)
    seen: defaultdict[tuple[str, Place], set[str]] = field(default_factory=lambda: defaultdict(set))
    clashes: int = 0
    publications: int = 0

    def live(self, place: Place) -> str:
        """Return the live text of a place."""
        query = "select text from texts where section = ? and field = ? and language = ?"
        with connections.snapshot(self.office.settings.database) as db:
            (text,) = db.execute(query, place).fetchone()
        return str(text)

    def open(self, writer: Writer) -> None:
        """Open the entry anew, without what is not saved."""
        answer = writer.browser.get(address := f"/desk/en/entries/{SUBJECT}?set={writer.key}")
        if answer.status_code == 401:
            writer.browser = self.office.sign_in(writer.browser.user)
            answer = writer.browser.get(address)
        assert answer.status_code == 200
        self.look(writer, answer)

    def look(self, writer: Writer, answer: TestResponse) -> None:
        """Have the page of the entry before one's eyes."""
        if writer.form:
            writer.earlier.append((writer.key, dict(writer.form)))
        writer.key, writer.form, clashes = answer.json or held_by(parsed(answer))
        for name, place in FIELDS.items():
            seen = self.seen[writer.key, place]
            seen |= {writer.form[name], writer.form[f"{name}.was"]}
            if name in clashes:
                self.clashes += 1
                seen.add(clashes[name])

    def type(self, writer: Writer) -> None:
        """Write another text in one language, or in both."""
        names = self.chance.sample(sorted(FIELDS), self.chance.randint(1, 2))
        for name in names:
            writer.form[name] = " ".join(self.chance.sample(WORDS, 5)).capitalize() + "."
            self.seen[writer.key, FIELDS[name]].add(writer.form[name])

    def send(self, writer: Writer, *, is_automatic: bool, keep: bool = False) -> None:
        """Save by the button, or as the script does while one writes."""
        end = "/autosave" if is_automatic else ""
        address = f"/desk/en/entries/{SUBJECT}{end}?set={writer.key}"
        form = writer.form | ({"keep": self.chance.choice(sorted(FIELDS))} if keep else {})
        answer = writer.browser.post(address, None, **form | {"token": self.token(writer)})
        if answer.status_code == 401:
            form = self.signed_in_again(writer, parsed(answer))
            answer = writer.browser.post(address, None, **form)
        assert answer.status_code in (200, 303, 409), answer.status
        for name, place in FIELDS.items():
            if form[name] != form[f"{name}.was"]:
                self.acknowledged.add((writer.key, place, form[name]))
        if answer.status_code == 303:
            answer = writer.browser.get(answer.location)
        self.look(writer, answer)

    def token(self, writer: Writer) -> str:
        return sessions.form_token(writer.browser.cookie)

    def signed_in_again(self, writer: Writer, page: Page) -> dict[str, str]:
        """Use the passkey on the page that keeps what was sent; return what that sends again."""
        kept = {
            str(one["name"]): str(one.get("value", "")) for one in page.select("form [type=hidden]")
        }
        writer.browser = self.office.sign_in(writer.browser.user)
        return kept | {"token": self.token(writer)}

    def back(self, writer: Writer) -> None:
        """Go back to an older page, which is as it was left."""
        if writer.earlier:
            writer.key, form = self.chance.choice(writer.earlier[-3:])
            writer.form = dict(form)

    def end_session(self, writer: Writer) -> None:
        """End the session while a page is open."""
        with connections.writing(self.office.settings.desk_file) as db:
            db.execute("delete from sessions where user = ?", [writer.browser.user.id])

    def publish(self, writer: Writer) -> None:
        """Have a publisher publish the set as it is."""
        with connections.snapshot(self.office.settings.desk_file) as db:
            found = sets.find(db, writer.key)
        before = {place: self.live(place) for place in FIELDS.values()}
        if found is not None and found.is_changeable and found.proposals:
            with self.office.app.app_context():
                schedule.approve(found.id, writer.browser.user, found.digest)
            for place in FIELDS.values():
                if self.live(place) != before[place]:
                    assert before[place] in self.seen[writer.key, place], "replaced unseen"
            if self.office.find(found.id).state is SetState.PUBLISHED:
                self.publications += 1
                self.check_translation(writer.key)
                self.renew(writer.key)

    def check_translation(self, key: str) -> None:
        """Make sure that no translation is up to date with a source text unseen by its author."""
        known = self.office.live().history.texts[".".join(SOURCE[:2])]
        if not known["en"].is_older_than(known["nb"]) and known["en"].made_from:
            seen = self.seen[key, SOURCE]
            assert known["nb"].digest in {digest(text) for text in seen}

    def renew(self, key: str) -> None:
        """Go on in a new set, as the other one is closed; a page of it may still be open."""
        new = str(uuid4())
        for writer in self.writers:
            if writer.key == key and self.chance.random() < 0.7:
                writer.earlier.append((key, writer.form))
                writer.key, writer.form = new, {}
                self.open(writer)

    def check(self) -> None:
        """Make sure that every acknowledged text is live or in the journal."""
        keys = sorted({key for key, _place, _text in self.acknowledged})
        where, columns = f'"set" in ({",".join("?" * len(keys))})', "subject, field, language"
        with connections.snapshot(self.office.settings.desk_file) as db:
            rows = db.execute(f'select "set", value, {columns} from journal where {where}', keys)
            journal = {(key, tuple(place), text) for key, text, *place in rows}
        lost = self.acknowledged - journal
        assert {one for one in lost if one[2] != self.live(one[1])} == set()


def parsed(answer: TestResponse) -> Page:
    return BeautifulSoup(answer.text, "html.parser")


def held_by(page: Page) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the set that the page of an entry saves in, its form, and the texts that clash."""
    action = str(one(page, "form.entry")["action"])
    form = {
        str(each["name"]): str(each.get("value", ""))
        for each in page.select("form.entry [type=hidden]")
    }
    form |= {name: one(page, f"textarea[name={name}]").get_text().strip() for name in FIELDS}
    clashes = {}
    for each in page.select(".side[data-clash]"):
        _began, now = each.select(".is-clash dd")
        for removed in now.select("del"):
            removed.decompose()
        clashes[str(each["data-clash"])] = now.get_text().strip()
    return action.rpartition("set=")[2], form, clashes


def held_by_draft(_template: str, status: int, draft: EntryDraft, *_: Any, **__: Any) -> Response:
    """Send what `held_by` returns for the page of a draft, in the place of the page."""
    form, clashes = {}, {}
    for name, place in FIELDS.items():
        was, proposal, clash = (
            draft.values.get(place),
            draft.proposals.get(place),
            draft.clash(place),
        )
        form[name] = (draft.kept[place][0] if place in draft.kept else was) or ""
        form[f"{name}.was"] = was or ""
        form[f"{name}.base"] = hash_of(draft.live.get(place))
        form[f"{name}.version"] = str(proposal.version if proposal else 0)
        if clash:
            clashes[name] = clash["now"] or ""
    return make_response(jsonify([draft.key, form, clashes]), status)


ACTS = (
    (5, lambda story, one: story.type(one)),
    (5, lambda story, one: story.send(one, is_automatic=True)),
    (3, lambda story, one: story.send(one, is_automatic=False)),
    (1, lambda story, one: story.send(one, is_automatic=False, keep=True)),
    (2, Story.open),
    (2, Story.back),
    (1, Story.end_session),
    (1, Story.publish),
)


def tell(story: Story) -> None:
    """Have two editors do things in a random order, and publish what they have written."""
    weights = [weight for weight, _ in ACTS]
    for _, act in story.chance.choices(ACTS, weights, k=8):
        act(story, story.chance.choice(story.writers))
    for writer in story.writers:
        story.publish(writer)
    story.check()


def stories(folder: Path, seeds: range) -> Iterator[Story]:
    """Yield stories, each with new sets: one for both editors, or one for each."""
    for number in seeds:
        if number % 250 == 0:
            office = office_in(folder / str(number), is_small=True)
            browsers = office.editor(), office.editor("Ola Nordmann")
        story = Story(office, random.Random(20261129 + number))
        keys = [str(uuid4())] * 2 if number % 2 else [str(uuid4()), str(uuid4())]
        for browser, key in zip(browsers, keys, strict=True):
            writer = Writer(office.sign_in(browser.user), key)
            story.writers.append(writer)
            story.open(writer)
        yield story


@pytest.fixture
def _publish_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish without what the texts do not depend on: pages, contradictions, the search."""
    monkeypatch.setattr(publishing, "refuse_unrenderable", lambda _snapshot: None)
    monkeypatch.setattr(publishing, "new_contradictions", lambda *_: [])
    monkeypatch.setattr(indexing, "fill", lambda *_: None)


@pytest.fixture
def _build_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the views of an entry send `held_by_draft`."""
    monkeypatch.setattr(entry, "show", held_by_draft)
    monkeypatch.setattr(EntryDraft, "preview", property(lambda draft: draft.snapshot))
    monkeypatch.setattr(entry, "remarks_about", lambda *_: [])
    monkeypatch.setattr(facts, "widgets", lambda *_: [])


def tell_all(folder: Path, seeds: range) -> None:
    """Tell many stories, and make sure that they are about something."""
    told = []
    for story in stories(folder, seeds):
        tell(story)
        told.append(story)
    assert sum(story.publications for story in told) > len(told) / 2
    assert any(story.clashes for story in told)


@pytest.mark.slow
@pytest.mark.usefixtures("_publish_fast")
def test_two_editors_lose_nothing_and_replace_nothing_unseen(tmp_path: Path) -> None:
    tell_all(tmp_path, range(40))


@pytest.mark.full
@pytest.mark.usefixtures("_publish_fast", "_build_no_pages")
@pytest.mark.parametrize("seeds", [range(500), range(500, 1000)], ids=str)
def test_two_editors_lose_nothing_in_a_thousand_stories(tmp_path: Path, seeds: range) -> None:
    tell_all(tmp_path, seeds)
