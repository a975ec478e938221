"""The language of a request: from its URL, or from Accept-Language where the URL has none."""

from __future__ import annotations

from tests.support.visitor import Visitor

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
