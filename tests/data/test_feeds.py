"""The feeds of changes (Atom, RFC 4287)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import feedparser
import pytest

from tests.support.pages import CALENDARS, EVERY_PAGE, FEEDS, TIMELINES, language_of
from tests.support.sites import change, edited_seed, load, seed, settings_in, site
from tests.support.visitor import Visitor, one, words

LATER_AT = "2027-01-02T00:00:00+01:00"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
each_language = pytest.mark.parametrize("language", FEEDS)


def feed(visitor: Visitor, language: str) -> Any:
    """Return a feed as a program reads it."""
    answer = visitor.ask(FEEDS[language])
    headers = {name.lower(): value for name, value in answer.headers}
    found = feedparser.parse(answer.data, response_headers=headers)
    assert not found.bozo, found.bozo_exception
    return found


def entries(visitor: Visitor, language: str) -> dict[str, Any]:
    """Return the entries of a feed by where they lead to."""
    found = feed(visitor, language).entries
    return {entry.link.removeprefix("http://localhost"): entry for entry in found}


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
        ("alternate", "text/html", language): f"http://localhost/{language}/",
        ("alternate", "application/atom+xml", other): f"http://localhost{FEEDS[other]}",
    }
    assert {element.get(LANG) for element in root.iter()} - {None} == {language}
    for element in (root, *root.iter(f"{ATOM}entry")):
        counted = Counter(child.tag.removeprefix(ATOM) for child in element)
        assert all(counted[name] == 1 for name in ("id", "title", "updated")), counted
        moment = element.findtext(f"{ATOM}updated", "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+0[12]:00", moment)
    for content in root.iter(f"{ATOM}content"):
        assert [child.tag for child in content] == ["{http://www.w3.org/1999/xhtml}div"]


@each_language
def test_every_page_and_milestone_has_an_entry_that_links_to_it(
    visitor: Visitor, language: str
) -> None:
    pages = {address for address in EVERY_PAGE if language_of(address) == language}
    found = entries(visitor, language)
    assert set(found) == pages | {f"{TIMELINES[language]}#{key}" for key in seed("milestones")}
    for address, entry in found.items():
        path, _, anchor = address.partition("#")
        page = visitor.open(path)
        shown = one(page, f"[id='{anchor}']") if anchor else one(page, "h1")
        assert " ".join(entry.title.split()) in words(shown), address


def test_an_untranslated_part_has_a_title_in_one_language(tmp_path: Path) -> None:
    source = edited_seed(tmp_path, phases=change('title.en = "Needs assessment"\n', ""))
    root = elements(Visitor(site(settings_in(tmp_path), source)), "en")
    assert [one.text for one in root.iter(f"{ATOM}title") if one.get(LANG) == "nb"] == [
        "Behovskartlegging"
    ]


def test_a_milestone_has_its_date_and_sources(visitor: Visitor) -> None:
    entry = entries(visitor, "en")["/en/timeline#first-sprints"]
    text = entry.content[0].value
    assert '<time datetime="2022-10">October 2022</time>' in text
    assert "brought together 30 experts" in text
    assert "https://www.norskindustri.no/" in text
    assert [(tag.term, tag.label) for tag in entry.tags] == [("project", "The project")]


def test_identifiers_are_unique_and_permanent(visitor: Visitor, tmp_path: Path) -> None:
    """Written out: with another name, an old entry is shown to readers as a new one."""
    names = [one.text for tag in FEEDS for one in elements(visitor, tag).iter(f"{ATOM}id")]
    assert len(set(names)) == len(names) > 100
    assert all(UUID(str(name)).urn == name for name in names)

    settings = settings_in(tmp_path, public_url="https://battkomp.example")
    elsewhere = Visitor(site(settings))
    named = {entry.link: entry.id for entry in feed(elsewhere, "nb").entries}
    start = "https://battkomp.example/nb/"
    assert feed(elsewhere, "nb").feed.id == "urn:uuid:e3331506-e261-54e9-9b52-5eb826bfc70f"
    lyten = "urn:uuid:6df91f33-1942-5ffe-9c10-c09b5d81cdcb"
    assert named[f"{start}tidslinje#lyten-northvolt"] == lyten
    slug = change('slug.nb = "1-behovskartlegging"', 'slug.nb = "1-behov"')
    load(settings, edited_seed(tmp_path, phases=slug))
    after = {entry.link: entry.id for entry in feed(elsewhere, "nb").entries}
    assert after[f"{start}faser/1-behov"] == named[f"{start}faser/1-behovskartlegging"]


@pytest.mark.parametrize(
    ("file", "edit", "language", "expected"),
    [
        (
            "milestones",
            change("Regjeringen setter ned en arbeidsgruppe", "Regjeringen nedsetter en gruppe"),
            "nb",
            "/nb/tidslinje#strategy-working-group",
        ),
        (
            "board",
            change("The members of the BattKOMP project board", "The members of the board"),
            "en",
            "/en/board",
        ),
        ("pages", change("Tidslinjen viser", "Her er"), "nb", "/nb/tidslinje"),
    ],
)
def test_a_change_updates_one_entry_in_its_language(
    tmp_path: Path, file: str, edit: Callable[[str], str], language: str, expected: str
) -> None:
    settings = settings_in(tmp_path, today=lambda: date(2027, 1, 2))
    visitor = Visitor(site(settings))
    before = {tag: entries(visitor, tag) for tag in FEEDS}
    load(settings, edited_seed(tmp_path, **{file: edit}))
    for tag in FEEDS:
        after = entries(visitor, tag)
        changed = [one for one in after if after[one].updated != before[tag][one].updated]
        assert changed == ([expected] if tag == language else [])
        stamped = visitor.ask(CALENDARS[tag]).text.count("DTSTAMP:20270101T230000Z")
        assert stamped == sum("#" in one for one in changed), "only a milestone is an event"
        assert {key: one.id for key, one in after.items()} == {
            key: one.id for key, one in before[tag].items()
        }
    found = feed(visitor, language)
    latest = next(iter(found.entries))
    assert found.feed.updated == latest.updated == LATER_AT
    assert latest.link == f"http://localhost{expected}"
