"""The numbered list of sources of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from battkomp.content.views import Source


class Sourced(Protocol):
    """Anything that has sources."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources."""


@dataclass(frozen=True)
class References:
    """The sources of a page in order of first citation, and the number of each by its key.

    Pages cite by number: links with the title of the source would be repeated all over the page,
    and the number leads to the title in one step (WCAG 2.4.4).
    """

    sources: tuple[Source, ...]
    numbers: Mapping[str, int]


def references(*entries: Iterable[Sourced]) -> References:
    """Return the references of a page.

    :param entries: everything with sources, in the order of the page.
    """
    sources = unique_sources(entry for group in entries for entry in group)
    return References(sources, {source.key: number for number, source in enumerate(sources, 1)})


def unique_sources(entries: Iterable[Sourced]) -> tuple[Source, ...]:
    """Return the sources of several entries in order of first citation, each once."""
    return tuple({source.key: source for entry in entries for source in entry.sources}.values())
