"""Finished answers: given again while they are right, and never after."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from battkomp.db import connections
from battkomp.http import cache
from battkomp.http.cache import ResponseCache
from battkomp.http.cache_keys import Keys
from battkomp.settings import Settings
from battkomp.web.parameters import by_path
from tests.support.pages import EVERY_PAGE
from tests.support.sites import change, edited_seed, load, settings_in, site
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PUBLIC = ("Cache-Control", "public, max-age=0")
TEXT = ("Content-Type", "text/plain; charset=utf-8")
KEYS = Keys(
    lambda path: ("q",) if path != "/without" else (),
    lambda host: host != "evil.example",
    by_host=True,
)


class Origin:
    """An application that counts how often it is asked."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK", size: int = 0) -> None:
        self.headers = list(headers) or [PUBLIC, TEXT]
        self.status = status
        self.size = size
        self.asked: list[WSGIEnvironment] = []
        self.is_closed = False
        self.state: Hashable | None = 1

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        start(self.status, self.headers)
        return self._body()

    def _body(self) -> Iterable[bytes]:
        try:
            yield f"answer {len(self.asked)} ".encode()
            yield b"x" * self.size
        finally:
            self.is_closed = True

    def behind_a_cache(self, capacity: int = 1_000_000) -> Client:
        """Return a client of the application behind a cache."""
        return Client(
            ResponseCache(self, lambda: self.state, keys=KEYS, capacity=capacity),
            use_cookies=False,
        )


def test_an_answer_is_given_again() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    first, second = client.get("/a"), client.get("/a")
    assert first.text == second.text == "answer 1 "
    assert first.headers == second.headers
    assert origin.is_closed


def test_an_answer_is_not_given_in_another_state() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    client.get("/a")
    origin.state = 2
    assert client.get("/a").text == "answer 2 "
    origin.state = 1
    assert client.get("/a").text == "answer 3 "


def test_what_was_made_while_the_state_changed_is_not_kept() -> None:
    states = iter([1, 2, 2, 2, 2, 2])
    origin = Origin()
    cache = ResponseCache(origin, lambda: next(states), keys=KEYS, capacity=1_000_000)
    client = Client(cache)
    assert [client.get("/a").text for _ in range(3)] == ["answer 1 ", "answer 2 ", "answer 2 "]


def test_where_the_state_cannot_be_told_the_last_known_answer_is_given() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    client.get("/a")
    origin.state = None
    assert client.get("/a").text == "answer 1 "
    assert client.get("/b").text == "answer 2 "
    assert client.get("/b").text == "answer 3 ", "kept without a state"


def test_what_is_immutable_outlives_every_state() -> None:
    origin = Origin(("Cache-Control", "max-age=1, public, immutable"), TEXT)
    client = origin.behind_a_cache()
    client.get("/a")
    origin.state = 2
    client.get("/b")
    assert client.get("/a").text == "answer 1 "
    origin.state = None
    assert client.get("/c").text == client.get("/c").text == "answer 3 "


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/b"},
        {"query_string": "q=1"},
        {"headers": {"Host": "other.example"}},
        {"base_url": "https://localhost"},
    ],
)
def test_another_request_has_another_answer(other: dict[str, Any]) -> None:
    client = Origin().behind_a_cache()
    client.get("/a")
    assert client.get(**({"path": "/a"} | other)).text == "answer 2 "


@pytest.mark.parametrize(
    "query", ["x=1", "utm_source=a&utm_medium=b", "Q=1", "qq=1", "&&&", "=q", "x=q", "x;q=1"]
)
def test_what_a_query_says_that_no_answer_depends_on_is_not_looked_at(query: str) -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    client.get("/a")
    assert client.get("/a", query_string=query).text == "answer 1 "
    client.get("/a", query_string="q=1")
    assert client.get("/a", query_string=f"{query}&%71=1").text == "answer 3 "
    assert client.get("/a", query_string=f"{query}&q=1").text == "answer 2 "


def test_an_address_that_reads_no_parameter_has_one_answer() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    for number in range(30):
        assert client.get("/without", query_string=f"q={number}").text == "answer 1 "


def test_a_file_has_one_answer_whatever_the_query_and_the_host() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    for number in range(30):
        host = {"Host": f"{number}.example"}
        answer = client.get("/static/a.css", query_string=f"q={number}", headers=host)
        assert answer.text == "answer 1 "


@pytest.mark.parametrize("address", ["/a", "/static/a.css"])
def test_a_host_that_may_not_be_named_neither_makes_nor_gets_an_answer_that_is_kept(
    address: str,
) -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    evil = {"Host": "evil.example"}
    client.get(address, headers=evil)
    assert client.get(address).text == "answer 2 "
    assert client.get(address, headers=evil).text == "answer 3 "
    assert client.get(address).text == "answer 2 "


def test_where_no_answer_depends_on_the_host_there_is_one_for_all() -> None:
    origin = Origin()
    keys = Keys(lambda _: (), lambda _: True, by_host=False)
    cache = ResponseCache(origin, lambda: 1, keys=keys, capacity=1_000_000)
    for number in range(30):
        host = {"Host": f"{number}.example"}
        assert Client(cache).get("/a", headers=host).text == "answer 1 "


