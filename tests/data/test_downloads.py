"""The files to take along: what their answers say, for whom, and how they are kept."""

from __future__ import annotations

import pytest
from flask import Flask

from battkomp import create_app
from battkomp.data.datasets import DEFINITIONS
from battkomp.db import connections
from battkomp.operations.static_site import (
    DOCUMENT_HEADERS,
    StaticSite,
    addresses,
    file_of,
    settings_for,
)
from battkomp.settings import Settings
from battkomp.web.sitemap import PLACES
from tests.support.datasets import EVERY_FILE, KEYS, LANGUAGES, NAMES, address
from tests.support.sites import load, static_site_of
from tests.support.visitor import Visitor

URL = "https://files.example"
every_file = pytest.mark.parametrize("file", EVERY_FILE)


@every_file
def test_a_file_says_what_it_is(visitor: Visitor, file: str) -> None:
    answer = visitor.ask(file)
    language, name = file.split("/")[1], file.rpartition("/")[2]
    media_type = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type[name.rpartition(".")[2]]
    assert answer.headers["Content-Language"] == language
    disposition = f'attachment; filename="battkomp-{name}"'
    assert answer.headers["Content-Disposition"] == disposition
    assert disposition.isascii()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert 'rel="describedby"' in answer.headers["Link"]
    assert "Set-Cookie" not in answer.headers


@every_file
def test_a_file_is_kept_and_asked_for_again(visitor: Visitor, file: str) -> None:
    first = visitor.ask(file)
    assert first.headers["Cache-Control"].startswith("public, max-age=0")
    assert first.headers["Surrogate-Key"] == "content"
    again = visitor.ask(file, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


@every_file
def test_a_head_is_the_answer_without_its_body(visitor: Visitor, file: str) -> None:
    full, head = visitor.ask(file), visitor.client.head(file)
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(full.data))


@every_file
def test_a_file_is_small_and_has_no_fragment(visitor: Visitor, file: str) -> None:
    assert len(visitor.ask(file).data) <= 150_000
    assert visitor.ask(f"/fragment{file}").status_code == 404


@pytest.mark.parametrize(
    "file",
    [
        *("/nb/data/findings.csv", "/en/data/funn.csv", "/nb/data/funn.xml", "/nb/data/nei.json"),
        *("/nb/data/", "/data/funn.csv", "/nb/data/funn", "/nb/data/FUNN.CSV/x"),
    ],
)
def test_what_is_no_file_is_not_found(visitor: Visitor, file: str) -> None:
    assert visitor.ask(file).status_code in (301, 404)
    assert visitor.ask(file).status_code == 404 or file == "/nb/data/"


def test_a_file_cannot_be_written_to(visitor: Visitor) -> None:
    answer = visitor.client.post(EVERY_FILE[0])
    assert answer.status_code == 405


def test_every_dataset_is_called_as_its_page(app: Flask) -> None:
    assert set(DEFINITIONS) == set(KEYS)
    for key in KEYS:
        for language in LANGUAGES:
            assert PLACES[key].words[language] == NAMES[language][key]
    rules = {rule.rule for rule in app.url_map.iter_rules("downloads.show")}
    assert rules == set(EVERY_FILE)


@pytest.fixture(scope="module")
def edition(app: Flask) -> StaticSite:
    """The edition of the content that ships."""
    return static_site_of(app.extensions["battkomp.settings"], URL)


def test_an_edition_has_the_files_byte_by_byte(edition: StaticSite, app: Flask) -> None:
    client = create_app(settings_for(app.extensions["battkomp.settings"], URL)).test_client()
    assert set(EVERY_FILE) <= set(addresses(app))
    for file in EVERY_FILE:
        assert edition.files[file_of(file)] == client.get(file, base_url=URL).data
        assert file_of(file) == file.lstrip("/")
        assert f"{URL}/{file[1:3]}/".encode() in edition.files[file_of(file)]


def test_a_host_of_an_edition_is_told_what_the_files_are(edition: StaticSite, app: Flask) -> None:
    client = app.test_client()
    sections = edition.files["_headers"].decode().replace("\n  ", "\t").splitlines()
    rules = {path: headers for path, *headers in (line.split("\t") for line in sections)}
    for file in EVERY_FILE:
        answer = client.get(file, base_url=URL)
        assert rules[file] == [f"{name}: {answer.headers[name]}" for name in DOCUMENT_HEADERS]
    assert len(rules) <= 100, "as many as Cloudflare Pages reads"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_word_in_the_content_is_in_the_next_file(settings: Settings, language: str) -> None:
    load(settings)
    visitor = Visitor(create_app(settings))
    file = address(language, "glossary", "json")
    before = visitor.ask(file)
    with connections.writing(settings.database) as db:
        connections.raise_revision(db)
    after = visitor.ask(file, If_None_Match=before.headers["ETag"])
    assert after.status_code == 304, "the same data has the same bytes"
