"""Columns that several data sets have."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from battkomp.content.partial_dates import When
from battkomp.data.models import Column, named
from battkomp.web.formats import partial_date


def plain(
    key: str,
    label: LazyString,
    meaning: LazyString,
    read: Callable[[Any], Any] | None = None,
    *,
    in_table: bool = False,
) -> Column:
    """Return a column of what an entry has under the same name, or of what `read` returns."""
    return Column(key, label, meaning, read or attrgetter(key), in_table)


def chosen(
    key: str,
    label: LazyString,
    meaning: LazyString,
    read: Callable[[Any], str],
    *,
    in_table: bool = False,
) -> Column:
    """Return a column of which each value is one of a few, given the code that `read` returns."""
    return Column(key, label, meaning, lambda entry: named(key, read(entry)), in_table)


def dates(
    key: str,
    labels: tuple[LazyString, LazyString],
    meaning: LazyString,
    read: Callable[[Any], When | None],
    *,
    in_table: bool = False,
) -> tuple[Column, Column]:
    """Return two columns of a date: for programs, and in words.

    Spreadsheets make the first day of a month out of `2021-10`; they leave the words alone.
    """
    words = lazy_gettext("The same date in words, which no spreadsheet changes.")
    return (
        Column(key, labels[0], meaning, read, in_table),
        Column(f"{key}_in_words", labels[1], words, lambda entry: _in_words(read(entry))),
    )


AS_OF = dates(
    "as_of",
    (lazy_gettext("As of"), lazy_gettext("As of, in words")),
    lazy_gettext("When it was true, as precisely as that is known."),
    attrgetter("as_of"),
    in_table=True,
)
PART = plain(
    "part",
    lazy_gettext("Part"),
    lazy_gettext("The number of the part of the project that it belongs to, if it belongs to one."),
)
TITLE = plain("title", lazy_gettext("Title"), lazy_gettext("It in a few words."), in_table=True)
BODY = plain(
    "details",
    lazy_gettext("Details"),
    lazy_gettext("What more there is to say."),
    attrgetter("body"),
)
SOURCES = Column(
    "sources",
    lazy_gettext("Sources"),
    lazy_gettext("The addresses of what it is based on; in JSON, keys of the list of sources."),
    lambda entry: tuple(source.key for source in entry.sources),
)


def _in_words(when: When | None) -> str | None:
    return None if when is None else partial_date(when).striptags()
