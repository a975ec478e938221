"""The data sets of the site."""

from battkomp.data.knowledge import CHAIN, FIGURES, FINDINGS, TIMELINE
from battkomp.data.models import Dataset
from battkomp.data.references import BOARD, GLOSSARY, ORGANISATIONS, PHASES, SOURCE_LIST
from battkomp.web.context import content
from battkomp.web.languages import current_language
from battkomp.web.locations import location

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
