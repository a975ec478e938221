"""Data sets of the project itself, and of what the content refers to."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from flask_babel import lazy_gettext as _

from battkomp.content.model import PartialDate
from battkomp.content.views import Term, forms_of
from battkomp.data.columns import AS_OF, SOURCES, TITLE, Column, Value, coded, dates
from battkomp.data.models import Definition
from battkomp.languages import LANGUAGES, Language
from battkomp.web.context import content
from battkomp.web.sitemap import address


def _when(day: date | None) -> PartialDate | None:
    return None if day is None else PartialDate.of(day.isoformat())


# The customer's text about the plans is not open data: see docs/decisions/0021-open-data.md.
PHASES = Definition(
    key="phases",
    about=_("The parts of the project: when each was launched, and what it became."),
    entries=lambda found: found.phases,
    identify=lambda one: str(one.number),
    page=lambda _page, one: address(one),
    columns=(
        Column("number", _("Number"), _("The number of the part.")),
        Column("title", _("Title"), _("What the part is called.")),
        coded(
            "status",
            _("Status"),
            _("How far the part is, on the day on which the file is made."),
        ),
        *dates(
            "launched",
            (_("Launched"), _("Launched, in words")),
            _("The day on which the part was launched, if it is known."),
            lambda one: _when(one.launched_on),
        ),
        *dates(
            "handed_over",
            (_("Handed over"), _("Handed over, in words")),
            _("When the part was handed over, as precisely as that is known."),
        ),
        Column(
            "became",
            _("What it became"),
            _("What the sources tell of what was done."),
        ),
        SOURCES,
    ),
)


BOARD = Definition(
    key="board",
    about=_("The members of the project board, and what they represented."),
    entries=lambda found: found.seats,
    page=lambda page, _member: page,
    columns=(
        Column("name", _("Name"), _("The member’s name."), lambda one: one.person.name),
        Column(
            "represents",
            _("Represents"),
            _("What the member represented."),
        ),
        Column(
            "organisations",
            _("Organisations"),
            _("The organisations that the member represented."),
            lambda one: tuple(str(body.name) for body in one.organisations),
        ),
        Column(
            "first_year",
            _("From year"),
            _("The first year of which the list tells."),
            lambda _seat: content().board.first_year,
        ),
        Column(
            "last_year",
            _("To year"),
            _("The last year of which the list tells."),
            lambda _seat: content().board.last_year,
        ),
    ),
)


ORGANISATIONS = Definition(
    key="organisations",
    about=_("The organisations that are named, and what has happened to them since."),
    entries=lambda found: found.organisations,
    columns=(
        Column("name", _("Name"), _("What the organisation is called here.")),
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
        Column("website", _("Website"), _("Its own address, where that has been verified.")),
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
    about=_("What words mean, and what they are called in each language."),
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
