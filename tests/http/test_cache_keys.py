"""Cache keys: clients cannot add entries with anything that a response does not depend on."""

from __future__ import annotations

from pathlib import Path

from werkzeug.test import create_environ

from battkomp.http.cache_keys import CacheKeys, Key
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

KEYS = CacheKeys(
    lambda path: ("q",) if path == "/search" else (),
    lambda host: host != "evil.example",
    by_host=True,
)


def key(address: str, host: str = "localhost", keys: CacheKeys = KEYS) -> Key | None:
    """Return the key of a GET request."""
    return keys.key_of(create_environ(address, headers={"Host": host}))


def test_a_key_has_the_scheme_host_path_and_relevant_query() -> None:
    assert key("/search?q=1", "a.example") == ("http", "a.example", "/search", "q=1")


def test_irrelevant_parameters_are_left_out() -> None:
    queries = ("x=1", "utm_source=a&utm_medium=b", "Q=1", "qq=1", "&&&", "=q", "x=q", "x;q=1")
    for query in queries:
        assert key(f"/search?{query}") == key("/search"), query
        assert key(f"/search?{query}&q=1") == key("/search?q=1"), query
        assert key(f"/search?{query}&%71=1") == ("http", "localhost", "/search", "%71=1"), query
        assert key(f"/page?{query}&q=1") == key("/page"), query


def test_a_static_file_has_one_key_for_all_hosts_and_queries() -> None:
    assert key("/static/a.css?q=1", "a.example") == key("/static/a.css", "b.example")


def test_long_requests_untrusted_hosts_and_odd_schemes_are_not_cached() -> None:
    assert key("/" + "a" * 600) is None
    assert key("/search?q=" + "a" * 600) is None
    assert key("/search?x=" + "a" * 600) is None
    assert key("/", "evil.example") is key("/static/a.css", "evil.example") is None
    assert KEYS.key_of(create_environ("/") | {"wsgi.url_scheme": "javascript"}) is None


def test_with_a_public_url_the_host_is_left_out() -> None:
    keys = CacheKeys(lambda _: (), lambda _: True, by_host=False)
    assert key("/", "a.example", keys) == key("/", "b.example", keys)


def test_an_untrusted_host_neither_reads_nor_fills_the_cache_of_a_site(tmp_path: Path) -> None:
    visitor = Visitor(site(settings_in(tmp_path, trusted_hosts=("battkomp.example",))))
    for address in ("/nb/", "/static/css/site.css"):
        for host, status in [("evil.example", 400), ("battkomp.example", 200)] * 2:
            assert visitor.ask(address, Host=host).status_code == status, address
