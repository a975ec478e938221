"""The benchmark's own arithmetic. How fast anything is, `make bench` says; here is no clock."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from battkomp.content.snapshot import LiveContent
from battkomp.settings import Settings
from tests.bench import copies, growth, machine, report
from tests.bench.__main__ import rotated
from tests.bench.load import Answer, Result, Round, WrongAnswerError, check, middle, parse
from tests.bench.machine import Memory
from tests.bench.plan import CONNECTIONS, ENTRIES, OFF, SITE, Key, site_of
from tests.bench.report import Report, Site
from tests.bench.searches import Times
from tests.support.sites import TODAY, load

TOLD = """Running 1s test @ http://127.0.0.1:8000/nb/
  32 threads and 32 connections
Requests/sec:  20000.00
{"requests": 20000, "microseconds": 1000000, "bytes": 6000000, "p50": 900, "p99": 4100, "errors": 0}
"""
ROUND = Round(requests=20_000, seconds=1, size=6_000_000, p50=0.9, p99=4.1, errors=0)
PAGE = Answer(
    status=200,
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "br"),
        ("Content-Length", "9"),
        ("ETag", 'W/"abc"'),
        ("X-Quoted", 'a "b"'),
    ),
    body=b"\x8b\x03\x80<h1>\x03\x00",
)


def test_what_wrk_tells_is_read() -> None:
    assert parse(TOLD) == ROUND
    assert parse(TOLD).rate == 20_000


def test_nothing_answered_is_no_result() -> None:
    with pytest.raises(WrongAnswerError, match="nothing was answered"):
        parse("unable to connect to 127.0.0.1:8000 Connection refused")
    with pytest.raises(WrongAnswerError, match="nothing was answered"):
        parse(TOLD.replace('"requests": 20000', '"requests": 0'))


def test_a_round_with_the_right_answers_passes() -> None:
    check(ROUND, size=300, connections=32)


@pytest.mark.parametrize("found", [replace(ROUND, errors=1), replace(ROUND, size=7_000_000)])
def test_a_round_with_wrong_answers_is_refused(found: Round) -> None:
    with pytest.raises(WrongAnswerError):
        check(found, size=300, connections=32)


def test_answers_on_their_way_at_the_end_are_no_fault() -> None:
    few = Round(requests=10, seconds=1, size=30 * 300, p50=1, p99=1, errors=0)
    check(few, size=300, connections=32)


def test_each_number_is_the_median_of_its_rounds() -> None:
    rounds = [
        replace(ROUND, requests=count, p99=p99, processor=500)
        for count, p99 in ((10_000, 9.0), (20_000, 1.0), (50_000, 2.0))
    ]
    assert middle(rounds) == Result(rate=20_000, p50=0.9, p99=2.0, cost=25, share=0.5)


def test_each_round_asks_for_everything_in_another_order() -> None:
    keys = [Key("nginx", str(number)) for number in range(7)]
    orders = [rotated(keys, number, 5) for number in range(5)]
    assert all(sorted(order) == keys for order in orders)
    assert len({order[0] for order in orders}) == 5


def test_nginx_answers_with_our_headers(tmp_path: Path) -> None:
    made = copies.configuration({"page": PAGE}, tmp_path, 8123)
    assert "listen 127.0.0.1:8123" in made
    assert 'add_header Content-Encoding "br";' in made
    assert 'add_header X-Quoted "a \\"b\\"";' in made
    assert 'default_type "text/html; charset=utf-8";' in made
    assert "Content-Length" not in made
    assert "ETag" not in made


def test_grown_content_is_translated(settings: Settings) -> None:
    load(settings)
    growth.grow(settings.database, 10)
    content = LiveContent(settings.database, ("nb", "en")).snapshot().localized("en", TODAY)
    assert content.gaps(content.organisations) == ()
    assert sum(one.key.startswith("grown-") for one in content.organisations) == 10


def test_the_memory_of_a_process_is_read() -> None:
    assert machine.parse_memory("Rss:    2048 kB\nPss:    1024 kB\nPss_Anon: 1 kB\n") == Memory(
        2, 1
    )
    assert machine.memory(os.getpid()).resident > 10


def test_a_process_is_of_its_own_family() -> None:
    assert os.getpid() in machine.family(os.getpid())


def made_up(**changes: float) -> Report:
    """Return a report in which all is well, but for what is changed."""
    numbers = {"page": 50_000.0, "p99": 3.0, "uncached": 1_000.0, "memory": 70.0}
    numbers |= {"p95": 2.0, "searching": 5.0} | changes
    quick = Result(rate=numbers["page"], p50=1, p99=numbers["p99"], cost=20, share=1)
    slow = replace(quick, rate=numbers["uncached"], cost=1_000)
    whats = ("page", "unchanged", "fragment", "file", "uncached", "uncached board")
    servers = (*map(site_of, ENTRIES), OFF, "nginx", "Granian")
    keys = [Key(*each) for each in ((s, w, c) for s in servers for w in whats for c in CONNECTIONS)]
    results = {key: slow if key.what.startswith("uncached") else quick for key in keys}
    results |= {key: replace(quick, rate=100_000) for key in keys if key.server == "nginx"}
    grown = Key(site_of(ENTRIES[-1]), "page")
    results[grown] = replace(quick, cost=20 * changes.get("growth", 1))
    site = Site(start=changes.get("start", 1), memory=Memory(numbers["memory"], 50))
    searching = Times(server=numbers["searching"], visitor=numbers["searching"] + 1)
    on = date(2026, 11, 23)
    return Report(on, "2 cores", 5, results, {SITE: site}, numbers["p95"], searching)


def test_a_run_in_which_all_is_well_fails_nothing() -> None:
    assert all(bound.holds for bound in report.bounds(made_up()))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"page": 34_000}, "A cached page reaches at least 0.35 of nginx: 0.34"),
        ({"p99": 25.0}, "99 in 100 cached pages take less than 25 ms at 32 connections: 25.0 ms"),
        ({"uncached": 799}, "At least 800 uncached pages a second: 799"),
        ({"p95": 20.1}, "95 in 100 uncached pages take at most 20 ms at 50 requests/s: 20.1 ms"),
        ({"growth": 1.2}, "A cached page costs the same with 10,000 entries as with 10"),
        (
            {"searching": 10.0},
            "95 in 100 searches among 10,000 entries take the server less than 10 ms: 10.0",
        ),
        ({"start": 3.0}, "Start to first page in less than 3 s: 3.0 s"),
        ({"memory": 121.0}, "A worker takes less than 120 MB: 121 MB"),
    ],
)
def test_what_must_hold_and_does_not_is_named(change: dict[str, float], text: str) -> None:
    failed = [str(bound) for bound in report.bounds(made_up(**change)) if not bound.holds]
    assert [one[: len(text)] for one in failed] == [text]


def test_a_run_on_a_busy_machine_is_told_apart() -> None:
    found = made_up()
    assert report.is_quiet(found)
    starved = {Key("nginx", "page"): replace(found.results[Key("nginx", "page")], share=0.2)}
    assert not report.is_quiet(replace(found, results={**found.results, **starved}))


def test_a_table_is_readable_as_it_stands() -> None:
    assert report.table(("what", "ms"), [["a page", "1"], ["b", "10.5"]]).splitlines() == [
        "| what   |   ms |",
        "| ------ | ---: |",
        "| a page |    1 |",
        "| b      | 10.5 |",
    ]


def test_the_document_says_when_and_how_and_all_that_was_found() -> None:
    written = report.document(made_up())
    assert "2026-11-23" in written
    assert "2 cores." in written
    assert report.tables(made_up()) in written
    assert "{" not in written
