"""What has been tested, when, and by how many tests, as the last full run recorded it.

`make record` writes the file from tests that have passed; the accessibility page claims only that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

RECORD = Path(__file__).with_name("tested.json")


@dataclass(frozen=True)
class Tested:
    """The day of the last run, and the number of tests that passed for each claim."""

    on: date
    claims: Mapping[str, int]


def last_run(record: Path = RECORD) -> Tested:
    """Return what the last recorded run found.

    :raises msgspec.ValidationError: if the record is not one.
    """
    return msgspec.json.decode(record.read_bytes(), type=Tested)
