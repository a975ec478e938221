"""One form of each address, and old ones that lead to the new for ever."""

from pathlib import Path

import pytest

from tests.support.sites import change, edited_seed, load, settings_in, site
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/nb", "/nb/"),
        ("/EN/", "/en/"),
        ("/nb/styret/", "/nb/styret"),
        ("/nb/Styret", "/nb/styret"),
        ("/en/BOARD/", "/en/board"),
        ("/nb//styret", "/nb/styret"),
        ("/nb/faser/1-Behovskartlegging/", "/nb/faser/1-behovskartlegging"),
        ("/no", "/nb/"),
        ("/no/", "/nb/"),
        ("/nn/", "/nb/"),
        ("/no/styret", "/nb/styret"),
        ("/nn/faser/1-behovskartlegging", "/nb/faser/1-behovskartlegging"),
        ("/NO/Styret/", "/nb/styret"),
        ("/no/finnes-ikke", "/nb/finnes-ikke"),
        ("/EN/Phases/1-Behovskartlegging/?q=1", "/en/phases/1-needs-assessment?q=1"),
        ("/no/a%0d%0aSet-Cookie:x", "/nb/a%0D%0Aset-cookie%3Ax"),
        ("/nb/styret/?q=a%20b", "/nb/styret?q=a%20b"),
    ],
)
def test_other_forms_redirect_at_once_and_for_good(
    visitor: Visitor, address: str, target: str
) -> None:
    answer = visitor.ask(address)
    assert (answer.status_code, answer.headers["Location"]) == (301, target)


def test_doubled_slashes_at_the_start_lead_nowhere_else(visitor: Visitor) -> None:
    for path in ("//nb//styret", "//nb/styret", "///nb/styret/"):
        answer = visitor.client.get("/", environ_overrides={"PATH_INFO": path})
        assert (answer.status_code, answer.headers["Location"]) == (301, "/nb/styret")


@pytest.mark.parametrize(
    "address",
    [
        "/nb/faser/Nei",
        "/nb/nei",
        "/nb/Nei/",
        "/en/styret",
        "/nb/board",
        "/en/phases/1-other",
        "/nb/faser/",
        "/x",
    ],
)
def test_what_is_not_there_is_not_found(visitor: Visitor, address: str) -> None:
    expected = 301 if address == "/nb/faser/" else 404
    assert visitor.ask(address).status_code == expected


def test_a_slug_of_another_language_leads_to_ones_own(visitor: Visitor) -> None:
    answer = visitor.ask("/en/phases/1-behovskartlegging")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/en/phases/1-needs-assessment"


def test_a_changed_slug_leaves_a_redirect_in_its_language(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    visitor = Visitor(site(settings))
    for number, slug in enumerate(["1-skills-needs", "1-needs"]):
        edit = change('"1-needs-assessment"', f'"{slug}"')
        load(settings, edited_seed(tmp_path / str(number), phases=edit))
    for old in ("1-needs-assessment", "1-skills-needs"):
        answer = visitor.ask(f"/en/phases/{old}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/phases/1-needs")
        assert answer.headers["Cache-Control"] == "no-cache"
    assert visitor.ask("/en/phases/1-needs").status_code == 200
    assert visitor.ask("/nb/faser/1-behovskartlegging").status_code == 200


def test_a_slug_may_be_taken_back(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    visitor = Visitor(site(settings))
    load(settings, edited_seed(tmp_path, phases=change('"1-needs-assessment"', '"1-needs"')))
    load(settings)
    assert visitor.ask("/en/phases/1-needs-assessment").status_code == 200
    assert visitor.ask("/en/phases/1-needs").headers["Location"] == "/en/phases/1-needs-assessment"
