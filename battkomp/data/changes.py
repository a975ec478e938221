"""Publications as readers see them: when, and which pages changed in which languages."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from battkomp import oslo
from battkomp.content.changes import Change
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.publications import Publication, PublicationKind
from battkomp.content.views import AnyEntry
from battkomp.languages import Language
from battkomp.web.labels import heading_label
from battkomp.web.languages import site_languages
from battkomp.web.locations import Location, all_locations

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


class ChangedPage(NamedTuple):
    """A page that a publication changed.

    :param entries: the entries that the page shows by their subjects, its own first.
    :param changes: the changes of these entries, and of removed ones.
    """

    here: Location
    entries: Mapping[str, AnyEntry]
    changes: Sequence[Change]

    @property
    def title(self) -> Text:
        """The name of the page in menus."""
        own: Any = next(iter(self.entries.values()))
        title: Text = own.menu_label
        return title

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which the page changed. A fact is the same in all languages."""
        tags = {one.language for one in self.changes}
        return tuple(one for one in site_languages() if one.tag in tags or "" in tags)


class ListedPublication(NamedTuple):
    """A publication as readers of one language see it.

    :param id: the identifier in the feed. The number is not enough: after a backup was restored,
        another publication may get it.
    :param at: the time, in Norway.
    :param title: the editor's note, or words for the kind of publication; None without either.
    :param pages: the pages that changed, in the order of the site map.
    """

    number: int
    id: UUID
    at: datetime
    title: Text | None
    pages: list[ChangedPage]


def listed_publications(content: LocalizedContent) -> Iterator[ListedPublication]:
    """Yield all publications, the latest first.

    A change counts for the pages that show its entry, and that of a removed entry for the page of
    its section. An entry that others name, such as a source, counts for its own page only:
    otherwise the change of one name would be a change of half of the site. A translation that was
    only confirmed has not changed.
    """
    pages = [
        (here, {one.subject: one for one in here.own_entries(content)})
        for here in all_locations(content)
    ]
    shown = {subject for _, entries in pages for subject in entries}
    tags = {"", *content.snapshot.languages}
    for publication in content.snapshot.publications:
        number, at = publication.number, publication.at
        changes = [
            (_counts_for(one.subject, shown), one)
            for one in publication.changes
            if one.before != one.after and one.language in tags
        ]
        changed = (
            ChangedPage(here, entries, [one for subject, one in changes if subject in entries])
            for here, entries in pages
        )
        yield ListedPublication(
            number,
            stable_id(f"publications.{number}/{at.isoformat()}", content.language),
            oslo.local(at),
            _title(publication, content.language),
            [page for page in changed if page.changes],
        )


def latest_publications(content: LocalizedContent) -> list[ListedPublication]:
    """Return the latest publications, for the page of changes and the feed."""
    return list(islice(listed_publications(content), LATEST))


def _title(publication: Publication, language: str) -> Text | None:
    words, kind = publication.title, publication.kind
    if not words and kind is not PublicationKind.LOAD:
        words = {language: heading_label(kind.value, "publication")}
    return Text.of(words, language) if words else None


def _counts_for(subject: str, shown: Collection[str]) -> str:
    """Return the subject of the entry that a change of an entry counts for."""
    section = subject.partition(".")[0]
    return subject if subject in shown else f"pages.{_PAGE_OF.get(section, section)}"


def stable_id(subject: str, tag: str) -> UUID:
    """Return the identifier of a subject in a language (UUIDv5, RFC 9562, section 5.5).

    It is the `id` in Atom (RFC 4287, section 4.2.6) and the `UID` in iCalendar (RFC 7986, section
    5.3). It is never used for another subject.

    :param subject: name in the content, such as `milestones.launch`.
    :param tag: the tag of the language.
    """
    return uuid5(_NAMESPACE, f"{tag}/{subject}")
