"""A data set: its drawing, its table, its CSV and its JSON file are all made from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel.speaklater import LazyString

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import PartialDate, Text
from battkomp.content.views import Source, with_links
from battkomp.data.columns import Column, Value
from battkomp.web.sitemap import PAGES
from battkomp.web.text_links import unique_sources


@dataclass(frozen=True)
class Definition:
    """The definition of a data set.

    :param key: key of the page in the site map that shows the same.
    :param about: description in a sentence.
    :param entries: returns the entries of the content.
    :param page: returns the address of an entry, given that of the page. By default, its page has
        it under its key.
    :param has_table: whether the page shows the data as a table too, because it draws them.
    """

    key: str
    about: LazyString
    entries: Callable[[LocalizedContent], Iterable[Any]]
    columns: tuple[Column, ...]
    page: Callable[[str, Any], str] = lambda page, entry: f"{page}#{entry.key}"
    has_table: bool = False


@dataclass(frozen=True)
class DataRow:
    """An entry of a data set, with a value for each column by its key, and its address."""

    key: str
    entry: Any
    values: Mapping[str, Value]
    page: str

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the entry."""
        return getattr(self.entry, "sources", ())


@dataclass(frozen=True)
class Dataset:
    """A data set in the language of the content.

    :param page: address of the page that shows the same.
    """

    definition: Definition
    content: LocalizedContent
    page: str

    @property
    def key(self) -> str:
        """The name of the data set in JSON."""
        return self.definition.key

    @property
    def title(self) -> Text:
        """The title of the page."""
        return self.content.page(self.key).title

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return self.definition.columns

    @property
    def changed_on(self) -> date:
        """The day of the last change in the data set, or of its page if it is empty."""
        shown = PAGES[self.key].shows(self.content) or self.definition.entries(self.content)
        return self.content.changed_on(with_links(shown or [self.content.page(self.key)]))

    @cached_property
    def rows(self) -> tuple[DataRow, ...]:
        """The entries, in the order of the page."""
        return tuple(
            DataRow(
                key=entry.key,
                entry=entry,
                values={column.key: column.value(entry) for column in self.columns},
                page=self.definition.page(self.page, entry),
            )
            for entry in self.definition.entries(self.content)
        )

    @property
    def as_of(self) -> PartialDate | None:
        """The latest date at which an entry was true, or None if no entry has one."""
        times = [getattr(row.entry, "as_of", None) for row in self.rows]
        return max((time for time in times if time is not None), default=None)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all entries, each once."""
        return unique_sources(self.rows)
