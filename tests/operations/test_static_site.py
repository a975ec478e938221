"""The static site: every answer of the site as a file, and nothing else."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask, abort, request

from battkomp import create_app
from battkomp.http.layers import HSTS, PICTURE_HEADERS
from battkomp.http.static_files import ICONS
from battkomp.operations import static_site
from battkomp.operations.static_site import (
    SERVER_ONLY,
    StaticSite,
    UnexpectedAnswerError,
    addresses,
    file_of,
    old_addresses,
    settings_for,
)
from battkomp.settings import Settings
from tests.support.pages import COMPANIONS, EVERY_PAGE, companion_of
from tests.support.sites import change, edited_seed, load, site, static_site_of
from tests.support.visitor import Visitor, check_link_texts, one, words

pytestmark = pytest.mark.slow

URL = "https://files.example"
INDEXES = ("nb/search-index.json", "en/search-index.json")

# Pages that say on the static site that something needs a server.
DIFFERENT = {"/nb/kontakt", "/en/contact", "/nb/sok", "/en/search", "/nb/personvern", "/en/privacy"}
DIFFERENT_BESIDE = {companion_of(page, "side_by_side") for page in DIFFERENT}


@pytest.fixture(scope="module")
def built(app: Flask) -> StaticSite:
    """The static site of the seed content."""
    return static_site_of(app.extensions["battkomp.settings"], URL)


@pytest.fixture(scope="module")
def live(app: Flask) -> Visitor:
    """A visitor of the live site, at the address of the static site."""
    return Visitor(create_app(replace(app.extensions["battkomp.settings"], public_url=URL)))


def page_at(built: StaticSite, address: str) -> BeautifulSoup:
    """Return the page in the file for an address."""
    return BeautifulSoup(built.files[file_of(address)], "html.parser")


WITH_COMPANIONS = [
    *(companion_of(page, name) for name in COMPANIONS for page in EVERY_PAGE),
    *EVERY_PAGE,
]
PAGES_IN_TEXT = re.compile(
    "({})/(?![\\w-])".format("|".join(page for page in WITH_COMPANIONS if page[-1] != "/")).encode()
)


def as_live(body: bytes) -> bytes:
    """Return a file without folds, and with the addresses of pages as on the live site."""
    return PAGES_IN_TEXT.sub(rb"\1", body.replace(b"\r\n ", b""))


def unwritten(app: Flask) -> set[str]:
    """Return the rules of the site that have no file and are not listed as left out."""
    adapter = app.url_map.bind("localhost")
    written = {
        id(adapter.match(address, method="GET", return_rule=True)[0])
        for address in addresses(app)
        if not address.startswith(("/static/", "/fragment/")) and address not in ICONS
    }
    rules = [rule for rule in app.url_map.iter_rules() if id(rule) not in written]
    return {rule.rule for rule in rules if not {rule.rule, rule.endpoint} & SERVER_ONLY}


@pytest.mark.full
def test_every_file_equals_the_live_answer_with_and_without_a_public_url(
    built: StaticSite, live: Visitor, app: Flask
) -> None:
    client = app.test_client()
    faults = []
    for address in addresses(app):
        if address.removeprefix("/fragment") not in {*DIFFERENT, *DIFFERENT_BESIDE}:
            answers = live.ask(address), client.get(address, base_url=URL, buffered=True)
            told = {as_live(answer.data) for answer in answers}
            if {as_live(built.files[file_of(address)])} != told:
                faults.append(address)
    assert faults == []


def test_there_are_files_for_all_addresses_and_no_others(built: StaticSite, app: Flask) -> None:
    own = {"404.html", "_headers", ".nojekyll", "edition.json", *INDEXES}
    asked = ["/", *addresses(app), *old_addresses(app)]
    assert {*WITH_COMPANIONS, *(f"/fragment{page}" for page in WITH_COMPANIONS)} <= set(asked)
    assert set(built.files) == {file_of(address) for address in asked} | own
    assert len(built.files) == len(asked) + len(own)
    assert file_of("/nb/styret") == "nb/styret/index.html"


def test_every_address_of_the_sitemap_and_of_links_is_a_folder_with_a_slash(
    built: StaticSite,
) -> None:
    """GitHub Pages, Netlify and plain file servers redirect from a folder without one."""
    links = re.findall(r'(?:<loc>|href=")https://files\.example(/[^"#<]*)', str(built.files))
    links += re.findall(r' href="(/[^"#?]*)', str(built.files))
    named = {link for link in links if "." not in link}
    assert {f"{page.rstrip('/')}/" for page in EVERY_PAGE} <= named
    assert [link for link in named if f"{link}index.html".lstrip("/") not in built.files] == []
    assert {".nojekyll", ".well-known/security.txt"} <= set(built.files)


def test_every_rule_is_written_or_listed_as_left_out(app: Flask, settings: Settings) -> None:
    assert unwritten(app) == set()
    later = site(settings)
    later.add_url_rule("/nb/nyheter/<int:year>", "news", lambda: "new")
    later.add_url_rule("/melding", "message", lambda: "new", methods=["POST"])
    later.add_url_rule("/feed.xml", "feed", lambda: "new")
    assert unwritten(later) == {"/nb/nyheter/<int:year>", "/melding"}


def test_links_lead_to_files(built: StaticSite) -> None:
    faults = []
    for name in filter(lambda name: name.endswith(".html"), built.files):
        for element in page_at(built, name).select("[href], [src], meta[property='og:image']"):
            url = str(element.get("href") or element.get("src") or element["content"])
            if url.startswith(("/", URL)) and file_of(urlsplit(url).path) not in built.files:
                faults.append(f"{name}: {url}")
    assert faults == []


def test_old_addresses_lead_where_the_live_site_redirects(built: StaticSite, live: Visitor) -> None:
    found = list(old_addresses(live.client.application))
    assert {"/en/phases/1-behovskartlegging", "/no/", "/nn/styret"} <= set(found)
    for old in found:
        page = page_at(built, old)
        target = live.ask(old).headers["Location"].rstrip("/") + "/"
        assert one(page, "meta[http-equiv=refresh]")["content"] == f"0; url={target}"
        assert one(page, "a")["href"] == target
        assert one(page, "link[rel=canonical]")["href"] == URL + target
        assert one(page, "html")["lang"] == target.split("/")[1]
        assert words(one(page, "h1")) in ("Siden er flyttet", "This page has moved")


def test_a_page_in_every_language_leads_to_each_front_page(built: StaticSite) -> None:
    headings = {"index.html": "BattKOMP", "404.html": "Siden finnes ikke Page not found"}
    for name, heading in headings.items():
        page = page_at(built, name)
        assert words(one(page, "h1")) == heading
        parts = {str(part["lang"]): one(part, "a") for part in page.select(".language-choice > li")}
        links = {tag: (link["hreflang"], link["href"]) for tag, link in parts.items()}
        assert links == {"nb": ("nb", "/nb/"), "en": ("en", "/en/")}
        assert not page.select("[style], style, script")
        assert one(page, "meta[name=robots]")["content"] == "noindex"
        assert not page.select("[property='og:locale']"), "the script would take it for a page"
        check_link_texts(page, name)


def test_the_marker_describes_the_files(built: StaticSite) -> None:
    about = json.loads(built.files["edition.json"])
    digests = {name: sha256(body).hexdigest() for name, body in built.files.items()}
    digests.pop("edition.json")
    assert about == {"public_url": URL, "revision": 1, "day": "2026-11-23", "files": digests}


def test_the_headers_file_has_the_headers_of_the_live_site(built: StaticSite) -> None:
    sections = built.files["_headers"].decode().replace("\n  ", "\t").splitlines()
    rules = {path: set(headers) for path, *headers in (line.split("\t") for line in sections)}
    assert rules["/*"] == {f"{name}: {value}" for name, value in (*PICTURE_HEADERS, HSTS)}
    assert any("immutable" in header for header in rules["/static/*"])
    assert rules["/fragment/*"] == {"X-Robots-Tag: noindex"}


@pytest.mark.full
def test_a_change_during_the_build_is_not_in_it(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    before = static_site_of(settings, URL)
    strict = replace(settings, trusted_hosts=("other.example",), development=True)
    app = create_app(settings_for(strict, URL))  # neither of which matters
    changed = edited_seed(
        tmp_path,
        pages=change("Prosjektstyret", "Styret"),
        phases=change("1-needs-assessment", "1-needs"),
    )

    @app.before_request
    def change_the_content() -> None:
        if request.path == "/nb/faser/":
            load(settings, changed)

    assert static_site.build(app).files == before.files, "the build is reproducible, too"
    after = static_site_of(settings, URL)
    assert after.revision == before.revision + 1
    assert "Prosjektstyret" not in after.files["nb/styret/index.html"].decode()
    assert b"url=/en/phases/1-needs" in after.files["en/phases/1-needs-assessment/index.html"]
    assert "en/phases/1-needs/index.html" in after.files


def test_an_error_is_never_written(settings: Settings) -> None:
    app = site(settings_for(settings, URL))

    @app.before_request
    def fail() -> None:
        if request.path == "/en/board/":
            abort(503)

    with pytest.raises(UnexpectedAnswerError, match=r"^/en/board/ answers 503"):
        static_site.build(app)


def test_an_answer_is_in_its_language_inside_another_request(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/nb/"):
        for address in EVERY_PAGE:
            assert f'<html lang="{address[1:3]}">' in static_site.get(app, address).text


def test_the_search_page_reads_an_index_of_each_language(built: StaticSite, live: Visitor) -> None:
    for name, address in zip(INDEXES, ("/nb/sok", "/en/search"), strict=True):
        entries = json.loads(built.files[name])
        assert entries
        for entry in entries:
            path, _, anchor = entry["href"].partition("#")
            html = built.files[file_of(path)].decode()
            assert not anchor or f'id="{anchor}"' in html, entry["href"]
        page = page_at(built, address)
        form = one(page, "main form[role=search]")
        assert form.has_attr("hidden"), "it does nothing before the script runs"
        languages = json.loads(str(form["data-languages"]))
        assert languages[0] == {"index": f"/{name}", "lang": "", "heading": ""}
        assert {file_of(language["index"]) for language in languages} == set(INDEXES)
        assert all(language["lang"] and language["heading"] for language in languages[1:])
        assert str(one(page, "main script")["src"]).startswith("/static/js/search.")
        assert not form.has_attr("data-hx-get")
    assert not live.open("/nb/sok").select("main script, [data-languages], [hidden]")
    assert live.status_of("/nb/search-index.json") == 404
