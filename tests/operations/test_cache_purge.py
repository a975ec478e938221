"""Shared caches, purged when the content has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from battkomp.content.load import SEED
from battkomp.operations import cache_purge
from battkomp.settings import Settings
from tests.support.commands import invoke
from tests.support.servers import free_port

pytestmark = pytest.mark.slow


@dataclass
class Cache:
    """A cache that answers with `status`, and remembers the requests."""

    address: str
    status: int = 200
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def cache() -> Iterator[Cache]:
    """A cache that can be purged."""
    found = Cache("")

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:  # a name of the standard library
            found.asked.append(f"{self.path} {self.headers['Surrogate-Key']}")
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        found.address = f"http://127.0.0.1:{server.server_port}"
        yield found
        server.shutdown()


@pytest.fixture
def absent() -> str:
    """The address of a cache that does not run."""
    return f"http://127.0.0.1:{free_port()}"


def test_a_cache_is_purged_after_each_load_and_restore_that_succeeds(
    settings: Settings, cache: Cache, tmp_path: Path
) -> None:
    purging = replace(settings, caches=(cache.address,), backups=tmp_path / "backups")
    for output in ("The content is loaded.\n", "The content is as it was.\n"):
        result = invoke(purging, "content", "load", SEED)
        assert (result.exit_code, result.output) == (0, output)
    assert cache.asked == ["/ content"] * 2
    (tmp_path / "empty").mkdir()
    assert invoke(purging, "content", "load", tmp_path / "empty").exit_code == 1
    assert invoke(purging, "backup", "create").exit_code == 0
    assert cache.asked == ["/ content"] * 2
    (made,) = (tmp_path / "backups").glob("*Z.db")
    assert invoke(purging, "backup", "restore", made).exit_code == 0
    assert cache.asked == ["/ content"] * 3


def test_content_is_published_if_a_cache_cannot_be_purged(
    settings: Settings, cache: Cache, absent: str
) -> None:
    both = replace(settings, caches=(absent, cache.address))
    result = invoke(both, "content", "load", SEED)
    assert (result.exit_code, result.stdout) == (0, "The content is loaded.\n")
    assert result.stderr == (
        f"The content is published, but {absent} could not be purged: [Errno 111] Connection "
        "refused. To try again: flask --app wsgi cache purge\n"
    )
    assert cache.asked == ["/ content"]


def test_the_command_purges_all_and_fails_if_one_fails(
    settings: Settings, cache: Cache, absent: str
) -> None:
    result = invoke(replace(settings, caches=(absent, cache.address)), "cache", "purge")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {absent}: [Errno 111] Connection refused\n"
    assert cache.asked == ["/ content"]
    result = invoke(replace(settings, caches=(cache.address,)), "cache", "purge")
    assert (result.exit_code, result.output) == (0, f"Purged: {cache.address}\n")
    result = invoke(settings, "cache", "purge")
    assert (result.exit_code, result.output) == (0, "BATTKOMP_CACHES names no cache.\n")


def test_a_cache_that_refuses_or_is_impossible_is_a_failure(cache: Cache) -> None:
    cache.status = 403
    impossible = f"http://{'å' * 64}.example"
    failures = cache_purge.purge([cache.address, impossible])
    assert failures[cache.address] == "it answered 403"
    assert "too long" in failures[impossible]


def test_a_cache_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_purge, "TIMEOUT", 0.2)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as silent:  # accepts only
        address = f"http://127.0.0.1:{silent.server_port}"
        assert cache_purge.purge([address]) == {address: "timed out"}
