"""No request, however malformed, gives a 500. `tests/faults/test_fuzz.py` makes random ones."""

from typing import Any

from werkzeug.test import create_environ, run_wsgi_app

from tests.support.visitor import Visitor

STYLE = "/static/css/site.css"
PATHS = [
    "/nb/%00",
    "/nb/%ff%fe",
    "/nb/" + "a" * 10_000,
    "/" + "/".join(["nb"] * 500),
    "/nb/faser/1-behovskartlegging%0d%0aSet-Cookie:%20x=1",
    "/fragment/no/%0d%0aSet-Cookie:%20x=1",
    "/nb/?q=%ff%00%0d%0a<bad>",
    "/nb/?q[]=1&q=&&&=&%=",
]
# The client would change these.
RAW_PATHS = ("/nb/\x00", "/nb/\xff\xfe", "nb", "", "/fragment", "/fragment/", "//", "/./..//")
HEADERS = [
    {"Accept-Language": "x" * 10_240},
    {"Accept-Language": "é\x01,;q=q"},
    {"Cookie": "a" * 10_240},
    {"Host": "x" * 1000},
    {"If-None-Match": '"' * 1000},
    {"Content-Length": "-1"},
    {"Content-Length": "many"},
    {"Content-Type": "multipart/form-data"},
]


def test_malformed_paths_and_headers_are_answered(visitor: Visitor) -> None:
    requests: list[dict[str, Any]] = [
        *({"path": path, "method": one} for path in PATHS for one in ("GET", "POST", "HEAD")),
        *({"environ_overrides": {"PATH_INFO": raw}} for raw in RAW_PATHS),
        *(
            {"path": path, "headers": headers, "method": method}
            for path in ("/", "/nb/", "/nb/nei", "/fragment/en/board", "/sitemap.xml", STYLE)
            for headers in HEADERS
            for method in ("GET", "POST")
        ),
    ]
    faults = []
    for request in requests:
        response = visitor.client.open(**request, buffered=True)
        is_injected = "<bad>" in response.text or "Set-Cookie" in response.headers
        if response.status_code >= 500 or is_injected:
            faults.append((request, response.status))
    assert faults == []


def test_no_path_leads_out_of_the_static_files(visitor: Visitor) -> None:
    for path in ("..", "%2e%2e", "..%2f", "css/../..", "%2e%2e%2fbattkomp/.."):
        assert visitor.ask(f"/static/{path}/pyproject.toml").status_code == 404, path


def test_only_well_formed_hosts_are_served(visitor: Visitor) -> None:
    bad = ("", "a b", "[::1", "æ.no", "xn--", "xn--a", "a/b", "http://x", "x:y", "x:123456", "<b>")
    good = ("x", "battkomp.example.", "127.0.0.1:8000", "[::1]:80")
    for path in ("/nb/", "/sitemap.xml", STYLE):
        for host in (*good, *bad):
            environ = create_environ(path) | {"HTTP_HOST": host}  # the test client refuses some
            _, status, _ = run_wsgi_app(visitor.client.application, environ)
            assert status.startswith("200 " if host in good else "400 "), (host, path)
