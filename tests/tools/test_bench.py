"""The parts of the benchmark that measure nothing."""

import pytest

from battkomp.content import files, rules
from battkomp.content.load import SEED
from tests.support.sites import PAGE_KEYS
from tests.tools.bench import report
from tests.tools.bench.growth import grown
from tests.tools.bench.load import BadResponseError, parse
from tests.tools.bench.measure import with_shares
from tests.tools.bench.report import BESIDE, CHANGE, MEMORY, P95, P99, RATE, SHARE, START, Key

OUTPUT = """Running 1s test @ http://127.0.0.1:8000/nb/
{"requests": 40000, "microseconds": 2000000, "p95": 900, "p99": 4100, "errors": 0}
"""
GOOD = {
    Key("nginx", 1, RATE): 80_000.0,
    Key("cached page", 1, RATE): 32_000.0,
    Key("cached page", 1, P99): 3.0,
    Key("uncached page", 1, RATE): 800.0,
    Key("cached page", 1, BESIDE): 0.99,
    Key("uncached page", 1, BESIDE): 0.98,
    Key("search", 40, P95): 9.9,
    Key("site", 10, CHANGE): 0.4,
    Key("site", 10, MEMORY): 120.0,
    Key("site", 1, START): 1.0,
}


def test_the_output_of_wrk_is_read() -> None:
    assert parse(OUTPUT) == {RATE: 20_000, P95: 0.9, P99: 4.1}


def test_runs_with_errors_or_without_responses_are_refused() -> None:
    failed, empty = OUTPUT.replace('"errors": 0', '"errors": 1'), OUTPUT.replace("40000", "0")
    for output in ("unable to connect", failed, empty):
        with pytest.raises(BadResponseError):
            parse(output)


def test_grown_content_has_the_wanted_size_and_keeps_all_rules() -> None:
    seed = files.read(SEED)
    content = grown(seed, 3)
    assert len(list(content.entries())) == 3 * len(list(seed.entries()))
    rules.enforce(content, ("nb", "en"), PAGE_KEYS)
    assert content.pages == seed.pages


def test_values_within_their_limits_break_none() -> None:
    values = with_shares(GOOD)
    assert values[Key("cached page", 1, SHARE)] == 0.4
    assert report.broken(values) == []


def test_values_beyond_their_limits_break_each_of_them() -> None:
    bad = {one.key: one.below if one.at_least < 0 else 0.0 for one in report.LIMITS}
    assert report.broken(bad) == [one.text for one in report.LIMITS]
    assert report.tables(bad).count("| no |") == len(report.LIMITS)
