"""The response cache: stored responses are sent again while they are right, and never after."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import http_date
from werkzeug.test import Client, create_environ
from werkzeug.wrappers import Response

from battkomp.http.cache import CacheKeys, Key, ResponseCache
from battkomp.settings import Settings
from battkomp.web.sitemap import query_parameters
from tests.support.clients import UNDONE
from tests.support.fuzz import NAMES
from tests.support.pages import EVERY_PAGE
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

PUBLIC = ("Cache-Control", "public, max-age=0")
TEXT = ("Content-Type", "text/plain; charset=utf-8")
PAGES = [*EVERY_PAGE, *(f"/fragment{one}" for one in EVERY_PAGE), "/robots.txt", "/sitemap.xml"]
# These choose a representation of a page.
REPRESENTATIONS = {"Accept-Encoding", "Range", "If-Range", "If-None-Match", "If-Modified-Since"}
KEYS = CacheKeys(
    lambda path: ("q",) if path == "/search" else (),
    lambda host: host != "evil.example",
    by_host=True,
)


class Origin:
    """An application that numbers its responses."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK", size: int = 0) -> None:
        self.headers = list(headers) or [PUBLIC, TEXT]
        self.status = status
        self.size = size
        self.requests = 0
        self.closed = 0
        self.state: Hashable | None = 1
        self.now = 0.0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.requests += 1
        body = f"response {self.requests} " + "x" * self.size
        response = Response(body, self.status, self.headers)
        response.call_on_close(self._close)
        return response(environ, start)

    def _close(self) -> None:
        self.closed += 1

    def cached(self, capacity: int = 1_000_000, app: WSGIApplication | None = None) -> Client:
        """Return a client of the application, or one around it, behind a cache."""
        cache = ResponseCache(
            app or self,
            key_of=KEYS.key_of,
            content_state=lambda: self.state,
            capacity=capacity,
            now=lambda: self.now,
        )
        return Client(cache, use_cookies=False)


def test_a_response_is_sent_again() -> None:
    origin = Origin()
    client = origin.cached()
    first, second = client.get("/a"), client.get("/a")
    assert first.text == second.text == "response 1 "
    assert first.headers == second.headers
    assert (origin.requests, origin.closed) == (1, 1)


def test_a_response_is_not_sent_in_another_state() -> None:
    origin = Origin()
    client = origin.cached()
    client.get("/a")
    origin.state = 2
    assert client.get("/a").text == "response 2 "
    origin.state = 1
    assert client.get("/a").text == "response 3 "


def test_a_response_made_during_a_change_is_not_stored() -> None:
    origin = Origin()

    def changing(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        origin.state = 2
        return origin(environ, start)

    client = origin.cached(app=changing)
    assert client.get("/a").text == "response 1 "
    origin.state = 1
    assert client.get("/a").text == "response 2 "


def test_in_an_unknown_state_the_last_known_response_is_sent() -> None:
    origin = Origin()
    client = origin.cached()
    client.get("/a")
    origin.state = None
    assert client.get("/a").text == "response 1 "
    assert client.get("/b").text == "response 2 "
    assert client.get("/b").text == "response 3 ", "stored in an unknown state"


def test_an_expired_response_is_not_sent() -> None:
    origin = Origin(PUBLIC, TEXT, ("Expires", http_date(100)))
    client = origin.cached()
    texts = []
    for origin.now in (0, 99, 100):
        texts.append(client.get("/a").text)
    assert texts == ["response 1 ", "response 1 ", "response 2 "]


def test_requests_with_other_keys_get_other_responses() -> None:
    origin = Origin()
    client = origin.cached()
    texts = [
        client.get("/a").text,
        client.get("/b").text,
        client.get("/search").text,
        client.get("/search?q=1").text,
        client.get("/a", headers={"Host": "other.example"}).text,
        client.get("/a", base_url="https://localhost").text,
    ]
    assert len(set(texts)) == len(texts)
    assert client.get("/a?utm_source=x").text == texts[0]


def test_only_shareable_responses_are_stored() -> None:
    cases = [
        ("200 OK", [TEXT]),
        ("200 OK", [TEXT, ("Cache-Control", "max-age=0")]),
        ("200 OK", [TEXT, ("Cache-Control", "public, private")]),
        ("200 OK", [TEXT, ("Cache-Control", "public, no-store")]),
        ("200 OK", [TEXT, PUBLIC, ("Set-Cookie", "a=b")]),
        ("200 OK", [TEXT, PUBLIC, ("Vary", "Cookie")]),
        ("200 OK", [TEXT, PUBLIC, ("Vary", "Accept-Encoding, Accept-Language")]),
        ("200 OK", [TEXT, PUBLIC, ("Vary", "*")]),
        ("302 FOUND", [TEXT, PUBLIC]),
        ("404 NOT FOUND", [TEXT, PUBLIC]),
        ("503 SERVICE UNAVAILABLE", [TEXT, PUBLIC]),
    ]
    faults = []
    for status, headers in cases:
        client = Origin(*headers, status=status).cached()
        if client.get("/a").text == client.get("/a").text:
            faults.append((status, headers))
    assert faults == []


def test_only_get_and_head_are_answered_from_the_cache() -> None:
    client = Origin().cached()
    client.get("/a")
    texts = {client.open("/a", method=method).text for method in ("POST", "OPTIONS", "BREW")}
    assert texts == {"response 2 ", "response 3 ", "response 4 "}
    assert client.get("/a").text == "response 1 "


def test_a_head_has_the_headers_of_a_get_and_no_body() -> None:
    for capacity in (0, 1_000_000):
        client = Origin().cached(capacity)
        head, whole = client.head("/a"), client.get("/a")
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]
        assert set(dict(head.headers)) == set(dict(whole.headers))
        assert head.data == b""


