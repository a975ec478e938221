"""Columns of data sets, and the values in them."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from battkomp.content.model import PartialDate, Text, Unit
from battkomp.web.formats import amount, partial_date
from battkomp.web.labels import value_label


@dataclass(frozen=True)
class CodedValue:
    """A code, the same in all languages, and its label in the language of the reader."""

    code: str
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Amount:
    """A number with its unit and its precision."""

    number: float
    unit: Unit
    qualifier: CodedValue

    def __str__(self) -> str:
        written = amount(self.number, self.unit)
        return written if self.qualifier.code == "exact" else f"{self.qualifier} {written}"


Value = str | int | Text | PartialDate | CodedValue | Amount | tuple[str, ...] | None


@dataclass(frozen=True)
class Column:
    """A column of a data set.

    :param key: name in JSON.
    :param meaning: description on the page about open data.
    :param read: returns the value of an entry; by default, its attribute `key`.
    :param in_table: whether the table on the page has the column. A small screen has room for four.
    """

    key: str
    label: LazyString
    meaning: LazyString
    read: Callable[[Any], Value] | None = None
    in_table: bool = False

    def value(self, entry: Any) -> Value:
        """Return the value of an entry."""
        read = self.read or attrgetter(self.key)
        value: Value = read(entry)
        return value


def coded(
    key: str,
    label: LazyString,
    meaning: LazyString,
    read: Callable[[Any], Any] | None = None,
    *,
    in_table: bool = False,
) -> Column:
    """Return a column of codes.

    :param key: the kind of code, a key of `labels.VALUES`.
    :param read: returns a code, a member of an enumeration of codes, or None.
    """
    code = read or attrgetter(key)

    def labelled(entry: Any) -> CodedValue | None:
        value = code(entry)
        return None if value is None else with_label(key, value)

    return Column(key, label, meaning, labelled, in_table)


def with_label(kind: str, value: Any) -> CodedValue:
    """Return a code, or a member of an enumeration of codes, with its label.

    :raises KeyError: if it has none.
    """
    code = str(getattr(value, "value", value))
    return CodedValue(code, value_label(code, kind))


def dates(
    key: str,
    labels: tuple[LazyString, LazyString],
    meaning: LazyString,
    read: Callable[[Any], PartialDate | None] | None = None,
    *,
    in_table: bool = False,
) -> tuple[Column, Column]:
    """Return two columns of a date, in figures and in words.

    Spreadsheets turn `2021-10` into the first day of the month; they leave the words alone.
    """
    date = read or attrgetter(key)
    same = _("The same date as text, so that spreadsheets do not reformat it.")
    return (
        Column(key, labels[0], meaning, date, in_table),
        Column(f"{key}_in_words", labels[1], same, lambda entry: _in_words(date(entry))),
    )


def _in_words(date: PartialDate | None) -> str | None:
    return None if date is None else partial_date(date).striptags()


AS_OF = dates(
    "as_of",
    (_("Date of information"), _("Date of information, in words")),
    _("Date of the information, as precise as known."),
    in_table=True,
)
PART = Column("part", _("Part"), _("Number of the project part, if any."))
TITLE = Column("title", _("Title"), _("Short title."), in_table=True)
BODY = Column("details", _("Details"), _("Further details."), attrgetter("body"))
SOURCES = Column(
    "sources",
    _("Sources"),
    _("Web addresses of the sources (in JSON: keys in the source list)."),
    lambda entry: tuple(source.key for source in entry.sources),
)


def shown(value: Value) -> Markup:
    """Return a value as HTML."""
    if isinstance(value, PartialDate):
        return partial_date(value)
    if isinstance(value, tuple):
        return Markup(", ").join(value)
    return Markup.escape("" if value is None else value)


def plain(value: Value) -> str | float | list[str] | None:
    """Return a value for programs: dates such as `2021-10`, numbers as numbers."""
    if isinstance(value, CodedValue):
        return value.code
    if isinstance(value, Amount):
        return int(value.number) if value.number == int(value.number) else value.number
    if isinstance(value, Text | PartialDate):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
