"""A data set: the one thing that a drawing, a table, a CSV file and a JSON file are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel.speaklater import LazyString
from markupsafe import Markup

from battkomp.content.knowledge import Source, Unit
from battkomp.content.model import Text
from battkomp.content.partial_dates import When
from battkomp.content.queries import Reading
from battkomp.content.scopes import Scope
from battkomp.web.formats import amount, partial_date
from battkomp.web.labels import value_label
from battkomp.web.sitemap import PLACES, Place


@dataclass(frozen=True)
class Named:
    """One of a few things: `code` for programs, the same in all languages, and its words."""

    code: str
    words: LazyString | str

    def __str__(self) -> str:
        return str(self.words)


def named(kind: str, code: str) -> Named:
    """Return a coded value with its words.

    :raises KeyError: if there are no words for it.
    """
    return Named(code, value_label(code, kind))


@dataclass(frozen=True)
class Amount:
    """A number, its unit, and how exactly it is meant."""

    number: float
    unit: Unit
    qualifier: Named

    def __str__(self) -> str:
        written = amount(self.number, self.unit)
        return written if self.qualifier.code == "exact" else f"{self.qualifier} {written}"


Value = str | int | Text | When | Named | Amount | tuple[str, ...] | None


@dataclass(frozen=True)
class Column:
    """A column: its key in JSON, its label and meaning, and how its values are read.

    `read` is given an entry. `in_table` says that the table on the page has the column too, which
    has room for three of them on a small screen.
    """

    key: str
    label: LazyString | str
    meaning: LazyString | str
    read: Callable[[Any], Value]
    in_table: bool = False


@dataclass(frozen=True)
class Shape:
    """What a data set is, whatever is in it.

    `key` is that of the place in the site map that shows the same. `scope` names the content that
    it is made of, and `entries` reads that. `identify` names an entry; `page` returns the address
    at which one is shown, given the address of the place. `has_table` says that the page shows it
    as a table too, as it is drawn there; a list need not be said twice.
    """

    key: str
    scope: Scope
    about: LazyString
    entries: Callable[[Reading], Iterable[Any]]
    columns: tuple[Column, ...]
    identify: Callable[[Any], str]
    page: Callable[[str, Any], str]
    has_table: bool = False

    @property
    def place(self) -> Place:
        """The place in the site map that shows the same."""
        return PLACES[self.key]


@dataclass(frozen=True)
class Row:
    """One entry of a data set, with a value for each of its columns."""

    key: str
    entry: Any
    values: tuple[Value, ...]
    page: str

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the entry is based on."""
        return getattr(self.entry, "sources", ())


@dataclass(frozen=True)
class Dataset:
    """A data set as one reader gets it: in their language, from one reading of the content."""

    shape: Shape
    found: Reading
    language: str
    page: str

    @property
    def key(self) -> str:
        """The name of the data set in JSON, the same in all languages."""
        return self.shape.key

    @property
    def title(self) -> Text:
        """What the page is called that shows the same."""
        return self.found.page(self.key).title

    @property
    def about(self) -> LazyString:
        """What the data set holds, in a sentence."""
        return self.shape.about

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return self.shape.columns

    @property
    def has_table(self) -> bool:
        """Whether its page shows it as a table too."""
        return self.shape.has_table

    @property
    def changed_on(self) -> date:
        """The day on which something in it last changed."""
        return self.found.changed_on(self.language, self.shape.scope)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The entries, in the order of the page. They are read when they are first asked for."""
        return tuple(
            Row(
                key=self.shape.identify(entry),
                entry=entry,
                values=tuple(column.read(entry) for column in self.columns),
                page=self.shape.page(self.page, entry),
            )
            for entry in self.shape.entries(self.found)
        )

    @property
    def as_of(self) -> When | None:
        """The latest time at which something in it was true, or None where nothing bears one."""
        times = [getattr(row.entry, "as_of", None) for row in self.rows]
        return max((time for time in times if time is not None), default=None)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it is based on, each source once."""
        cited = {source.key: source for row in self.rows for source in row.sources}
        return tuple(cited.values())

    def value(self, row: Row, key: str) -> Value:
        """Return a row's value in the column with a key.

        :raises ValueError: if there is no such column.
        """
        return row.values[[column.key for column in self.columns].index(key)]


def shown(value: Value) -> Markup:
    """Return a value for a page."""
    if isinstance(value, When):
        return partial_date(value)
    if isinstance(value, tuple):
        return Markup(", ").join(value)
    return Markup.escape("" if value is None else value)


def plain(value: Value) -> str | float | list[str] | None:
    """Return a value for programs: dates as `2021-10` and the like, numbers as numbers."""
    if isinstance(value, Named):
        return value.code
    if isinstance(value, Amount):
        return _without_fraction(value.number)
    if isinstance(value, Text | When):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _without_fraction(number: float) -> float:
    return int(number) if number == int(number) else number
