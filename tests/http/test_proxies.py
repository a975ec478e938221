"""Proxies: believed if they are ours."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import create_environ

from battkomp.http.proxies import TrustedProxies
from battkomp.http.security_headers import HSTS
from tests.support.sites import settings_in, site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

OURS = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def seen(sender: str, *networks: object, **headers: str) -> WSGIEnvironment:
    """Return a request as the application sees it."""
    found: list[WSGIEnvironment] = []

    def app(environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        found.append(environ)
        return []

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = create_environ("/", headers=named, environ_overrides={"REMOTE_ADDR": sender})
    TrustedProxies(app, networks or OURS)(environ, lambda *_: lambda _: None)  # type: ignore[arg-type]  # networks are
    return found[0]


def test_a_proxy_of_ours_is_believed() -> None:
    environ = seen(
        "127.0.0.1",
        X_Forwarded_For="192.0.2.7",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="battkomp.example",
        X_Request_ID="abcdef0123456789",
    )
    assert environ["REMOTE_ADDR"] == "192.0.2.7"
    assert environ["wsgi.url_scheme"] == "https"
    assert environ["HTTP_HOST"] == "battkomp.example"
    assert environ["HTTP_X_REQUEST_ID"] == "abcdef0123456789"


def test_whoever_may_connect_to_a_socket_is_ours_if_there_are_any() -> None:
    said = {"X_Forwarded_For": "192.0.2.7", "X_Forwarded_Proto": "https"}
    environ = seen("", **said)
    assert environ["REMOTE_ADDR"] == "192.0.2.7"
    assert environ["wsgi.url_scheme"] == "https"


@pytest.mark.parametrize("sender", ["192.0.2.7", "11.0.0.1", "::1", "unix:", "127.0.0.1x"])
def test_nobody_else_is(sender: str) -> None:
    environ = seen(
        sender,
        Host="battkomp.example",
        X_Forwarded_For="192.0.2.8",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example",
        Forwarded="for=192.0.2.8",
        X_Request_ID="abcdef0123456789",
    )
    assert environ["REMOTE_ADDR"] == sender
    assert environ["wsgi.url_scheme"] == "http"
    assert environ["HTTP_HOST"] == "battkomp.example"
    assert not [name for name in environ if "FORWARDED" in name or "REQUEST_ID" in name]


@pytest.mark.parametrize(
    ("forwarded", "visitor"),
    [
        ("192.0.2.7, 10.0.0.2", "192.0.2.7"),
        ("1.1.1.1, 192.0.2.7, 10.0.0.2, 10.0.0.3", "192.0.2.7"),
        ("nonsense, 10.0.0.2", "10.0.0.2"),
        ("nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
        (" , ,2001:db8::1, fd00::1 ", "2001:db8::1"),
    ],
)
def test_the_visitor_is_the_last_that_is_none_of_ours(forwarded: str, visitor: str) -> None:
    assert seen("127.0.0.1", X_Forwarded_For=forwarded)["REMOTE_ADDR"] == visitor


@pytest.mark.parametrize(
    ("sender", "forwarded", "visitor"),
    [
        ("::ffff:127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("::ffff:7f00:1", "192.0.2.7", "192.0.2.7"),
        ("::ffff:127.0.0.1", "::FFFF:192.0.2.7, ::ffff:10.0.0.2", "192.0.2.7"),
        ("::ffff:192.0.2.8", "192.0.2.7", "192.0.2.8"),
        ("::ffff:nonsense", "192.0.2.7", "::ffff:nonsense"),
    ],
)
def test_an_address_of_ipv4_is_one_however_it_is_written(
    sender: str, forwarded: str, visitor: str
) -> None:
    assert seen(sender, X_Forwarded_For=forwarded)["REMOTE_ADDR"] == visitor


@pytest.mark.parametrize("scheme", ["", "ftp", "javascript", "HTTPS", "https, ftp"])
def test_a_scheme_that_is_none_of_the_web_is_not_taken(scheme: str) -> None:
    assert seen("127.0.0.1", X_Forwarded_Proto=scheme)["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize("address", ["/nb/", "/nb/nei", "/static/css/site.css", "/no"])
def test_a_site_behind_tls_says_so_to_browsers(tmp_path: Path, address: str) -> None:
    client = site(settings_in(tmp_path, proxies=OURS)).test_client()
    behind = client.get(address, headers={"X-Forwarded-Proto": "https"}, buffered=True)
    assert behind.headers[HSTS[0]] == HSTS[1]
    assert HSTS[0] not in client.get(address, buffered=True).headers
