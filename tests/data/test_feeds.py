"""The feeds of changes (Atom, RFC 4287)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import feedparser
import pytest

from battkomp.settings import Settings
from tests.support.pages import CHANGES, FEEDS, NASTY
from tests.support.publications import FIRST, LATE, changed, confirmed, fact, publish, published
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor, words

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PUBLICATIONS = (
    published(4, *(fact(f"phases.{number}") for number in (1, 2, 3)), changed("contact")),
    published(3, changed("board"), confirmed("board"), nb="Høst", en="Autumn"),
    published(2, changed("board", "en"), changed("contact", "en")),
    FIRST,
)
each_language = pytest.mark.parametrize("language", FEEDS)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of a site with some publications."""
    app = site(settings_in(tmp_path_factory.mktemp("site")))
    publish(app, *PUBLICATIONS)
    return Visitor(app)


def feed(visitor: Visitor, language: str) -> Any:
    """Return a feed as a program reads it."""
    answer = visitor.ask(FEEDS[language])
    headers = {name.lower(): value for name, value in answer.headers}
    found = feedparser.parse(answer.data, response_headers=headers)
    assert not found.bozo, found.bozo_exception
    return found


def elements(visitor: Visitor, language: str) -> ElementTree.Element:
    """Return a feed as XML."""
    return ElementTree.fromstring(visitor.ask(FEEDS[language]).data)  # noqa: S314  # our own


@each_language
def test_a_feed_is_well_formed_and_in_one_language(visitor: Visitor, language: str) -> None:
    found, root = feed(visitor, language), elements(visitor, language)
    assert (found.version, found.feed.language) == ("atom10", language)
    assert found.feed.author == root.findtext(f"{ATOM}author/{ATOM}name") == "BattKOMP"
    links = {(link.rel, link.type, link.hreflang): link.href for link in found.feed.links}
    other = next(one for one in FEEDS if one != language)
    assert links == {
        ("self", "application/atom+xml", language): f"http://localhost{FEEDS[language]}",
        ("alternate", "text/html", language): f"http://localhost{CHANGES[language]}",
        ("alternate", "application/atom+xml", other): f"http://localhost{FEEDS[other]}",
    }
    assert {element.get(LANG) for element in root.iter()} - {None} == {language}
    for element in (root, *root.iter(f"{ATOM}entry")):
        counted = Counter(child.tag.removeprefix(ATOM) for child in element)
        assert all(counted[name] == 1 for name in ("id", "title", "updated")), counted
        assert element.findtext(f"{ATOM}updated") == "2026-11-27T00:30:00+01:00"


@each_language
def test_the_feed_and_the_page_agree(visitor: Visitor, language: str) -> None:
    page = visitor.open(CHANGES[language])
    entries = feed(visitor, language).entries
    assert len(entries) == len(PUBLICATIONS)
    for entry, item in zip(entries, page.select("main ol > li"), strict=True):
        assert entry.link == f"http://localhost{CHANGES[language]}#{item['id']}"
        assert item.select(f"time[datetime='{entry.updated[:10]}']")
        assert [words(title) for title in item.select(".changes-title")] in ([entry.title], [])
        assert entry.get("summary", "") == "; ".join(words(one) for one in item.select("ul li"))
        assert entry.get("summary") != ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nb",
            [
                "Behovskartlegging, GAP og anbefalinger, Rekruttering og samfunn og Kontakt",
                "Høst",
                "Prosjektstyret og Kontakt",
            ],
        ),
        (
            "en",
            [
                "Needs assessment, Gaps and recommendations, Recruitment and society and Contact",
                "Autumn",
                "The project board and Contact",
            ],
        ),
    ],
)
def test_an_entry_without_a_note_is_named_after_its_pages(
    visitor: Visitor, language: str, expected: list[str]
) -> None:
    titles = [entry.title for entry in feed(visitor, language).entries]
    assert titles[:-1] == expected


def test_a_note_is_escaped_and_marked_with_its_language(settings: Settings) -> None:
    app = site(settings)
    publish(app, published(1, changed("board"), nb=NASTY))
    root = elements(Visitor(app), "en")
    assert [one.text for one in root.iter(f"{ATOM}title") if one.get(LANG) == "nb"] == [NASTY]


def test_identifiers_are_unique_and_permanent(visitor: Visitor, settings: Settings) -> None:
    """Written out: with another name, an old entry is shown to readers as a new one."""
    names = [one.text for tag in FEEDS for one in elements(visitor, tag).iter(f"{ATOM}id")]
    assert len(set(names)) == len(names) == len(FEEDS) * (len(PUBLICATIONS) + 1)
    assert all(UUID(str(name)).urn == name for name in names)

    elsewhere = site(replace(settings, public_url="https://battkomp.example"))
    restored = published(2, changed("board"), at=LATE + timedelta(seconds=1))
    publish(elsewhere, restored, FIRST)
    found = feed(Visitor(elsewhere), "nb")
    assert found.feed.id == "urn:uuid:e3331506-e261-54e9-9b52-5eb826bfc70f"
    first, second = found.entries[-1].id, found.entries[0].id
    assert first == "urn:uuid:83ac74f6-176b-572c-aad3-d5d3e767a979" == names[len(PUBLICATIONS)]
    assert second not in names, "another publication has the same number after a restored backup"


def test_a_site_without_publications_has_an_empty_feed(settings: Settings) -> None:
    app = site(settings)
    publish(app)
    found = feed(Visitor(app), "nb")
    assert found.entries == []
    assert datetime.fromisoformat(found.feed.updated).tzinfo is not None
