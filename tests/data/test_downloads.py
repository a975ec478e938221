"""Downloads of data sets: addresses, headers, caching, and the files of the static site."""

from __future__ import annotations

import pytest
from flask import Flask

from battkomp import create_app
from battkomp.operations.static_site import (
    DOCUMENT_HEADERS,
    StaticSite,
    addresses,
    file_of,
    settings_for,
)
from tests.support.datasets import EVERY_FILE
from tests.support.sites import static_site_of
from tests.support.visitor import Visitor

URL = "https://files.example"
TYPES = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}


def test_a_file_has_the_headers_of_a_public_download(visitor: Visitor) -> None:
    faults = []
    for file in EVERY_FILE:
        answer, name = visitor.ask(file), file.rpartition("/")[2]
        expected = {
            "Content-Type": TYPES[name.rpartition(".")[2]],
            "Content-Language": file.split("/")[1],
            "Content-Disposition": f'attachment; filename="battkomp-{name}"',
            "X-Robots-Tag": "noindex",
            "Access-Control-Allow-Origin": "*",
            "Surrogate-Key": "content",
        }
        faults += [f"{file}: {one}" for one in expected if answer.headers[one] != expected[one]]
        if answer.status_code != 200 or len(answer.data) > 150_000:
            faults.append(f"{file}: {answer.status}, {len(answer.data)} bytes")
        if 'rel="describedby"' not in answer.headers["Link"] or "Set-Cookie" in answer.headers:
            faults.append(f"{file}: {answer.headers}")
    assert faults == []


def test_a_file_is_revalidated_and_answers_head(visitor: Visitor) -> None:
    faults = []
    for file in EVERY_FILE:
        first = visitor.ask(file)
        again = visitor.ask(file, If_None_Match=first.headers["ETag"])
        head = visitor.client.head(file)
        if not first.headers["Cache-Control"].startswith("public, max-age=0"):
            faults.append(f"{file}: {first.headers['Cache-Control']}")
        if (again.status_code, again.data) != (304, b""):
            faults.append(f"{file}: {again.status} for its own ETag")
        if (head.status_code, head.data) != (200, b""):
            faults.append(f"{file}: HEAD answers {head.status}")
        if head.headers["Content-Length"] != str(len(first.data)):
            faults.append(f"{file}: Content-Length of HEAD")
    assert faults == []


def test_other_addresses_are_not_found(visitor: Visitor) -> None:
    unknown = [
        *("/nb/data/findings.csv", "/en/data/funn.csv", "/nb/data/funn.xml", "/nb/data/nei.json"),
        *("/data/funn.csv", "/nb/data/funn", "/nb/data/FUNN.CSV/x"),
        *(f"/fragment{file}" for file in EVERY_FILE),
    ]
    assert {file for file in unknown if visitor.ask(file).status_code != 404} == set()
    assert visitor.ask("/nb/data/").headers["Location"] == "/nb/data"
    assert visitor.client.post(EVERY_FILE[0]).status_code == 405


def test_addresses_are_those_that_others_use(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules("downloads.show")} == set(EVERY_FILE)


@pytest.fixture(scope="module")
def edition(app: Flask) -> StaticSite:
    """The static site of the content that ships."""
    return static_site_of(app.extensions["battkomp.settings"], URL)


def test_the_static_site_has_the_same_files(edition: StaticSite, app: Flask) -> None:
    client = create_app(settings_for(app.extensions["battkomp.settings"], URL)).test_client()
    assert set(EVERY_FILE) <= set(addresses(app))
    for file in EVERY_FILE:
        assert edition.files[file_of(file)] == client.get(file, base_url=URL).data
        assert file_of(file) == file.lstrip("/")
        assert f"{URL}/{file[1:3]}/".encode() in edition.files[file_of(file)]


def test_the_static_site_declares_the_headers(edition: StaticSite, app: Flask) -> None:
    client = app.test_client()
    sections = edition.files["_headers"].decode().replace("\n  ", "\t").splitlines()
    rules = {path: headers for path, *headers in (line.split("\t") for line in sections)}
    for file in EVERY_FILE:
        answer = client.get(file, base_url=URL)
        assert rules[file] == [f"{name}: {answer.headers[name]}" for name in DOCUMENT_HEADERS]
    assert len(rules) <= 100, "Cloudflare Pages reads no more"
