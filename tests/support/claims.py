"""Which claims of the accessibility page the tests of this run back.

`python -m tests.support.claims RESULTS` ends with an error if the page claims anything else.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from battkomp.pages.test_record import last_run
from tests.support.sites import today

_passed: Counter[str] = Counter()
_failed: set[str] = set()


def claim_of(item: pytest.Item) -> str | None:
    """Return the claim that a test backs, or None."""
    marker = item.get_closest_marker("claim")
    return None if marker is None else str(marker.args[0])


def note(item: pytest.Item, report: pytest.TestReport) -> None:
    """Note how a test that backs a claim has ended."""
    claim = claim_of(item)
    if claim is None:
        return
    if report.failed:
        _failed.add(claim)
    elif report.when == "call" and report.passed:
        _passed[claim] += 1


def write(path: Path) -> None:
    """Write the claims of which every test has passed."""
    claims: dict[str, Any] = {name: _passed[name] for name in sorted(_passed.keys() - _failed)}
    record = {"on": today().isoformat(), "claims": claims}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    results, page = last_run(Path(sys.argv[1])), last_run()
    if results.claims != page.claims:
        sys.exit(f"The page claims {page.claims}, the tests {results.claims}: run `make record`.")
