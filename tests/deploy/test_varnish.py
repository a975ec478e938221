"""Test Varnish in front of a tiny site: answers it keeps, drops and serves while it is down."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from tests.support import fronts
from tests.support.fronts import HOST, Front
from tests.support.origins import Origin, page_headers


def purge(cache: Front) -> None:
    """Tell the cache that the content has changed, as the site does."""
    assert cache.ask("/", method="PURGE", Surrogate_Key="content").status == 200


def test_simultaneous_requests_reach_the_site_once(cache: Front, origin: Origin) -> None:
    origin.before_answering = lambda: time.sleep(0.5)
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: cache.ask("/nb/").body, range(20)))
    assert replies == [b"first"] * 20
    assert len(origin.pages) == 1


def test_the_site_is_asked_for_one_coding(cache: Front, origin: Origin) -> None:
    expected = {
        "gzip, deflate, br, zstd": "br",
        "GZIP, BR": "br",
        "br;q=0, gzip;q=1.0": "gzip",
        "br; q=0.0 ,zstd": "zstd",
        "br;q=0.001, gzip": "br",
        "gzip,deflate": "gzip",
        "x-gzip, brotli": "",
        "deflate": "",
        "*": "",
        "": "",
    }
    found = {}
    for number, accepted in enumerate(expected):
        cache.ask(f"/nb/{number}", Accept_Encoding=accepted)
        found[accepted] = origin.pages[-1].headers.get("accept-encoding", "")
    assert found == expected


def test_parameters_that_pages_do_not_read_are_removed(cache: Front, origin: Origin) -> None:
    expected = {
        "/nb/a?utm_source=x": "/nb/a",
        "/nb/b?": "/nb/b",
        "/nb/c?fbclid=1&gclid=2": "/nb/c",
        "/nb/sok?q=batteri": "/nb/sok?q=batteri",
        "/nb/sok?utm_source=x&q=batteri+a&side=2": "/nb/sok?q=batteri+a",
        "/nb/sok?utm_source=x&q=batteri&page=2": "/nb/sok?q=batteri&page=2",
        "/nb/sok?page=2&x=y&q=b&page=3": "/nb/sok?q=b&page=2",
        "/en/search?page=2": "/en/search",
        "/nb/sok?q=en&q=to": "/nb/sok?q=en",
        "/nb/sok?faq=1": "/nb/sok",
        "/nb/kontakt?x=1&receipt=a.b": "/nb/kontakt?receipt=a.b",
        "/en/about?faq=?q=1": "/en/about",
    }
    found = {}
    for asked in expected:
        cache.ask(asked)
        found[asked] = origin.pages[-1].path
    assert found == expected


def test_a_host_makes_a_difference_and_a_cookie_does_not(cache: Front, origin: Origin) -> None:
    for host in (HOST, "other.example"):
        for cookie in ("a=1", "a=2"):
            cache.ask("/nb/", Host=host, Cookie=cookie)
    assert [one.headers["host"] for one in origin.pages] == [HOST, "other.example"]
    assert not [one for one in origin.pages if "cookie" in one.headers]


def test_a_fetch_that_began_before_a_purge_is_not_kept(cache: Front, origin: Origin) -> None:
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


def test_a_lost_purge_is_noticed_when_the_longest_time_is_over(
    origin: Origin, short_folder: Path
) -> None:
    with fronts.varnish(short_folder / "site.sock", longest=2) as cache:
        cache.ask("/nb/")
        origin.text = "second"
        assert cache.ask("/nb/").body == b"first"
        time.sleep(2.1)
        assert cache.ask("/nb/").body == b"second"


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


def test_the_last_good_answer_covers_a_failing_site(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    for status in (500, 502, 503):
        purge(cache)
        origin.status, origin.text = status, "failed"
        for _ in range(3):
            reply = cache.ask("/nb/")
            assert (status, reply.status, reply.body) == (status, 200, b"first")
    origin.status, origin.text = 200, "second"
    assert cache.ask("/nb/").body == b"second"


def test_a_failure_passes_if_there_is_no_earlier_answer(cache: Front, origin: Origin) -> None:
    origin.status, origin.text = 503, "in the visitor's language"
    origin.headers = {"Cache-Control": "no-store"}
    reply = cache.ask("/nb/")
    assert (reply.status, reply.body) == (503, b"in the visitor's language")
    assert len(origin.pages) == 1
    origin.status, origin.headers = 200, Origin().headers
    assert cache.ask("/nb/").status == 200


def test_the_last_good_answer_covers_a_hanging_site(cache: Front, origin: Origin) -> None:
    cache.ask("/nb/")
    purge(cache)
    hanging = threading.Event()
    origin.before_answering = lambda: hanging.wait(30)
    assert cache.ask("/nb/").body == b"first"  # sooner than its timeout
    hanging.set()


def test_answers_that_are_not_for_everyone_until_the_next_purge_are_not_kept(
    cache: Front, origin: Origin
) -> None:
    own = [
        {"Cache-Control": "private"},
        {"Cache-Control": "no-store"},
        {"Set-Cookie": "a=1"},
        {"Expires": "Mon, 01 Jan 2024 00:00:00 GMT"},
    ]
    answers = [(status, {"Cache-Control": "no-cache"}) for status in (301, 302, 404, 405)]
    answers += [(200, page_headers() | headers) for headers in own]
    for number, (origin.status, origin.headers) in enumerate(answers):
        for _ in range(3):
            assert cache.ask(f"/nb/{number}").status == origin.status
    asked = Counter(one.path for one in origin.pages)
    assert asked == {f"/nb/{number}": 3 for number in range(len(answers))}


def test_every_post_reaches_the_site(cache: Front, origin: Origin) -> None:
    for _ in range(2):
        assert cache.ask("/nb/kontakt?step=2", method="POST", body=b"name=x").status == 200
    assert [(one.method, one.path, one.body) for one in origin.pages] == [
        ("POST", "/nb/kontakt?step=2", b"name=x")
    ] * 2


def test_internal_headers_do_not_reach_visitors(cache: Front, origin: Origin) -> None:
    for path in ("/nb/", "/nb/"):
        headers = cache.ask(path).headers
        assert not headers.keys() & {"surrogate-key", "xkey", "x-edition", "x-varnish", "via"}
        assert headers["cache-control"] == origin.headers["Cache-Control"]
    refused = cache.ask("/", method="PURGE")
    assert not refused.headers.keys() & {"x-varnish", "via", "server"}
    assert b"arnish" not in refused.body


def test_forwarded_headers_count_only_from_the_tls_terminator(cache: Front, origin: Origin) -> None:
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


def test_headers_with_underscores_are_removed(cache: Front, origin: Origin) -> None:
    """WSGI cannot tell an underscore in a name from a hyphen (PEP 3333)."""
    forged = (
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Host", "other.example"),
        ("X-Request-Id", "abcdef0123456789"),
        ("Accept-Encoding", "br"),
        ("If-None-Match", "*"),
        ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
    )
    for first, second, sender in product("-_", "-_", ("127.0.0.1", "127.0.0.2")):
        headers = {
            name.replace("-", second).replace(second, first, 1): value for name, value in forged
        }
        path = f"/nb/{len(origin.pages)}"
        assert cache.ask(path, sender=sender, headers=headers).status == 200
        assert not [name for name in origin.pages[-1].headers if "_" in name]
