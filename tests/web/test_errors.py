"""Errors, as pages in the visitor's language with ways on."""

import json
import re

import pytest
from flask import request

from battkomp.http.layers import HEADERS
from battkomp.settings import ROOT, Settings
from tests.support.sites import site
from tests.support.visitor import Visitor, one, words


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/nb/nei", "Siden finnes ikke"),
        ("/nb/faser/9-nei", "Siden finnes ikke"),
        ("/fr/", "Siden finnes ikke"),
        ("/en/no", "Page not found"),
    ],
)
def test_an_unknown_page_answers_in_the_visitors_language(
    visitor: Visitor, address: str, title: str
) -> None:
    page = visitor.open(address, status=404)
    for shown in (page, visitor.open_fragment(address, status=404)):
        assert words(one(shown, "h1")) == title
        assert one(shown, "meta[name=robots]")["content"] == "noindex"
    assert not page.select("link[rel=canonical], link[hreflang], nav.menu [aria-current]")
    assert page.select("main a")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_a_page_that_is_not_for_writing_says_so(visitor: Visitor, method: str) -> None:
    answer = visitor.client.open("/en/board", method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "This page cannot receive information" in answer.text


def test_a_fault_of_ours_is_a_page_with_a_reference_and_no_traceback(settings: Settings) -> None:
    app = site(settings)

    @app.before_request
    def fail() -> None:
        if "fail" in request.args:
            raise RuntimeError(f"cannot open {ROOT}/secret.txt")

    visitor = Visitor(app)
    for address in ("/en/board?fail=1", "/fragment/en/board?fail=1"):
        answer = visitor.ask(address)
        assert answer.status_code == 500
        assert "Sorry, there is a problem with the website" in answer.text
        assert f"Quote the code {answer.headers['X-Request-ID']} if" in answer.text
        assert not re.search(r"Traceback|RuntimeError|secret\.txt|\.py\b|line \d", answer.text)
    page = visitor.open("/nb/styret?fail=1", status=500)
    assert words(one(page, "h1")) == "Noe gikk galt hos oss"
    assert one(page, ".language-switch a")["href"] == "/en/board"


def test_a_site_without_its_content_says_and_logs_so_and_recovers(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    client = site(settings).test_client()
    elsewhere = settings.database.rename(settings.database.with_suffix(".elsewhere"))
    for address, said in (("/nb/", "ikke tilgjengelig"), ("/en/board", "is unavailable")):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert all(answer.headers[name] == value for name, value in HEADERS)
        assert said in answer.text
        assert answer.headers["X-Request-ID"] in answer.text
        line = json.loads(capsys.readouterr().err)  # the only one
        assert line["event"].startswith("The content cannot be read: ")
        assert line["request_id"] == answer.headers["X-Request-ID"]
    assert client.get("/healthz").status_code == 200
    elsewhere.rename(settings.database)
    assert client.get("/nb/").status_code == 200
