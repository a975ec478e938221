"""Request ids: errors carry one, and a proxy may choose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.test import create_environ, run_wsgi_app

from battkomp.http.layers import HEADERS, RequestIds
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

STYLE = "/static/css/site.css"


def test_every_error_and_nothing_else_carries_an_id(visitor: Visitor) -> None:
    for address in ("/nb/", "/", "/nb", STYLE):
        assert "X-Request-ID" not in visitor.ask(address).headers, address
    errors = {
        404: visitor.ask("/nb/nei"),
        405: visitor.client.post(STYLE),
        416: visitor.ask(STYLE, Range="bytes=9999999-"),
    }
    for status, response in errors.items():
        assert response.status_code == status
        assert response.headers["X-Request-ID"], status
        assert response.headers.getlist("Cache-Control") == ["no-store"], status
        assert all(response.headers.getlist(name) == [value] for name, value in HEADERS), status


def test_every_request_has_an_id_of_its_own(visitor: Visitor) -> None:
    ids = {visitor.ask("/nb/nei").headers["X-Request-ID"] for _ in range(50)}
    assert len(ids) == 50


def test_the_id_of_a_proxy_is_used_if_it_is_well_formed() -> None:
    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("404 Not Found", [])
        return []

    def is_used(given: str, *, behind_proxy: bool) -> bool:
        environ = create_environ("/") | {"HTTP_X_REQUEST_ID": given}
        _, _, headers = run_wsgi_app(RequestIds(app, behind_proxy=behind_proxy), environ)
        return headers["X-Request-ID"] == given

    for good in ("0123-abcd.EF_9", "a" * 64):
        assert is_used(good, behind_proxy=True), good
        assert not is_used(good, behind_proxy=False), good
    for bad in ("a" * 65, "short", "has a space", "<b>01234567</b>", "å" * 10, "01234567\n"):
        assert not is_used(bad, behind_proxy=True), bad
