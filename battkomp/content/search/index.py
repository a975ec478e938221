"""The index of what is searched, as one reader asks it."""

from __future__ import annotations

from sqlite_utils import Database

from battkomp.content.search import engine
from battkomp.content.search.results import Found, Hit


class Index:
    """Everything that can be found by searching.

    :param language: the tag of the reader's language, in which hits come first.
    """

    def __init__(self, db: Database, language: str) -> None:
        self._db = db
        self._language = language

    def search(self, typed: str, page: int = 1) -> Found:
        """Return what is found for what a visitor has typed, whatever it is.

        :param page: which page of the hits, from 1; the last if there are not so many.
        """
        return engine.search(self._db, typed, self._language, page)

    @property
    def entries(self) -> tuple[tuple[Hit, str], ...]:
        """All that is searched in the language, and what finds it and is not shown."""
        return tuple(engine.everything(self._db, self._language))
