"""The accessibility statement. It claims only what the recorded run of the tests has backed.

`make record` writes the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

RECORD = Path(__file__).with_name("tested.json")


@dataclass(frozen=True)
class RecordedRun:
    """The day of a run of the tests, and the number of passed tests by claim."""

    on: date
    claims: Mapping[str, int]


def last_run(record: Path = RECORD) -> RecordedRun:
    """Return the recorded run of the tests.

    :raises msgspec.ValidationError: if the record is malformed.
    """
    return msgspec.json.decode(record.read_bytes(), type=RecordedRun)


def variables() -> dict[str, Any]:
    """Return the claims that tests have backed."""
    return {"tested": last_run()}
