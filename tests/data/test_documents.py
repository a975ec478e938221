"""Files for programs: links to them, their types, and what they contain."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from icalendar import Calendar

from battkomp.settings import Settings
from tests.rules.test_tokens import THEMES
from tests.support.datasets import EVERY_FILE
from tests.support.pages import (
    CALENDARS,
    DOCUMENTS,
    EVERY_PAGE,
    FEEDS,
    MANIFESTS,
    NASTY,
    SEARCHES,
    TYPES,
    language_of,
)
from tests.support.sites import change, edited_seed, load, settings_in, site, static_site_of
from tests.support.visitor import Visitor, one, path_of

NASTY_TOML = f"'''{NASTY}'''"
URL = "https://files.example"
UNKNOWN_TO_FILE_SERVERS = (
    *("Content-Type", "Content-Disposition", "Link"),
    *("Access-Control-Allow-Origin", "X-Robots-Tag"),
)
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_every_page_links_to_the_files_for_programs(visitor: Visitor) -> None:
    faults = []
    for address in (*EVERY_PAGE, "/nb/nei"):
        head = one(visitor.open(address, status=404 if address == "/nb/nei" else 200), "head")
        language = language_of(address)
        links = {(str(link["rel"][0]), str(link["href"])) for link in head.select("link[rel]")}
        feed, search = ("alternate", FEEDS[language]), ("search", SEARCHES[language])
        if not {feed, search, ("manifest", MANIFESTS[language])} <= links:
            faults.append(address)
        name = visitor.ask(SEARCHES[language]).text.partition("<ShortName>")[2].partition("<")[0]
        titles = [
            link.get("title") for link in head.select("link[rel=search], link[type$='atom+xml']")
        ]
        if titles != [name, "BattKOMP"]:
            faults.append(address)
    assert faults == []


def test_pages_offer_the_feed_and_the_calendar(visitor: Visitor) -> None:
    for address in ("/nb/tidslinje", "/en/timeline", "/nb/data", "/en/data"):
        main, language = one(visitor.open(address), "main"), language_of(address)
        for href, kind, word in (
            (FEEDS[language], "application/atom+xml", "Atom"),
            (CALENDARS[language], "text/calendar", "iCalendar"),
        ):
            link = one(main, f"a[href='{href}']")
            assert link["type"] == kind
            assert word in link.get_text(), "the link names the type of the file"
            assert {"nb": "på norsk", "en": "in English"}[language] in link.get_text()
        assert main.select(f"a[href='webcal://localhost{CALENDARS[language]}']"), address


def test_a_document_has_its_type_is_revalidated_and_has_no_fragment(visitor: Visitor) -> None:
    for address in DOCUMENTS:
        first = visitor.ask(address)
        assert address in TYPES[first.headers["Content-Type"]].values()
        assert first.headers["Content-Language"] == language_of(address)
        assert first.headers["Cache-Control"].startswith("public, max-age=0")
        assert first.headers["Surrogate-Key"] == "content"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        again = visitor.ask(address, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.data) == (304, b"")
        assert "Content-Encoding" in visitor.ask(address, Accept_Encoding="br").headers
        assert visitor.ask(f"/fragment{address}").status_code == 404


@pytest.mark.parametrize("language", SEARCHES)
def test_the_search_description_follows_opensearch(visitor: Visitor, language: str) -> None:
    """OpenSearch 1.1, draft 6: what it must say, and how long that may be."""
    root = ElementTree.fromstring(visitor.ask(SEARCHES[language]).data)  # noqa: S314  # our own
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    name = {"nb": "BattKOMP Norsk", "en": "BattKOMP English"}[language]
    assert root.findtext(f"{OPENSEARCH}ShortName") == name
    assert len(name) <= 16
    assert 0 < len(root.findtext(f"{OPENSEARCH}Description", "")) <= 1024
    assert root.findtext(f"{OPENSEARCH}Language") == language
    urls = {url.get("rel"): url for url in root.findall(f"{OPENSEARCH}Url")}
    template = str(urls["results"].get("template"))
    page = {"nb": "http://localhost/nb/sok", "en": "http://localhost/en/search"}[language]
    assert template == f"{page}?q={{searchTerms}}"
    visitor.open(template.replace("{searchTerms}", "celle").removeprefix("http://localhost"))
    assert path_of(str(urls["self"].get("template"))) == SEARCHES[language]
    image = path_of(root.findtext(f"{OPENSEARCH}Image", ""))
    assert visitor.ask(image).mimetype == "image/png"


@pytest.mark.parametrize("language", MANIFESTS)
def test_the_manifest_describes_the_site(visitor: Visitor, language: str) -> None:
    manifest = json.loads(visitor.ask(MANIFESTS[language]).data)
    assert (manifest["name"], manifest["lang"]) == ("BattKOMP", language)
    assert manifest["start_url"] == f"/{language}/"
    for icon in manifest["icons"]:
        assert visitor.ask(icon["src"]).mimetype == icon["type"]
    assert manifest["background_color"] == THEMES["light"]["paper"]
    assert manifest["theme_color"] == THEMES["light"]["ink"]


def test_special_characters_of_the_content_are_escaped(tmp_path: Path) -> None:
    said = r'"(Søk i alt innhold|BattKOMP kartla)[^"\n]*"'
    title = '"Regjeringen setter ned en arbeidsgruppe for batteristrategi"'
    body = "en, to; <script>&\n]]>\nEND:VEVENT\nX:\\n"
    content = edited_seed(
        tmp_path,
        pages=lambda text: re.sub(said, lambda _: NASTY_TOML, text),
        milestones=lambda text: text.replace(title, NASTY_TOML).replace(
            '"Per Holdø (Hydro) ledet gruppen."', json.dumps(body)
        ),
    )
    visitor = Visitor(site(settings_in(tmp_path), content))
    root = ElementTree.fromstring(visitor.ask(SEARCHES["nb"]).data)  # noqa: S314  # our own
    assert root.findtext(f"{OPENSEARCH}Description") == NASTY
    assert json.loads(visitor.ask(MANIFESTS["nb"]).data)["description"] == NASTY

    events = Calendar.from_ical(visitor.ask(CALENDARS["nb"]).data).walk("VEVENT")
    assert NASTY in [str(event["summary"]) for event in events]
    assert any(str(event["description"]).startswith(body) for event in events)


def test_the_static_site_has_them_with_their_headers(app: Flask) -> None:
    files = static_site_of(app.extensions["battkomp.settings"], URL).files
    sections = files["_headers"].decode().replace("\n  ", "\t").splitlines()
    rules = {path: headers for path, *headers in (line.split("\t") for line in sections)}
    client = app.test_client()
    for address in (*DOCUMENTS, *EVERY_FILE):
        sent = client.get(address, base_url=URL).headers
        expected = [f"{name}: {sent[name]}" for name in UNKNOWN_TO_FILE_SERVERS if name in sent]
        described = [one.replace('/>; rel="desc', '>; rel="desc') for one in rules[address]]
        assert described == expected
        assert b"localhost" not in files[address.lstrip("/")]
    assert rules["/robots.txt"] == ["Content-Type: text/plain; charset=utf-8"]
    assert len(rules) <= 100, "Cloudflare Pages reads no more"


@pytest.mark.full
def test_a_removed_member_is_gone_from_every_output(tmp_path: Path) -> None:
    """From pages, feeds, calendars, the sitemap and the edition; nothing keeps a copy."""
    settings = settings_in(tmp_path)
    load(settings)
    assert _naming("Sandmo", settings) >= {"nb/styret/index.html", "fragment/en/board/index.html"}

    def leave(text: str) -> str:
        text = change('kenneth-sandmo.name = "Kenneth Sandmo"\n', "")(text)
        return re.sub(r"\[seats\.lo\]\n(?:.+\n)+\n", "", text)

    load(settings, edited_seed(tmp_path, board=leave))
    assert _naming("Sandmo", settings) == set()


def _naming(name: str, settings: Settings) -> set[str]:
    files = static_site_of(settings, URL).files
    return {path for path, body in files.items() if name.encode() in body}
