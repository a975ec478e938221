"""The page of the project board."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.entries import seed
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words

PAGES = ("/nb/styret", "/en/board")
NAMES = [seed("people")[seat["person"]]["name"] for seat in seed("seats").values()]


def test_members_are_in_the_order_of_the_content(visitor: Visitor) -> None:
    for address in PAGES:
        page = visitor.open(address)
        assert [words(name) for name in page.select(".board strong")] == NAMES


def test_names_of_organisations_are_filled_in(visitor: Visitor) -> None:
    seats = [words(seat) for seat in visitor.open("/en/board").select(".board li")]
    assert "Per Holdø, Norsk Industri’s Competence Committee (Hydro)" in seats


def test_the_page_says_when_the_list_was_true(visitor: Visitor) -> None:
    for address, count in zip(PAGES, (f"{len(NAMES)} medl", f"{len(NAMES)} members"), strict=True):
        text = words(one(visitor.open(address), ".board + p"))
        assert count in text
        assert "2021–2022" in text


def test_organisations_are_listed_once_in_alphabetical_order(visitor: Visitor) -> None:
    page = visitor.open("/nb/styret")
    items = page.select("section[aria-labelledby=organisations] li")
    names = [words(item.select("a, span")[0]) for item in items]
    assert len(names) == len(set(names)) > 2
    assert names == sorted(names, key=str.casefold)


def test_no_email_address_of_a_member_is_published(visitor: Visitor) -> None:
    assert [address for address in PAGES if "@" in visitor.open(address).get_text()] == []


def test_structured_data_names_the_same_members(visitor: Visitor) -> None:
    for address in PAGES:
        script = one(visitor.open(address), "script[type='application/ld+json']")
        things = json.loads(str(script.string))["@graph"]
        (project,) = [thing for thing in things if thing["@type"] == "Project"]
        members = project["member"]
        assert [person["name"] for person in members] == NAMES
        assert {person["@type"] for person in members} == {"Person"}
        bodies = [body["@type"] for person in members for body in person["affiliation"]]
        assert set(bodies) == {"Organization"}


def test_a_sentence_is_in_one_language(tmp_path: Path) -> None:
    """If a name or the words around it are not translated, all of it is in the source language."""
    content = edited_seed(
        tmp_path,
        board=change(
            'represents.en = "{prosess21} and {battery-norway} (the {eyde-klyngen})"\n', ""
        ),
        organisations=change('name.en = "Competence Committee"\n', ""),
    )
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/board")
    foreign = [words(text) for text in page.select(".board li [lang=nb]")]
    assert foreign == [
        "Prosess21 og Battery Norway (Eyde-klyngen)",
        "Kompetanseutvalget i Norsk Industri (Hydro)",
        "Kompetanseutvalget i Norsk Industri (Intek)",
    ]
    assert page.select(".notice")
