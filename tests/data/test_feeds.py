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

from battkomp.content import files
from battkomp.content import load as loading
from tests.support.pages import EVERY_PAGE, language_of
from tests.support.programs import FEEDS, NASTY, TIMELINES
from tests.support.sites import change, edited_seed, load, settings_in, site
from tests.support.visitor import Visitor, one, words

LATER = date(2027, 1, 2)
LATER_AT = "2027-01-02T00:00:00+01:00"
ATOM = "{http://www.w3.org/2005/Atom}"
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
def test_a_feed_is_well_formed(visitor: Visitor, language: str) -> None:
    found = feed(visitor, language)
    assert found.version == "atom10"
    assert found.feed.language == language
    assert found.feed.author == "BattKOMP"
    links = {(link.rel, link.type, link.hreflang): link.href for link in found.feed.links}
    other = next(one for one in FEEDS if one != language)
    assert links == {
        ("self", "application/atom+xml", language): f"http://localhost{FEEDS[language]}",
        ("alternate", "text/html", language): f"http://localhost/{language}/",
        ("alternate", "application/atom+xml", other): f"http://localhost{FEEDS[other]}",
    }


@each_language
def test_required_elements_occur_once(visitor: Visitor, language: str) -> None:
    root = elements(visitor, language)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        counted = Counter(child.tag.removeprefix(ATOM) for child in element)
        assert all(counted[name] == 1 for name in ("id", "title", "updated")), counted
        moment = element.findtext(f"{ATOM}updated", "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+0[12]:00", moment)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "BattKOMP"
    for content in root.iter(f"{ATOM}content"):
        assert [child.tag for child in content] == ["{http://www.w3.org/1999/xhtml}div"]


@each_language
def test_every_page_and_milestone_has_an_entry(visitor: Visitor, language: str) -> None:
    milestones = files.read(loading.SEED).milestones
    pages = {address for address in EVERY_PAGE if language_of(address) == language}
    expected = pages | {f"{TIMELINES[language]}#{key}" for key in milestones}
    assert set(entries(visitor, language)) == expected


@each_language
def test_an_entry_links_to_its_page(visitor: Visitor, language: str) -> None:
    for address, entry in entries(visitor, language).items():
        path, _, anchor = address.partition("#")
        page = visitor.open(path)
        shown = one(page, f"[id='{anchor}']") if anchor else one(page, "h1")
        assert " ".join(entry.title.split()) in words(shown), address


def test_a_milestone_has_its_date_and_sources(visitor: Visitor) -> None:
    entry = entries(visitor, "en")["/en/timeline#first-sprints"]
    text = entry.content[0].value
    assert '<time datetime="2022-10">October 2022</time>' in text
    assert "brought together 30 experts" in text
    assert "https://www.norskindustri.no/" in text
    assert [(tag.term, tag.label) for tag in entry.tags] == [("project", "The project")]


def test_identifiers_are_unique(visitor: Visitor) -> None:
    names = [
        element.text
        for language in FEEDS
        for element in elements(visitor, language).iter(f"{ATOM}id")
    ]
    assert len(set(names)) == len(names) > 100
    assert all(UUID(str(name)).urn == name for name in names)


def test_identifiers_are_permanent(tmp_path: Path) -> None:
    """Written out: with another name, what people have read long ago is news to them."""
    settings = settings_in(tmp_path, public_url="https://battkomp.example")
    visitor = Visitor(site(settings))
    named = {entry.link: entry.id for entry in feed(visitor, "nb").entries}
    start = "https://battkomp.example/nb/"
    assert feed(visitor, "nb").feed.id == "urn:uuid:e3331506-e261-54e9-9b52-5eb826bfc70f"
    assert named[f"{start}tidslinje#lyten-northvolt"] == (
        "urn:uuid:6df91f33-1942-5ffe-9c10-c09b5d81cdcb"
    )
    slug = change('slug.nb = "1-behovskartlegging"', 'slug.nb = "1-behov"')
    load(settings, edited_seed(tmp_path, phases=slug))
    after = {entry.link: entry.id for entry in feed(visitor, "nb").entries}
    old, new = f"{start}faser/1-behovskartlegging", f"{start}faser/1-behov"
    assert after[new] == named[old]


@pytest.mark.parametrize(
    ("language", "file", "edit", "expected"),
    [
        (
            "nb",
            "milestones",
            change("Regjeringen setter ned en arbeidsgruppe", "Regjeringen nedsetter en gruppe"),
            {"/nb/tidslinje#strategy-working-group"},
        ),
        (
            "en",
            "milestones",
            change("The government sets up a working group", "A working group is set up"),
            {"/en/timeline#strategy-working-group"},
        ),
        (
            "en",
            "board",
            change("The board of the BattKOMP project consists", "The BattKOMP board consists"),
            {"/en/board"},
        ),
        ("nb", "pages", change("Tidslinjen skiller mellom", "Den skiller"), {"/nb/tidslinje"}),
    ],
)
def test_a_change_updates_one_entry_in_its_language(
    tmp_path: Path,
    language: str,
    file: str,
    edit: Callable[[str], str],
    expected: set[str],
) -> None:
    settings = settings_in(tmp_path, today=lambda: LATER)
    visitor = Visitor(site(settings))
    before = {one: entries(visitor, one) for one in FEEDS}
    ids = {one: {entry.id for entry in before[one].values()} for one in FEEDS}
    load(settings, edited_seed(tmp_path, **{file: edit}))
    for one_language in FEEDS:
        after = entries(visitor, one_language)
        changed = {
            address
            for address, entry in after.items()
            if entry.updated != before[one_language][address].updated
        }
        assert changed == (expected if one_language == language else set())
        assert {entry.id for entry in after.values()} == ids[one_language]
        assert all(after[address].updated == LATER_AT for address in changed)
    assert feed(visitor, language).feed.updated == LATER_AT
    assert next(iter(entries(visitor, language).values())).updated == LATER_AT


def test_an_untranslated_milestone_is_marked(tmp_path: Path) -> None:
    title = 'title.en = "The European project ALBATTS begins"\n'
    content = edited_seed(tmp_path, milestones=change(title, ""))
    visitor = Visitor(site(settings_in(tmp_path), content))
    foreign = [
        element.text
        for element in elements(visitor, "en").iter(f"{ATOM}title")
        if element.get("{http://www.w3.org/XML/1998/namespace}lang") == "nb"
    ]
    assert foreign == ["Det europeiske prosjektet ALBATTS starter"]


def test_a_feed_is_in_one_language(visitor: Visitor) -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for language in FEEDS:
        root = elements(visitor, language)
        assert {element.get(lang) for element in root.iter() if element.get(lang)} == {language}
        other = next(one for one in FEEDS if one != language)
        assert f"/{other}/" not in " ".join(entries(visitor, language))


def test_special_characters_are_escaped(tmp_path: Path) -> None:
    def edit(text: str) -> str:
        title = "Regjeringen setter ned en arbeidsgruppe for batteristrategi"
        return text.replace(f'"{title}"', f"'''{NASTY}'''").replace(
            "Per Holdø (Hydro) ledet gruppen.", "<script>&\\n]]>"
        )

    visitor = Visitor(site(settings_in(tmp_path), edited_seed(tmp_path, milestones=edit)))
    titles = [element.text for element in elements(visitor, "nb").iter(f"{ATOM}title")]
    assert NASTY in titles
    texts = ["".join(one.itertext()) for one in elements(visitor, "nb").iter(f"{ATOM}content")]
    assert any("<script>&\n]]>" in text for text in texts)
    feed(visitor, "nb")
