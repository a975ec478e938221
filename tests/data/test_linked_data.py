"""Structured data: valid by schema.org, and equal to what the page shows."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from battkomp.settings import ROOT
from tests.support.pages import EVERY_PAGE, language_of
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Page, Visitor, one, path_of, words

FRONT = ("/nb/", "/en/")
TYPES: dict[str, Any] = tomllib.loads((ROOT / "tests/fixtures/schema_org.toml").read_text("utf-8"))
TEXTS = {"URL": r"https?://[^\s/]+/?\S*", "Date": r"\d{4}-\d\d-\d\d", "Text": r".*\S.*"}
Thing = dict[str, Any]


def every(thing: Any) -> Iterator[Thing]:
    """Yield all things in a list or in a thing, itself first, without references to others."""
    if isinstance(thing, list):
        for one in thing:
            yield from every(one)
    elif isinstance(thing, dict) and set(thing) != {"@id"}:
        yield thing
        yield from every(list(thing.values()))


def lineage(kind: str) -> list[str]:
    """Return a type of schema.org and those above it."""
    return [kind, *lineage(TYPES[kind]["is"])] if "is" in TYPES.get(kind, {}) else [kind]


def is_a(value: Any, kind: str) -> bool:
    """Tell whether a value is of a type of schema.org; a reference may be of any."""
    if isinstance(value, dict):
        return set(value) == {"@id"} or kind in lineage(value["@type"])
    if isinstance(value, str):
        return bool(re.fullmatch(TEXTS.get(kind, "(?!)"), value, re.DOTALL))
    return type(value) is {"Boolean": bool, "Integer": int}.get(kind)


def complaints(thing: Thing) -> Iterator[str]:
    """Yield what a thing may not say of itself by schema.org, and what it should have said."""
    kind = thing["@type"]
    rules = [TYPES.get(one, {}) for one in lineage(kind)]
    allowed = {name: types for one in rules for name, types in one.get("may", {}).items()}
    missing = {name for one in rules for name in one.get("must", ())} - thing.keys()
    yield from (f"{kind} without {name}" for name in missing)
    for name, value in thing.items():
        if not name.startswith("@"):
            for one in value if isinstance(value, list) else [value]:
                if not any(is_a(one, type_) for type_ in allowed.get(name, ())):
                    yield f"{kind}.{name} is {one!r}, and none of {allowed.get(name)}"


def said_on(page: Page) -> list[Thing]:
    """Return the things that a page says something of."""
    said = json.loads(str(one(page, "head script[type='application/ld+json']").string))
    assert set(said) == {"@context", "@graph"}
    assert said["@context"] == "https://schema.org"
    return list(said["@graph"])


def said(visitor: Visitor, address: str, kind: str) -> list[Thing]:
    """Return the things of a type that a page says something of."""
    return [thing for thing in said_on(visitor.open(address)) if thing["@type"] == kind]


def test_every_page_has_valid_data(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        things = said_on(visitor.open(address))
        faults += [(address, fault) for thing in every(things) for fault in complaints(thing)]
        faults += [] if things else [(address, "says nothing")]
    assert faults == []


def test_every_address_in_it_exists_in_the_language_of_the_page(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        for thing in every(said_on(visitor.open(address))):
            for url in filter(None, map(thing.get, ("@id", "url", "item"))):
                if isinstance(url, str) and url.startswith("http://localhost"):
                    path, _, anchor = url.removeprefix("http://localhost").partition("#")
                    found = visitor.open(path)
                    is_there = not anchor or found.select(f"[id='{anchor}']")
                    if not is_there or language_of(path) != language_of(address):
                        faults.append((address, url))
    assert faults == []


def test_the_breadcrumb_is_that_of_the_page(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        page = visitor.open(address)
        found = [thing for thing in said_on(page) if thing["@type"] == "BreadcrumbList"]
        assert len(found) == (address not in FRONT), address
        for steps in (trail["itemListElement"] for trail in found):
            shown = page.select("nav[aria-label=Brødsmulesti], nav[aria-label=Breadcrumb]")[0]
            names = [words(step) for step in shown.select("li")[1:]]  # the first is no page
            assert [step["name"] for step in steps] == names, address
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            addresses = [path_of(step["item"]["@id"]) for step in steps]
            assert addresses == [*(str(link["href"]) for link in shown.select("a")), address]


@pytest.mark.parametrize("address", FRONT)
def test_the_front_page_says_how_to_search_the_site(visitor: Visitor, address: str) -> None:
    (website,) = said(visitor, address, "WebSite")
    assert website["inLanguage"] == language_of(address)
    assert path_of(website["url"]) == address
    template = website["potentialAction"]["target"]["urlTemplate"]
    assert template.count("{search_term_string}") == 1
    visitor.open(template.replace("{search_term_string}", "celle").removeprefix("http://localhost"))


@pytest.mark.parametrize("address", ["/nb/data", "/en/data"])
def test_the_data_sets_are_described_with_their_files(visitor: Visitor, address: str) -> None:
    page, found = visitor.open(address), said(visitor, address, "Dataset")
    assert len(found) == len(page.select(".dataset-list > li")) == 9
    for dataset in found:
        shown = one(page, f"[id='{dataset['url'].partition('#')[2]}']")
        assert dataset["name"].removeprefix("BattKOMP: ") == words(one(shown, "h3"))
        assert 50 <= len(dataset["description"]) <= 5000
        files = {
            path_of(one["contentUrl"]): one["encodingFormat"] for one in dataset["distribution"]
        }
        assert [*files] == [link["href"] for link in shown.select("a[type]")]
        for file, kind in files.items():
            assert visitor.ask(file).mimetype == kind
        assert dataset["license"] == one(page, "#licence ~ div a[rel~=external]")["href"]


@pytest.mark.parametrize("address", ["/nb/ordliste", "/en/glossary"])
def test_the_glossary_names_every_word_that_it_explains(visitor: Visitor, address: str) -> None:
    (glossary,) = said(visitor, address, "DefinedTermSet")
    page = visitor.open(address)
    assert glossary["name"] == words(one(page, "h1"))
    assert len(glossary["hasDefinedTerm"]) > 10
    for term in glossary["hasDefinedTerm"]:
        shown = one(page, f"[id='{term['url'].partition('#')[2]}']")
        assert term["name"].lower() in words(shown).lower()


def test_the_partners_have_their_whole_names(visitor: Visitor) -> None:
    partners = said(visitor, "/en/organisations", "Organization")
    assert {one["name"]: (one.get("alternateName"), one.get("url")) for one in partners} == {
        "Norsk Industri": ("Federation of Norwegian Industries", "https://www.norskindustri.no"),
        "LO": ("Norwegian Confederation of Trade Unions", "https://www.lo.no"),
        "Prosess21": (None, None),
    }
    shown = words(one(visitor.open("/en/organisations"), "main"))
    assert all(partner["name"] in shown for partner in partners)


def test_no_word_of_the_content_is_markup(tmp_path: Path) -> None:
    edit = change('title.nb = "Ordliste"', 'title.nb = "Ord</script><b>&"')
    visitor = Visitor(site(settings_in(tmp_path), edited_seed(tmp_path, pages=edit)))
    (glossary,) = said(visitor, "/nb/ordliste", "DefinedTermSet")
    assert glossary["name"] == "Ord</script><b>&"
    hits = visitor.open("/nb/sok?q=script").select("#hits > .hits a")
    assert [words(hit) for hit in hits] == ["Side Ord</script><b>&"]
