"""Security headers, no injection from requests, and pinned dependencies."""

from __future__ import annotations

import re
import tomllib
from http.client import HTTPConnection
from importlib.metadata import distribution, version
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask, request
from werkzeug.test import TestResponse

from battkomp import create_app
from battkomp.settings import ROOT, Settings
from tests.support.pages import EVERY_PAGE
from tests.support.sites import settings_in, site
from tests.tools.sbom import components

HOST = "battkomp.example"


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site with a trusted host and a view that fails."""
    app = site(settings_in(tmp_path_factory.mktemp("weak"), trusted_hosts=(HOST,)))

    @app.before_request
    def fail() -> None:
        if request.path.endswith("/fail"):
            raise RuntimeError(f"cannot open {ROOT}/secret.txt")

    return app


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site without content."""
    return create_app(settings_in(tmp_path_factory.mktemp("empty")))


def ask(app: Flask, address: str, method: str = "GET", scheme: str = "https") -> TestResponse:
    """Send a request for the trusted host."""
    client = app.test_client(use_cookies=False)
    return client.open(address, method=method, base_url=f"{scheme}://{HOST}", buffered=True)


ANSWERS = [
    ("GET", "/nb/", 200),
    ("HEAD", "/en/board", 200),
    ("OPTIONS", "/en/board", 200),
    ("GET", "/fragment/nb/styret", 200),
    ("GET", "/sitemap.xml", 200),
    ("GET", "/robots.txt", 200),
    ("GET", "/healthz", 200),
    ("GET", "/static/css/site.css", 200),
    ("GET", "/", 302),
    ("GET", "/nb/styret/", 301),
    ("GET", "/nb/nei", 404),
    ("GET", "/fragment/nb/nei", 404),
    ("GET", "/static/none.css", 404),
    ("POST", "/nb/styret", 405),
    ("POST", "/static/css/site.css", 405),
    ("GET", "/nb/fail", 500),
    ("GET", "/fragment/en/fail", 500),
]
ALWAYS = {
    "Content-Security-Policy": r"default-src 'none'; .*frame-ancestors 'none'.*",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": r".*geolocation=\(\).*",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OVER_TLS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def check_headers(answer: TestResponse, expected: dict[str, str]) -> None:
    """Check that a response has each header once, and does not name its software."""
    for name, pattern in expected.items():
        (value,) = answer.headers.getlist(name)
        assert re.fullmatch(pattern, value), f"{name}: {value}"
    told = " ".join(f"{name}: {value}" for name, value in answer.headers).lower()
    assert not re.search(r"granian|werkzeug|flask|python|whitenoise|x-powered-by", told)


def test_every_kind_of_response_has_the_security_headers(weak: Flask) -> None:
    answers = [(*request, ask(weak, request[1], request[0])) for request in ANSWERS]
    assert [(method, path, one.status_code) for method, path, _, one in answers] == ANSWERS
    for *_, answer in answers:
        check_headers(answer, ALWAYS | OVER_TLS)


def test_hsts_is_not_sent_without_tls(weak: Flask) -> None:
    for path in ("/nb/", "/nb/nei", "/static/css/site.css"):
        answer = ask(weak, path, scheme="http")
        check_headers(answer, ALWAYS)
        assert not set(OVER_TLS) & set(answer.headers.keys())


def test_responses_made_outside_views_have_the_security_headers(weak: Flask, empty: Flask) -> None:
    stranger = weak.test_client().get("/nb/", base_url="https://evil.example", buffered=True)
    known = ask(weak, "/nb/").headers["ETag"]
    again = weak.test_client().get(
        "/nb/", base_url=f"https://{HOST}", headers={"If-None-Match": known}, buffered=True
    )
    without_content = ask(empty, "/nb/")
    assert [one.status_code for one in (stranger, again, without_content)] == [400, 304, 503]
    for answer in (stranger, again, without_content):
        check_headers(answer, ALWAYS | OVER_TLS)


def test_the_real_server_does_not_name_its_software(real_server: str) -> None:
    parts = urlsplit(real_server)
    for path in ("/nb/", "/nei", "/static/css/site.css"):
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        connection.request("GET", path)
        told = str(connection.getresponse().headers).lower()
        connection.close()
        assert not re.search(r"granian|werkzeug|flask|python|whitenoise|x-powered-by", told)


def test_no_page_has_inline_scripts_or_styles(weak: Flask) -> None:
    fragments = [f"/fragment{address}" for address in EVERY_PAGE]
    faults = []
    for address in (*EVERY_PAGE, *fragments, "/nb/nei", "/nb/fail"):
        page = BeautifulSoup(ask(weak, address).text, "html.parser")
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
    *("/{}", "/nb/{}", "/nb/faser/{}", "/nb/?q={}", "/nb/?{}=1", "/no/{}?q={}", "/static/{}"),
    *("/nb//styret?q={}", "/fragment/nb/styret?q={}", "/fragment/en/{}", "/sitemap.xml?q={}"),
    "/nb/fail?q={}",
)
NAMES = (
    *("Accept-Language", "Accept", "Cookie", "HX-Request", "HX-Target", "HX-Current-URL"),
    *("HX-Trigger", "Origin", "Referer", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host"),
    *("X-Forwarded-Proto", "X-Request-ID"),
)


def has_markup(answer: TestResponse) -> bool:
    """Return whether a response contains markup of the request, or the result of its template."""
    everything = f"{answer.headers}{answer.text}"
    return any(made in everything for made in ('a9x"', "a9x'", "<svg/", "49z9x"))


def test_markup_in_a_url_is_escaped(weak: Flask) -> None:
    sent = [address.replace("{}", quote(MARKUP, safe="")) for address in ADDRESSES]
    assert [address for address in sent if has_markup(ask(weak, address))] == []


def test_markup_in_a_header_is_escaped(weak: Flask) -> None:
    client, base = weak.test_client(use_cookies=False), f"https://{HOST}"
    faults = [
        (address, name)
        for address in ("/", "/nb/", "/fragment/en/board", "/nei", "/nb/fail")
        for name in NAMES
        if has_markup(client.get(address, base_url=base, headers={name: MARKUP}, buffered=True))
    ]
    assert faults == []


def test_an_error_page_shows_a_reference_and_no_traceback(weak: Flask) -> None:
    for address in ("/nb/fail", "/fragment/en/fail"):
        answer = ask(weak, address)
        assert answer.headers["X-Request-ID"] in answer.text
        assert not re.search(r"Traceback|RuntimeError|secret\.txt|\.py\b|line \d", answer.text)


def test_debugging_is_off_and_there_is_no_secret_key(settings: Settings) -> None:
    """No session and no signed token: there is no key that could be a default one."""
    app = create_app(settings)
    assert not app.debug
    assert app.secret_key is None


def test_every_package_is_pinned_by_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
        pinned = re.compile(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
        assert [line for line in lock.strip().splitlines() if not pinned.match(line)] == []


def test_the_bill_of_materials_is_complete() -> None:
    listed = {(one["name"], one["version"]) for one in components()}
    for package in distribution("flask").requires or []:
        name = re.split(r"[<>=;\[ ]", package)[0]
        if "extra ==" not in package and "python_version" not in package:
            assert (name.lower(), version(name)) in listed
    assert ("htmx.org", "4.0.1") in listed
    locked = re.findall(r"^\S+==", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
    assert len(listed) == len(locked) + 1
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
