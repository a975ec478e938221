"""How bytes leave: headers on every answer, static files, and htmx as it was released."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from werkzeug.test import Client

from battkomp.http.security_headers import HEADERS
from battkomp.http.static_files import StaticFiles
from battkomp.settings import ROOT
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

HTMX = ROOT / "static" / "vendor" / "htmx" / "htmx-4.0.1.min.js"
# The digest of the file in the released package; that in its README is the one of 4.0.0.
HTMX_SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


def test_htmx_is_the_released_file() -> None:
    digest = hashlib.sha384(HTMX.read_bytes()).digest()
    assert base64.b64encode(digest).decode() == HTMX_SHA384


@pytest.mark.parametrize(
    "address",
    ["/", "/nb/", "/fragment/nb/", "/nb", "/nb/nei", "/sitemap.xml", "/static/css/site.css", "/x"],
)
def test_every_answer_carries_the_security_headers(visitor: Visitor, address: str) -> None:
    headers = visitor.ask(address).headers
    for name, value in HEADERS:
        assert headers.getlist(name) == [value]


def test_the_policy_allows_nothing_unsafe() -> None:
    policy = dict(HEADERS)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"unsafe|\*|https?:|data:", policy)


def static_addresses(visitor: Visitor) -> list[str]:
    """Return the static files that a page uses."""
    page = visitor.open("/nb/")
    used = [
        tag.get("src") or tag.get("href")
        for tag in page.select("script[src], link[rel~=icon], link[rel=stylesheet]")
    ]
    return [str(address) for address in used]


def test_static_files_can_be_kept_for_ever(visitor: Visitor) -> None:
    addresses = static_addresses(visitor)
    assert len(addresses) == 5
    for address in addresses:
        answer = visitor.ask(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        again = visitor.ask(address, If_None_Match=answer.headers["ETag"])
        assert again.status_code == 304


def test_a_static_address_changes_with_the_file(visitor: Visitor) -> None:
    (style,) = [one for one in static_addresses(visitor) if one.endswith(".css")]
    digest = hashlib.sha256(visitor.ask("/static/css/site.css").data).hexdigest()[:12]
    assert style == f"/static/css/site.{digest}.css"


def test_in_development_a_changed_file_is_seen_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("old")
    files = StaticFiles(_nobody, tmp_path, is_host=lambda _: True, development=True)
    client = Client(files)
    assert files.address("a.css") == "/static/a.css"
    assert client.get("/static/a.css", buffered=True).text == "old"
    (tmp_path / "a.css").write_text("new, and longer")
    assert client.get("/static/a.css", buffered=True).text == "new, and longer"


def test_in_development_a_changed_source_of_a_bundle_is_seen_at_once(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/site.css").write_text('@import "a.css" layer(base);\n')
    (tmp_path / "css/a.css").write_text("a {}\n")
    client = Client(StaticFiles(_nobody, tmp_path, is_host=lambda _: True, development=True))
    assert client.get("/static/css/site.css", buffered=True).text == "@layer base {\na {}\n}\n"
    (tmp_path / "css/a.css").write_text("b {}\n")
    assert client.get("/static/css/site.css", buffered=True).text == "@layer base {\nb {}\n}\n"


def test_the_sources_of_a_bundle_have_no_address(visitor: Visitor) -> None:
    assert visitor.ask("/static/css/site.css").status_code == 200
    assert visitor.ask("/static/css/tokens.css").status_code == 404


def _nobody(_environ: object, _start: object) -> list[bytes]:
    raise AssertionError("the application is not to be asked")


@pytest.mark.parametrize("development", [True, False])
def test_in_development_a_changed_template_is_seen_at_once(
    tmp_path: Path, development: bool
) -> None:
    app = site(settings_in(tmp_path, development=development))
    assert app.jinja_env.auto_reload == development


def test_the_site_is_alive(visitor: Visitor) -> None:
    answer = visitor.ask("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
