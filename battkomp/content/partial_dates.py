"""Dates that are known to the day, the month, the season or the year, and no better."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

# The months that a season begins and ends with, in the meteorologists' sense. Winter is left out:
# it would belong to two years.
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
PATTERN = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-spring|-summer|-autumn)?$"

_FORM = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:-([a-z]+))?")


@total_ordering
@dataclass(frozen=True)
class When:
    """A date as precisely as it is known. Dates are ordered by the middle of what they may mean.

    `season` is a key of `SEASONS`.
    """

    year: int
    month: int | None = None
    day: int | None = None
    season: str | None = None

    @classmethod
    def of(cls, text: str) -> When:
        """Return the date that a text such as `2021-10-27` or `2021-spring` stands for.

        :raises ValueError: if it stands for none.
        """
        match = _FORM.fullmatch(text)
        if match is None or not re.fullmatch(PATTERN, text):
            raise ValueError(f"{text!r} is no day, month, season or year")
        year, month, day, season = match.groups()
        when = cls(int(year), int(month) if month else None, int(day) if day else None, season)
        date(when.year, when.month or 1, when.day or 1)  # there is no 31 November
        return when

    @property
    def first(self) -> date:
        """The first day that may be meant."""
        month = SEASONS[self.season][0] if self.season else self.month
        return date(self.year, month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that may be meant."""
        month = SEASONS[self.season][1] if self.season else (self.month or 12)
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def machine(self) -> str:
        """The date as `<time datetime>` takes it, which knows no seasons (HTML, section 4.5.14)."""
        parts = (f"{self.year:04}", *(f"{one:02}" for one in (self.month, self.day) if one))
        return "-".join(parts)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.season}" if self.season else self.machine

    def __lt__(self, other: When) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, date]:
        return self.first.toordinal() + self.last.toordinal(), self.first