@pytest.mark.parametrize(
    "headers",
    [
        [TEXT],
        [TEXT, ("Cache-Control", "max-age=0")],
        [TEXT, ("Cache-Control", "private")],
        [TEXT, ("Cache-Control", "public, no-store")],
        [TEXT, PUBLIC, ("Set-Cookie", "a=b")],
        [TEXT, PUBLIC, ("Vary", "Cookie")],
        [TEXT, PUBLIC, ("Vary", "Accept-Encoding, Accept-Language")],
        [TEXT, PUBLIC, ("Vary", "*")],
    ],
)
def test_what_is_not_for_everybody_is_not_kept(headers: list[tuple[str, str]]) -> None:
    client = Origin(*headers).behind_a_cache()
    client.get("/a")
    assert client.get("/a").text == "answer 2 "


@pytest.mark.parametrize("status", ["404 NOT FOUND", "500 X", "503 X", "302 FOUND", "206 PART"])
def test_only_what_is_whole_and_well_is_kept(status: str) -> None:
    client = Origin(status=status).behind_a_cache()
    client.get("/a")
    assert client.get("/a").text == "answer 2 "


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_only_reading_is_answered_without_asking(method: str) -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    client.get("/a")
    assert client.open("/a", method=method).text == "answer 2 "
    assert client.get("/a").text == "answer 1 "


@pytest.mark.parametrize("capacity", [0, 1_000_000])
@pytest.mark.parametrize("address", ["/a", "/" + "a" * 600])
def test_the_head_of_an_answer_is_the_same_and_has_no_body(capacity: int, address: str) -> None:
    client = Origin().behind_a_cache(capacity)
    head, whole = client.head(address), client.get(address)
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert set(dict(head.headers)) == set(dict(whole.headers))
    assert (head.data, whole.text[:6]) == (b"", "answer")


def test_who_has_the_answer_is_told_so() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    etag = client.get("/a").headers["ETag"]
    for known in (etag, f'"x", {etag}', etag.removeprefix("W/"), "*"):
        answer = client.get("/a", headers={"If-None-Match": known})
        assert (answer.status_code, answer.data) == (304, b""), known
        assert answer.headers["ETag"] == etag
        assert answer.headers["Cache-Control"] == PUBLIC[1]
    assert client.get("/a", headers={"If-None-Match": '"x"'}).status_code == 200
    origin.state = 2
    assert client.get("/a", headers={"If-None-Match": etag}).text == "answer 2 "


def test_who_asks_on_a_condition_gets_the_others_the_whole_answer() -> None:
    origin = Origin()
    client = origin.behind_a_cache()
    assert client.get("/a", headers={"If-None-Match": '"x"'}).status_code == 200
    assert "HTTP_IF_NONE_MATCH" not in origin.asked[0]
    assert client.get("/a").text == "answer 1 "


def test_a_part_is_cut_from_what_is_kept_if_that_has_parts() -> None:
    origin = Origin(PUBLIC, TEXT, ("Accept-Ranges", "bytes"))
    client = origin.behind_a_cache()
    for _ in range(2):
        part = client.get("/a", headers={"Range": "bytes=1-2"})
        assert (part.status_code, part.text) == (206, "ns")
    assert len(origin.asked) == 1
    assert "HTTP_RANGE" not in origin.asked[0]
    answer = client.get("/a", headers={"Range": "bytes=0-1", "If-Range": '"x"'})
    assert (answer.status_code, answer.text) == (200, "answer 1 ")


def test_who_asks_for_a_part_of_what_has_none_is_given_the_whole() -> None:
    answer = Origin().behind_a_cache().get("/a", headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.text) == (200, "answer 1 ")


def test_no_more_is_kept_than_there_is_room_for() -> None:
    origin = Origin(size=10_000)
    client = origin.behind_a_cache(capacity=100_000)
    first = [client.get(f"/{number}").text for number in range(100)]
    again = [client.get(f"/{number}").text for number in reversed(range(100))]
    kept = sum(one in first for one in again)
    assert 1 <= kept <= 5


def test_what_is_asked_for_again_outlives_what_is_asked_for_once() -> None:
    origin = Origin(size=10_000)
    client = origin.behind_a_cache(capacity=100_000)
    often = client.get("/often").text
    for number in range(100):
        assert client.get("/often").text == often
        client.get(f"/{number}")


