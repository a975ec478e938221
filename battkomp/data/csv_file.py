"""A data set as CSV (RFC 4180), for spreadsheets above all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from babel.numbers import get_decimal_symbol
from flask_babel import gettext

from battkomp.data.models import Dataset, Named, Row, Value, plain
from battkomp.languages import Language
from battkomp.web.context import public_url
from battkomp.web.languages import current_language

BETWEEN = " | "  # several values of one cell

# What a spreadsheet takes for the beginning of a formula, in all widths, or strips to find one
# (OWASP, "CSV Injection"; ASVS 5.0, requirement 1.2.10).
_FORMULA = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


@dataclass(frozen=True)
class Dialect:
    """What stands between columns, and before the fraction of a number.

    A spreadsheet expects a semicolon where the language has a decimal comma.
    """

    separator: str
    decimal: str


def dialect(language: Language) -> Dialect:
    """Return the dialect of the files in a language."""
    decimal = get_decimal_symbol(language.locale)
    return Dialect(";" if decimal == "," else ",", decimal)


def write(found: Dataset) -> bytes:
    """Return a data set as CSV in the language of the request.

    It begins with a byte order mark, without which Excel takes UTF-8 for something else.
    """
    own = dialect(current_language())
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=own.separator, lineterminator="\r\n")
    labels = [str(column.label) for column in found.columns]
    writer.writerow(map(harmless, [gettext("Key"), *labels, gettext("On this site")]))
    writer.writerows(list(_cells(found, row, own)) for row in found.rows)
    return file.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, as it starts with an apostrophe."""
    is_risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if is_risky else text


def _cells(found: Dataset, row: Row, own: Dialect) -> Iterator[str]:
    addresses = {source.key: source.url for source in row.sources}
    yield harmless(row.key)
    for column, value in zip(found.columns, row.values, strict=True):
        if column.key == "sources":
            value = tuple(addresses.values())
        yield cell(value, own)
    yield public_url(row.page)


def cell(value: Value, own: Dialect) -> str:
    """Return a value as a cell: a number as it is, and a text that is no formula."""
    if isinstance(value, Named):
        return harmless(str(value))
    bare = plain(value)
    if isinstance(bare, int | float):
        return str(bare).replace(".", own.decimal)
    if isinstance(bare, list):
        return harmless(BETWEEN.join(bare))
    return harmless(bare or "")
