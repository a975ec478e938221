"""Errors, as pages in the visitor's language with ways on."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from battkomp.settings import Settings
from tests.support.sites import site
from tests.support.visitor import Visitor, one, words


@pytest.fixture
def faulty(settings: Settings) -> Flask:
    """A site that fails where it is asked to."""
    app = site(settings)

    @app.before_request
    def fail() -> None:
        from flask import request

        if "fail" in request.args:
            raise RuntimeError("asked to fail")

    return app


@pytest.mark.parametrize(
    ("address", "title"),
    [("/nb/nei", "Siden finnes ikke"), ("/en/no", "Page not found")],
)
def test_an_unknown_page_answers_in_the_visitors_language(
    visitor: Visitor, address: str, title: str
) -> None:
    page = visitor.open(address, status=404)
    assert words(one(page, "h1")) == title
    assert one(page, "meta[name=robots]")["content"] == "noindex"
    assert not page.select("link[rel=canonical], link[hreflang]")
    ways_on = [link["href"] for link in page.select("main a")]
    assert len(ways_on) == 5


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_a_page_that_is_not_for_writing_says_so(visitor: Visitor, method: str) -> None:
    answer = visitor.client.open("/en/board", method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "This page cannot be used in that way" in answer.text


def test_a_fault_of_ours_is_a_page_of_the_site(
    faulty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(faulty)
    page = visitor.open("/nb/styret?fail=1", status=500)
    assert words(one(page, "h1")) == "Noe gikk galt hos oss"
    assert one(page, ".language-switch a")["href"] == "/en/board"
    assert "asked to fail" not in page.get_text()
    fragment = visitor.open_fragment("/en/board?fail=1", status=500)
    assert words(one(fragment, "h1")) == "Something went wrong here"
    assert "asked to fail" in caplog.text


def test_a_site_without_its_content_says_so_and_recovers(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = site(settings)
    client = app.test_client()
    elsewhere = tmp_path / "elsewhere.db"
    settings.database.rename(elsewhere)
    for address, said in (("/nb/", "ikke tilgjengelig"), ("/en/board", "not available right now")):
        answer: TestResponse = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert said in answer.text
    assert client.get("/healthz").status_code == 200
    elsewhere.rename(settings.database)
    assert client.get("/nb/").status_code == 200
    assert logging.ERROR in {record.levelno for record in caplog.records}


def test_no_error_is_kept_by_anyone(visitor: Visitor) -> None:
    assert visitor.ask("/nb/nei").headers["Cache-Control"] == "no-store"
