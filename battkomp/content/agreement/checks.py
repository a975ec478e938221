"""The tables of all checks, and the disagreements that they find in the content."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from battkomp.content.agreement import facts, names, shape, values
from battkomp.content.agreement.check import Difference, Pair
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.files import Document
from battkomp.content.history import Version, digest, texts_of

Text = TypeVar("Text")


class Severity(enum.Enum):
    """How surely a difference is an error."""

    CONTRADICTION = "contradiction"  # stops `content load` until it is mended or accepted
    TO_LOOK_AT = "to look at"


class Check(NamedTuple, Generic[Text]):
    """A check of single texts, or of pairs of them. `name` is for `content accept`."""

    name: str
    severity: Severity
    function: Callable[[Text, Vocabulary], Iterable[Difference]]


# These compare a translation with its source text.
PAIR_CHECKS: tuple[Check[Pair], ...] = (
    Check("numbers", Severity.CONTRADICTION, partial(values.differences, values.NUMBERS)),
    Check("dates", Severity.CONTRADICTION, partial(values.differences, values.DATES)),
    Check("units", Severity.CONTRADICTION, partial(values.differences, values.UNITS)),
    Check("negations", Severity.CONTRADICTION, partial(values.differences, values.NEGATIONS)),
    Check("organisations", Severity.CONTRADICTION, partial(names.mentions, "organisations", False)),
    Check("people", Severity.CONTRADICTION, partial(names.mentions, "people", False)),
    Check("mentions", Severity.TO_LOOK_AT, partial(names.mentions, "organisations", True)),
    Check("names", Severity.TO_LOOK_AT, names.other_names),
    Check("terms", Severity.TO_LOOK_AT, names.terms),
    Check("paragraphs", Severity.CONTRADICTION, partial(shape.counted, shape.paragraphs)),
    Check("sentences", Severity.TO_LOOK_AT, partial(shape.counted, shape.sentences)),
    Check("items", Severity.CONTRADICTION, partial(shape.counted, shape.items)),
    Check("enumerations", Severity.TO_LOOK_AT, shape.enumerations),
)

# These compare a text, in any language, with the facts of the content.
FACT_CHECKS: tuple[Check[Version], ...] = (
    Check("stored-dates", Severity.TO_LOOK_AT, facts.stored_dates),
    Check("counts", Severity.CONTRADICTION, facts.counts),
    Check("figures", Severity.TO_LOOK_AT, facts.figures),
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
        source = vocabulary.languages[0]
        pair = Pair(text.name, text.source, text.value, source, text.language)
        for check in PAIR_CHECKS:
            for one in check.function(pair, vocabulary):
                yield _found(text, check, one, text.source, source)
    for fact_check in FACT_CHECKS:
        for one in fact_check.function(text, vocabulary):
            yield _found(text, fact_check, one, one.other)


def _found(
    text: Version,
    check: Check[Pair] | Check[Version],
    difference: Difference,
    other: str,
    other_language: str | None = None,
) -> Disagreement:
    digests = digest(text.value), digest(other)
    where = text.name, text.language
    return Disagreement(*where, check.name, check.severity, difference, other_language, digests)
