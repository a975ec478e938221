"""No injection from requests, a complete bill of materials, and the rules of the linter."""

import re
import tomllib
from importlib.metadata import distribution, version
from urllib.parse import quote

from bs4 import BeautifulSoup

from battkomp import create_app
from battkomp.settings import ROOT, Settings
from tests.support.fuzz import NAMES
from tests.support.pages import EVERY_PAGE
from tests.support.visitor import Visitor
from tests.tools.sbom import components


def test_no_page_has_inline_scripts_or_styles(visitor: Visitor) -> None:
    fragments = [f"/fragment{address}" for address in EVERY_PAGE]
    faults = []
    for address in (*EVERY_PAGE, *fragments, "/nb/nei"):
        page = BeautifulSoup(visitor.ask(address).text, "html.parser")
        found = page.select("style, [style], object, embed, iframe, base, meta[http-equiv]")
        found += page.select("script:not([src], [type='application/ld+json'])")
        faults += [(address, str(element)) for element in found]
        for element in page.find_all(True):
            for name, value in element.attrs.items():
                is_url_code = re.match(r"\s*(javascript|data|vbscript|js):", str(value))
                if is_url_code or re.match(r"on|(data-)?hx-on", name):
                    faults.append((address, f"{name}={value}"))
    assert faults == []


MARKUP = "a9x\"'><svg/onload=1>{{7*7}}z9x"
ADDRESSES = (
    *("/{}", "/nb/{}", "/nb/faser/{}", "/nb/sok?q={}", "/nb/?{}=1", "/no/{}?q={}", "/static/{}"),
    *("/nb//styret?q={}", "/fragment/nb/styret?q={}", "/fragment/en/{}", "/sitemap.xml?q={}"),
)


def test_markup_in_a_url_or_a_header_is_escaped(visitor: Visitor) -> None:
    in_headers = dict.fromkeys(NAMES, MARKUP) | {"Host": "localhost"}
    requests: list[tuple[str, dict[str, str]]] = [
        *((address.replace("{}", quote(MARKUP, safe="")), {}) for address in ADDRESSES),
        *((address, in_headers) for address in ("/", "/nb/", "/fragment/en/board", "/nei")),
    ]
    faults = []
    for address, headers in requests:
        response = visitor.ask(address, **headers)
        everything = f"{response.headers}{response.text}"
        if any(made in everything for made in ('a9x"', "a9x'", "<svg/", "49z9x")):
            faults.append(address)
    assert faults == []


def test_debugging_is_off_and_there_is_no_secret_key(settings: Settings) -> None:
    """No session and no signed token: there is no key that could be a default one."""
    app = create_app(settings)
    assert not app.debug
    assert app.secret_key is None


def test_the_bill_of_materials_is_complete() -> None:
    listed = {(one["name"], one["version"]) for one in components()}
    for package in distribution("flask").requires or []:
        name = re.split(r"[<>=;\[ ]", package)[0]
        if "extra ==" not in package and "python_version" not in package:
            assert (name.lower(), version(name)) in listed
    assert ("htmx.org", "4.0.1") in listed
    for file, scopes in (("", {"required"}), ("-desk", {"required", "optional"})):
        locked = re.findall(r"^\S+==", (ROOT / f"requirements{file}.txt").read_text("utf-8"), re.M)
        assert sum(one["scope"] in scopes for one in components()) == len(locked) + 1
    assert len({one["bom-ref"] for one in components()}) == len(listed)


def test_the_linter_has_the_rules_of_bandit() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S1") or rule == "S"]
    assert all(path.startswith("tests/") for path in lint["per-file-ignores"])
    excused = [
        path.name
        for path in (ROOT / "battkomp").rglob("*.py")
        if re.search(r"noqa(?!: [A-RT-Z])(?!: S\d+  # \w)", path.read_text("utf-8"))
    ]
    assert excused == [], "name the rule and the reason"
