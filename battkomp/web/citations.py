"""The sources of a page: each listed once, and pointed to by its number from whatever cites it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from battkomp.content.knowledge import Source


class Citing(Protocol):
    """Whatever says what it is based on."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it is based on."""


@dataclass(frozen=True)
class References:
    """The sources of a page in the order in which they are first cited, and the number of each.

    Links to one source by its title would either repeat it all over the page, or say the same of
    several; a number is short, and leads to the title in one step (WCAG 2.4.4).
    """

    sources: tuple[Source, ...]
    numbers: Mapping[str, int]


def references(*entries: Iterable[Citing]) -> References:
    """Return the references of a page.

    :param entries: all that the page shows, in its order.
    """
    cited = {source.key: source for group in entries for entry in group for source in entry.sources}
    numbers = {key: number for number, key in enumerate(cited, 1)}
    return References(tuple(cited.values()), numbers)
