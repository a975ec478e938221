"""Change content under two workers: each serves the new content, and none mixes both."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from battkomp.content import load as loading
from battkomp.content.snapshot import CHECK_AFTER
from tests.support.clients import Crowd, ask
from tests.support.commands import flask
from tests.support.contents import WORDS, words_in
from tests.support.pages import EVERY_PAGE
from tests.support.servers import Server, running
from tests.support.sites import PAGE_KEYS, TODAY

pytestmark = pytest.mark.full

ALFA, BETA = WORDS
FRAGMENTS = tuple(f"/fragment{page}" for page in EVERY_PAGE)


@pytest.fixture(scope="module", params=["16", "0"], ids=["cached", "uncached"])
def server(request: pytest.FixtureRequest, database: Path) -> Iterator[Server]:
    """A site with two workers that name themselves in a header."""
    app, megabytes = "tests.support.app:app", str(request.param)
    with running(app, database, workers=2, cache_megabytes=megabytes) as server:
        yield server


def ask_everyone(server: Server, address: str, known: str = "") -> dict[str, str]:
    """Return the first answer of each worker, none of which confirms a known ETag."""
    said: dict[str, str] = {}
    while len(said) < server.size:
        answer = ask(server.port, address, If_None_Match=known)
        assert answer.status == 200
        said.setdefault(answer.headers["X-Worker"], answer.text)
    return said


def load(database: Path, source: Path) -> None:
    """Load content as the command does."""
    loading.load(database, source, loading.Conditions(("nb", "en"), TODAY, PAGE_KEYS))
    time.sleep(2 * CHECK_AFTER)  # until every worker has looked


def test_loaded_content_is_in_the_next_answer_of_every_worker(
    server: Server, database: Path, sources: dict[str, Path]
) -> None:
    assert flask(database, "content", "load", sources[BETA]).returncode == 0
    time.sleep(2 * CHECK_AFTER)
    for text in ask_everyone(server, "/nb/").values():
        assert words_in(text) == {BETA}
    for number in range(8):
        page = (*EVERY_PAGE, *FRAGMENTS)[number * 9]
        known = ask(server.port, page).headers["ETag"]
        load(database, sources[WORDS[number % 2]])
        for _ in range(2):
            for text in ask_everyone(server, page, known).values():
                assert words_in(text) == {WORDS[number % 2]}, page


def test_no_answer_mixes_two_contents(
    server: Server, database: Path, sources: dict[str, Path]
) -> None:
    with Crowd(server.port, 4, (*EVERY_PAGE, *FRAGMENTS)) as crowd:
        for number in range(16):
            load(database, sources[WORDS[number % 2]])
    assert not crowd.failures
    assert {answer.status for answer in crowd.answers} == {200}
    said = [words_in(answer.text) for answer in crowd.answers]
    assert all(len(words) == 1 for words in said)
    assert {*map(tuple, said)} == {(ALFA,), (BETA,)}
