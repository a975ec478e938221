"""Proxies: their headers count if `BATTKOMP_PROXIES` says that they are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkzeug.test import Client

from battkomp.http.layers import HSTS
from tests.support.sites import settings_in, site

FORWARDED = {
    "X-Forwarded-For": "203.0.113.1, 192.0.2.7, 198.51.100.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "battkomp.example",
    "X-Request-ID": "abcdef0123456789",
}


def client(folder: Path, proxies: int) -> Client:
    """Return a client of a site with an access log."""
    return Client(site(settings_in(folder, proxies=proxies, access_log=True)))


@pytest.mark.parametrize("sender", ["127.0.0.1", ""], ids=["port", "socket"])
def test_the_client_is_that_of_the_outermost_proxy(
    tmp_path: Path, sender: str, capsys: pytest.CaptureFixture[str]
) -> None:
    clients = []
    for proxies in (0, 1, 2):
        client(tmp_path, proxies).get(
            "/nb/nei", headers=FORWARDED, environ_overrides={"REMOTE_ADDR": sender}
        )
        clients.append(json.loads(capsys.readouterr().err)["client"])
    direct = "127.0.0.0/24" if sender else None
    assert clients == [direct, "198.51.100.0/24", "192.0.2.0/24"]


def test_a_proxy_tells_the_scheme_the_host_and_the_request_id(tmp_path: Path) -> None:
    response = client(tmp_path, 1).get("/en/nothing", headers=FORWARDED)
    assert response.headers["X-Request-ID"] == FORWARDED["X-Request-ID"]
    assert response.headers[HSTS[0]] == HSTS[1]
    page = client(tmp_path, 1).get("/en/", headers=FORWARDED).text
    assert 'href="https://battkomp.example/nb/"' in page


def test_a_client_without_a_proxy_tells_nothing(tmp_path: Path) -> None:
    headers = FORWARDED | {"Host": "direct.example", "Forwarded": "for=192.0.2.8"}
    response = client(tmp_path, 0).get("/en/nothing", headers=headers)
    assert response.headers["X-Request-ID"] != FORWARDED["X-Request-ID"]
    assert HSTS[0] not in response.headers
    page = client(tmp_path, 0).get("/en/", headers=headers).text
    assert 'href="http://direct.example/nb/"' in page


def test_every_response_over_tls_has_hsts(tmp_path: Path) -> None:
    visitor = client(tmp_path, 1)
    for address in ("/nb/", "/nb/nei", "/static/css/site.css", "/no"):
        response = visitor.get(address, headers={"X-Forwarded-Proto": "https"}, buffered=True)
        assert response.headers[HSTS[0]] == HSTS[1], address
        assert HSTS[0] not in visitor.get(address, buffered=True).headers, address