def test_however_much_is_asked_for_little_waits_to_be_compressed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits is kept in memory, whatever the cache has room for."""
    waiting: list[object] = []
    monkeypatch.setattr(cache, "_may_wait", BoundedSemaphore(50))
    background = cache._background  # noqa: SLF001  # so that nothing that waits is done
    monkeypatch.setattr(background, "submit", lambda *work: waiting.append(work))
    client = Origin().behind_a_cache()
    for number in range(200):
        for _ in range(2):
            client.get(f"/{number}")
    assert len(waiting) == 50


def test_what_is_larger_than_the_cache_is_given_all_the_same() -> None:
    client = Origin(size=10_000).behind_a_cache(capacity=10_000)
    assert len(client.get("/a").data) == len(client.get("/a").data) > 10_000


def test_without_room_nothing_is_kept_and_who_has_the_answer_is_told_so() -> None:
    origin = Origin()
    client = origin.behind_a_cache(capacity=0)
    client.get("/a")
    assert client.get("/a").text == "answer 2 "
    origin.asked.clear()
    etag = client.get("/a").headers["ETag"]
    origin.asked.clear()
    assert client.get("/a", headers={"If-None-Match": etag}).status_code == 304


KEPT = [*EVERY_PAGE, *(f"/fragment{one}" for one in EVERY_PAGE), "/robots.txt", "/sitemap.xml"]


@pytest.mark.parametrize("address", KEPT)
def test_every_page_may_be_kept_and_is_the_same_again(visitor: Visitor, address: str) -> None:
    first, second = visitor.ask(address), visitor.ask(address)
    assert first.headers["Cache-Control"].startswith("public, max-age=0, ")
    assert first.headers["ETag"].startswith('W/"')
    assert (first.data, first.headers) == (second.data, second.headers)
    odd = visitor.ask(f"{address}?utm_source=x&y")
    assert (odd.data, odd.headers) == (first.data, first.headers)


def test_only_pages_that_read_a_parameter_depend_on_it(tmp_path: Path) -> None:
    visitor = Visitor(site(settings_in(tmp_path, cache_megabytes=0)))
    reads = by_path(visitor.client.application.extensions["battkomp.languages"])
    reading = [address for address in KEPT if reads(address)]
    assert sorted(reading) == sorted(
        f"{prefix}{page}"
        for prefix in ("", "/fragment")
        for page in ("/nb/sok", "/en/search", "/nb/kontakt", "/en/contact")
    )
    assert reads("/fragment/nb/sok/treff") == reads("/en/search/hits") == {"q", "page"}
    for address in set(KEPT) - set(reading):
        plain, odd = visitor.ask(address), visitor.ask(f"{address}?q=batteri&receipt=1")
        assert (odd.data, odd.headers) == (plain.data, plain.headers), address


def test_with_a_public_address_no_page_depends_on_the_host(tmp_path: Path) -> None:
    url = "https://battkomp.example"
    visitor = Visitor(site(settings_in(tmp_path, cache_megabytes=0, public_url=url)))
    for address in KEPT:
        plain, other = visitor.ask(address), visitor.ask(address, Host="other.example")
        assert (other.data, other.headers) == (plain.data, plain.headers), address


def test_no_page_depends_on_the_rest_of_a_query(tmp_path: Path) -> None:
    visitor = Visitor(site(settings_in(tmp_path, cache_megabytes=0)))
    for address in KEPT:
        plain, odd = visitor.ask(address), visitor.ask(f"{address}?utm_source=x&page=2")
        assert (odd.data, odd.headers) == (plain.data, plain.headers), address


@pytest.mark.parametrize("address", ["/", "/healthz", "/nb/nei", "/no/", "/fragment/nb/nei"])
def test_what_depends_on_who_asks_or_is_an_error_is_for_nobody_to_keep(
    visitor: Visitor, address: str
) -> None:
    control = visitor.ask(address).headers["Cache-Control"]
    assert "public" not in control
    assert "no-store" in control or "no-cache" in control


def test_a_change_of_the_content_is_in_the_next_answer(settings: Settings, tmp_path: Path) -> None:
    visitor = Visitor(site(settings))
    before = visitor.ask("/nb/kontakt")
    assert visitor.ask("/nb/kontakt").data == before.data
    edit = change("Lurer du på noe?", "Lurer du fremdeles på noe?")
    load(settings, edited_seed(tmp_path, contact=edit))
    after = visitor.ask("/nb/kontakt", If_None_Match=before.headers["ETag"])
    assert "Lurer du fremdeles på noe?" in after.text
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_restored_state_of_the_same_number_is_another(settings: Settings) -> None:
    load(settings)
    mark = connections.mark(settings.database)
    with connections.writing(settings.database) as db:
        connections.raise_revision(db)
        db.execute("update revision set number = 1")
    assert connections.mark(settings.database) != mark


def test_a_new_day_makes_new_answers(settings: Settings) -> None:
    days = [date(2022, 1, 30)]
    visitor = Visitor(site(replace(settings, today=lambda: days[-1])))
    assert visitor.ask("/en/phases").headers["Expires"] == "Sun, 30 Jan 2022 23:00:00 GMT"
    before = visitor.ask("/en/phases").text
    days.append(date(2022, 1, 31))
    assert visitor.ask("/en/phases").text != before
    days.append(date(2022, 6, 30))
    assert visitor.ask("/en/phases").headers["Expires"] == "Thu, 30 Jun 2022 22:00:00 GMT"


def test_in_development_nothing_is_kept(settings: Settings) -> None:
    app = site(replace(settings, development=True))
    visitor = Visitor(app)
    before = visitor.ask("/nb/").text
    app.jinja_env.globals["static_address"] = lambda name: f"/changed/{name}"
    assert visitor.ask("/nb/").text != before
