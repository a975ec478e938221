"""The entries of the feed: milestones, and pages with the day of their last change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.views import Milestone
from battkomp.languages import Language
from battkomp.web.labels import phase_name
from battkomp.web.locations import all_locations, location

# Do not change: subscribers would get every entry again.
_NAMESPACE = UUID("aa92f8c4-38c6-4947-815d-f40617d06bbb")

# The milestones of the timeline are entries of their own, so only its own words count as a change.
_OWN_WORDS_ONLY = ("timeline",)


@dataclass(frozen=True)
class FeedEntry:
    """An entry of the feed.

    `about` is the description of a page, and `milestone` the milestone; one of them is None.
    """

    id: UUID
    address: str
    title: Text
    changed_on: date
    about: Text | None = None
    milestone: Milestone | None = None


def changes(found: LocalizedContent, language: Language) -> tuple[FeedEntry, ...]:
    """Return all milestones and pages in a language, the latest change first."""
    everything = [*_of_milestones(found, language), *_of_pages(found, language)]
    return tuple(sorted(everything, key=lambda change: change.changed_on, reverse=True))


def milestone_address(milestone: Milestone, language: Language) -> str:
    """Return the address of a milestone on the timeline."""
    return f"{location('timeline').address(language)}#{milestone.key}"


def changed_on(found: LocalizedContent, milestone: Milestone) -> date:
    """Return the day of the last change of a milestone or of its sources."""
    return found.changed_on((milestone, *milestone.sources))


def stable_id(subject: str, language: Language) -> UUID:
    """Return the identifier of a subject in a language (UUIDv5, RFC 9562, section 5.5).

    It is the `id` in Atom (RFC 4287, section 4.2.6) and the `UID` in iCalendar (RFC 7986, section
    5.3). It is never used for another subject.

    :param subject: name in the content, such as `pages.board`.
    """
    return uuid5(_NAMESPACE, f"{language.tag}/{subject}")


def _of_milestones(found: LocalizedContent, language: Language) -> Iterator[FeedEntry]:
    for milestone in reversed(found.milestones):
        yield FeedEntry(
            id=stable_id(milestone.subject, language),
            address=milestone_address(milestone, language),
            title=milestone.title,
            changed_on=changed_on(found, milestone),
            milestone=milestone,
        )


def _of_pages(found: LocalizedContent, language: Language) -> Iterator[FeedEntry]:
    for here in all_locations(found):
        entries = here.entries(found)
        own: Any = entries[0]  # a page or a phase
        title = own.title
        if here.number is not None and not title.is_fallback:  # "Part 1" is in the reader's words
            title = replace(title, value=phase_name(own))
        counted = entries[:1] if here.page.key in _OWN_WORDS_ONLY else entries
        yield FeedEntry(
            id=stable_id(here.subject, language),
            address=here.address(language),
            title=title,
            changed_on=found.changed_on(counted),
            about=own.about,
        )
