"""The site's answers, by the rules of Mozilla's HTTP Observatory; and those rules themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from werkzeug.datastructures import Headers

from tests.support.observatory import MODIFIERS, Answer, outcomes, score
from tests.support.pages import EVERY_PAGE
from tests.support.visitor import Visitor

HOST = "battkomp.example"
ELSEWHERE = "https://elsewhere.example"
KINDS = [
    "/",
    "/no/",
    "/nb",
    *EVERY_PAGE,
    *(f"/fragment{address}" for address in EVERY_PAGE),
    "/nb/nei",
    "/fragment/en/no",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/static/css/site.css",
    "/static/nothing.css",
]


def answer_over_tls(visitor: Visitor, address: str) -> Answer:
    """Return what the site answers to a page of another site, over TLS."""
    answer = visitor.client.get(
        address, base_url=f"https://{HOST}", headers={"Origin": ELSEWHERE}, buffered=True
    )
    body = answer.text if answer.mimetype == "text/html" else ""
    return Answer(HOST, answer.headers, body, ELSEWHERE)


@pytest.mark.parametrize("address", KINDS)
def test_every_answer_scores_at_least_120(visitor: Visitor, address: str) -> None:
    answer = answer_over_tls(visitor, address)
    assert score(answer) >= 120, outcomes(answer)


def test_a_page_loses_nothing_and_gains_what_it_can(visitor: Visitor) -> None:
    """Preloading is the operator's to ask for, and cookies there are none: 130 of 145."""
    answer = answer_over_tls(visitor, "/nb/")
    assert min(MODIFIERS[outcome] for outcome in outcomes(answer)) == 0
    assert score(answer) == 130


