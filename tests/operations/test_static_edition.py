"""The static edition: every answer of the site as a file, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask, abort, request

from battkomp import create_app
from battkomp.http.security_headers import HEADERS, HSTS
from battkomp.operations.static_edition import (
    NEED_A_SERVER,
    SAY_SO,
    StaticEdition,
    UnansweredError,
    addresses,
    answers,
    compose,
    file_of,
    old_addresses,
    settings_for,
)
from battkomp.settings import Settings
from tests.support.pages import EVERY_PAGE
from tests.support.sites import change, edited_seed, edition_of, load, site
from tests.support.visitor import Visitor, check_link_texts, one, words

pytestmark = pytest.mark.slow

URL = "https://files.example"
INDEXES = ("nb/search-index.json", "en/search-index.json")


@pytest.fixture(scope="module")
def edition(app: Flask) -> StaticEdition:
    """The edition of the content that ships."""
    return edition_of(app.extensions["battkomp.settings"], URL)


@pytest.fixture(scope="module")
def live(app: Flask) -> Visitor:
    """A visitor of the live site, if it were at the edition's address."""
    return Visitor(create_app(replace(app.extensions["battkomp.settings"], public_url=URL)))


def pages(edition: StaticEdition) -> Iterator[tuple[str, BeautifulSoup]]:
    """Yield the path and the elements of every file of HTML."""
    for name, body in edition.files.items():
        if name.endswith(".html"):
            yield name, BeautifulSoup(body, "html.parser")


def unwritten(app: Flask) -> set[str]:
    """Return the rules of the site that no written address goes by, nor is named as left out."""
    adapter = app.url_map.bind("localhost")
    written = {
        id(adapter.match(address, method="GET", return_rule=True)[0])
        for address in addresses(app)
        if not address.startswith(("/static/", "/fragment/"))
    }
    rules = [rule for rule in app.url_map.iter_rules() if id(rule) not in written]
    return {rule.rule for rule in rules if not {rule.rule, rule.endpoint} & set(NEED_A_SERVER)}


# By the places of the site map that say something else in an edition.
DIFFERENT = {
    "contact": ("/nb/kontakt", "/en/contact"),
    "search": ("/nb/sok", "/en/search"),
    "privacy": ("/nb/personvern", "/en/privacy"),
}


def of_files_and_servers(app: Flask) -> list[str]:
    """Return every address that is to be answered the same by files as by a server."""
    assert set(DIFFERENT) == set(SAY_SO)
    own = [address for pair in DIFFERENT.values() for address in pair]
    return [one for one in addresses(app) if one.removeprefix("/fragment") not in own]


def test_every_file_equals_the_live_answer(edition: StaticEdition, live: Visitor) -> None:
    for address in of_files_and_servers(live.client.application):
        answer = live.ask(address)
        assert answer.status_code == 200, address
        assert edition.files[file_of(address)] == answer.data, address


def test_every_file_equals_the_answer_of_a_site_that_takes_its_address_from_the_request(
    edition: StaticEdition, app: Flask
) -> None:
    client = app.test_client()
    for address in of_files_and_servers(app):
        answer = client.get(address, base_url=URL, buffered=True)
        assert edition.files[file_of(address)] == answer.data, address


def test_every_page_has_a_file_and_a_fragment(edition: StaticEdition) -> None:
    for address in EVERY_PAGE:
        assert f"{address.strip('/')}/index.html" in edition.files
        assert f"fragment/{address.strip('/')}/index.html" in edition.files


def test_there_are_no_files_but_those_of_addresses(edition: StaticEdition, app: Flask) -> None:
    own = {"404.html", "_headers", "edition.json", *INDEXES}
    asked = ["/", *addresses(app), *old_addresses(app)]
    assert set(edition.files) == {file_of(address) for address in asked} | own
    assert len(edition.files) == len(asked) + len(own)


def test_every_route_is_written_or_named_as_left_out(app: Flask) -> None:
    assert unwritten(app) == set()


@pytest.mark.parametrize("rule", ["/nb/nyheter/<int:year>", "/melding"])
def test_a_route_that_is_neither_is_found(settings: Settings, rule: str) -> None:
    app = site(settings)
    app.add_url_rule(rule, "new", lambda: "new", methods=["POST" if rule == "/melding" else "GET"])
    assert unwritten(app) == {rule}


def test_a_document_without_parameters_is_written_without_being_named(settings: Settings) -> None:
    app = site(settings_for(settings, URL))
    app.add_url_rule("/feed.xml", "feed", lambda: "new")
    assert compose(app).files["feed.xml"] == b"new"


def test_whatever_a_file_refers_to_is_a_file(edition: StaticEdition) -> None:
    for name, page in pages(edition):
        for element in page.select("[href], [src], meta[property='og:image']"):
            url = str(element.get("href") or element.get("src") or element["content"])
            if url.startswith(("/", URL)):
                assert file_of(urlsplit(url).path) in edition.files, f"{name}: {url}"


def test_old_addresses_lead_to_where_the_live_site_redirects(
    edition: StaticEdition, live: Visitor
) -> None:
    found = list(old_addresses(live.client.application))
    assert {"/en/phases/1-behovskartlegging", "/no/", "/nn/styret"} <= set(found)
    for old in found:
        page = BeautifulSoup(edition.files[file_of(old)], "html.parser")
        target = live.ask(old).headers["Location"]
        assert one(page, "meta[http-equiv=refresh]")["content"] == f"0; url={target}"
        assert one(page, "a")["href"] == target
        assert one(page, "link[rel=canonical]")["href"] == URL + target
        assert one(page, "html")["lang"] == target.split("/")[1]
        assert words(one(page, "h1")) in ("Siden er flyttet", "This page has moved")


