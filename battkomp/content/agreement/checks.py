"""The tables of all checks, and the disagreements that they find in the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from battkomp.content.agreement.check import (
    Difference,
    FactCheck,
    Pair,
    PairCheck,
    Severity,
    Vocabulary,
)
from battkomp.content.files import Document
from battkomp.content.history import Version, digest, texts_of

# These compare a translation with its source text.
PAIR_CHECKS: tuple[PairCheck, ...] = ()

# These compare a text, in any language, with the facts of the content.
FACT_CHECKS: tuple[FactCheck, ...] = ()


@dataclass(frozen=True)
class Disagreement:
    """A difference that a check has found in the content.

    :param text: the name of the text, such as `phases.1.body`.
    :param language: the tag of the language of the text.
    :param check: the name of the check.
    :param digests: those of the text, and of the text or fact that it was compared with. Together
        they tell whether an accepted disagreement is still the same.
    """

    text: str
    language: str
    check: str
    severity: Severity
    difference: Difference
    digests: tuple[str, str]


def disagreements(document: Document, languages: tuple[str, ...]) -> Iterator[Disagreement]:
    """Yield every disagreement in the content, accepted ones included.

    :param languages: the tags of the site's languages, the source language first.
    """
    vocabulary = Vocabulary(document, languages)
    for text in texts_of(document, languages[0]):
        yield from disagreements_of(text, vocabulary)


def disagreements_of(text: Version, vocabulary: Vocabulary) -> Iterator[Disagreement]:
    """Yield the disagreements of one text with its source text, and with stored facts."""
    if text.source is not None:
        source = vocabulary.source
        pair = Pair(text.name, text.source, text.value, source, text.language)
        for check in PAIR_CHECKS:
            for one in check.function(pair, vocabulary):
                yield _found(text, check, one, text.source)
    for fact_check in FACT_CHECKS:
        for one in fact_check.function(text, vocabulary):
            yield _found(text, fact_check, one, one.other)


def _found(
    text: Version, check: PairCheck | FactCheck, difference: Difference, against: str
) -> Disagreement:
    digests = digest(text.value), digest(against)
    return Disagreement(text.name, text.language, check.name, check.severity, difference, digests)
