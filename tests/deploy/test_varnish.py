"""Varnish in front of a tiny site: what it keeps, forgets, and gives when the site is down."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest

from tests.support import fronts
from tests.support.fronts import Front, until, varnish_counts
from tests.support.origins import Origin, serving_origin


def purge(cache: Front) -> None:
    """Say that the content has changed, as the site does."""
    assert cache.ask("/", method="PURGE", Surrogate_Key="content").status == 200


def test_the_second_visitor_does_not_reach_the_site(cache: Front, origin: Origin) -> None:
    assert cache.ask("/nb/").body == b"first"
    assert cache.ask("/nb/").body == b"first"
    assert len(origin.pages) == 1
    assert varnish_counts(cache)["cache_hit"] == 1


def test_visitors_who_ask_at_once_reach_the_site_once(cache: Front, origin: Origin) -> None:
    origin.before_answering = lambda: time.sleep(0.5)
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: cache.ask("/nb/").body, range(20)))
    assert replies == [b"first"] * 20
    assert len(origin.pages) == 1


@pytest.mark.parametrize(
    ("accepted", "asked_for"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP, BR", "br"),
        ("br;q=0, gzip;q=1.0", "gzip"),
        ("br; q=0.0 ,zstd", "zstd"),
        ("br;q=0.001, gzip", "br"),
        ("gzip,deflate", "gzip"),
        ("x-gzip, brotli", ""),
        ("deflate", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_the_site_is_asked_for_one_coding(
    cache: Front, origin: Origin, accepted: str, asked_for: str
) -> None:
    cache.ask("/nb/", Accept_Encoding=accepted)
    assert origin.pages[-1].headers.get("accept-encoding", "") == asked_for


def test_codings_are_kept_apart(cache: Front, origin: Origin) -> None:
    for _ in range(2):
        for coding in ("br", "zstd", "gzip"):
            assert cache.ask("/nb/", Accept_Encoding=coding).body == f"first {coding}".encode()
        assert cache.ask("/nb/").body == b"first"
    assert len(origin.pages) == 4


@pytest.mark.parametrize(
    ("asked", "passed_on"),
    [
        ("/nb/?utm_source=x", "/nb/"),
        ("/nb/?", "/nb/"),
        ("/nb/?fbclid=1&gclid=2", "/nb/"),
        ("/nb/sok?q=batteri", "/nb/sok?q=batteri"),
        ("/nb/sok?utm_source=x&q=batteri&side=2", "/nb/sok?q=batteri"),
        ("/nb/sok?utm_source=x&q=batteri&page=2", "/nb/sok?q=batteri&page=2"),
        ("/nb/sok?page=2&x=y&q=batteri&page=3", "/nb/sok?q=batteri&page=2"),
        ("/nb/sok?page=2", "/nb/sok"),
        ("/nb/sok?q=en&q=to", "/nb/sok?q=en"),
        ("/nb/sok?faq=1", "/nb/sok"),
        ("/nb/sok?faq=?q=1", "/nb/sok"),
    ],
)
def test_what_pages_do_not_depend_on_is_taken_off(
    cache: Front, origin: Origin, asked: str, passed_on: str
) -> None:
    cache.ask(asked)
    assert origin.pages[-1].path == passed_on


def test_a_cookie_makes_no_difference(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/", Cookie="a=1")
    cache.ask("/nb/", Cookie="a=2")
    assert len(origin.pages) == 1
    assert "cookie" not in origin.pages[0].headers


def test_a_purge_is_seen_in_the_next_answer(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    origin.text = "second"
    assert cache.ask("/nb/").body == b"first"
    purge(cache)
    assert cache.ask("/nb/").body == b"second"


def test_what_a_purge_did_not_change_is_not_sent_again(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    purge(cache)
    assert cache.ask("/nb/").body == b"first"
    assert origin.pages[-1].headers["if-none-match"] == 'W/"first"'
    cache.ask("/nb/")
    assert len(origin.pages) == 2


def test_what_was_asked_for_before_a_purge_is_not_given_after_it(
    cache: Front, origin: Origin
) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    def answer_late() -> None:
        is_asked.set()
        may_answer.wait(10)

    origin.before_answering = answer_late
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(cache.ask, "/nb/")
        assert is_asked.wait(10)
        origin.text = "second"
        purge(cache)
        may_answer.set()
        assert early.result().body == b"first"
    assert cache.ask("/nb/").body == b"second"
    assert cache.ask("/nb/").body == b"second"
    assert len(origin.pages) == 2


def test_a_purge_that_was_lost_is_made_good_within_a_minute(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    origin.text = "second"
    time.sleep(61)
    assert cache.ask("/nb/").body == b"second"


def test_nothing_is_given_after_the_moment_it_expires(cache: Front, origin: Origin) -> None:
    origin.headers["Expires"] = "Mon, 01 Jan 2024 00:00:00 GMT"
    for _ in range(3):
        cache.ask("/nb/")
    assert len(origin.pages) == 3


def test_only_the_site_may_purge(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    for reply in (
        cache.ask("/", method="PURGE", sender="127.0.0.2", Surrogate_Key="content"),
        cache.ask("/", method="PURGE", Surrogate_Key="content", X_Forwarded_For="203.0.113.9"),
    ):
        assert reply.status == 403
    assert cache.ask("/", method="PURGE").status == 400
    cache.ask("/nb/")
    assert len(origin.pages) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_site_that_fails_is_covered_by_what_it_said(
    cache: Front, origin: Origin, status: int
) -> None:
    cache.ask("/nb/")
    purge(cache)
    origin.status, origin.text = status, "failed"
    for _ in range(3):
        reply = cache.ask("/nb/")
        assert (reply.status, reply.body) == (200, b"first")
    origin.status, origin.text = 200, "second"
    assert cache.ask("/nb/").body == b"second"


def test_a_failure_with_nothing_to_cover_it_is_the_sites_own(cache: Front, origin: Origin) -> None:
    origin.status, origin.text = 503, "in the visitor's language"
    origin.headers = {"Cache-Control": "no-store"}
    reply = cache.ask("/nb/")
    assert (reply.status, reply.body) == (503, b"in the visitor's language")
    assert len(origin.pages) == 1
    origin.status, origin.headers = 200, Origin().headers
    assert cache.ask("/nb/").status == 200


def test_a_site_that_hangs_is_covered_too(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    purge(cache)
    hanging = threading.Event()
    origin.before_answering = lambda: hanging.wait(30)
    started = time.monotonic()
    assert cache.ask("/nb/").body == b"first"
    assert time.monotonic() - started < 15
    hanging.set()


@pytest.mark.parametrize("status", [301, 302, 404, 405])
def test_redirects_and_errors_are_not_kept(cache: Front, origin: Origin, status: int) -> None:
    origin.status, origin.headers = status, {"Cache-Control": "no-cache"}
    for _ in range(3):
        assert cache.ask("/nb/nothing").status == status
    assert len(origin.pages) == 3


@pytest.mark.parametrize(
    "own", [{"Cache-Control": "private"}, {"Cache-Control": "no-store"}, {"Set-Cookie": "a=1"}]
)
def test_what_is_for_one_visitor_is_not_kept(
    cache: Front, origin: Origin, own: dict[str, str]
) -> None:
    origin.headers |= own
    cache.ask("/nb/")
    cache.ask("/nb/")
    assert len(origin.pages) == 2


def test_what_is_sent_reaches_the_site_each_time(cache: Front, origin: Origin) -> None:
    for _ in range(2):
        assert cache.ask("/nb/kontakt?step=2", method="POST", body=b"name=x").status == 200
    assert [(one.method, one.path, one.body) for one in origin.pages] == [
        ("POST", "/nb/kontakt?step=2", b"name=x")
    ] * 2


def test_visitors_do_not_see_the_machinery(cache: Front, origin: Origin) -> None:
    for path in ("/nb/", "/nb/"):
        headers = cache.ask(path).headers
        assert not headers.keys() & {"surrogate-key", "xkey", "x-edition", "x-varnish", "via"}
        assert headers["cache-control"] == origin.headers["Cache-Control"]
    refused = cache.ask("/", method="PURGE")
    assert not refused.headers.keys() & {"x-varnish", "via", "server"}
    assert b"arnish" not in refused.body


def test_only_a_terminator_says_how_visitors_came(cache: Front, origin: Origin) -> None:
    said = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "other.example",
        "Forwarded": "for=203.0.113.9",
    }
    cache.ask("/nb/", headers=said)
    believed = origin.pages[-1].headers
    assert believed["x-forwarded-proto"] == "https"
    assert believed["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"
    cache.ask("/nb/", sender="127.0.0.2", headers=said)
    forged = origin.pages[-1].headers
    assert len(origin.pages) == 2, "one answer for two schemes"
    assert forged["x-forwarded-proto"] == "http"
    assert forged["x-forwarded-for"] == "127.0.0.2"
    for headers in (believed, forged):
        assert not headers.keys() & {"forwarded", "x-forwarded-host"}


@pytest.mark.parametrize("sender", ["127.0.0.1", "127.0.0.2"])
@pytest.mark.parametrize("between", list(product("-_", repeat=2)))
def test_an_underscore_is_no_way_to_say_it(
    cache: Front, origin: Origin, between: tuple[str, str], sender: str
) -> None:
    """The site cannot tell it from a hyphen (PEP 3333)."""
    headers = {
        name.replace("-", between[0], 1).replace("-", between[1], 1): value
        for name, value in (
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Host", "other.example"),
            ("X-Request-Id", "abcdef0123456789"),
            ("Accept-Encoding", "br"),
            ("If-None-Match", "*"),
            ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        )
    }
    assert cache.ask("/nb/", sender=sender, headers=headers).status == 200
    assert not [name for name in origin.pages[-1].headers if "_" in name]


def test_hosts_are_kept_apart(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    cache.ask("/nb/", Host="other.example")
    assert [one.headers["host"] for one in origin.pages] == ["battkomp.example", "other.example"]


def test_a_dead_site_is_covered_even_after_a_purge(short_folder: Path) -> None:
    origin, path = Origin(), short_folder / "site.sock"
    with fronts.varnish(path) as cache:
        with serving_origin(path, origin):
            until(lambda: cache.ask("/nb/").status == 200)
            purge(cache)
        for _ in range(2):
            assert cache.ask("/nb/").body == b"first"
            time.sleep(3)  # by now Varnish has noticed that the site is down
        origin.text = "second"
        with serving_origin(path, origin):
            until(lambda: cache.ask("/nb/").body == b"second")


def test_a_dead_site_that_said_nothing_is_excused_in_both_languages(short_folder: Path) -> None:
    with fronts.varnish(short_folder / "site.sock") as cache:
        reply = cache.ask("/en/")
    assert reply.status == 503
    assert "Prøv igjen".encode() in reply.body
    assert b"Please try again" in reply.body
    assert reply.header("Retry-After") == "30"
    assert reply.header("Cache-Control") == "no-store"
