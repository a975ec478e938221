"""Values that entries are made of, such as texts and partial dates; their places, and JSON."""

import calendar
import enum
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import total_ordering
from html import escape
from typing import Any

import msgspec

BULLET = "- "  # the start of an item of a list in a text
Place = tuple[str, str, str]  # subject, field, and language; "" for a fact


@dataclass(frozen=True)
class Text:
    """A text as one reader gets it: in their language, or else in the source language.

    `language` is the tag of the language of `value`. `is_fallback` says that it is not the
    reader's; `is_outdated` that the source text has changed since it was translated. `name` is its
    name in the history, `subject.field`.
    """

    value: str
    language: str
    is_fallback: bool = False
    is_outdated: bool = False
    name: str = ""

    @classmethod
    def of(cls, words: Mapping[str, str], language: str) -> "Text":
        """Return words in a language, or else in the first that they are written in."""
        found = language if language in words else next(iter(words))
        return cls(words[found], found, is_fallback=found != language)

    def __str__(self) -> str:
        return self.value

    def __html__(self) -> str:
        """The text for a page, marked with its language if the page is in another (WCAG 3.1.2).

        A line may break after a slash, as "utdanning/kompetanse" is wider than a small screen.
        """
        html = escape(self.value).replace("/", "/<wbr>")
        return f"<span{self.marks}>{html}</span>" if self.marks else html

    @property
    def marks(self) -> str:
        """The attributes of the element with the text, if its translation is missing or outdated.

        The view side by side reads them.
        """
        if not (self.is_fallback or self.is_outdated):
            return ""
        language = f' lang="{self.language}"' if self.is_fallback else ""
        return f'{language} data-gap="{escape(self.name)}"'

    @property
    def paragraphs(self) -> tuple["Text", ...]:
        """The text, split at its blank lines."""
        parts = re.split(r"\n\s*\n", self.value.strip())
        return tuple(replace(self, value=part.strip()) for part in parts)

    @property
    def list_items(self) -> tuple["Text", ...]:
        """The items of a paragraph that is a list, whose lines all begin with `- `."""
        lines = [line.strip() for line in self.value.strip().splitlines()]
        if not all(line.startswith(BULLET) for line in lines):
            return ()
        return tuple(replace(self, value=line.removeprefix(BULLET)) for line in lines)


class PhaseStatus(enum.Enum):
    """The progress of a phase."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    LAUNCHED = "launched"


class MilestoneKind(enum.Enum):
    """Whether a milestone belongs to the project, to its context, or to the time since."""

    PROJECT = "project"
    CONTEXT = "context"
    SINCE = "since"


class FindingKind(enum.Enum):
    """The lists that findings are shown in, in this order."""

    NEEDS = "needs"
    POINTS = "points"
    GAPS = "gaps"
    SPRINTS = "sprints"
    MEASURES = "measures"


class FindingState(enum.Enum):
    """A reservation about a finding. Earlier content has `confirmed`, which becomes None."""

    PRELIMINARY = "preliminary"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"


class Unit(enum.Enum):
    """The unit of a figure."""

    COUNT = "count"
    PERCENT = "percent"
    NOK_MILLION = "nok-million"
    NOK_BILLION = "nok-billion"


def exact(value: float) -> Decimal:
    """Return a number with the digits that it was written with, and no others."""
    return Decimal(str(int(value) if value == int(value) else value))


# The first and last months of a season, as in meteorology. Winter is left out: it would belong to
# two years.
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|-(spring|summer|autumn))?", re.ASCII)


@total_ordering
class PartialDate:
    """A date, as precisely as it is known. Dates are ordered by the first day that may be meant.

    A year comes before the days in it, and a month before its days.

    It is no dataclass, as msgspec would expect an object for one in files, and not a string.

    :param season: a key of `SEASONS`, and only without a month.
    :raises ValueError: if the calendar has no such date, or the year is not from 1900 to 2100.
    """

    def __init__(
        self, year: int, month: int | None = None, day: int | None = None, season: str | None = None
    ) -> None:
        if not 1900 <= year <= 2100:
            raise ValueError("The year must be from 1900 to 2100")
        date(year, 1 if month is None else month, 1 if day is None else day)
        self.year = year
        self.month = month
        self.day = day
        self.season = season

    @classmethod
    def of(cls, text: str) -> "PartialDate":
        """Parse a text such as `2021-10-27`, `2021-10`, `2021-spring` or `2021`.

        :raises ValueError: if it is not a date in one of these forms.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a day, month, season or year")
        year, month, day, season = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None, season)

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
        """The date for `<time datetime>`, which knows no seasons (HTML, section 4.5.14)."""
        parts = (f"{self.year:04}", *(f"{one:02}" for one in (self.month, self.day) if one))
        return "-".join(parts)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.season}" if self.season else self.machine

    def __repr__(self) -> str:
        return f"PartialDate.of({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __lt__(self, other: "PartialDate") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, int]:
        return self.first, -self.last.toordinal()


def json_of(value: Any) -> str:
    """Return a value, such as a fact or the keys of a section in their order, as JSON."""
    return msgspec.json.encode(value).decode()


def keys_of(order: str | None) -> list[str]:
    """Return the keys in the order of a section, which is JSON."""
    try:
        return msgspec.json.decode(order or "[]", type=list[str])
    except msgspec.MsgspecError:
        return []


def hash_of(value: str | None) -> str:
    """Return the SHA-256 of an exact text or fact, or "" for none."""
    return "" if value is None else hashlib.sha256(value.encode()).hexdigest()
