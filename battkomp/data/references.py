"""The data sets of who and what is named: steps, organisations, words, sources."""

from __future__ import annotations

from operator import attrgetter

from flask_babel import lazy_gettext

from battkomp.content.knowledge import Profile, Term
from battkomp.data.columns import AS_OF, BODY, SOURCES, TITLE, chosen, dates, plain
from battkomp.data.knowledge import anchored
from battkomp.data.models import Column, Shape, Value

CHAIN = Shape(
    key="chain",
    has_table=True,
    scope=("steps.", "@steps", "@since"),
    about=lazy_gettext("The steps of the battery value chain, and who is named at each."),
    entries=lambda found: found.knowledge.steps,
    identify=attrgetter("key"),
    page=anchored,
    columns=(
        TITLE,
        BODY,
        plain(
            "organisations",
            lazy_gettext("Organisations"),
            lazy_gettext("Those that the sources name there."),
            lambda step: tuple(str(one.name) for one in step.organisations),
            in_table=True,
        ),
        *AS_OF,
        SOURCES,
    ),
)


def _since(profile: Profile) -> tuple[str, ...]:
    return tuple(milestone.key for milestone in profile.since)


ORGANISATIONS = Shape(
    key="organisations",
    scope=("@organisations", "@since"),
    about=lazy_gettext("The organisations that are named, and what has happened to them since."),
    entries=lambda found: found.knowledge.profiles,
    identify=lambda profile: str(profile.organisation.key),
    page=lambda page, profile: f"{page}#{profile.organisation.key}",
    columns=(
        plain(
            "name",
            lazy_gettext("Name"),
            lazy_gettext("What the organisation is called here."),
            attrgetter("organisation.name"),
        ),
        plain(
            "official",
            lazy_gettext("Official name"),
            lazy_gettext("Its whole name, where that is another."),
        ),
        chosen(
            "category",
            lazy_gettext("Category"),
            lazy_gettext("What sort of organisation it is."),
            attrgetter("group"),
        ),
        plain(
            "part_of",
            lazy_gettext("Part of"),
            lazy_gettext("The organisation that it belongs to."),
            attrgetter("organisation.part_of"),
        ),
        plain("summary", lazy_gettext("Summary"), lazy_gettext("What it is, in a line.")),
        plain(
            "website",
            lazy_gettext("Website"),
            lazy_gettext("Its own address, where that has been verified."),
            attrgetter("organisation.website"),
        ),
        plain(
            "since",
            lazy_gettext("Since"),
            lazy_gettext("Keys in the timeline of what has happened to it since the project."),
            _since,
        ),
        *AS_OF,
        SOURCES,
    ),
)


def _in(tag: str) -> Column:
    """Return the column of terms in a language."""
    labels = {
        "nb": lazy_gettext("Term in Norwegian"),
        "en": lazy_gettext("Term in English"),
    }

    def read(term: Term) -> Value:
        return term.names[tag].value if tag in term.names else None

    return Column(f"term_{tag}", labels[tag], lazy_gettext("What it is called there."), read)


GLOSSARY = Shape(
    key="glossary",
    scope=("terms.", "@terms"),
    about=lazy_gettext("What words mean, and what they are called in both languages."),
    entries=lambda found: found.knowledge.terms,
    identify=attrgetter("key"),
    page=anchored,
    columns=(
        _in("nb"),
        _in("en"),
        plain("definition", lazy_gettext("Definition"), lazy_gettext("What it means.")),
        plain(
            "forms",
            lazy_gettext("Forms"),
            lazy_gettext("The forms in which texts in the language of the file have it."),
        ),
        SOURCES,
    ),
)


SOURCE_LIST = Shape(
    key="sources",
    scope=("sources.",),
    about=lazy_gettext("The pages and documents that the rest is based on."),
    entries=lambda found: found.knowledge.sources,
    identify=attrgetter("key"),
    page=anchored,
    columns=(
        TITLE,
        plain("publisher", lazy_gettext("Publisher"), lazy_gettext("Who has published it.")),
        *dates(
            "published",
            (lazy_gettext("Published"), lazy_gettext("Published, in words")),
            lazy_gettext("The date that it bears, if it bears one."),
            attrgetter("published"),
        ),
        plain(
            "language",
            lazy_gettext("Language"),
            lazy_gettext("The language that it is written in, as a BCP 47 tag."),
        ),
        plain(
            "source_url",
            lazy_gettext("Address"),
            lazy_gettext("Where it is found."),
            attrgetter("url"),
        ),
    ),
)
