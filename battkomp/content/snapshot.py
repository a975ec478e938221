"""The whole content in memory: snapshots that never change, and the one that is live."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic

from sqlite_utils import Database

from battkomp.content import publications, storage
from battkomp.content.files import Document
from battkomp.content.localized import LocalizedContent
from battkomp.content.publications import Publication
from battkomp.db import connections


@dataclass(frozen=True)
class Snapshot:
    """The content in one state, which never changes. Pages are functions of it.

    :param document: the content in all languages, with its complete history.
    :param languages: the tags of the site's languages, the source language first.
    :param mark: a text that no other state of the content has.
    :param publications: all publications, the latest first.
    :param kept_texts: texts that were live once, by digest.
    """

    document: Document
    languages: tuple[str, ...]
    mark: str
    publications: tuple[Publication, ...] = ()
    kept_texts: Mapping[str, str] = field(default_factory=dict)
    _localized: dict[tuple[str, date], LocalizedContent] = field(default_factory=dict, repr=False)

    def localized(self, language: str, today: date) -> LocalizedContent:
        """Return the content for readers of a language on a day."""
        key = language, today
        if key not in self._localized:
            for old in list(self._localized):
                if old[1] != today:
                    self._localized.pop(old, None)
            self._localized[key] = LocalizedContent(self, language, today)
        return self._localized[key]

    def organisation_names(self, language: str) -> dict[str, str]:
        """Return the name of each organisation in a language by its key."""
        organisations = self.document.organisations
        return {key: one.name.get(language, key) for key, one in organisations.items()}


def read(db: Database, languages: tuple[str, ...]) -> Snapshot:
    """Return the content of a database as it is now.

    :param languages: the tags of the site's languages, the source language first.
    :raises NoContentError: if there is none.
    :raises ReadError: if it is not the content of this release.
    """
    document, mark = storage.read(db), storage.mark_of(db)
    published, kept = publications.everything(db), publications.kept_texts(db)
    return Snapshot(document, languages, mark, published, kept)


CHECK_AFTER = 0.1  # seconds until the database is asked again whether the content has changed


class LiveContent:
    """Gives the present snapshot of a database, and reads a new one when the content changes.

    A change shows within 0.1 seconds.

    :param path: the database.
    :param languages: the tags of the site's languages, the source language first.
    """

    def __init__(self, path: Path, languages: tuple[str, ...]) -> None:
        self._path = path
        self._languages = languages
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._mark = ""
        self._checked_at = -CHECK_AFTER
        self._preview: ContextVar[Snapshot | None] = ContextVar("preview", default=None)

    def mark(self) -> str:
        """Return the mark of the present content.

        While the database cannot be read, the content stays as it was read last. So a full disk or
        a lock does not stop the site.

        :raises ReadError: if the database cannot be read, and has not been read before.
        """
        now = monotonic()
        if now - self._checked_at >= CHECK_AFTER:
            try:
                with connections.snapshot(self._path) as db:
                    self._mark = storage.mark_of(db)
            except connections.ReadError:
                if self._snapshot is None:
                    raise
                now = monotonic()  # waiting for a lock took longer than CHECK_AFTER
            self._checked_at = now
        return self._mark

    def snapshot(self) -> Snapshot:
        """Return the present snapshot, or the one that is previewed.

        :raises NoContentError: if the database has no content.
        :raises ReadError: if it cannot be read.
        """
        preview = self._preview.get()
        if preview is not None:
            return preview
        mark = self.mark()
        with self._lock:
            if self._snapshot is None or self._snapshot.mark != mark:
                with connections.snapshot(self._path) as db:
                    self._snapshot = read(db, self._languages)
            return self._snapshot

    @contextmanager
    def preview(self, snapshot: Snapshot) -> Iterator[None]:
        """Show another snapshot in the place of the live one, to this thread only."""
        token = self._preview.set(snapshot)
        try:
            yield
        finally:
            self._preview.reset(token)
