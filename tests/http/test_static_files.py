"""Static files: addresses that change with the content, and htmx as it was released."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from werkzeug.test import Client

from battkomp.http.static_files import StaticFiles
from battkomp.settings import ROOT
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

HTMX = ROOT / "static" / "vendor" / "htmx" / "htmx-4.0.1.min.js"
# The digest of the file in the released package; its README has that of 4.0.0.
HTMX_SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


def test_htmx_is_the_released_file() -> None:
    digest = hashlib.sha384(HTMX.read_bytes()).digest()
    assert base64.b64encode(digest).decode() == HTMX_SHA384


def static_addresses(visitor: Visitor) -> list[str]:
    """Return the static files that a page uses."""
    page = visitor.open("/nb/")
    used = page.select("script[src], link[rel~=icon], link[rel=stylesheet]")
    return [str(tag.get("src") or tag.get("href")) for tag in used]


def test_the_static_files_of_a_page_can_be_kept(visitor: Visitor) -> None:
    addresses = static_addresses(visitor)
    assert addresses
    for address in addresses:
        response = visitor.ask(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers


def test_a_static_address_changes_with_the_file(visitor: Visitor) -> None:
    (style,) = [one for one in static_addresses(visitor) if one.endswith(".css")]
    digest = hashlib.sha256(visitor.ask("/static/css/site.css").data).hexdigest()[:12]
    assert style == f"/static/css/site.{digest}.css"


def test_the_sources_of_a_bundle_have_no_address(visitor: Visitor) -> None:
    assert visitor.ask("/static/css/site.css").status_code == 200
    assert visitor.ask("/static/css/tokens.css").status_code == 404


def developing(folder: Path) -> StaticFiles:
    """Return the static files of a folder in development."""

    def app(_environ: object, _start: object) -> list[bytes]:
        raise AssertionError("the application was called")

    return StaticFiles(app, folder, is_trusted_host=lambda _: True, development=True)


def test_in_development_a_changed_file_is_served_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("old")
    files = developing(tmp_path)
    client = Client(files)
    assert files.address("a.css") == "/static/a.css"
    assert client.get("/static/a.css", buffered=True).text == "old"
    (tmp_path / "a.css").write_text("new, and longer")
    assert client.get("/static/a.css", buffered=True).text == "new, and longer"


def test_in_development_a_changed_source_of_a_bundle_is_served_at_once(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/site.css").write_text('@import "a.css" layer(base);\n')
    (tmp_path / "css/a.css").write_text("a {}\n")
    client = Client(developing(tmp_path))
    assert client.get("/static/css/site.css", buffered=True).text == "@layer base {\na {}\n}\n"
    (tmp_path / "css/a.css").write_text("b {}\n")
    assert client.get("/static/css/site.css", buffered=True).text == "@layer base {\nb {}\n}\n"


def test_in_development_a_changed_template_is_rendered_at_once(tmp_path: Path) -> None:
    for development in (True, False):
        app = site(settings_in(tmp_path, development=development))
        assert app.jinja_env.auto_reload == development
