"""Publications as readers see them: when, and which pages changed in which languages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from battkomp import oslo
from battkomp.content.changes import ORDER, Change
from battkomp.content.entry import Words
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.publications import Publication, PublicationKind
from battkomp.languages import Language
from battkomp.web.labels import heading_label, phase_heading
from battkomp.web.languages import site_languages
from battkomp.web.locations import Location, all_locations
from battkomp.web.sitemap import PAGES

# Do not change: subscribers would get every entry again.
_NAMESPACE = UUID("aa92f8c4-38c6-4947-815d-f40617d06bbb")

LATEST = 50  # publications on the page of changes, in the feed, and in the history of a page

# By section, the page of its removed entries, where it has another key than the section.
_PAGE_OF = {
    "people": "board",
    "seats": "board",
    "milestones": "timeline",
    "charts": "figures",
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
    """A publication as readers of one language see it.

    :param by_page: its changes by the subject of the page that they count for.
    """

    publication: Publication
    content: LocalizedContent
    by_page: Mapping[str, Sequence[Change]]

    @property
    def id(self) -> UUID:
        """The identifier in the feed.

        The number is not enough: after a backup was restored, another publication may get it.
        """
        at = self.publication.at.isoformat()
        return stable_id(f"publications.{self.publication.number}/{at}", self.content.language)

    @property
    def anchor(self) -> str:
        """The identifier on the page."""
        return f"publication-{self.publication.number}"

    @property
    def at(self) -> datetime:
        """The time, in Norway."""
        return oslo.local(self.publication.at)

    @property
    def title(self) -> Text | None:
        """The editor's note, or words for the kind of publication; None without either."""
        kind = self.publication.kind
        if self.publication.title:
            return text_of(self.publication.title, self.content.language)
        if kind is PublicationKind.LOAD:
            return None
        return Text(heading_label(kind.value, "publication"), self.content.language)

    @property
    def pages(self) -> tuple[ChangedPage, ...]:
        """The pages that changed, in the order of the site map."""
        return tuple(
            self._changed_page(here)
            for here in all_locations(self.content)
            if here.subject in self.by_page
        )

    def is_confirmation(self, change: Change) -> bool:
        """Tell whether a translation was confirmed. To undo a publication confirms nothing."""
        return change.before == change.after and self.publication.kind is PublicationKind.LOAD

    def _changed_page(self, here: Location) -> ChangedPage:
        own = self.by_page[here.subject]
        changed = {one.language for one in own if not self.is_confirmation(one)}
        confirmed = {one.language for one in own} - changed
        if "" in changed:  # a fact is the same in all languages
            changed, confirmed = set(self.content.snapshot.languages), set()
        title = title_of(here, self.content)
        return ChangedPage(here, title, _languages(changed), _languages(confirmed))


def published_changes(content: LocalizedContent) -> Iterator[PublishedChange]:
    """Yield all publications, the latest first.

    A change counts for the pages that show its entry. An entry that others name, such as a source,
    counts for its own page, and not for each page that names it: otherwise the change of one name
    would be a change of half of the site.
    """
    shown: dict[str, list[str]] = {}
    for here in all_locations(content):
        for entry in here.own_entries(content):
            shown.setdefault(entry.subject, []).append(here.subject)
    tags = {"", *content.snapshot.languages}
    for publication in content.snapshot.publications:
        yield PublishedChange(publication, content, _by_page(publication, shown, tags))


def _by_page(
    publication: Publication, shown: Mapping[str, list[str]], tags: Collection[str]
) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in publication.changes:
        section = change.subject.partition(".")[0]
        page = _PAGE_OF.get(section, section)
        pages = shown.get(change.subject, [f"pages.{page}"] if page in PAGES else [])
        if change.language in tags and not _follows(change):
            for subject in pages:
                found.setdefault(subject, []).append(change)
    return found


def _follows(change: Change) -> bool:
    """Tell whether the order of a section changed because entries were added or removed."""
    if change.field != ORDER:
        return False
    keys = (sorted(json.loads(one or "[]")) for one in (change.before, change.after))
    return next(keys) != next(keys)


def stable_id(subject: str, tag: str) -> UUID:
    """Return the identifier of a subject in a language (UUIDv5, RFC 9562, section 5.5).

    It is the `id` in Atom (RFC 4287, section 4.2.6) and the `UID` in iCalendar (RFC 7986, section
    5.3). It is never used for another subject.

    :param subject: name in the content, such as `milestones.launch`.
    :param tag: the tag of the language.
    """
    return uuid5(_NAMESPACE, f"{tag}/{subject}")


def text_of(words: Words, tag: str) -> Text:
    """Return a text in a language or, if it is not written in it, in the first that it is in."""
    found = tag if tag in words else next(iter(words))
    return Text(words[found], found, is_fallback=found != tag)


def title_of(here: Location, content: LocalizedContent) -> Text:
    """Return the name of a page in menus, with the number of a part."""
    if here.number is None:
        return content.page(here.page.key).menu_label
    phase = content.phases[here.number - 1]
    if phase.menu_label.is_fallback:
        return phase.menu_label
    return Text(phase_heading(phase, is_short=True).striptags(), content.language)


def _languages(tags: set[str]) -> tuple[Language, ...]:
    return tuple(one for one in site_languages() if one.tag in tags)
