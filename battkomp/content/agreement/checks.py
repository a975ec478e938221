"""The tables of all checks, and the disagreements that they find in the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from battkomp.content.agreement import facts, names, organisations, shape, values
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
PAIR_CHECKS: tuple[PairCheck, ...] = (
    PairCheck("numbers", Severity.CONTRADICTION, partial(values.differences, values.NUMBERS)),
    PairCheck("dates", Severity.CONTRADICTION, partial(values.differences, values.DATES)),
    PairCheck("units", Severity.CONTRADICTION, partial(values.differences, values.UNITS)),
    PairCheck("negations", Severity.CONTRADICTION, partial(values.differences, values.NEGATIONS)),
    PairCheck("organisations", Severity.CONTRADICTION, organisations.organisations),
    PairCheck("people", Severity.CONTRADICTION, organisations.people),
    PairCheck("mentions", Severity.TO_LOOK_AT, organisations.mentions),
    PairCheck("names", Severity.TO_LOOK_AT, names.names),
    PairCheck("terms", Severity.TO_LOOK_AT, names.terms),
    PairCheck("paragraphs", Severity.CONTRADICTION, shape.paragraphs),
    PairCheck("sentences", Severity.TO_LOOK_AT, shape.sentences),
    PairCheck("items", Severity.CONTRADICTION, shape.items),
    PairCheck("enumerations", Severity.TO_LOOK_AT, shape.enumerations),
)

# These compare a text, in any language, with the facts of the content.
FACT_CHECKS: tuple[FactCheck, ...] = (
    FactCheck("stored-dates", Severity.TO_LOOK_AT, facts.stored_dates),
    FactCheck("counts", Severity.CONTRADICTION, facts.counts),
    FactCheck("figures", Severity.TO_LOOK_AT, facts.figures),
)


@dataclass(frozen=True)
class Disagreement:
    """A difference that a check has found in the content.

    :param text: the name of the text, such as `phases.1.body`.
    :param language: the tag of the language of the text.
    :param check: the name of the check.
    :param other_language: that of the text that it was compared with; None for a stored fact.
    :param digests: those of the text, and of the text or fact that it was compared with. Together
        they tell whether an accepted disagreement is still the same.
    """

    text: str
    language: str
    check: str
    severity: Severity
    difference: Difference
    other_language: str | None
    digests: tuple[str, str]

    @property
    def identity(self) -> str:
        """The name of the disagreement in `History.accepted`, for these two texts only."""
        return f"{self.language}: {self.text}: {self.check}: {' '.join(self.digests)}"

    def __str__(self) -> str:
        """Return it in one line: the text, the severity, the check, both excerpts, the remedy."""
        excerpt, other = (f'"{words}"' if words else "nothing" for words in self.difference[:2])
        against = f"{self.other_language} has" if self.other_language else "the stored fact is"
        return (
            f"{self.language}: {self.text}: {self.severity.value} ({self.check}): "
            f"{excerpt} but {against} {other}; expected {self.difference.expected}"
        )


def disagreements(document: Document, languages: tuple[str, ...]) -> Iterator[Disagreement]:
    """Yield every disagreement in the content, accepted ones included.

    :param languages: the tags of the site's languages, the source language first.
    """
    vocabulary = Vocabulary(document, languages)
    for text in texts_of(document, languages[0]):
        yield from disagreements_of(text, vocabulary)


def not_accepted(document: Document, languages: tuple[str, ...]) -> Iterator[Disagreement]:
    """Yield the disagreements in the content that no editor has accepted as they are now.

    The parameters are those of `disagreements`.
    """
    for one in disagreements(document, languages):
        if one.identity not in document.history.accepted:
            yield one


def disagreements_of(text: Version, vocabulary: Vocabulary) -> Iterator[Disagreement]:
    """Yield the disagreements of one text with its source text, and with stored facts."""
    if text.source is not None:
        source = vocabulary.source
        pair = Pair(text.name, text.source, text.value, source, text.language)
        for check in PAIR_CHECKS:
            for one in check.function(pair, vocabulary):
                yield _found(text, check, one, source, text.source)
    for fact_check in FACT_CHECKS:
        for one in fact_check.function(text, vocabulary):
            yield _found(text, fact_check, one, None, one.other)


def _found(
    text: Version,
    check: PairCheck | FactCheck,
    difference: Difference,
    other_language: str | None,
    other: str,
) -> Disagreement:
    return Disagreement(
        text=text.name,
        language=text.language,
        check=check.name,
        severity=check.severity,
        difference=difference,
        other_language=other_language,
        digests=(digest(text.value), digest(other)),
    )
