"""Two editors at work on the same texts, in one set and in two: nothing is lost, nothing unseen.

They use the pages of the desk as browsers do. Each also goes back to older pages, and their
sessions end while they write.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from battkomp.content.changes import Place
from battkomp.content.history import digest
from battkomp.db import connections
from battkomp.desk import publishing, schedule, sessions, sets
from battkomp.desk.sets import SetState
from tests.support.contents import published
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

    def live(self, place: Place) -> str:
        """Return the live text of a place."""
        return self.office.live().board.introduction[place[2]]

    def open(self, writer: Writer) -> None:
        """Open the entry anew, without what is not saved."""
        answer = writer.browser.get(address := f"/desk/en/entries/{SUBJECT}?set={writer.key}")
        if answer.status_code == 401:
            writer.browser = self.office.sign_in(writer.browser.user)
            answer = writer.browser.get(address)
        assert answer.status_code == 200
        self.look(writer, BeautifulSoup(answer.text, "html.parser"))

    def look(self, writer: Writer, page: Page) -> None:
        """Have a page of the entry before one's eyes."""
        if writer.form:
            writer.earlier.append((writer.key, dict(writer.form)))
        action = str(one(page, "form.entry")["action"])
        writer.key = action.rpartition("set=")[2]  # a new one, if the set is closed
        writer.form = {
            str(each["name"]): str(each.get("value", ""))
            for each in page.select("form.entry [type=hidden]")
        }
        for name, place in FIELDS.items():
            text = page.select_one(f"textarea[name={name}]")
            assert text is not None
            writer.form[name] = text.get_text().strip()
            seen = self.seen[writer.key, place]
            seen |= {writer.form[name], writer.form[f"{name}.was"]}
            if page.select_one(f"[data-clash={name}]"):
                seen.add(self.live(place))

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
            form = self.signed_in_again(writer, BeautifulSoup(answer.text, "html.parser"))
            answer = writer.browser.post(address, None, **form)
        assert answer.status_code in (200, 303, 409), answer.status
        for name, place in FIELDS.items():
            if form[name] != form[f"{name}.was"]:
                self.acknowledged.add((writer.key, place, form[name]))
        if answer.status_code == 303:
            answer = writer.browser.get(answer.location)
        self.look(writer, BeautifulSoup(answer.text, "html.parser"))

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
                after = schedule.approve(found.id, writer.browser.user, found.digest)
            for place in FIELDS.values():
                if self.live(place) != before[place]:
                    assert before[place] in self.seen[writer.key, place], "replaced unseen"
            if after.state is SetState.PUBLISHED:
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
        with connections.snapshot(self.office.settings.desk_file) as db:
            rows = db.query('select "set", subject, field, language, value from journal')
            journal = {
                (r["set"], (r["subject"], r["field"], r["language"]), r["value"]) for r in rows
            }
        lost = self.acknowledged - journal
        assert {one for one in lost if one[2] != self.live(one[1])} == set()


def tell(story: Story) -> None:
    """Have two editors do things in a random order."""
    acts = (
        (5, lambda one: story.type(one)),
        (5, lambda one: story.send(one, is_automatic=True)),
        (3, lambda one: story.send(one, is_automatic=False)),
        (1, lambda one: story.send(one, is_automatic=False, keep=True)),
        (2, story.open),
        (2, story.back),
        (1, story.end_session),
        (2, story.publish),
    )
    weights = [weight for weight, _ in acts]
    for _ in range(8):
        (act,) = story.chance.choices([one for _, one in acts], weights)
        act(story.chance.choice(story.writers))
    story.check()


def stories(folder: Path, times: int) -> Iterator[Story]:
    """Yield stories, each with new sets: one for both editors, or one for each."""
    for number in range(times):
        if number % 25 == 0:
            office = office_in(folder / str(number))
            browsers = office.editor(), office.editor("Ola Nordmann")
        story = Story(office, random.Random(20261129 + number))
        keys = [str(uuid4())] * 2 if number % 2 else [str(uuid4()), str(uuid4())]
        for browser, key in zip(browsers, keys, strict=True):
            writer = Writer(office.sign_in(browser.user), key)
            story.writers.append(writer)
            story.open(writer)
        yield story


@pytest.mark.slow
@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_two_editors_lose_nothing_and_replace_nothing_unseen(
    tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "refuse_unrenderable", lambda _snapshot: None)  # for the time
    for story in stories(tmp_path, times):
        tell(story)
    assert len(published(story.office.settings)) > 1