def test_a_slug_that_an_editor_has_changed_leads_on(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    load(settings, edited_seed(tmp_path, phases=change("1-needs-assessment", "1-needs")))
    files = edition_of(settings, URL).files
    assert b"url=/en/phases/1-needs" in files["en/phases/1-needs-assessment/index.html"]
    assert "en/phases/1-needs/index.html" in files


@pytest.mark.parametrize(
    ("name", "headings"),
    [("index.html", {"BattKOMP"}), ("404.html", {"Siden finnes ikke Page not found"})],
)
def test_a_page_for_everybody_leads_to_both_front_pages(
    edition: StaticEdition, name: str, headings: set[str]
) -> None:
    page = BeautifulSoup(edition.files[name], "html.parser")
    assert {words(heading) for heading in page.select("h1")} == headings
    parts = {str(part["lang"]): part for part in page.select(".languages > li")}
    assert list(parts) == ["nb", "en"]
    for tag, part in parts.items():
        link = one(part, "a")
        assert (link["href"], link["hreflang"]) == (f"/{tag}/", tag)
        assert words(one(part, "h2")) == {"nb": "Norsk", "en": "English"}[tag]
    assert not page.select("[style], style, script")
    assert one(page, "meta[name=robots]")["content"] == "noindex"
    assert not page.select("[property='og:locale']"), "the glue would take it for a page"
    check_link_texts(page, name)


def test_the_front_says_why_it_asks(edition: StaticEdition) -> None:
    text = edition.files["index.html"].decode()
    assert "kan ikke velge språk for deg" in text
    assert "cannot choose a language for you" in text
    assert "<title>Norsk / English – BattKOMP</title>" in text


def test_the_marker_tells_what_the_files_are(edition: StaticEdition) -> None:
    about = json.loads(edition.files["edition.json"])
    others = {name: body for name, body in edition.files.items() if name != "edition.json"}
    assert about.pop("files") == {
        name: sha256(body).hexdigest() for name, body in sorted(others.items())
    }
    assert about == {"public_url": URL, "revision": 1, "day": "2026-11-23"}


def test_the_same_content_makes_the_same_bytes(edition: StaticEdition, app: Flask) -> None:
    assert edition_of(app.extensions["battkomp.settings"], URL).files == edition.files


def test_a_host_that_reads_them_gets_the_headers(edition: StaticEdition) -> None:
    sections = edition.files["_headers"].decode().replace("\n  ", "\t").splitlines()
    rules = {path: set(headers) for path, *headers in (line.split("\t") for line in sections)}
    assert rules["/*"] == {f"{name}: {value}" for name, value in (*HEADERS, HSTS)}
    assert any("immutable" in header for header in rules["/static/*"])
    assert rules["/fragment/*"] == {"X-Robots-Tag: noindex"}


def test_a_change_while_it_is_made_is_not_in_it(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    before = edition_of(settings, URL)
    app = create_app(settings_for(settings, URL))
    changed = edited_seed(tmp_path, pages=change("Prosjektstyret", "Styret"))

    @app.before_request
    def change_the_content() -> None:
        if request.path == "/nb/faser":
            load(settings, changed)

    assert compose(app).files == before.files
    after = edition_of(settings, URL)
    assert after.revision == before.revision + 1
    assert "Prosjektstyret" not in after.files["nb/styret/index.html"].decode()


def test_an_error_is_never_written(settings: Settings) -> None:
    app = site(settings_for(settings, URL))

    @app.before_request
    def fail() -> None:
        if request.path == "/en/board":
            abort(503)

    with pytest.raises(UnansweredError, match=r"^/en/board answers 503"):
        compose(app)


def test_an_answer_is_in_its_language_whoever_asks(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/nb/"):
        for address, body in answers(app, EVERY_PAGE):
            assert f'<html lang="{address[1:3]}">'.encode() in body


def test_a_site_that_trusts_few_hosts_and_logs_has_an_edition_too(settings: Settings) -> None:
    load(settings)
    strict = replace(settings, trusted_hosts=("other.example",), development=True)
    assert "nb/styret/index.html" in edition_of(strict, URL).files


def test_the_search_has_an_index_of_each_language_and_leads_to_places(
    edition: StaticEdition,
) -> None:
    for name, page_of in zip(INDEXES, ("nb/sok", "en/search"), strict=True):
        entries = json.loads(edition.files[name])
        assert len(entries) > 200
        for entry in entries:
            path, _, anchor = entry["href"].partition("#")
            html = edition.files[file_of(path)].decode()
            assert not anchor or f'id="{anchor}"' in html, entry["href"]
        page = BeautifulSoup(edition.files[f"{page_of}/index.html"], "html.parser")
        form = one(page, "form[role=search]")
        assert form.has_attr("hidden"), "it does nothing before the script is there"
        listed = str(form["data-index"]).split()
        assert listed[0] == f"/{name}"
        assert {file_of(address) for address in listed} == set(INDEXES)
        assert [
            str(tag["src"]).startswith("/static/js/search.") for tag in page.select("main script")
        ]
        assert not form.has_attr("data-hx-get")
        assert len(page.select("#hits a")) >= 4


def test_the_live_search_loads_no_index(live: Visitor) -> None:
    page = live.open("/nb/sok")
    assert not page.select("main script, [data-index], [hidden]")
    assert live.status_of("/nb/search-index.json") == 404
