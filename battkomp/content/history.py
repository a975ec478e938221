"""The history of texts and facts: when each changed, and which source text a translation is of."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec

from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document, History, Remembered
from battkomp.spelling import without_typography


class Version(NamedTuple):
    """A text of a document in one language. `source` is the text it translates, or None."""

    subject: str
    field: str
    language: str
    value: str
    source: str | None

    @property
    def name(self) -> str:
        """The name of the text in files and commands, the same in all languages."""
        return f"{self.subject}.{self.field}"


def texts_of(document: Document, source: str) -> Iterator[Version]:
    """Yield every text of a document.

    :param source: the tag of the source language.
    """
    for entry in document.entries():
        for field, versions in entry.words():
            for tag, value in versions.items():
                original = None if tag == source else versions[source]
                yield Version(entry.subject, field, tag, value, original)


@lru_cache(maxsize=4096)  # each look at all translations asks for those of all texts
def digest(text: str) -> str:
    """Return 16 hexadecimal digits that tell a text from others.

    Typography does not count, so that a quotation mark or a line break outdates no translation.
    """
    return _hexadecimal(without_typography(text))


def _is_digest_of(known: str | None, text: str) -> bool:
    """Tell whether a digest is of a text; before 1.0.0, only white space was left out of it."""
    return known is not None and (
        known == digest(text) or known == _hexadecimal(" ".join(text.split()))
    )


def _hexadecimal(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def remembered(document: Document, stored: History, source: str, today: date) -> History:
    """Return the complete history of a document.

    A text that has not changed keeps its day and the source text it was made from. So a
    translation becomes outdated when only its source text is changed. A translation that is changed
    without its source was changed alone, until it is as before. If both the document and the
    stored history know a text, the document's own history is used. What either has accepted stays
    accepted.

    :param stored: the history in the database.
    :param source: the tag of the source language.
    :param today: the day on which new and changed texts changed.
    """
    own = document.history
    history = History(accepted=stored.accepted | own.accepted)
    for text in texts_of(document, source):
        known = (one.texts.get(text.name, {}).get(text.language) for one in (own, stored))
        versions = history.texts.setdefault(text.name, {})
        versions[text.language] = _record(text, [one for one in known if one], today)
    for entry in document.entries():
        facts = _fresh_facts(entry, today)
        known_facts = (one.facts.get(entry.subject) for one in (own, stored))
        history.facts[entry.subject] = next(
            (one for one in known_facts if one and one.digest == facts.digest), facts
        )
    return history


def unconfirmed(document: Document, source: str) -> Iterator[Version]:
    """Yield the texts that have changed since the document's history was written."""
    for text in texts_of(document, source):
        known = document.history.texts.get(text.name, {}).get(text.language)
        if known is None or not _is_digest_of(known.digest, text.value):
            yield text


def confirmed(
    document: Document, source: str, today: date, names: Collection[str] | None = ()
) -> History:
    """Return the history of a document after an editor has confirmed its texts.

    A translation that has changed with its source is recorded as made from the present source
    text. One that has not changed, or was changed alone, keeps its record, unless it is named.

    :param names: the texts (`contact.invitation`) whose translations still hold; None for all.
    """
    history = remembered(document, History(), source, today)
    history.publication = document.history.publication
    for text in texts_of(document, source):
        if names is None or text.name in names:
            record = history.texts[text.name][text.language]
            record.made_from, record.alone = _fresh(text, today).made_from, None
    return history


def _record(text: Version, known: list[Remembered], today: date) -> Remembered:
    """Return the record of a text.

    :param known: its earlier records, the most important first.
    """
    fresh = _fresh(text, today)
    for one in known:
        is_same = _is_digest_of(one.digest, text.value)
        if is_same or _is_digest_of(one.alone, text.value):
            is_current = text.source is None or _is_digest_of(one.made_from, text.source)
            made_from = fresh.made_from if is_current else one.made_from
            changed_on = one.changed_on if is_same else today
            return Remembered(fresh.digest, changed_on, made_from, one.alone if is_same else None)
    if known and text.source is not None and _is_digest_of(known[0].made_from, text.source):
        fresh.alone = known[0].alone or known[0].digest
    return fresh


def _fresh(text: Version, today: date) -> Remembered:
    return Remembered(digest(text.value), today, text.source and digest(text.source))


def _fresh_facts(entry: Entry[Words], today: date) -> Remembered:
    """Return the record of an entry's facts. Former addresses are not shown, and do not count."""
    facts = {name: value for name, value in entry.facts().items() if name != "former_slugs"}
    return Remembered(_hexadecimal(msgspec.json.encode(facts, order="sorted").decode()), today)
