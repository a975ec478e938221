"""Redirects to canonical URLs, from former slugs, and to the language that a browser prefers."""

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


# By the page that `/` redirects to.
PREFERENCES = {
    "/nb/": (
        *(None, "", "nb", "no", "nn", "nb-NO", "NB-no", "de", "*", "sv", "da-DK,en;q=0.7"),
        *("no-NO,no;q=0.9,en;q=0.8", "nn-NO,nn;q=0.9,en;q=0.5", "en;q=0", ";;;q=,=,é\x01"),
        *("nb," * 3400, "x" * 10_000),
    ),
    "/en/": (
        *("en", "en-GB,en;q=0.9", "en-US,nb;q=0.2", "de,en;q=0.5", "nb;q=0,en;q=0.1"),
        "nb;q=0.3,en;q=0.4",
    ),
}


def test_the_root_redirects_to_the_preferred_language(visitor: Visitor) -> None:
    for home, headers in PREFERENCES.items():
        for header in headers:
            answer = visitor.ask("/", **({} if header is None else {"Accept_Language": header}))
            assert (answer.status_code, answer.headers["Location"]) == (302, home), header
            assert answer.headers["Vary"] == "Accept-Language"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "Set-Cookie" not in answer.headers


def test_an_unknown_language_is_an_error_page_in_the_preferred_one(visitor: Visitor) -> None:
    for header, language in (("nb", "nb"), ("en", "en"), ("de", "nb")):
        for address in ("/fr/", "/fr/board", "/zz", "/%F0%9F%94%8B"):
            answer = visitor.ask(address, Accept_Language=header)
            assert (answer.status_code, answer.headers["Content-Language"]) == (404, language)
