"""Shared caches, purged when the content has changed."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.wrappers import Request

from battkomp.content.load import SEED
from battkomp.operations import cache_purge
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.origins import Origin
from tests.support.servers import free_port, serving_here
from tests.support.sites import change, edited_seed

pytestmark = pytest.mark.slow


@pytest.fixture
def cache() -> Origin:
    """A cache that can be purged."""
    return Origin()


@pytest.fixture
def address(cache: Origin) -> Iterator[str]:
    """The address of the cache."""
    with serving_here(Request.application(cache.answer), "127.0.0.1") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def absent() -> str:
    """The address of a cache that does not run."""
    return f"http://127.0.0.1:{free_port()}"


def asked(cache: Origin) -> list[str]:
    """Return the requests that a cache received, with their keys."""
    return [f"{one.method} {one.path} {one.headers['surrogate-key']}" for one in cache.asked]


def test_a_cache_is_purged_after_each_load_undoing_and_restore_that_succeeds(
    settings: Settings, cache: Origin, address: str, tmp_path: Path
) -> None:
    purging = replace(settings, caches=(address,), backups=tmp_path / "backups")
    for said in ("The content is loaded.\n", "The content is as it was.\n"):
        assert output_of(purging, "content", "load", SEED) == said
    assert asked(cache) == ["PURGE / content"] * 2
    (tmp_path / "empty").mkdir()
    error_of(purging, "content", "load", tmp_path / "empty")
    output_of(purging, "backup", "create")
    assert asked(cache) == ["PURGE / content"] * 2
    (made,) = (tmp_path / "backups").glob("*Z.db")
    output_of(purging, "backup", "restore", made)
    assert asked(cache) == ["PURGE / content"] * 3
    output_of(
        purging,
        "content",
        "load",
        edited_seed(tmp_path, contact=change("Any questions", "Questions")),
    )
    error_of(purging, "content", "undo", "1")
    assert asked(cache) == ["PURGE / content"] * 4
    output_of(purging, "content", "undo", "2")
    assert asked(cache) == ["PURGE / content"] * 5


def test_content_is_published_if_a_cache_cannot_be_purged(
    settings: Settings, cache: Origin, address: str, absent: str
) -> None:
    both = replace(settings, caches=(absent, address))
    result = invoke(both, "content", "load", SEED)
    assert (result.exit_code, result.stdout) == (0, "The content is loaded.\n")
    assert result.stderr == (
        f"The content is published, but {absent} could not be purged: [Errno 111] Connection "
        "refused. To try again: flask --app wsgi cache purge\n"
    )
    assert asked(cache) == ["PURGE / content"]


def test_the_command_purges_all_and_fails_if_one_fails(
    settings: Settings, cache: Origin, address: str, absent: str
) -> None:
    both = replace(settings, caches=(absent, address))
    failure = f"{absent}: [Errno 111] Connection refused"
    assert error_of(both, "cache", "purge") == failure
    assert asked(cache) == ["PURGE / content"]
    one = replace(settings, caches=(address,))
    assert output_of(one, "cache", "purge") == f"Purged: {address}\n"
    assert output_of(settings, "cache", "purge") == "BATTKOMP_CACHES names no cache.\n"


def test_a_cache_that_refuses_or_is_impossible_is_a_failure(cache: Origin, address: str) -> None:
    cache.status = 403
    impossible = f"http://{'å' * 64}.example"
    failures = cache_purge.purge([address, impossible])
    assert failures[address] == "it answered 403"
    assert "too long" in failures[impossible]


def test_a_cache_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_purge, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert cache_purge.purge([address]) == {address: "timed out"}
