"""The entries of the feed: milestones, and pages with the day of their last change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from battkomp.content.knowledge import Milestone
from battkomp.content.model import Text
from battkomp.content.queries import Reading
from battkomp.content.scopes import Scope
from battkomp.languages import Language
from battkomp.web.labels import phase_name
from battkomp.web.sitemap import Location, all_locations, location, scope_of

# Do not change: subscribers would get every entry again.
_NAMESPACE = UUID("aa92f8c4-38c6-4947-815d-f40617d06bbb")

# The milestones of the timeline are entries of their own, so only its own words count as a change.
_OWN_SCOPES: dict[str, Scope] = {"timeline": ("pages.timeline",)}


@dataclass(frozen=True)
class Change:
    """An entry of the feed.

    `about` is the description of a page, and `milestone` the milestone; one of them is None.
    """

    id: UUID
    address: str
    title: Text
    changed_on: date
    about: Text | None = None
    milestone: Milestone | None = None


def changes(found: Reading, language: Language) -> tuple[Change, ...]:
    """Return all milestones and pages in a language, the latest change first."""
    found.read(scope_of(all_locations(found)))
    everything = [*_of_milestones(found, language), *_of_pages(found, language)]
    return tuple(sorted(everything, key=lambda change: change.changed_on, reverse=True))


def subject(milestone: Milestone) -> str:
    """Return the name of a milestone in the content."""
    return f"milestones.{milestone.key}"


def milestone_address(milestone: Milestone, language: Language) -> str:
    """Return the address of a milestone on the timeline."""
    return f"{location('timeline').address(language)}#{milestone.key}"


def changed_on(found: Reading, milestone: Milestone, language: Language) -> date:
    """Return the day of the last change of a milestone or of its sources, in a language."""
    cited = (f"sources.{source.key}" for source in milestone.sources)
    return found.changed_on(language.tag, (subject(milestone), *cited))


def stable_id(subject: str, language: Language) -> UUID:
    """Return the identifier of a subject in a language (UUIDv5, RFC 9562, section 5.5).

    It is the `id` in Atom (RFC 4287, section 4.2.6) and the `UID` in iCalendar (RFC 7986, section
    5.3). It is never used for another subject.

    :param subject: name in the content, such as `pages.board`.
    """
    return uuid5(_NAMESPACE, f"{language.tag}/{subject}")


def _of_milestones(found: Reading, language: Language) -> Iterator[Change]:
    for milestone in reversed(found.knowledge.milestones):
        yield Change(
            id=stable_id(subject(milestone), language),
            address=milestone_address(milestone, language),
            title=milestone.title,
            changed_on=changed_on(found, milestone, language),
            milestone=milestone,
        )


def _of_pages(found: Reading, language: Language) -> Iterator[Change]:
    for here, title, about in _pages(found):
        yield Change(
            id=stable_id(here.scope[0], language),
            address=here.address(language),
            title=title,
            changed_on=found.changed_on(language.tag, _OWN_SCOPES.get(here.place.key, here.scope)),
            about=about,
        )


def _pages(found: Reading) -> Iterator[tuple[Location, Text, Text]]:
    """Yield every page with its title and description."""
    phases = iter(found.phases)
    for here in all_locations(found):
        if here.place.key == "phase":
            phase = next(phases)
            yield here, replace(phase.title, value=phase_name(phase)), phase.about
        else:
            page = found.page(here.place.key)
            yield here, page.title, page.about
