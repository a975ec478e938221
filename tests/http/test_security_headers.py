"""Security headers: on every response, and strict."""

from __future__ import annotations

import re

from battkomp.http.layers import HEADERS
from tests.support.visitor import Visitor


def test_every_response_has_the_security_headers(visitor: Visitor) -> None:
    for address in (
        *("/", "/nb/", "/fragment/nb/", "/nb", "/nb/nei", "/sitemap.xml", "/x"),
        "/static/css/site.css",
    ):
        headers = visitor.ask(address).headers
        for name, value in HEADERS:
            assert headers.getlist(name) == [value], (address, name)
        assert headers.getlist("Server") == ["BattKOMP"], address


def test_the_content_security_policy_allows_nothing_unsafe() -> None:
    policy = dict(HEADERS)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"unsafe|\*|https?:|data:", policy)
