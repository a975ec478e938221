"""Everything in the content that an editor should look at, in words for the desk."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from battkomp.content.changes import Place
from battkomp.content.files import Document


class Matter(enum.Enum):
    """The kind of a remark, in the order of importance."""

    CONTRADICTION = "contradiction"
    MISSING = "missing"
    OLDER = "older"
    ALONE = "alone"  # a translation was changed without its source text
    TO_LOOK_AT = "to-look-at"
    WORDING = "wording"  # that the glossary avoids
    OVERDUE = "overdue"  # an `as_of` more than a year ago


@dataclass(frozen=True)
class Remark:
    """Something to look at in a text or fact.

    :param text: a sentence in the language of the request.
    :param identity: of the disagreement, by which it can be accepted; see `Disagreement.identity`.
    """

    place: Place
    matter: Matter
    text: str
    identity: str | None = None


def remarks(document: Document, subject: str | None = None) -> Iterator[Remark]:
    """Yield the remarks about a document with a complete history.

    :param subject: the entry to look at; None for all.
    """
    yield from ()
