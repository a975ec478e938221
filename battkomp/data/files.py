"""Data sets as CSV and JSON files, and the views that send them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import product
from typing import Any

from babel.numbers import get_decimal_symbol
from flask import Response, make_response, request
from flask_babel import gettext

from battkomp.content.model import Text, exact
from battkomp.content.views import Source
from battkomp.data.columns import CodedValue, Value, plain
from battkomp.data.datasets import DEFINITIONS, dataset
from battkomp.data.models import DataRow, Dataset
from battkomp.languages import Language
from battkomp.web.context import public_url
from battkomp.web.languages import current_language
from battkomp.web.rendering import publish
from battkomp.web.sitemap import PAGES
from battkomp.web.urls import LocalizedBlueprint, have_no_fragments


@dataclass(frozen=True)
class Licence:
    """A licence. `identifier` is its name in the SPDX list."""

    identifier: str
    short: str
    name: str
    url: str


# docs/decisions/0021-open-data.md says what it covers; the customer is to confirm it.
LICENCE = Licence(
    identifier="CC-BY-4.0",
    short="CC BY 4.0",
    name="Creative Commons Attribution 4.0 International",
    url="https://creativecommons.org/licenses/by/4.0/",
)

_BETWEEN = " | "  # several values in a cell

# Characters that a spreadsheet takes for the start of a formula, in all widths, or skips before
# one (OWASP, "CSV Injection"; ASVS 5.0, requirement 1.2.10).
_FORMULA = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


@dataclass(frozen=True)
class Dialect:
    """The separator of columns and the decimal mark of a CSV file."""

    separator: str
    decimal: str


def dialect(language: Language) -> Dialect:
    """Return the dialect of a language.

    Spreadsheets expect a semicolon between columns where the language has a decimal comma.
    """
    decimal = get_decimal_symbol(language.locale)
    return Dialect(";" if decimal == "," else ",", decimal)


def as_csv(dataset: Dataset) -> bytes:
    """Return a data set as CSV in the language of the request.

    It starts with a byte order mark, without which Excel does not recognise UTF-8.
    """
    own = dialect(current_language())
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=own.separator, lineterminator="\r\n")
    labels = [str(column.label) for column in dataset.columns]
    # Translators: the heading of the column with the key of each row.
    writer.writerow(map(harmless, [gettext("Key"), *labels, gettext("On this website")]))
    writer.writerows(_cells(row, own) for row in dataset.rows)
    return file.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return a text, with an apostrophe in front if a spreadsheet would take it for a formula."""
    is_risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if is_risky else text


def _cells(row: DataRow, own: Dialect) -> Iterator[str]:
    yield harmless(row.key)
    urls = tuple(source.url for source in row.sources)
    for key, value in row.values.items():
        yield cell(urls if key == "sources" else value, own)
    yield public_url(row.page)


def cell(value: Value, own: Dialect) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, CodedValue):
        return harmless(str(value))
    bare = plain(value)
    if isinstance(bare, int | float):
        return f"{exact(bare):f}".replace(".", own.decimal)
    if isinstance(bare, list):
        return harmless(_BETWEEN.join(bare))
    return harmless(bare or "")


def as_json(dataset: Dataset) -> bytes:
    """Return a data set as JSON: the same keys in all languages, the words of the request's."""
    page = public_url(dataset.page)
    whole = {
        "dataset": dataset.key,
        "title": str(dataset.title),
        "about": str(dataset.definition.about),
        "language": dataset.content.language,
        "page": page,
        "licence": {
            "identifier": LICENCE.identifier,
            "name": LICENCE.name,
            "url": LICENCE.url,
            "attribution": f"BattKOMP, {page}",
        },
        "as_of": plain(dataset.as_of),
        "changed_on": dataset.changed_on.isoformat(),
        "columns": [
            {"key": column.key, "label": str(column.label), "meaning": str(column.meaning)}
            for column in dataset.columns
        ],
        "sources": [_source(source) for source in dataset.sources],
        "rows": [_json_row(row) for row in dataset.rows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def _json_row(row: DataRow) -> dict[str, Any]:
    """Return a row as JSON; `languages` names the columns that are not translated."""
    others = {
        key: value.language
        for key, value in row.values.items()
        if isinstance(value, Text) and value.is_fallback
    }
    return {
        "key": row.key,
        **{key: plain(value) for key, value in row.values.items()},
        "page": public_url(row.page),
        **({"languages": others} if others else {}),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "url": source.url,
        "publisher": source.publisher,
        "published": plain(source.published),
        "language": source.language,
        "title": str(source.title),
    }


bp = LocalizedBlueprint("downloads", __name__)
bp.before_request(have_no_fragments)

# RFC 7111 for CSV; JSON has no charset parameter (RFC 8259, section 11).
_CSV, _JSON = "text/csv; charset=utf-8; header=present", "application/json"


def show(key: str, file_format: str) -> Response:
    """Send a data set as a file.

    Scripts of any site may read it (CORS), as it holds public data only. Search engines index the
    page instead, which the `Link` header names (RFC 8288).
    """
    found = dataset(key)
    response = make_response(as_csv(found) if file_format == "csv" else as_json(found))
    response.headers["Content-Type"] = _CSV if file_format == "csv" else _JSON
    response.headers["Content-Language"] = current_language().tag
    name = request.path.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="battkomp-{name}"'
    response.headers["Link"] = (
        f'<{public_url(found.page)}>; rel="describedby"; type="text/html", '
        f'<{LICENCE.url}>; rel="license"'
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    publish(response)
    return response


for _key, _format in product(DEFINITIONS, ("csv", "json")):
    # Others use these addresses: if the URL of a page changes, redirect the files as well.
    _names = {tag: f"{name}.{_format}" for tag, name in PAGES[_key].url.items()}
    bp.below("data", _names, key=_key, file_format=_format)(show)
