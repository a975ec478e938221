"""Data sets of what the content refers to: organisations, glossary and sources."""

from __future__ import annotations

from operator import attrgetter

from flask_babel import lazy_gettext as _

from battkomp.content.views import Term, forms_of
from battkomp.data.columns import AS_OF, SOURCES, TITLE, Column, Value, coded, dates
from battkomp.data.models import Definition
from battkomp.languages import LANGUAGES, Language
from battkomp.web.context import content

ORGANISATIONS = Definition(
    key="organisations",
    about=_("The organisations that are named, and what has happened to them since."),
    entries=lambda found: found.organisations,
    columns=(
        Column(
            "name",
            _("Name"),
            _("What the organisation is called here."),
            attrgetter("name"),
        ),
        Column("official", _("Official name"), _("Its whole name, where that is another.")),
        coded(
            "category",
            _("Category"),
            _("What sort of organisation it is."),
            attrgetter("group"),
        ),
        Column(
            "part_of",
            _("Part of"),
            _("The organisation that it belongs to."),
            lambda one: one.part_of and one.part_of.name,
        ),
        Column("summary", _("Summary"), _("What it is, in a line.")),
        Column(
            "website",
            _("Website"),
            _("Its own address, where that has been verified."),
            attrgetter("website"),
        ),
        Column(
            "since",
            _("Since"),
            _("Keys in the timeline of what has happened to it since the project."),
            lambda one: tuple(milestone.key for milestone in content().since_of([one])),
        ),
        *AS_OF,
        SOURCES,
    ),
)


def _term(language: Language) -> Column:
    """Return the column of the terms in a language."""
    tag = language.tag

    def read(term: Term) -> Value:
        return content().translations(term, "term").get(tag)

    label = _("Term in %(language)s", language=_(language.english_name))
    return Column(f"term_{tag}", label, _("What it is called there."), read)


GLOSSARY = Definition(
    key="glossary",
    about=_("What words mean, and what they are called in both languages."),
    entries=lambda found: found.terms,
    columns=(
        *map(_term, LANGUAGES),
        Column("definition", _("Definition"), _("What it means.")),
        Column(
            "forms",
            _("Forms"),
            _("The forms in which texts in the language of the file have it."),
            forms_of,
        ),
        SOURCES,
    ),
)

SOURCE_LIST = Definition(
    key="sources",
    about=_("The pages and documents that the rest is based on."),
    entries=lambda found: found.sources,
    columns=(
        TITLE,
        Column("publisher", _("Publisher"), _("Who has published it.")),
        *dates(
            "published",
            (_("Published"), _("Published, in words")),
            _("The date that it bears, if it bears one."),
        ),
        Column(
            "language",
            _("Language"),
            _("The language that it is written in, as a BCP 47 tag."),
        ),
        Column("source_url", _("Address"), _("Where it is found."), attrgetter("url")),
    ),
)
