"""Web addresses that work, have moved, or are broken, and the reason in plain words."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from battkomp.operations import link_check
from battkomp.operations.link_check import LinkResult, check_all
from tests.support.origins import SLOW, Stranger, stranger
from tests.support.servers import free_port


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "PAUSE", 0)


@pytest.fixture
def other() -> Iterator[Stranger]:
    """Another site."""
    with stranger("127.0.0.2") as other:
        yield other


def check(address: str) -> LinkResult:
    """Check one address."""
    return check_all([address], "Test")[address]


def test_links_are_asked_by_head_alone_unless_a_site_refuses_it(other: Stranger) -> None:
    assert check(f"{other.address}/200?ord=bærekraft og#del").state == "works"
    asked = [(method, path) for method, path, _agent in other.asked]
    assert asked == [("HEAD", "/200?ord=b%C3%A6rekraft%20og")], "other letters are encoded"
    for status in (403, 405, 501):
        other.asked.clear()
        assert check(f"{other.address}/{status}-to-HEAD").state == "works"
        assert [method for method, _path, _agent in other.asked] == ["HEAD", "GET"]


# By path: the state, the reason, and the path of the target of permanent redirects.
RESULTS = {
    "200": ("works", "200 OK", None),
    "204": ("works", "204 No Content", None),
    "302/to/200": ("works", "200 OK", None),
    "301/to/200": ("moved", "200 OK", "200"),
    "308/to/301/to/200": ("moved", "200 OK", "200"),
    "301/to/302/to/200": ("moved", "200 OK", "302/to/200"),
    "302/to/301/to/200": ("works", "200 OK", None),
    "301/to/404": ("broken", "404 Not Found", "404"),
    "302/to/404": ("broken", "404 Not Found", None),
    "302/to/bad": ("broken", "there is no such host", None),
    "302/to/" * 6 + "200": ("broken", "it redirects more than 5 times", None),
    "301": ("broken", "301 Moved Permanently", None),
    "304": ("broken", "304 Not Modified", None),
    "403": ("broken", "403 Forbidden, perhaps only to programs", None),
    "404": ("broken", "404 Not Found", None),
    "999": ("broken", "999", None),
    "closed": ("broken", "it gives no valid HTTP answer", None),
    "gibberish": ("broken", "it gives no valid HTTP answer", None),
}


def test_each_answer_has_a_result(other: Stranger) -> None:
    results = check_all([f"{other.address}/{path}" for path in RESULTS], "Test")
    assert results == {
        f"{other.address}/{path}": LinkResult(state, said, to and f"{other.address}/{to}")
        for path, (state, said, to) in RESULTS.items()
    }


def test_a_host_that_cannot_be_reached_is_broken(other: Stranger, tmp_path: Path) -> None:
    assert check(f"http://127.0.0.2:{free_port()}").said == "the connection is refused"
    assert check("http://missing.invalid/").said == "there is no such host"
    without_tls = other.address.replace("http:", "https:")
    assert check(f"{without_tls}/200").said == "no secure connection can be made"
    with stranger("127.0.0.2", tmp_path) as untrusted:
        reason = check(f"{untrusted.address}/200").said
    assert reason.startswith("its certificate is not valid: self")


def test_an_invalid_address_is_broken() -> None:
    invalid = ("http://", "https:///", "http://a:x/", "ftp://a/", "javascript:1")
    expected = LinkResult("broken", "it is not a web address")
    assert check_all(invalid, "Test") == dict.fromkeys(invalid, expected)
    impossible = ("http://[", "http://a:99999/", "http://" + "a" * 70 + ".invalid/")
    results = check_all(impossible, "Test").values()
    assert {result.state for result in results} == {"broken"}


@pytest.mark.parametrize(("step", "longest"), [(SLOW / 4, 30.0), (30.0, SLOW / 4)])
def test_a_slow_host_is_given_up(
    other: Stranger, monkeypatch: pytest.MonkeyPatch, step: float, longest: float
) -> None:
    monkeypatch.setattr(link_check, "TIMEOUT", step)
    monkeypatch.setattr(link_check, "LONGEST", longest)
    start = time.monotonic()
    result = check(f"{other.address}/slow")
    assert result == LinkResult("broken", "it does not answer in time")
    assert time.monotonic() - start < 5


def test_a_host_gets_one_request_at_a_time_with_our_user_agent() -> None:
    with stranger("127.0.0.2") as one, stranger("127.0.0.3") as other:
        addresses = [f"{site.address}/{200 + n}" for site in (one, other) for n in range(5)]
        results = check_all(addresses, "Test").values()
        assert {result.state for result in results} == {"works"}
        assert (one.most_at_once, other.most_at_once) == (1, 1)
        assert {agent for _method, _path, agent in one.asked} == {"Test"}
