"""What the rest of the site refers to: words, sources, and the data to take along."""

from itertools import groupby
from operator import attrgetter

from flask import Response

from battkomp.data.datasets import dataset, every_dataset
from battkomp.data.files import dialect
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import reading
from battkomp.web.formats import alphabetical
from battkomp.web.languages import current_language, site_languages
from battkomp.web.rendering import render
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("reference", __name__)


@bp.page("glossary")
def glossary() -> Response:
    """What words mean, and what they are called in the other language."""
    found = reading()
    terms = alphabetical(found.knowledge.terms, "name")
    return render(
        "pages/glossary.html",
        location("glossary"),
        page=found.page("glossary"),
        terms=terms,
        references=references(terms),
        dataset=dataset("glossary"),
    )


@bp.page("sources")
def sources() -> Response:
    """What the site is based on."""
    found = reading()
    sources = alphabetical(found.knowledge.sources, "publisher")
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
    found, everything = reading(), every_dataset()
    scope = tuple(name for one in everything for name in one.definition.scope)
    found.changed_on(current_language().tag, scope)  # reads in one question what is asked for below
    return render(
        "pages/data.html",
        location("data"),
        page=found.page("data"),
        datasets=everything,
        dialects=[(language, dialect(language)) for language in site_languages()],
    )
