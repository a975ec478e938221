"""Test the site on a full disk: it keeps and serves the content it has."""

import resource
import shutil
import time
from pathlib import Path

import pytest

from battkomp.content import storage
from battkomp.content.snapshot import CHECK_AFTER
from battkomp.db import connections
from tests.support.clients import ask
from tests.support.commands import assert_one_clear_line, flask
from tests.support.contents import WORDS, database_of, words_in
from tests.support.pages import EVERY_PAGE
from tests.support.servers import Server, running

pytestmark = pytest.mark.full

ALFA, BETA = WORDS
ROOM = "is there room on the disk?"


def test_content_is_loaded_once_there_is_room(
    server: Server, database: Path, sources: dict[str, Path]
) -> None:
    for largest_file in (0, 4096, 80_000):  # bytes: from none to just too few
        ended = flask(database, "content", "load", sources[BETA], largest_file=largest_file)
        assert_one_clear_line(ended, ROOM)
        for page in ("/nb/", "/en/phases", "/fragment/nb/styret", "/sitemap.xml"):
            answer = ask(server.port, page)
            assert answer.status == 200
            assert BETA not in answer.text
    with connections.snapshot(database) as db:
        assert connections.fault_of(db) is None
    ended = flask(database, "content", "load", sources[BETA])
    assert (ended.returncode, ended.stdout) == (0, "The content is loaded.\n")
    time.sleep(2 * CHECK_AFTER)
    assert words_in(ask(server.port, "/nb/").text) == {BETA}


def test_a_database_is_made_once_there_is_room(tmp_path: Path) -> None:
    database = tmp_path / "new.db"
    assert_one_clear_line(
        flask(database, "content", "prepare", largest_file=4096), str(database), ROOM
    )
    assert flask(database, "content", "prepare").returncode == 0
    with connections.snapshot(database) as db:
        assert storage.revision_of(db) == 1


def allow_files_of(size: int, server: Server) -> None:
    """Limit the size of files that the workers of a server may write, in bytes."""
    for worker in server.workers:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_running_site_needs_no_room(server: Server) -> None:
    assert ask(server.port, "/nb/").status == 200
    allow_files_of(0, server)
    for page in EVERY_PAGE:
        assert ask(server.port, page).status == 200
    allow_files_of(resource.RLIM_INFINITY, server)


def test_a_site_without_room_at_its_first_request_recovers(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    # SQLite needs 32 kB for its shared memory file, which the last connection removes.
    database = tmp_path / "new.db"
    with running("wsgi:app", database) as server:
        allow_files_of(0, server)
        shutil.copyfile(database_of(tmp_path / "site", sources[ALFA]), database)
        assert ask(server.port, "/nb/").status == 503
        allow_files_of(resource.RLIM_INFINITY, server)
        assert ask(server.port, "/nb/").status == 200
