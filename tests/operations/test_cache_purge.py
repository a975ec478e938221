"""Shared caches, told that the content has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import Result

from battkomp import create_app
from battkomp.content.load import SEED
from battkomp.operations import cache_purge
from battkomp.settings import Settings
from tests.support.servers import free_port
from tests.support.sites import load

pytestmark = pytest.mark.slow


@dataclass
class Cache:
    """A cache that answers as a test wants, and remembers what it was told."""

    address: str
    status: int = 200
    told: list[str] = field(default_factory=list)


@pytest.fixture
def cache() -> Iterator[Cache]:
    """A cache that lets itself be told."""
    found = Cache("")

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:  # a name of the standard library
            found.told.append(f"{self.path} {self.headers['Surrogate-Key']}")
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        found.address = f"http://127.0.0.1:{server.server_port}"
        yield found
        server.shutdown()


def run(settings: Settings, *command: str) -> Result:
    """Run a command of the site."""
    return create_app(settings).test_cli_runner().invoke(args=command)


def nobody() -> str:
    """Return an address at which nobody answers."""
    return f"http://127.0.0.1:{free_port()}"


def test_a_cache_is_told_after_a_load(settings: Settings, cache: Cache) -> None:
    result = run(replace(settings, caches=(cache.address,)), "content", "load", str(SEED))
    assert (result.exit_code, result.output) == (0, "The content is loaded.\n")
    assert cache.told == ["/ content"]


def test_a_cache_is_told_also_of_a_load_that_changes_nothing(
    settings: Settings, cache: Cache
) -> None:
    load(settings)
    result = run(replace(settings, caches=(cache.address,)), "content", "load", str(SEED))
    assert result.output == "The content is as it was.\n"
    assert cache.told == ["/ content"]


def test_a_cache_is_told_after_a_backup_is_put_back(
    settings: Settings, cache: Cache, tmp_path: Path
) -> None:
    load(settings)
    told = replace(settings, caches=(cache.address,), backups=tmp_path / "backups")
    assert run(told, "backup", "create").exit_code == 0
    assert cache.told == []
    (made,) = (tmp_path / "backups").glob("*Z.db")
    assert run(told, "backup", "restore", str(made)).exit_code == 0
    assert cache.told == ["/ content"]


def test_a_load_that_is_refused_tells_nobody(settings: Settings, cache: Cache) -> None:
    wrong = str(SEED / "history.toml")
    assert run(replace(settings, caches=(cache.address,)), "content", "load", wrong).exit_code == 1
    assert cache.told == []


def test_content_is_published_whether_caches_can_be_told_or_not(
    settings: Settings, cache: Cache
) -> None:
    absent = nobody()
    result = run(replace(settings, caches=(absent, cache.address)), "content", "load", str(SEED))
    assert result.exit_code == 0
    assert result.stdout == "The content is loaded.\n"
    assert result.stderr == (
        f"The content is published, but {absent} could not be told: [Errno 111] Connection "
        "refused. To tell it again: flask --app wsgi cache purge\n"
    )
    assert cache.told == ["/ content"]


def test_the_command_tells_all_and_fails_if_one_is_not_told(
    settings: Settings, cache: Cache
) -> None:
    absent = nobody()
    result = run(replace(settings, caches=(absent, cache.address)), "cache", "purge")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {absent}: [Errno 111] Connection refused\n"
    assert cache.told == ["/ content"]
    result = run(replace(settings, caches=(cache.address,)), "cache", "purge")
    assert (result.exit_code, result.output) == (0, f"Told: {cache.address}\n")


def test_a_cache_that_refuses_is_not_told(cache: Cache) -> None:
    cache.status = 403
    untold = cache_purge.purge([cache.address])
    assert untold == [cache_purge.Untold(cache.address, "it answered 403")]


def test_a_cache_whose_name_cannot_be_encoded_is_not_told() -> None:
    address = f"http://{'å' * 64}.example"
    (untold,) = cache_purge.purge([address])
    assert untold.cache == address
    assert "too long" in untold.reason


def test_a_cache_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_purge, "TIMEOUT", 0.2)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as silent:  # accepts only
        address = f"http://127.0.0.1:{silent.server_port}"
        assert cache_purge.purge([address]) == [cache_purge.Untold(address, "timed out")]


def test_a_site_without_caches_has_nobody_to_tell(settings: Settings) -> None:
    result = run(settings, "cache", "purge")
    assert (result.exit_code, result.output) == (0, "BATTKOMP_CACHES names no cache.\n")
