"""Test nginx in front of a tiny site: TLS, forwarded headers, limits, error pages, log."""

import base64
import hashlib
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from battkomp.http.layers import HEADERS, HSTS
from tests.support import fronts
from tests.support.clients import Answer, fetch
from tests.support.fronts import DEPLOY, HOST, Front
from tests.support.origins import Origin, serving_origin
from tests.support.servers import until

Servers = tuple[Front, Front]


@pytest.fixture
def servers(origin: Origin, short_folder: Path) -> Iterator[Servers]:
    """nginx in front of the tiny site: the server with TLS, and the one without."""
    assert origin.status == 200
    with fronts.nginx(f"unix:{short_folder / 'site.sock'}") as found:
        yield found


def negotiated(
    server: Front, name: str = HOST, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> tuple[str | None, str | None]:
    """Return the versions of TLS and HTTP that a client and the server agree on."""
    context = ssl.create_default_context(cafile=str(server.trusted))
    context.set_alpn_protocols(["h2", "http/1.1"])
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.maximum_version = newest
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        return secure.version(), secure.selected_alpn_protocol()


def test_nginx_starts_without_a_warning(
    capfd: pytest.CaptureFixture[str], servers: Servers
) -> None:
    assert servers
    assert capfd.readouterr().err == ""


def test_browsers_get_tls_1_3_and_http_2(servers: Servers) -> None:
    assert negotiated(servers[0]) == ("TLSv1.3", "h2")
    assert negotiated(servers[0], newest=ssl.TLSVersion.TLSv1_2) == ("TLSv1.2", "h2")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_tls_is_refused(servers: Servers) -> None:
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        negotiated(servers[0], newest=ssl.TLSVersion.TLSv1_1)


def test_other_host_names_are_refused(servers: Servers) -> None:
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        negotiated(servers[0], "other.example")
    with pytest.raises(ConnectionError):
        servers[1].ask("/nb/", Host="other.example")


def test_http_redirects_to_https(servers: Servers, origin: Origin) -> None:
    reply = servers[1].ask("/nb/styret?a=b")
    assert reply.status == 301
    assert reply.header("Location") == f"https://{HOST}/nb/styret?a=b"
    assert origin.pages == []


def test_forwarded_headers_of_visitors_are_replaced(servers: Servers, origin: Origin) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "other.example",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Prefix": "/evil",
        "X-Real-IP": "203.0.113.9",
        "X-Request-ID": "forged",
        "Forwarded": "for=203.0.113.9",
    }
    servers[0].ask("/nb/", headers=forged)
    headers = origin.pages[-1].headers
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-host"] == headers["host"] == HOST
    assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
    assert not headers.keys() & {
        "forwarded", "x-forwarded-port", "x-forwarded-prefix", "x-real-ip"
    }  # fmt: skip


def test_answers_pass_unchanged(servers: Servers, origin: Origin) -> None:
    reply = servers[0].ask("/nb/", Accept_Encoding="gzip")
    assert reply.body == b"first gzip"
    assert reply.header("ETag") == 'W/"first"'
    assert reply.header("Server") == "nginx"
    assert reply.header("Surrogate-Key") == ""
    origin.status, origin.headers = 503, {"Cache-Control": "no-store"}
    assert servers[0].ask("/nb/").body == b"first identity"
    assert servers[0].ask("/nb/").status == 503


def test_frequent_requests_are_refused(servers: Servers, origin: Origin) -> None:
    connection = servers[0].connection()
    statuses = [fetch(connection, "/nb/").status for _ in range(800)]
    connection.close()
    assert statuses[:190] == [200] * 190
    assert 429 in statuses
    assert len(origin.pages) == statuses.count(200)


def test_the_log_contains_no_addresses_and_no_searches(servers: Servers) -> None:
    servers[0].ask("/nb/sok?q=Kari+Nordmann", headers={"User-Agent": "x", "Referer": "y"})
    log = servers[0].working / "access.log"
    until(lambda: "/nb/sok" in log.read_text("utf-8"))
    line = log.read_text("utf-8").splitlines()[-1]
    assert re.fullmatch(
        r'127\.0\.0\.0 \[[^]]+\] "GET /nb/sok" 200 \d+ \d\.\d{3} [0-9a-f]{32}', line
    )


def assert_own(reply: Answer, status: int, page: str) -> None:
    """Check that nginx answers with its own page and the security headers of the site."""
    assert reply.status == status
    assert reply.body == (DEPLOY / "nginx" / f"{page}.html").read_bytes()
    for name, value in (*HEADERS[1:], HSTS):
        assert reply.header(name) == value, name
    assert "default-src 'none'" in reply.header("Content-Security-Policy")
    assert reply.header("Cache-Control") == "no-store"
    assert reply.header("Allow") == ("GET, HEAD, POST" if status == 405 else "")


def test_refusals_have_error_pages_in_both_languages(servers: Servers, origin: Origin) -> None:
    secure = servers[0]
    assert_own(secure.ask("/%00"), 400, "400")
    assert_own(secure.ask("/nb/", headers={"X": "x" * 40_000}), 400, "400")
    assert_own(secure.ask("/400.html"), 404, "400")
    assert_own(secure.ask("/nb/", method="PUT", body=b"x"), 405, "405")
    assert_own(secure.ask("/nb/", method="TRACE"), 405, "405")
    assert_own(secure.ask("/", method="PURGE", Surrogate_Key="content"), 405, "405")
    assert_own(secure.ask("/nb/", method="POST", body=b"x" * 2_200_000), 413, "413")
    assert origin.pages == []


def test_a_site_that_is_down_has_an_error_page_in_both_languages(short_folder: Path) -> None:
    path = short_folder / "site.sock"
    with fronts.nginx(f"unix:{path}") as (secure, _):
        for method in ("GET", "POST"):
            reply = secure.ask("/en/board", method=method)
            assert_own(reply, 503, "down")
            assert reply.header("Retry-After") == "30"
            assert reply.header("ETag") == reply.header("Last-Modified") == ""
        log = (secure.working / "access.log").read_text("utf-8")
        assert '"GET /en/board" 503' in log
        with serving_origin(path, Origin()):
            assert secure.ask("/en/board").status == 200
            assert secure.ask("/down.html").status == 404


def test_the_policy_allows_the_style_of_error_pages_by_digest() -> None:
    page = (DEPLOY / "nginx" / "down.html").read_text("utf-8")
    pages = [one.read_text("utf-8") for one in (DEPLOY / "nginx").glob("*.html")]
    assert len({re.findall("<style>.*?</style>", one)[0] for one in pages}) == 1
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    for name in ("nginx/battkomp.conf", "nginx/desk.conf", "varnish/battkomp.vcl"):
        assert f"style-src 'sha256-{digest}'" in (DEPLOY / name).read_text("utf-8"), name
    assert "http" not in page, "it must load nothing"
