"""The data sets of the site, and the addresses of their files."""

from __future__ import annotations

from battkomp.data.knowledge import CHAIN, FIGURES, FINDINGS, TIMELINE
from battkomp.data.models import Dataset
from battkomp.data.references import BOARD, GLOSSARY, ORGANISATIONS, PHASES, SOURCE_LIST
from battkomp.languages import Language, Languages
from battkomp.web.context import content
from battkomp.web.languages import current_language, site_languages
from battkomp.web.sitemap import PAGES, location, url_rule

FORMATS = ("csv", "json")  # endings of the files

_ORDERED = (
    PHASES,
    FINDINGS,
    TIMELINE,
    CHAIN,
    FIGURES,
    ORGANISATIONS,
    BOARD,
    GLOSSARY,
    SOURCE_LIST,
)
DEFINITIONS = {definition.key: definition for definition in _ORDERED}


def dataset(key: str) -> Dataset:
    """Return a data set in the language of the request.

    :param key: key of the page that shows the same.
    :raises KeyError: if the page has no data set.
    """
    page = location(key).address(current_language())
    return Dataset(DEFINITIONS[key], content(), page)


def every_dataset() -> tuple[Dataset, ...]:
    """Return all data sets in the language of the request."""
    return tuple(map(dataset, DEFINITIONS))


def file_name(key: str, language: Language, source: Language) -> str:
    """Return the name of a data set's files, without an ending: the last part of its page's URL."""
    words = PAGES[key].url
    return words.get(language.tag, words[source.tag])


def file_rule(key: str, file_format: str, language: Language, languages: Languages) -> str:
    """Return the address of a data set's file.

    Others use these addresses: if the URL of the page changes, redirect the files as well.
    """
    folder = url_rule(PAGES["data"], language, languages.source)
    return f"{folder}/{file_name(key, language, languages.source)}.{file_format}"


def file_address(key: str, file_format: str) -> str:
    """Return the address of a data set's file in the language of the request."""
    return file_rule(key, file_format, current_language(), site_languages())
