"""Addresses of the web: which work, which have moved, and which are broken, in plain words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from battkomp.operations import link_check
from battkomp.operations.link_check import Found, State, ask_all
from tests.support.servers import free_port
from tests.support.strangers import SLOW, Stranger, stranger


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "PAUSE", 0)


@pytest.fixture
def other() -> Iterator[Stranger]:
    """Another site."""
    with stranger("127.0.0.2") as other:
        yield other


def ask(address: str) -> Found:
    """Ask one address."""
    return ask_all([address], "Test")[address]


@pytest.mark.parametrize(
    ("path", "said"), [("200", "200 OK"), ("204", "204 No Content"), ("302/to/200", "200 OK")]
)
def test_what_is_there_works(other: Stranger, path: str, said: str) -> None:
    assert ask(f"{other.address}/{path}") == Found(State.WORKS, said)
    assert {method for method, _path, _agent in other.asked} == {"HEAD"}


@pytest.mark.parametrize("status", [403, 405, 501])
def test_who_does_not_like_to_be_asked_by_head_is_asked_by_get(
    other: Stranger, status: int
) -> None:
    assert ask(f"{other.address}/{status}-to-HEAD").state is State.WORKS
    assert [method for method, _path, _agent in other.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("path", "to"),
    [("301/to/200", "200"), ("308/to/301/to/200", "200"), ("301/to/302/to/200", "302/to/200")],
)
def test_what_has_moved_for_good_is_named(other: Stranger, path: str, to: str) -> None:
    found = ask(f"{other.address}/{path}")
    assert found == Found(State.MOVED, "200 OK", f"{other.address}/{to}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("404", "404 Not Found"),
        ("410", "410 Gone"),
        ("500", "500 Internal Server Error"),
        ("999", "999"),
        ("304", "304 Not Modified"),
        ("301", "301 Moved Permanently"),
        ("403", "403 Forbidden, perhaps only to programs"),
        ("closed", "the connection is closed without an answer"),
        ("gibberish", "what it answers is not HTTP"),
        ("302/to/404", "404 Not Found"),
        ("302/to/bad", "it is no address of the web"),
        ("/".join(["302/to"] * 6) + "/200", "it redirects more than 5 times"),
    ],
)
def test_what_is_broken_is_said_in_plain_words(other: Stranger, path: str, said: str) -> None:
    assert ask(f"{other.address}/{path}") == Found(State.BROKEN, said)


def test_what_has_moved_to_nowhere_is_broken(other: Stranger) -> None:
    found = ask(f"{other.address}/301/to/404")
    assert found == Found(State.BROKEN, "404 Not Found", f"{other.address}/404")


def test_nobody_at_a_port() -> None:
    assert ask(f"http://127.0.0.2:{free_port()}").said == "the connection is refused"


@pytest.mark.parametrize("address", ["http://nobody.invalid/", "http://" + "a" * 70 + ".invalid/"])
def test_a_host_that_is_not_there(address: str) -> None:
    assert ask(address).state is State.BROKEN


@pytest.mark.parametrize(
    "address", ["http://", "http://[", "http://a:99999/", "http://a:x/", "ftp://a/", "javascript:1"]
)
def test_what_is_no_address_is_not_asked(address: str) -> None:
    assert ask(address) == Found(State.BROKEN, "it is no address of the web")


def test_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    with stranger("127.0.0.2", tmp_path) as other:
        said = ask(f"{other.address}/200").said
    assert said.startswith("its certificate is not good: self")


def test_no_tls_where_there_should_be(other: Stranger) -> None:
    said = ask(f"{other.address.replace('http:', 'https:')}/200").said
    assert said == "no secure connection can be made"


@pytest.mark.parametrize(("step", "longest"), [(SLOW / 4, 30.0), (30.0, SLOW / 4)])
def test_who_is_slow_is_not_waited_for(
    other: Stranger, monkeypatch: pytest.MonkeyPatch, step: float, longest: float
) -> None:
    monkeypatch.setattr(link_check, "TIMEOUT", step)
    monkeypatch.setattr(link_check, "LONGEST", longest)
    start = time.monotonic()
    assert ask(f"{other.address}/slow") == Found(State.BROKEN, "it does not answer in time")
    assert time.monotonic() - start < 5


def test_a_host_is_asked_one_thing_at_a_time_and_by_name() -> None:
    with stranger("127.0.0.2") as one, stranger("127.0.0.3") as other:
        addresses = [f"{site.address}/{200 + n}" for site in (one, other) for n in range(5)]
        assert {found.state for found in ask_all(addresses, "Test").values()} == {State.WORKS}
        assert (one.most_at_once, other.most_at_once) == (1, 1)
        assert {agent for _method, _path, agent in one.asked} == {"Test"}


def test_words_of_other_alphabets_are_asked_for_as_addresses_are(other: Stranger) -> None:
    assert ask(f"{other.address}/200?ord=bærekraft og#del").state is State.WORKS
    assert other.asked[0][1] == "/200?ord=b%C3%A6rekraft%20og"
