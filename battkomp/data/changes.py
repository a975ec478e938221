"""Publications as readers see them: when, and which pages changed in which languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from battkomp import oslo
from battkomp.content.changes import Change
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.publications import Publication, PublicationKind
from battkomp.languages import Language
from battkomp.web.labels import heading_label, phase_heading
from battkomp.web.languages import site_languages
from battkomp.web.locations import Location, all_locations

# Do not change: subscribers would get every entry again.
_NAMESPACE = UUID("aa92f8c4-38c6-4947-815d-f40617d06bbb")

LATEST = 50  # publications on the page of changes, in the feed, and in the history of a page

# By section, the page of the entries that no page shows, such as removed ones. Pages have none.
PAGE_OF_SECTION = {
    "phases": "phases",
    "organisations": "organisations",
    "people": "board",
    "board": "board",
    "seats": "board",
    "contact": "contact",
    "sources": "sources",
    "milestones": "timeline",
    "findings": "findings",
    "charts": "figures",
    "figures": "figures",
    "steps": "chain",
    "terms": "glossary",
}


@dataclass(frozen=True)
class ChangedPage:
    """A page that a publication changed.

    :param title: the name of the page in menus.
    :param changed: the languages in which it changed.
    :param confirmed: the languages in which translations were confirmed, and nothing changed.
    """

    here: Location
    title: Text
    changed: tuple[Language, ...]
    confirmed: tuple[Language, ...]


@dataclass(frozen=True)
class PublishedChange:
    """A publication in the list of changes and in the feed.

    :param id: the identifier in the feed.
    :param anchor: the identifier on the page.
    :param at: the time, in Norway.
    :param title: the editor's note, or words for the kind of publication; None without either.
    :param pages: the pages that changed, in the order of the site map.
    """

    id: UUID
    anchor: str
    at: datetime
    title: Text | None
    pages: tuple[ChangedPage, ...]


def changes(found: LocalizedContent, language: Language) -> tuple[PublishedChange, ...]:
    """Return the latest publications for readers of a language, the latest first."""
    shown = pages_by_subject(found)
    return tuple(
        PublishedChange(
            id=stable_id(f"publications.{one.number}/{one.at.isoformat()}", language),
            anchor=f"publication-{one.number}",
            at=oslo.local(one.at),
            title=title_of(one, language),
            pages=tuple(_changed_pages(found, by_page(one, shown))),
        )
        for one in found.snapshot.publications[:LATEST]
    )


def stable_id(subject: str, language: Language) -> UUID:
    """Return the identifier of a subject in a language (UUIDv5, RFC 9562, section 5.5).

    It is the `id` in Atom (RFC 4287, section 4.2.6) and the `UID` in iCalendar (RFC 7986, section
    5.3). It is never used for another subject.

    :param subject: name in the content, such as `milestones.launch`. The number of a publication
        is not enough: after a backup was restored, another one may get the same.
    """
    return uuid5(_NAMESPACE, f"{language.tag}/{subject}")


def title_of(publication: Publication, language: Language) -> Text | None:
    """Return the editor's note, in this language if there is one, or words for the kind."""
    for tag in (language.tag, *(one.tag for one in site_languages())):
        if publication.title.get(tag):
            return Text(publication.title[tag], tag, is_fallback=tag != language.tag)
    if publication.kind is PublicationKind.LOAD:
        return None
    return Text(heading_label(publication.kind.value, "publication"), language.tag)


def pages_by_subject(found: LocalizedContent) -> Mapping[str, list[str]]:
    """Return the subjects of the pages that show each entry.

    An entry that others name, such as a source, counts for its own page, and not for each page
    that names it. Otherwise the change of one name would be a change of half of the site.
    """
    shown: dict[str, list[str]] = {}
    for here in all_locations(found):
        for entry in here.own_entries(found):
            shown.setdefault(entry.subject, []).append(here.subject)
    return shown


def by_page(publication: Publication, shown: Mapping[str, list[str]]) -> dict[str, list[Change]]:
    """Return the changes of a publication by the subject of the page.

    :param shown: see `pages_by_subject`. Other entries count for the page of their section.
    """
    tags = {"", *(one.tag for one in site_languages())}
    found: dict[str, list[Change]] = {}
    for change in publication.changes:
        page = PAGE_OF_SECTION.get(change.subject.partition(".")[0])
        pages = shown.get(change.subject, [f"pages.{page}"] if page else [])
        for subject in pages if change.language in tags else ():
            found.setdefault(subject, []).append(change)
    return found


def _changed_pages(
    found: LocalizedContent, changed: Mapping[str, Iterable[Change]]
) -> Iterator[ChangedPage]:
    for here in all_locations(found):
        own = changed.get(here.subject, ())
        tags = {one.language for one in own if one.before != one.after}
        confirmed = {one.language for one in own} - tags
        if "" in tags:  # a fact is the same in all languages
            yield ChangedPage(here, _title(here, found), tuple(site_languages()), ())
        elif own:
            yield ChangedPage(here, _title(here, found), _languages(tags), _languages(confirmed))


def _languages(tags: set[str]) -> tuple[Language, ...]:
    return tuple(one for one in site_languages() if one.tag in tags)


def _title(here: Location, found: LocalizedContent) -> Text:
    if here.number is None:
        return found.page(here.page.key).menu_label
    phase = found.phases[here.number - 1]
    if phase.menu_label.is_fallback:
        return phase.menu_label
    return Text(phase_heading(phase, is_short=True).striptags(), found.language)
