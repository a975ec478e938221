"""Test the real site behind Varnish and nginx."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from battkomp.http.responses import CODINGS
from battkomp.operations.server import HEADER_SIZE, HEADER_TIME
from battkomp.settings import ROOT
from battkomp.web.sitemap import SITE_MAP
from tests.support import fronts
from tests.support.fronts import DEPLOY, HOST, Front, Site, until, varnish_counts
from tests.support.sites import change, edited_seed

BOARD = "/nb/styret"


@dataclass
class Publisher:
    """Changes the content of the site by its commands."""

    site: Site
    cache: Front

    def load(self, folder: Path) -> str:
        """Load a content folder, and return the output of the command."""
        return self.run("content", "load", str(folder))

    def run(self, *command: str) -> str:
        """Run a command of the site, and return its output."""
        environment = os.environ | {
            "BATTKOMP_DATABASE": str(self.site.folder / "site.db"),
            "BATTKOMP_CACHES": self.cache.address,
        }
        line = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        ended = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout + ended.stderr


@pytest.fixture
def publisher(site: Site, cached_site: Front) -> Publisher:
    """An editor of the site behind the cache."""
    return Publisher(site, cached_site)


def changed(folder: Path) -> Path:
    """Return content with another title of the board page."""
    return edited_seed(folder, pages=change('"Prosjektstyret"', '"Et annet styre"'))


def test_pages_are_served_from_the_cache(cached_site: Front) -> None:
    before = varnish_counts(cached_site)
    for path in (BOARD, "/en/board", f"/fragment{BOARD}"):
        first, second = cached_site.ask(path), cached_site.ask(path)
        assert first.body == second.body
        assert first.status == second.status == 200
    after = varnish_counts(cached_site)
    assert after["cache_hit"] - before["cache_hit"] == 3
    assert after["cache_miss"] - before["cache_miss"] == 3


def test_the_cache_answers_like_the_site(site: Site, cached_site: Front) -> None:
    for path in (BOARD, "/en/board", "/sitemap.xml", "/nb/nothing", "/healthz", "/"):
        for coding in ("br", "zstd", "gzip", "identity"):
            told = {"X-Forwarded-Proto": "http", "Accept-Encoding": coding}
            own = site.front.ask(path, headers=told)
            for _ in range(2):
                given = cached_site.ask(path, headers=told)
                same = [(one.status, one.text) for one in (given, own)]
                assert same[0] == same[1], path
                for name in ("Content-Encoding", "ETag", "Cache-Control", "Vary", "Location"):
                    assert given.header(name) == own.header(name), f"{path}: {name}"


def test_a_change_is_seen_in_the_next_answer(
    publisher: Publisher, cached_site: Front, tmp_path: Path
) -> None:
    for coding in ("br", "identity"):
        cached_site.ask(BOARD, Accept_Encoding=coding)
    before = cached_site.ask(BOARD)
    assert publisher.load(changed(tmp_path)) == "The content is loaded.\n"
    after = cached_site.ask(BOARD)
    assert b"Et annet styre" in after.body
    assert after.header("ETag") != before.header("ETag")
    old = {"If-None-Match": before.header("ETag"), "Accept-Encoding": "br"}
    assert cached_site.ask(BOARD, headers=old).status == 200


def test_an_unchanged_page_is_only_revalidated(publisher: Publisher, cached_site: Front) -> None:
    before = cached_site.ask(BOARD)
    publisher.run("cache", "purge")
    after = cached_site.ask(BOARD)
    assert (after.status, after.body) == (200, before.body)
    assert after.header("Content-Type") == before.header("Content-Type")
    assert varnish_counts(cached_site)["fetch_304"] == 1


def test_cached_pages_are_served_while_the_site_is_down(
    publisher: Publisher, site: Site, cached_site: Front, tmp_path: Path
) -> None:
    before = cached_site.ask(BOARD)
    site.kill()
    publisher.load(changed(tmp_path))  # which purges the cache while the site is down
    for _ in range(3):
        assert cached_site.ask(BOARD).body == before.body
    assert cached_site.ask("/en/board").status == 503
    site.start()
    until(lambda: b"Et annet styre" in cached_site.ask(BOARD).body)
    assert cached_site.ask("/en/board").status == 200


def test_an_unchanged_page_is_not_sent_again(cached_site: Front) -> None:
    etag = cached_site.ask(BOARD).header("ETag")
    again = cached_site.ask(BOARD, If_None_Match=etag)
    assert (again.status, again.body) == (304, b"")
    assert again.header("ETag") == etag


def test_head_answers_without_the_body(cached_site: Front) -> None:
    head, page = cached_site.ask("/nb/", method="HEAD"), cached_site.ask("/nb/")
    assert head.body == b""
    assert head.header("Content-Length") == str(len(page.body))
    assert head.header("ETag") == page.header("ETag")


def test_static_files_support_ranges(cached_site: Front) -> None:
    page = cached_site.ask("/nb/").body.decode()
    address = re.search(r"/static/[^\"]+\.css", page)
    assert address
    for _ in range(2):
        part = cached_site.ask(address[0], Range="bytes=0-9")
        assert (part.status, len(part.body)) == (206, 10)
    whole = cached_site.ask(address[0])
    assert whole.body.startswith(part.body)
    assert "immutable" in whole.header("Cache-Control")
    assert varnish_counts(cached_site)["cache_hit"] == 2


def test_posts_reach_the_site(cached_site: Front) -> None:
    assert cached_site.ask(BOARD, method="POST", body=b"a=b").status == 405


def test_the_redirect_of_the_root_depends_on_the_reader(cached_site: Front) -> None:
    for language, place in (("en", "/en/"), ("nb", "/nb/"), ("en", "/en/")):
        assert cached_site.ask("/", Accept_Language=language).header("Location") == place


def test_only_the_group_may_connect_to_the_socket(site: Site) -> None:
    assert stat.filemode(site.socket.stat().st_mode) == "srw-rw----"


def test_a_silent_connection_to_the_socket_is_closed(site: Site) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.settimeout(HEADER_TIME + 5)
        silent.connect(str(site.socket))
        assert silent.recv(1) == b""
    with suppress(ConnectionError):  # closed before the request is complete
        assert site.front.ask("/nb/", headers={"X": "x" * 2 * HEADER_SIZE}).status >= 400


def test_workers_end_with_their_main_process(site: Site) -> None:
    assert site.process is not None
    site.process.kill()
    site.process.wait()

    def is_over() -> bool:
        try:
            site.front.ask("/healthz")
        except ConnectionRefusedError:
            return True
        return False

    until(is_over)


@pytest.mark.parametrize("is_cached", [False, True])
def test_a_site_behind_tls_writes_https_addresses(
    site: Site, cached_site: Front, is_cached: bool
) -> None:
    unix = f"unix:{site.socket}"
    backend = cached_site.address.removeprefix("http://") if is_cached else unix
    with fronts.nginx(backend) as (secure, plain):
        for _ in range(2):
            forged = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "other.example"}
            reply = secure.ask("/nb/", headers=forged)
            assert reply.status == 200
            assert "max-age=" in reply.header("Strict-Transport-Security")
            assert f'href="https://{HOST}/en/"'.encode() in reply.body
            assert b"other.example" not in reply.body
        assert plain.ask("/nb/").header("Strict-Transport-Security") == ""


def test_varnish_keeps_the_parameters_that_pages_read() -> None:
    vcl = (DEPLOY / "varnish" / "battkomp.vcl").read_text("utf-8")
    looked_at = re.findall(r'\(\.\*&\)\?(\w+)="', vcl)
    assert set(looked_at) == {name for page in SITE_MAP for name in page.query}
    assert tuple(re.findall(r'set req\.http\.Accept-Encoding = "(\w+)"', vcl)) == CODINGS
