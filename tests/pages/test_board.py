"""The project board: the same eight people, in the same order, in both languages."""

import json
from pathlib import Path

import pytest

from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words

NAMES = [
    "Stein Lier-Hansen",
    "Carla Botten-Verboven",
    "Kenneth Sandmo",
    "Lars Petter Maltby",
    "Per Holdø",
    "Lars Kvadsheim",
    "Lars-Tore Gellein",
    "Sverre Panengstuen",
]


def test_the_order_is_the_customers_in_both_languages(visitor: Visitor) -> None:
    for address in ("/nb/styret", "/en/board"):
        page = visitor.open(address)
        assert [words(name) for name in page.select(".board strong")] == NAMES


def test_english_says_what_each_member_represents(visitor: Visitor) -> None:
    seats = [words(seat) for seat in visitor.open("/en/board").select(".board li")]
    assert seats[3:7] == [
        "Lars Petter Maltby, Prosess21 and Battery Norway (the Eyde Cluster)",
        "Per Holdø, Norsk Industri’s Competence Committee (Hydro)",
        "Lars Kvadsheim, Freyr (representing the branch association Electro and Energy,"
        " Norsk Industri)",
        "Lars-Tore Gellein, the board of Teknobedriftene, Norsk Industri"
        " (Siemens’ battery factory)",
    ]


def test_the_page_says_when_the_list_was_true(visitor: Visitor) -> None:
    assert "8 medlemmene av styret slik det var i 2021–2022" in words(
        one(visitor.open("/nb/styret"), ".as-of")
    )
    assert "8 members of the board as it was in 2021–2022" in words(
        one(visitor.open("/en/board"), ".as-of")
    )


def test_organisations_are_named_once_in_alphabetical_order(visitor: Visitor) -> None:
    page = visitor.open("/nb/styret")
    names = [words(item) for item in page.select("section[aria-labelledby=organisations] li")]
    assert len(names) == len(set(names)) == 12
    assert names[0] == "Battery Norway"
    assert names[-1].startswith("Teknobedriftene")


def test_no_address_of_a_member_is_published(visitor: Visitor) -> None:
    for address in ("/nb/styret", "/en/board"):
        assert "@" not in visitor.open(address).get_text()


@pytest.mark.parametrize(
    ("address", "kompetanse"),
    [
        ("/nb/styret", "Kompetanseutvalget"),
        ("/en/board", "Competence Committee"),
    ],
)
def test_machines_are_told_the_same(visitor: Visitor, address: str, kompetanse: str) -> None:
    script = one(visitor.open(address), "script[type='application/ld+json']")
    said = json.loads(str(script.string))["@graph"]
    (project,) = [thing for thing in said if thing["@type"] == "Project"]
    assert [person["name"] for person in project["member"]] == NAMES
    for person in project["member"]:
        assert person["@type"] == "Person"
        assert {one["@type"] for one in person["affiliation"]} == {"Organization"}
    holdo = project["member"][4]["affiliation"]
    assert [one["name"] for one in holdo] == [kompetanse, "Norsk Industri", "Hydro"]


def test_a_sentence_is_in_one_language(tmp_path: Path) -> None:
    """Names and words come from different records; where one is missing, all is in the source."""
    content = edited_seed(
        tmp_path,
        board=change(
            'represents.en = "{prosess21} and {battery-norway} (the {eyde-klyngen})"\n', ""
        ),
        organisations=change('name.en = "Competence Committee"\n', ""),
    )
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/board")
    seats = page.select(".board li")
    foreign = {
        words(seat): words(one(seat, "[lang=nb]")) for seat in seats if seat.select("[lang]")
    }
    assert list(foreign.values()) == [
        "Prosess21 og Battery Norway (Eyde-klyngen)",
        "Kompetanseutvalget i Norsk Industri (Hydro)",
        "Kompetanseutvalget i Norsk Industri (Intek)",
    ]
    assert page.select(".notice")
