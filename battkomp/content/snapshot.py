"""The whole content in memory, in one state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from battkomp.content.files import Document
from battkomp.content.localized import LocalizedContent


@dataclass(frozen=True)
class Snapshot:
    """The content in one state, which never changes. Pages are functions of it.

    :param document: the content in all languages, with its complete history.
    :param languages: the tags of the site's languages, the source language first.
    :param mark: a text that no other state of the content has.
    """

    document: Document
    languages: tuple[str, ...]
    mark: str
    _localized: dict[tuple[str, date], LocalizedContent] = field(default_factory=dict, repr=False)

    def localized(self, language: str, today: date) -> LocalizedContent:
        """Return the content for readers of a language on a day."""
        key = language, today
        if key not in self._localized:
            for old in [one for one in self._localized if one[1] != today]:
                self._localized.pop(old, None)
            self._localized[key] = LocalizedContent(self, language, today)
        return self._localized[key]
