"""Data sets of the project itself, and of what the content refers to."""

from datetime import date
from operator import attrgetter

from flask_babel import lazy_gettext as _

from battkomp.content.model import PartialDate
from battkomp.content.views import Term, forms_of
from battkomp.data.columns import AS_OF, SOURCES, TITLE, Column, Value, coded, dates
from battkomp.data.models import Definition
from battkomp.languages import LANGUAGES, Language
from battkomp.web.context import content
from battkomp.web.locations import address


def _when(day: date | None) -> PartialDate | None:
    return None if day is None else PartialDate.of(day.isoformat())


# The customer's text about the plans is not open data: see docs/decisions/0021-open-data.md.
PHASES = Definition(
    key="phases",
    about=_("The parts of the project, with launch dates and results."),
    entries=lambda found: found.phases,
    page=lambda _page, one: address(one),
    columns=(
        Column("number", _("Number"), _("Number of the part.")),
        Column("title", _("Title"), _("Title of the part.")),
        coded("status", _("Status"), _("Status of the part when the file was created.")),
        *dates(
            "launched",
            (_("Launched"), _("Launched, in words")),
            _("Launch date, if known."),
            lambda one: _when(one.launched_on),
        ),
        *dates(
            "handed_over",
            (_("Results presented"), _("Results presented, in words")),
            _("Date on which the results were presented, as precise as known."),
        ),
        Column("became", _("What was done"), _("What the sources say was done.")),
        SOURCES,
    ),
)


BOARD = Definition(
    key="board",
    about=_("Members of the project board and who they represented."),
    entries=lambda found: found.seats,
    page=lambda page, _member: page,
    columns=(
        Column("name", _("Name"), _("Name of the member."), lambda one: one.person.name),
        Column("represents", _("Represents"), _("Who the member represented.")),
        Column(
            "organisations",
            _("Organisations"),
            _("Organisations that the member represented."),
            lambda one: tuple(str(body.name) for body in one.organisations),
        ),
        Column(
            "first_year",
            _("From year"),
            _("First year covered by the list."),
            lambda _seat: content().board.first_year,
        ),
        Column(
            "last_year",
            _("To year"),
            _("Last year covered by the list."),
            lambda _seat: content().board.last_year,
        ),
    ),
)


ORGANISATIONS = Definition(
    key="organisations",
    about=_("Organisations in and around the project, with later events."),
    entries=lambda found: found.organisations,
    columns=(
        Column("name", _("Name"), _("Name used on this website.")),
        Column("official", _("Official name"), _("Full name, if different.")),
        coded("category", _("Category"), _("Type of organisation."), attrgetter("group")),
        Column(
            "part_of",
            _("Part of"),
            _("Organisation that it is part of."),
            lambda one: one.part_of and one.part_of.name,
        ),
        Column("summary", _("Summary"), _("Short description.")),
        Column("website", _("Website"), _("Web address, if verified.")),
        Column(
            "since",
            _("Later events"),
            _("Keys of later events in the timeline."),
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
    return Column(f"term_{tag}", label, _("Term in that language."), read)


GLOSSARY = Definition(
    key="glossary",
    about=_("Terms in each language, with definitions."),
    entries=lambda found: found.terms,
    columns=(
        *map(_term, LANGUAGES),
        Column("definition", _("Definition"), _("Meaning of the term.")),
        Column(
            "forms",
            # Translators: the inflected forms of a word.
            _("Forms"),
            _("Forms of the term in the language of the file."),
            forms_of,
        ),
        SOURCES,
    ),
)

SOURCE_LIST = Definition(
    key="sources",
    about=_("Pages and documents that the content is based on."),
    entries=lambda found: found.sources,
    columns=(
        TITLE,
        Column("publisher", _("Publisher"), _("Publisher of the source.")),
        *dates(
            "published",
            (_("Published"), _("Published, in words")),
            _("Publication date, if given."),
        ),
        Column("language", _("Language"), _("Language of the source, as a BCP 47 tag.")),
        Column("source_url", _("Web address"), _("Web address of the source."), attrgetter("url")),
    ),
)
