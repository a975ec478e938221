"""Redirects to canonical URLs and from former slugs."""

from pathlib import Path

from tests.support.sites import change, edited_seed, load, settings_in, site
from tests.support.visitor import Visitor

REDIRECTS = {
    "/nb": "/nb/",
    "/EN/": "/en/",
    "/nb/styret/": "/nb/styret",
    "/nb/Styret": "/nb/styret",
    "/en/BOARD/": "/en/board",
    "/nb//styret": "/nb/styret",
    "/nb/faser/1-Behovskartlegging/": "/nb/faser/1-behovskartlegging",
    "/no": "/nb/",
    "/no/": "/nb/",
    "/nn/": "/nb/",
    "/no/styret": "/nb/styret",
    "/nn/faser/1-behovskartlegging": "/nb/faser/1-behovskartlegging",
    "/NO/Styret/": "/nb/styret",
    "/no/finnes-ikke": "/nb/finnes-ikke",
    "/EN/Phases/1-Behovskartlegging/?q=1": "/en/phases/1-needs-assessment?q=1",
    "/no/a%0d%0aSet-Cookie:x": "/nb/a%0D%0Aset-cookie%3Ax",
    "/nb/styret/?q=a%20b": "/nb/styret?q=a%20b",
    "/en/phases/1-behovskartlegging": "/en/phases/1-needs-assessment",
}


def test_other_spellings_redirect_once_and_permanently(visitor: Visitor) -> None:
    answers = {address: visitor.ask(address) for address in REDIRECTS}
    found = {address: answer.headers.get("Location") for address, answer in answers.items()}
    assert found == REDIRECTS
    for answer in answers.values():
        assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "no-cache")


def test_doubled_slashes_at_the_start_stay_on_the_site(visitor: Visitor) -> None:
    for path in ("//nb//styret", "//nb/styret", "///nb/styret/"):
        answer = visitor.client.get("/", environ_overrides={"PATH_INFO": path})
        assert (answer.status_code, answer.headers["Location"]) == (301, "/nb/styret")


def test_unknown_addresses_are_not_found(visitor: Visitor) -> None:
    unknown = (
        *("/nb/faser/Nei", "/nb/nei", "/nb/Nei/", "/en/styret", "/nb/board", "/x"),
        "/en/phases/1-other",
    )
    assert [one for one in unknown if visitor.ask(one).status_code != 404] == []


def test_a_former_slug_redirects_in_its_language_and_can_be_restored(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    visitor = Visitor(site(settings))
    for number, slug in enumerate(["1-skills-needs", "1-needs"]):
        edit = change('"1-needs-assessment"', f'"{slug}"')
        load(settings, edited_seed(tmp_path / str(number), phases=edit))
    for old in ("1-needs-assessment", "1-skills-needs"):
        answer = visitor.ask(f"/en/phases/{old}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/phases/1-needs")
    assert visitor.ask("/en/phases/1-needs").status_code == 200
    assert visitor.ask("/nb/faser/1-behovskartlegging").status_code == 200
    load(settings)
    assert visitor.ask("/en/phases/1-needs-assessment").status_code == 200
    assert visitor.ask("/en/phases/1-needs").headers["Location"] == "/en/phases/1-needs-assessment"
