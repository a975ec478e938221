"""Under which licence the data sets are given away: the one place that names it.

docs/decisions/0021-open-data.md says what it covers, and that the customer is to confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """A licence. `identifier` is its name in the SPDX list."""

    identifier: str
    short: str
    name: str
    url: str


LICENCE = Licence(
    identifier="CC-BY-4.0",
    short="CC BY 4.0",
    name="Creative Commons Attribution 4.0 International",
    url="https://creativecommons.org/licenses/by/4.0/",
)
