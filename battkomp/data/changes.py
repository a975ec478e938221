"""What a reader who follows the site is told: milestones, and pages that say something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from battkomp.content.knowledge import Milestone
from battkomp.content.model import Text
from battkomp.content.queries import Reading
from battkomp.content.scopes import Scope
from battkomp.languages import Language
from battkomp.web.labels import phase_name
from battkomp.web.sitemap import Location, all_locations, location, scope_of
from battkomp.web.stable_ids import identity

# The timeline's milestones tell of their own changes, and need not be told of twice.
_TOLD_OTHERWISE: dict[str, Scope] = {"timeline": ("pages.timeline",)}


@dataclass(frozen=True)
class Change:
    """Something that the site says, and the day since which it says it so.

    `about` is what a page says of itself, and None for a milestone.
    """

    id: UUID
    address: str
    title: Text
    changed_on: date
    about: Text | None = None
    milestone: Milestone | None = None


def changes(found: Reading, language: Language) -> tuple[Change, ...]:
    """Return everything that a reader in a language can follow, the newest change first."""
    found.read(scope_of(all_locations(found)))
    told = [
        Change(
            id=identity(subject(milestone), language),
            address=address(milestone, language),
            title=milestone.title,
            changed_on=changed_on(found, milestone, language),
            milestone=milestone,
        )
        for milestone in reversed(found.knowledge.milestones)
    ]
    told += _of_pages(found, language)
    return tuple(sorted(told, key=lambda change: change.changed_on, reverse=True))


def subject(milestone: Milestone) -> str:
    """Return the name under which a milestone's words are kept."""
    return f"milestones.{milestone.key}"


def address(milestone: Milestone, language: Language) -> str:
    """Return where on the timeline a milestone is."""
    return f"{location('timeline').address(language)}#{milestone.key}"


def changed_on(found: Reading, milestone: Milestone, language: Language) -> date:
    """Return the day on which a milestone, or what is cited for it, last changed in a language."""
    cited = (f"sources.{source.key}" for source in milestone.sources)
    return found.changed_on(language.tag, (subject(milestone), *cited))


def _of_pages(found: Reading, language: Language) -> Iterator[Change]:
    for here, title, about in _pages(found):
        scope = _TOLD_OTHERWISE.get(here.place.key, here.scope)
        yield Change(
            id=identity(here.scope[0], language),
            address=here.address(language),
            title=title,
            changed_on=found.changed_on(language.tag, scope),
            about=about,
        )


def _pages(found: Reading) -> Iterator[tuple[Location, Text, Text]]:
    """Yield every page with its title, and with what it says of itself."""
    phases = iter(found.phases)
    for here in all_locations(found):
        if here.place.key == "phase":
            phase = next(phases)
            yield here, replace(phase.title, value=phase_name(phase)), phase.about
        else:
            page = found.page(here.place.key)
            yield here, page.title, page.about
