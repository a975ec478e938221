"""What the rest of the site refers to: words, sources, and the data to take along."""

from itertools import groupby
from operator import attrgetter

from flask import Response

from battkomp.data.datasets import dataset, every_dataset
from battkomp.data.files import dialect
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import content
from battkomp.web.formats import alphabetical
from battkomp.web.languages import site_languages
from battkomp.web.rendering import render
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("reference", __name__)


@bp.page("glossary")
def glossary() -> Response:
    """What words mean, and what they are called in the other language."""
    found = content()
    terms = alphabetical(found.terms, "term")
    return render(
        "pages/glossary.html",
        location("glossary"),
        page=found.page("glossary"),
        terms=terms,
        translations=lambda term: found.translations(term, "term"),
        references=references(terms),
        dataset=dataset("glossary"),
    )


@bp.page("sources")
def sources() -> Response:
    """What the site is based on."""
    found = content()
    sources = alphabetical(found.sources, "publisher")
    return render(
        "pages/sources.html",
        location("sources"),
        page=found.page("sources"),
        sources=sources,
        publishers=[(name, list(ours)) for name, ours in groupby(sources, attrgetter("publisher"))],
        dataset=dataset("sources"),
    )


@bp.page("data")
def data() -> Response:
    """What programs can read: data sets, feeds and calendars."""
    found, everything = content(), every_dataset()
    return render(
        "pages/data.html",
        location("data"),
        page=found.page("data"),
        datasets=everything,
        dialects=[(language, dialect(language)) for language in site_languages()],
    )
