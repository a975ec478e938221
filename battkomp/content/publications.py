"""Publications: when content went live, and which texts and facts each of them changed."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from battkomp.content.entry import Words


class PublicationKind(enum.Enum):
    """The act that brought content live."""

    FIRST = "first"  # into an empty database; it has no changes, as nothing was there before
    LOAD = "load"
    RESTORE = "restore"
    UNDO = "undo"


@dataclass(frozen=True)
class Change:
    """A text or fact before and after a publication.

    :param subject: the entry (`phases.3`).
    :param field: the field of the entry.
    :param language: the tag of the language of a text; "" for a fact.
    :param before: the text, or the fact as JSON. None if there was none.
    :param after: the same, afterwards. If it is equal to `before`, a translation was confirmed.
    :param made_from_before: the digest of the source text that a translation was made from.
    :param made_from_after: the same, afterwards.
    """

    subject: str
    field: str
    language: str
    before: str | None
    after: str | None
    made_from_before: str | None = None
    made_from_after: str | None = None


@dataclass(frozen=True)
class Publication:
    """One act that changed the content, or confirmed translations.

    :param number: 1 for the first, and so on.
    :param at: the time, in UTC.
    :param title: the editor's note by language; empty without one.
    """

    number: int
    at: datetime
    kind: PublicationKind
    title: Words
    changes: tuple[Change, ...] = ()
