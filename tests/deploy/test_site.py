"""Test the real site behind Varnish and nginx."""

import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from battkomp.http.responses import CODINGS
from battkomp.settings import ROOT
from battkomp.web.sitemap import SITE_MAP
from tests.support import fronts
from tests.support.fronts import DEPLOY, HOST, Front, Site, varnish_counts
from tests.support.servers import until
from tests.support.sites import change, edited_seed

BOARD = "/nb/styret"
SHARED = (BOARD, "/en/board", f"/fragment{BOARD}", "/sitemap.xml")
NOT_SHARED = ("/nb/nothing", "/healthz", "/")


def run(site: Site, cache: Front, *command: str) -> str:
    """Run a command of the site behind a cache, and return its output."""
    environment = os.environ | {
        "BATTKOMP_DATABASE": str(site.folder / "site.db"),
        "BATTKOMP_CACHES": f"http://127.0.0.1:{cache.port}",
    }
    line = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    ended = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def changed(folder: Path) -> str:
    """Return a folder of content with another title of the board page."""
    return str(edited_seed(folder, pages=change('"Prosjektstyret"', '"Et annet styre"')))


def test_the_cache_answers_like_the_site(site: Site, cached_site: Front) -> None:
    codings = ("br", "zstd", "gzip", "identity")
    for path in (*SHARED, *NOT_SHARED):
        for coding in codings:
            told = {"X-Forwarded-Proto": "http", "Accept-Encoding": coding}
            own = site.front.ask(path, headers=told)
            for _ in range(2):
                given = cached_site.ask(path, headers=told)
                assert (given.status, given.text) == (own.status, own.text), path
                for name in ("Content-Encoding", "ETag", "Cache-Control", "Vary", "Location"):
                    assert given.header(name) == own.header(name), f"{path}: {name}"
    most = len(SHARED) * len(codings)
    until(lambda: varnish_counts(cached_site)["cache_hit"] == most)


def test_a_change_is_seen_in_the_next_answer(
    site: Site, cached_site: Front, tmp_path: Path
) -> None:
    for coding in ("br", "identity"):
        cached_site.ask(BOARD, Accept_Encoding=coding)
    before = cached_site.ask(BOARD)
    assert (
        run(site, cached_site, "content", "load", changed(tmp_path)) == "The content is loaded.\n"
    )
    after = cached_site.ask(BOARD)
    assert b"Et annet styre" in after.body
    assert after.header("ETag") != before.header("ETag")
    old = {"If-None-Match": before.header("ETag"), "Accept-Encoding": "br"}
    assert cached_site.ask(BOARD, headers=old).status == 200


def test_an_unchanged_page_is_only_revalidated(site: Site, cached_site: Front) -> None:
    before = cached_site.ask(BOARD)
    run(site, cached_site, "cache", "purge")
    for _ in range(2):
        after = cached_site.ask(BOARD)
        assert (after.status, after.body) == (200, before.body)
        assert after.header("Content-Type") == before.header("Content-Type")
        until(lambda: varnish_counts(cached_site)["fetch_304"] == 1)


def test_cached_pages_are_served_while_the_site_is_down(
    site: Site, cached_site: Front, tmp_path: Path
) -> None:
    before = cached_site.ask(BOARD)
    site.kill()
    run(site, cached_site, "content", "load", changed(tmp_path))  # purges the cache
    for _ in range(2):
        assert cached_site.ask(BOARD).body == before.body
        other = cached_site.ask("/en/board")
        assert other.status == 503
        assert other.body == (DEPLOY / "nginx" / "down.html").read_bytes()
        assert (other.header("Retry-After"), other.header("Cache-Control")) == ("30", "no-store")
        time.sleep(3)  # by now Varnish has noticed that the site is down
    site.start()
    until(lambda: b"Et annet styre" in cached_site.ask(BOARD).body)
    assert cached_site.ask("/en/board").status == 200


def test_the_cache_answers_conditions_heads_and_ranges(cached_site: Front) -> None:
    page = cached_site.ask(BOARD)
    again = cached_site.ask(BOARD, If_None_Match=page.header("ETag"))
    assert (again.status, again.body) == (304, b"")
    head = cached_site.ask(BOARD, method="HEAD")
    assert (head.body, head.header("Content-Length")) == (b"", str(len(page.body)))
    assert page.header("ETag") == again.header("ETag") == head.header("ETag")
    address = re.search(r"/static/[^\"]+\.css", page.text)
    assert address
    for _ in range(2):
        part = cached_site.ask(address[0], Range="bytes=0-9")
        assert (part.status, len(part.body)) == (206, 10)
    whole = cached_site.ask(address[0])
    assert whole.body.startswith(part.body)
    assert "immutable" in whole.header("Cache-Control")
    until(lambda: varnish_counts(cached_site)["cache_hit"] == 4)


def test_the_redirect_of_the_root_depends_on_the_reader(cached_site: Front) -> None:
    for language, place in (("en", "/en/"), ("nb", "/nb/"), ("en", "/en/")):
        assert cached_site.ask("/", Accept_Language=language).header("Location") == place


def test_only_the_group_may_connect_to_the_socket(site: Site) -> None:
    assert stat.filemode(site.socket.stat().st_mode) == "srw-rw----"


@pytest.mark.parametrize("is_cached", [False, True])
def test_a_site_behind_tls_writes_https_addresses(
    site: Site, cached_site: Front, is_cached: bool
) -> None:
    unix = f"unix:{site.socket}"
    backend = f"127.0.0.1:{cached_site.port}" if is_cached else unix
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
