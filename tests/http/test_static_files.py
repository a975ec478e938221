"""Static files: bundles, addresses that change with the content, and htmx as it was released."""

import base64
import hashlib
import os
import re
from pathlib import Path

from werkzeug.test import Client

from battkomp.http.static_files import (
    BUNDLES,
    DESK_BUNDLES,
    ICONS,
    StaticFiles,
    bundle,
    modified,
    published,
    sources,
)
from battkomp.settings import ROOT
from tests.support.visitor import Visitor, path_of

STATIC = ROOT / "static"
HTMX = STATIC / "vendor" / "htmx" / "htmx-4.0.1.min.js"
# The digest of the file in the released package; its README has that of 4.0.0.
HTMX_SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


def write(folder: Path, **files: str) -> None:
    """Write JavaScript modules."""
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")


def test_modules_run_once_after_their_imports_and_without_comments(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="export const list = [];\n",
        one="import { list } from './base.js';\n\nlist.push(1);\n",
        two="import {\n  list,\n} from './base.js';\nexport function add() {\n  list.push(2);\n}\n",
        site="import './one.js';\nimport { add } from './two.js';\n"
        "/*\n * All\n */\n// one\nadd(); // b\n  /** c */\nd('//');\n",
    )
    assert bundle(tmp_path / "site.js").splitlines() == [
        "(() => {",
        "'use strict';",
        "const list = [];",
        "list.push(1);",
        *("function add() {", "  list.push(2);", "}"),
        *("add(); // b", "d('//');"),
        "})();",
    ]


def test_a_bundle_is_as_old_as_its_newest_source(tmp_path: Path) -> None:
    write(tmp_path, one="one();\n", site="import './one.js';\n")
    for name, time in (("one", 2000), ("site", 1000)):
        os.utime(tmp_path / f"{name}.js", (time, time))
    assert modified(tmp_path / "site.js") == 2000


def test_every_source_is_in_a_bundle_and_no_import_is_left() -> None:
    texts = "".join(bundle(STATIC / name) for name in (*BUNDLES, *DESK_BUNDLES))
    assert not re.search(r"@import|^import |^export ", texts, re.MULTILINE)
    files = {*(STATIC / "css").rglob("*.css"), *(STATIC / "js").rglob("*.js")}
    assert files == {
        source for name in (*BUNDLES, *DESK_BUNDLES) for source in sources(STATIC / name)
    }


def test_modules_of_a_script_define_different_names() -> None:
    for name in (*BUNDLES, *DESK_BUNDLES):
        text = bundle(STATIC / name)
        names = re.findall(r"^(?:async )?(?:const|let|function|class) (\w+)", text, re.MULTILINE)
        assert len(names) == len(set(names)), name


def test_bundles_are_published_and_their_sources_are_not(visitor: Visitor) -> None:
    assert set(BUNDLES) <= set(published(STATIC))
    assert visitor.ask("/static/css/site.css").status_code == 200
    assert visitor.ask("/static/css/tokens.css").status_code == 404


def test_htmx_is_the_released_file() -> None:
    digest = hashlib.sha384(HTMX.read_bytes()).digest()
    assert base64.b64encode(digest).decode() == HTMX_SHA384


def test_the_static_files_of_a_page_can_be_kept_and_change_address(visitor: Visitor) -> None:
    used = visitor.open("/nb/").select("script[src], link[rel~=icon], link[rel=stylesheet]")
    addresses = [str(tag.get("src") or tag.get("href")) for tag in used]
    for address in addresses:
        response = visitor.ask(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers
    digest = hashlib.sha256(visitor.ask("/static/css/site.css").data).hexdigest()[:12]
    assert f"/static/css/site.{digest}.css" in addresses


def test_icons_are_where_programs_look_for_them_and_pictures_are_for_other_sites(
    visitor: Visitor,
) -> None:
    for address, name in ICONS.items():
        answer = visitor.ask(address)
        assert (answer.status_code, answer.data) == (200, (STATIC / name).read_bytes())
        assert answer.headers["Cache-Control"] == "max-age=86400, public"
        assert str(answer.mimetype).startswith("image/")
    assert ICONS.keys() >= {"/favicon.ico", "/apple-touch-icon-precomposed.png"}
    page = visitor.open("/nb/").select_one("meta[property='og:image']")
    for address in (*ICONS, path_of(str(page and page["content"])), "/static/img/icon.svg"):
        answer = visitor.ask(address)
        assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"], address


def test_in_development_a_changed_file_or_source_of_a_bundle_is_served_at_once(
    tmp_path: Path,
) -> None:
    def app(_environ: object, _start: object) -> list[bytes]:
        raise AssertionError("the application was called")

    (tmp_path / "css").mkdir()
    source, sheet = tmp_path / "css" / "a.css", tmp_path / "css" / "site.css"
    sheet.write_text('@layer x, base;\n@import "a.css" layer(base);\n')
    plain = tmp_path / "plain.txt"
    files = StaticFiles(app, tmp_path, is_trusted_host=lambda _: True, development=True)
    client = Client(files)
    assert files.address("plain.txt") == "/static/plain.txt"
    for text in ("a {}\n", "longer {}\n"):
        for file in (source, plain):
            file.write_text(text)
        assert client.get("/static/plain.txt", buffered=True).text == text
        bundled = client.get("/static/css/site.css", buffered=True).text
        assert bundled == f"@layer x, base;\n@layer base {{\n{text}}}\n"