def test_each_coding_is_stored_once() -> None:
    origin = Origin(size=1000)
    client = origin.cached()
    for _ in range(2):
        for coding in UNDONE:
            response = client.get("/a", headers={"Accept-Encoding": f"{coding}, deflate"})
            assert response.headers.get("Content-Encoding", "identity") == coding
            assert response.headers["Vary"] == "Accept-Encoding"
    assert origin.requests == len(UNDONE)


def test_the_oldest_responses_make_room() -> None:
    client = Origin(size=10_000).cached(capacity=100_000)
    first = [client.get(f"/{number}").text for number in range(100)]
    again = [client.get(f"/{number}").text for number in reversed(range(100))]
    kept = [one in first for one in again]
    assert 1 <= sum(kept) <= 10
    assert all(kept[: sum(kept)]), "the newest are kept"


def test_a_response_larger_than_the_cache_is_sent() -> None:
    for capacity in (0, 10_000):
        client = Origin(size=10_000).cached(capacity)
        assert client.get("/a").text.startswith("response 1 ")
        assert client.get("/a").text.startswith("response 2 ")


def key(address: str, host: str = "localhost", keys: CacheKeys = KEYS) -> Key | None:
    """Return the key of a GET request."""
    return keys.key_of(create_environ(address, headers={"Host": host}))


def test_a_key_has_the_scheme_host_path_and_relevant_query() -> None:
    assert key("/search?q=1", "a.example") == ("http", "a.example", "/search", "q=1")
    queries = ("x=1", "utm_source=a&utm_medium=b", "Q=1", "qq=1", "&&&", "=q", "x=q", "x;q=1")
    for query in queries:
        assert key(f"/search?{query}") == key("/search"), query
        assert key(f"/search?{query}&q=1") == key("/search?q=1"), query
        assert key(f"/search?{query}&%71=1") == ("http", "localhost", "/search", "%71=1"), query
        assert key(f"/page?{query}&q=1") == key("/page"), query


def test_a_static_file_and_a_page_with_a_public_url_have_one_key_for_all_hosts() -> None:
    assert key("/static/a.css?q=1", "a.example") == key("/static/a.css", "b.example")
    keys = CacheKeys(lambda _: (), lambda _: True, by_host=False)
    assert key("/", "a.example", keys) == key("/", "b.example", keys)


def test_long_requests_untrusted_hosts_and_odd_schemes_are_not_cached() -> None:
    assert key("/" + "a" * 600) is None
    assert key("/search?q=" + "a" * 600) is None
    assert key("/search?x=" + "a" * 600) is None
    assert key("/", "evil.example") is key("/static/a.css", "evil.example") is None
    assert KEYS.key_of(create_environ("/") | {"wsgi.url_scheme": "javascript"}) is None


def test_an_untrusted_host_neither_reads_nor_fills_the_cache_of_a_site(tmp_path: Path) -> None:
    visitor = Visitor(site(settings_in(tmp_path, trusted_hosts=("battkomp.example",))))
    statuses = {"/nb/": 200, "/static/css/site.css": 200, "/fragment/en/": 200, "/": 302, "/x": 404}
    for address, status in statuses.items():
        for _ in range(2):
            assert visitor.ask(address, Host="evil.example").status_code == 400, address
            assert visitor.ask(address, Host="battkomp.example").status_code == status, address


def test_every_page_is_shareable_and_sent_again(visitor: Visitor) -> None:
    faults = []
    for address in PAGES:
        first, second = visitor.ask(address), visitor.ask(f"{address}?utm_source=x&y")
        is_same = (first.data, first.headers) == (second.data, second.headers)
        is_shareable = first.headers["Cache-Control"].startswith("public, max-age=0, ")
        if not (is_same and is_shareable and first.headers["ETag"].startswith('W/"')):
            faults.append(address)
    assert faults == []


def test_no_page_depends_on_more_than_its_key(tmp_path: Path) -> None:
    """Otherwise the cache would give one visitor the answer to another."""
    url = "https://battkomp.example"
    visitor = Visitor(site(settings_in(tmp_path, cache_megabytes=0, public_url=url)))
    reads = query_parameters(visitor.client.application.extensions["battkomp.languages"])
    faults = []
    for address in PAGES:
        query = "?utm_source=x" if reads(address) else "?q=batteri&receipt=1&page=2"
        plain = visitor.ask(address)
        for value in ("nb", "en-GB,en;q=0.5", "true", "evil.example", "a=b; c", "1.2.3.4"):
            headers = dict.fromkeys(set(NAMES) - REPRESENTATIONS, value)
            headers["Host"] = "other.example"
            other = visitor.client.get(address + query, headers=headers)
            if (other.data, other.headers) != (plain.data, plain.headers):
                faults.append((address, value))
    assert faults == []


def test_in_development_nothing_is_stored_and_templates_are_read_again(settings: Settings) -> None:
    app = site(replace(settings, development=True))
    assert app.jinja_env.auto_reload
    visitor = Visitor(app)
    before = visitor.ask("/nb/").text
    app.jinja_env.globals["static_address"] = lambda name: f"/changed/{name}"
    assert visitor.ask("/nb/").text != before
