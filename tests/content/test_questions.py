"""How often a page asks the database, and how much it reads: as much however much there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from battkomp import create_app
from battkomp.content.words import Words, digest
from battkomp.db import connections
from battkomp.settings import Settings
from battkomp.web import context
from battkomp.web.sitemap import EVERYWHERE, PLACES
from tests.bench.growth import grow
from tests.support.pages import EVERY_PAGE
from tests.support.programs import DOCUMENTS
from tests.support.sites import load, settings_in, site
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

ADDRESSES = [
    *EVERY_PAGE,
    *(f"/fragment{page}" for page in EVERY_PAGE),
    *DOCUMENTS,
    *("/nb/nei", "/en/phases/nei", "/no/styret", "/sitemap.xml", "/robots.txt", "/"),
]
MARK = "select mark from revision"
MOST = 5  # questions to the database, for any page
MORE = 10_000  # entries


@contextmanager
def questions(database: Path) -> Iterator[list[str]]:
    """Note the questions that this thread asks a database."""
    connection = connections.reader(database).conn
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    yield asked
    connection.set_trace_callback(None)
    asked[:] = [one for one in asked if one.split()[0].lower() in ("select", "with")]


@contextmanager
def work(database: Path) -> Iterator[list[None]]:
    """Note the work that SQLite does for this thread: an item for each hundred of its steps."""
    connection = connections.reader(database).conn
    steps: list[None] = []
    connection.set_progress_handler(lambda: steps.append(None), 100)
    yield steps
    connection.set_progress_handler(None, 0)


def change(settings: Settings) -> None:
    """Let the content be another, so that nothing that has been read still holds."""
    with connections.writing(settings.database) as db:
        connections.raise_revision(db)


def add_notes(settings: Settings, entries: int) -> None:
    """Add entries of a kind that no page shows, in both languages."""
    words = [
        (f"notes.{number}", field, language, "Tekst", digest("Tekst"), None, "2030-01-01")
        for number in range(entries)
        for field in ("title", "body")
        for language in ("nb", "en")
    ]
    with connections.writing(settings.database) as db:
        db.conn.executemany("insert into words values (?, ?, ?, ?, ?, ?, ?)", words)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a site with many more entries than it shows."""
    settings = settings_in(tmp_path_factory.mktemp("grown"), cache_megabytes=0)
    load(settings)
    add_notes(settings, MORE)
    grow(settings.database, MORE)
    return settings


@pytest.mark.parametrize("cache_megabytes", [0, 16])
def test_every_page_asks_little_first_and_again(settings: Settings, cache_megabytes: int) -> None:
    app = site(settings_in(settings.database.parent, cache_megabytes=cache_megabytes))
    for address in ADDRESSES:
        change(settings)
        for _time in range(2):
            with questions(settings.database) as asked:
                Visitor(app).ask(address)
            # The cache in front looks at the mark too, before and after.
            others = [one for one in asked if one != MARK]
            assert len(others) < MOST, (address, asked)


def test_once_the_content_is_known_only_its_mark_is_asked_for(settings: Settings) -> None:
    visitor = Visitor(site(settings_in(settings.database.parent, cache_megabytes=0)))
    for _time in range(2):
        for address in ADDRESSES:
            with questions(settings.database) as asked:
                visitor.ask(address)
    assert asked == []  # of the last one, which needs no content
    with questions(settings.database) as asked:
        visitor.ask("/en/board")
    assert asked == [MARK]


def cost(settings: Settings, app: Flask, address: str) -> tuple[int, int]:
    """Return how many questions a page asks first after a change, and SQLite's work for them."""
    change(settings)
    with questions(settings.database) as asked, work(settings.database) as steps:
        Visitor(app).ask(address)
    return len(asked), len(steps)


def test_a_page_costs_the_same_however_much_there_is_of_what_it_does_not_show(
    settings: Settings, grown: Settings
) -> None:
    few = site(settings_in(settings.database.parent, cache_megabytes=0))
    many = create_app(grown)
    for address in ADDRESSES:
        questions_of_few, work_of_few = cost(settings, few, address)
        questions_of_many, work_of_many = cost(grown, many, address)
        assert questions_of_few == questions_of_many, address
        assert abs(work_of_many - work_of_few) <= 1 + work_of_few / 10, address


def test_who_has_read_too_much_begins_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_MOST_SUBJECTS", 3)
    visitor = Visitor(site(settings_in(settings.database.parent, cache_megabytes=0)))
    first = visitor.ask("/en/board").text
    with questions(settings.database) as asked:
        assert visitor.ask("/en/board").text == first
    assert len(asked) == 4


def test_the_day_of_the_board_is_not_that_of_an_organisation_without_a_seat(
    settings: Settings,
) -> None:
    load(settings)
    grow(settings.database, 1)
    with connections.writing(settings.database) as db:
        db.execute("update words set changed_on = '2031-01-01' where subject like '%.grown-0'")
    with connections.snapshot(settings.database) as db:
        words = Words(db, "nb")
        assert words.changed_on("nb", ("organisations.",)) == "2031-01-01"
        assert words.changed_on("nb", PLACES["board"].scope) < "2031-01-01"


def test_words_of_many_subjects_are_one_question(grown: Settings) -> None:
    with connections.snapshot(grown.database) as db, questions(grown.database) as asked:
        words = Words(db, "nb")
        subjects = [f"notes.{number}" for number in range(0, MORE, 100)]
        words.read(subjects)
        texts = [words.text("en", subject, "title") for subject in subjects]
        assert words.find("en", subjects[0], "summary") is None
        words.read(subjects)
    assert {text.value for text in texts} == {"Tekst"}
    assert len(asked) == 1


def test_what_is_always_needed_comes_with_the_first_question(grown: Settings) -> None:
    with connections.snapshot(grown.database) as db, questions(grown.database) as asked:
        words = Words(db, "nb", EVERYWHERE)
        words.read(("notes.7",))
        words.text("en", "notes.7", "title")
        words.text("en", "pages.home", "title")
        assert words.gaps("en", ("phases.", "@board")) == ()
    assert len(asked) == 1


def test_what_is_not_there_is_asked_for_once(grown: Settings) -> None:
    with connections.snapshot(grown.database) as db, questions(grown.database) as asked:
        words = Words(db, "nb")
        for _time in range(2):
            assert words.find("en", "notes.none", "title") is None
            assert words.gaps("en", ("notes.none", "none.", "@none")) == ()
            assert words.changed_on("en", ("notes.none", "none.", "@none")) == ""
    assert len(asked) == 2