GOOD = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def changed(body: str = "", **changes: str | None) -> Answer:
    """Return a good answer with other headers; header names have underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return with_headers({**GOOD, **named}, body)


def with_headers(headers: Mapping[str, str | None], body: str = "") -> Answer:
    """Return an answer with those headers that have a value."""
    given = Headers([(name, value) for name, value in headers.items() if value])
    return Answer(HOST, given, body, ELSEWHERE)


def test_a_good_answer_is_the_measure() -> None:
    assert score(changed()) == 130


@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        (None, "not-implemented"),
        ("default-src 'none'; default-src 'self'", "header-invalid"),
        (";", "header-invalid"),
        ("default-src 'self'", "implemented-with-no-unsafe"),
        ("default-src 'none'", "implemented-with-no-unsafe-default-src-none"),
        (
            "script-src 'self'; object-src 'none'",
            "implemented-with-unsafe-inline-in-style-src-only",
        ),
        ("img-src 'self'", "implemented-with-unsafe-inline"),
        ("default-src 'none'; script-src https:", "implemented-with-unsafe-inline"),
        ("default-src 'none'; script-src 'unsafe-inline'", "implemented-with-unsafe-inline"),
        ("default-src 'none'; script-src data:", "implemented-with-unsafe-inline"),
        (
            "default-src 'none'; script-src 'nonce-x' 'unsafe-inline'",
            "implemented-with-no-unsafe-default-src-none",
        ),
        ("default-src 'none'; script-src 'self' 'strict-dynamic'", "header-invalid"),
        ("default-src 'none'; object-src *", "implemented-with-unsafe-inline"),
        ("default-src 'none'; script-src http://a.example", "implemented-with-insecure-scheme"),
        ("default-src 'none'; font-src http://a.example", "implemented-with-insecure-scheme"),
        ("default-src 'none'; script-src 'unsafe-eval'", "implemented-with-unsafe-eval"),
        (
            "default-src 'none'; img-src http://a.example",
            "implemented-with-insecure-scheme-in-passive-content-only",
        ),
        (
            "default-src 'none'; style-src 'unsafe-inline'",
            "implemented-with-unsafe-inline-in-style-src-only",
        ),
    ],
)
def test_a_policy_is_judged_by_its_weakest_part(policy: str | None, outcome: str) -> None:
    assert outcomes(changed(Content_Security_Policy=policy))[0] == f"csp-{outcome}"


@pytest.mark.parametrize(
    ("header", "value", "outcome"),
    [
        ("Strict-Transport-Security", None, "hsts-not-implemented"),
        (
            "Strict-Transport-Security",
            "max-age=300",
            "hsts-implemented-max-age-less-than-six-months",
        ),
        ("Strict-Transport-Security", "includeSubDomains", "hsts-header-invalid"),
        ("Strict-Transport-Security", "max-age=1, max-age=2", "hsts-header-invalid"),
        ("X-Content-Type-Options", None, "x-content-type-options-not-implemented"),
        ("X-Content-Type-Options", "sniff", "x-content-type-options-header-invalid"),
        ("Referrer-Policy", None, "referrer-policy-not-implemented"),
        ("Referrer-Policy", "unsafe-url", "referrer-policy-unsafe"),
        ("Referrer-Policy", "unsafe-url, no-referrer", "referrer-policy-private"),
        ("Referrer-Policy", "none", "referrer-policy-header-invalid"),
        (
            "Cross-Origin-Resource-Policy",
            None,
            "cross-origin-resource-policy-not-implemented",
        ),
        (
            "Cross-Origin-Resource-Policy",
            "cross-origin",
            "cross-origin-resource-policy-implemented-with-cross-origin",
        ),
        ("Cross-Origin-Resource-Policy", "none", "cross-origin-resource-policy-header-invalid"),
        (
            "Access-Control-Allow-Origin",
            "*",
            "cross-origin-resource-sharing-implemented-with-public-access",
        ),
        (
            "Access-Control-Allow-Origin",
            ELSEWHERE,
            "cross-origin-resource-sharing-implemented-with-restricted-access",
        ),
    ],
)
def test_a_header_is_judged_by_what_it_says(header: str, value: str | None, outcome: str) -> None:
    answer = with_headers({**GOOD, header: value})
    assert outcome in outcomes(answer)
    is_worse = MODIFIERS[outcome] < 0 or (header, value) in {
        ("Referrer-Policy", None),
        ("Cross-Origin-Resource-Policy", None),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    }
    assert (score(answer) < 130) == is_worse


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (None, "not-implemented"),
        ("DENY", "sameorigin-or-deny"),
        ("ALLOW-FROM https://a.example", "allow-from-origin"),
        ("none", "header-invalid"),
    ],
)
def test_frames_are_refused_by_the_policy_or_by_a_header(value: str | None, outcome: str) -> None:
    answer = changed(Content_Security_Policy="default-src 'none'", X_Frame_Options=value)
    assert f"x-frame-options-{outcome}" in outcomes(answer)
    assert "x-frame-options-implemented-via-csp" in outcomes(changed(X_Frame_Options=value))


@pytest.mark.parametrize(
    ("cookie", "hsts", "outcome"),
    [
        ("a=1; Secure; SameSite=Lax", True, "secure-with-httponly-sessions-and-samesite"),
        ("a=1; Secure", True, "secure-with-httponly-sessions"),
        ("a=1; Secure; SameSite=Any", True, "samesite-flag-invalid"),
        ("a=1; SameSite=None", True, "samesite-flag-invalid"),
        ("a=1", True, "without-secure-flag-but-protected-by-hsts"),
        ("a=1", False, "without-secure-flag"),
        ("csrf=1; Secure", True, "anticsrf-without-samesite-flag"),
        ("session=1; HttpOnly", True, "session-without-secure-flag-but-protected-by-hsts"),
        ("session=1; HttpOnly", False, "session-without-secure-flag"),
        ("session=1; Secure; SameSite=Lax", True, "session-without-httponly-flag"),
    ],
)
def test_a_cookie_is_judged_by_its_worst_fault(cookie: str, hsts: bool, outcome: str) -> None:
    transport = GOOD["Strict-Transport-Security"] if hsts else None
    answer = changed(Set_Cookie=cookie, Strict_Transport_Security=transport)
    assert f"cookies-{outcome}" in outcomes(answer)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<p>", "not-implemented-but-no-scripts-loaded"),
        (
            "<script src=/a.js></script>",
            "not-implemented-but-all-scripts-loaded-from-secure-origin",
        ),
        (
            "<script src=/a.js integrity=sha384-x></script>",
            "implemented-and-all-scripts-loaded-securely",
        ),
        (
            "<script src=https://cdn.example/a.js></script>",
            "not-implemented-but-external-scripts-loaded-securely",
        ),
        (
            "<script src=https://cdn.example/a.js integrity=sha384-x></script>",
            "implemented-and-external-scripts-loaded-securely",
        ),
        (
            "<script src=//cdn.example/a.js integrity=sha384-x></script>",
            "implemented-but-external-scripts-not-loaded-securely",
        ),
        (
            "<script src=/a.js></script><script src=http://cdn.example/a.js></script>",
            "not-implemented-and-external-scripts-not-loaded-securely",
        ),
    ],
)
def test_scripts_are_judged_by_where_they_come_from(body: str, outcome: str) -> None:
    assert f"sri-{outcome}" in outcomes(changed(body))


def test_credentials_for_anybody_are_the_worst() -> None:
    answer = changed(Access_Control_Allow_Origin=ELSEWHERE, Access_Control_Allow_Credentials="true")
    assert score(answer) == 50


def test_credit_is_given_to_those_only_who_need_it_least() -> None:
    assert score(changed(X_Content_Type_Options=None)) == 95 + 30
    assert score(changed(Strict_Transport_Security="max-age=300")) == 90 + 30
    assert score(changed(Strict_Transport_Security=None)) == 80


def test_a_score_is_never_below_nothing() -> None:
    assert score(Answer(HOST, Headers({"Set-Cookie": "session=1"}))) == 0
