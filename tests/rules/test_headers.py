"""Check the security headers of every kind of answer against one table."""

from __future__ import annotations

from tests.support.pages import EVERY_PAGE
from tests.support.visitor import Visitor

# Recommended by https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring: own sources
# only, nothing inline, no frames, no sharing with other origins, TLS for six months or more.
EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
ABSENT = ("Set-Cookie", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")
OTHERS = (
    "/",
    "/no/",
    "/nb",
    "/nb/nei",
    "/fragment/en/no",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/static/css/site.css",
    "/static/nothing.css",
)


def test_every_answer_has_the_expected_headers(visitor: Visitor) -> None:
    faults = []
    for address in (*EVERY_PAGE, *(f"/fragment{page}" for page in EVERY_PAGE), *OTHERS):
        answer = visitor.client.get(
            address,
            base_url="https://battkomp.example",
            headers={"Origin": "https://elsewhere.example"},
            buffered=True,
        )
        found = {name: answer.headers.get(name) for name in (*EXPECTED, *ABSENT)}
        if found != EXPECTED | dict.fromkeys(ABSENT):
            faults.append((address, found))
    assert faults == []
