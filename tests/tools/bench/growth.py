"""Content of any size, made of copies of the content that ships, in other words."""

import re
from collections.abc import Iterator
from itertools import chain, count, islice
from random import Random
from typing import Any

from msgspec.structs import replace

from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document
from battkomp.content.rules_knowledge import VALUE

# The sections that grow, and the fields that copies do not share with their originals.
_SECTIONS: dict[str, dict[str, Any]] = {
    "organisations": {},
    "sources": {"url": "https://{key}.example/"},
    "milestones": {},
    "findings": {"number": None},
    "figures": {"featured": False, "chart": None},
    "steps": {},
    "terms": {},
}
_COMPOUNDS = 0.1  # of all words, so that the vocabulary grows with the content


def grown(document: Document, times: int) -> Document:
    """Return a document with `times` as many entries."""
    missing = (times - 1) * sum(1 for _entry in document.entries())
    sections = {name: dict(getattr(document, name)) for name in _SECTIONS}
    for entry in islice(_copies(document), missing):
        sections[entry.section][entry.key] = entry
    return replace(document, **sections)


def _copies(document: Document) -> Iterator[Entry[Words]]:
    originals = list(chain.from_iterable(getattr(document, name).values() for name in _SECTIONS))
    texts = [versions for entry in document.entries() for _, versions in entry.words()]
    words = {tag: re.findall(r"[^\W\d_]+", " ".join(t[tag] for t in texts)) for tag in texts[0]}
    chance = Random("growth")
    for number in count(1):
        for entry in originals:
            changed: dict[str, Any] = {
                field: {tag: _text(t, number, words[tag], chance) for tag, t in versions.items()}
                for field, versions in entry.words()
            }
            key = f"{entry.key}-{number}"
            for field, value in _SECTIONS[entry.section].items():
                changed[field] = value.format(key=key) if isinstance(value, str) else value
            yield replace(entry, key=key, **changed)


def _text(original: str, number: int, vocabulary: list[str], chance: Random) -> str:
    """Return a text of random words that is as long as the original."""
    words = chance.choices(vocabulary, k=len(original.split()))
    words = [w + chance.choice(vocabulary) if chance.random() < _COMPOUNDS else w for w in words]
    return " ".join([*([VALUE] if VALUE in original else []), *words, str(number)])
