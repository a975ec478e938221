"""The content as data sets: each is one thing, that is drawn, tabled and downloaded."""

from __future__ import annotations

from battkomp.data.knowledge import FIGURES, FINDINGS, TIMELINE
from battkomp.data.models import Dataset, Shape
from battkomp.data.project import BOARD, PARTS
from battkomp.data.references import CHAIN, GLOSSARY, ORGANISATIONS, SOURCE_LIST
from battkomp.languages import Language, Languages
from battkomp.web.context import reading
from battkomp.web.languages import current_language, site_languages
from battkomp.web.sitemap import PLACES, location, pattern

ENDINGS = ("csv", "json")

SHAPES: dict[str, Shape] = {
    shape.key: shape
    for shape in (
        *(PARTS, FINDINGS, TIMELINE, CHAIN, FIGURES, ORGANISATIONS, BOARD, GLOSSARY, SOURCE_LIST),
    )
}


def dataset(key: str) -> Dataset:
    """Return a data set in the language of the request, given the key of its page.

    :raises KeyError: if there is none of that name.
    """
    return Dataset(
        shape=SHAPES[key],
        found=reading(),
        language=current_language().tag,
        page=location(key).address(current_language()),
    )


def every_dataset() -> tuple[Dataset, ...]:
    """Return all data sets in the language of the request."""
    return tuple(map(dataset, SHAPES))


def word(shape: Shape, language: Language, source: Language) -> str:
    """Return what a data set's files are called in a language: as its page, without an ending."""
    return shape.place.words.get(language.tag, shape.place.words[source.tag])


def rule(shape: Shape, language: Language, languages: Languages, ending: str) -> str:
    """Return the address of one of a data set's files.

    Like pages', these are written down by others: who changes the word of a page in the site map
    must redirect from its files as well.
    """
    folder = pattern(PLACES["data"], language, languages.source)
    return f"{folder}/{word(shape, language, languages.source)}.{ending}"


def file_address(found: Dataset, ending: str) -> str:
    """Return the address of one of a data set's files in the language of the request."""
    return rule(found.shape, current_language(), site_languages(), ending)
