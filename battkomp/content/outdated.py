"""Translations that are older than their source text, and the changes that they have missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from battkomp.content.difference import Piece, difference
from battkomp.content.model import Text

if TYPE_CHECKING:
    from battkomp.content.snapshot import Snapshot


@dataclass(frozen=True)
class OutdatedText:
    """A translation that is older than its source text.

    :param name: its name in files and commands, such as `phases.1.body`.
    :param of: the title of its entry for readers; None if it is this text itself.
    :param translated_on: the day on which the translation last changed.
    :param changed_on: the day on which its source text last changed.
    :param pieces: the changes of the source text since; empty if the text before is not known.
    """

    name: str
    of: Text | None
    translated_on: date
    changed_on: date
    pieces: tuple[Piece, ...]


def outdated_texts(snapshot: Snapshot, language: str) -> Iterator[OutdatedText]:
    """Yield the translations into a language that are older than their source text."""
    document, source = snapshot.document, snapshot.languages[0]
    names = snapshot.organisation_names(source)
    for entry in document.entries():
        title = next((words for _, words in entry.words()), {})
        for field, words in entry.words():
            name = f"{entry.subject}.{field}"
            known = document.history.texts[name]
            own = known.get(language)
            if own is None or not own.is_older_than(known[source]):
                continue
            seen, now = snapshot.kept_texts.get(own.made_from or ""), words[source]
            yield OutdatedText(
                name,
                None if title is words else Text.of(title, language),
                own.changed_on,
                known[source].changed_on,
                () if seen is None else difference(seen, now, names),
            )
