"""Count the passed tests behind each claim of the accessibility page.

`python -m tests.support.claims RESULTS` fails if the page makes a claim that RESULTS do not hold,
or leaves one out.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from battkomp.pages.accessibility import last_run
from tests.support.sites import today

_PROPERTY = "claim"


class Claims:
    """A pytest plugin that counts passed tests by the name in `@pytest.mark.claim(NAME)`.

    Under pytest-xdist the reports of all workers arrive at the controller, so only it counts.
    """

    def __init__(self, record: Path | None) -> None:
        self._record = record
        self._passed: Counter[str] = Counter()
        self._failed: set[str] = set()

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Attach the names of claims to the report, because markers do not cross processes."""
        names = [str(marker.args[0]) for marker in item.iter_markers("claim")]
        item.user_properties.extend((_PROPERTY, name) for name in names)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a report of a test that backs a claim."""
        names = [str(value) for key, value in report.user_properties if key == _PROPERTY]
        if report.failed:
            self._failed.update(names)
        elif report.when == "call" and report.passed:
            self._passed.update(names)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the claims that every one of their tests backs."""
        if self._record is None or hasattr(session.config, "workerinput"):
            return
        backed = {name: self._passed[name] for name in sorted(self._passed.keys() - self._failed)}
        record = {"on": today().isoformat(), "claims": backed}
        self._record.parent.mkdir(parents=True, exist_ok=True)
        self._record.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    found, claimed = set(last_run(Path(sys.argv[1])).claims), set(last_run().claims)
    if found != claimed:
        sys.exit(f"The page claims {sorted(claimed)}, the tests back {sorted(found)}")
