"""The tables of all checks, and the disagreements that they find in the content."""

import enum
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from battkomp.content.agreement import facts, pairs, values
from battkomp.content.agreement.check import Mismatch
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.files import Document
from battkomp.content.history import Version, digest, texts_of


class Severity(enum.Enum):
    """How surely a mismatch is an error."""

    CONTRADICTION = "contradiction"  # stops `content load` until it is mended or accepted
    TO_LOOK_AT = "to look at"


class Check(NamedTuple):
    """A check of texts. `name` is for `content accept`."""

    name: str
    severity: Severity
    function: Callable[..., Iterable[Mismatch]]


# These get the source text, its translation, and the vocabulary.
PAIR_CHECKS = (
    Check("numbers", Severity.CONTRADICTION, partial(pairs.mismatches, values.NUMBERS)),
    Check("dates", Severity.CONTRADICTION, partial(pairs.mismatches, values.DATES)),
    Check("units", Severity.CONTRADICTION, partial(pairs.mismatches, values.UNITS)),
    Check("negations", Severity.CONTRADICTION, partial(pairs.mismatches, values.NEGATIONS)),
    Check("organisations", Severity.CONTRADICTION, partial(pairs.mentions, "organisations", False)),
    Check("people", Severity.CONTRADICTION, partial(pairs.mentions, "people", False)),
    Check("mentions", Severity.TO_LOOK_AT, partial(pairs.mentions, "organisations", True)),
    Check("names", Severity.TO_LOOK_AT, pairs.other_names),
    Check("terms", Severity.TO_LOOK_AT, pairs.terms),
    Check("paragraphs", Severity.CONTRADICTION, partial(pairs.counted, pairs.paragraphs)),
    Check("sentences", Severity.TO_LOOK_AT, partial(pairs.counted, pairs.sentences)),
    Check("items", Severity.CONTRADICTION, partial(pairs.counted, pairs.items)),
    Check("enumerations", Severity.TO_LOOK_AT, pairs.enumerations),
)

# These get a text in any language, and the vocabulary with the facts of the content.
FACT_CHECKS = (
    Check("stored-dates", Severity.TO_LOOK_AT, facts.stored_dates),
    Check("counts", Severity.CONTRADICTION, facts.counts),
    Check("figures", Severity.TO_LOOK_AT, facts.figures),
)


class Disagreement(NamedTuple):
    """A mismatch that a check has found in the content.

    :param source: the source text that the text was compared with; None for a stored fact.
    """

    text: Version
    check: Check
    mismatch: Mismatch
    source: Version | None = None

    @property
    def identity(self) -> str:
        """The name of the disagreement in `History.accepted`.

        It is another one when the text changes, or the text or fact that it was compared with.
        """
        text, other = self.text, self.source.value if self.source else self.mismatch.other
        digests = f"{digest(text.value)} {digest(other)}"
        return f"{text.language}: {text.name}: {self.check.name}: {digests}"

    def __str__(self) -> str:
        """Return it in one line: the text, the severity, the check, both excerpts, the remedy."""
        excerpt, other = (f'"{words}"' if words else "nothing" for words in self.mismatch[:2])
        against = f"{self.source.language} has" if self.source else "the stored fact is"
        return (
            f"{self.text.language}: {self.text.name}: {self.check.severity.value} "
            f"({self.check.name}): {excerpt} but {against} {other}; "
            f"expected {self.mismatch.expected}"
        )


def not_accepted(
    document: Document, languages: tuple[str, ...], subject: str | None = None
) -> Iterator[Disagreement]:
    """Yield the disagreements in the content that no editor has accepted as they are now.

    :param languages: the tags of the site's languages, the source language first.
    :param subject: the entry to look at; None for all.
    """
    vocabulary = Vocabulary(document, languages)
    for text in texts_of(document, languages[0]):
        if subject in (None, text.subject):
            for one in disagreements_of(text, vocabulary):
                if one.identity not in document.history.accepted:
                    yield one


def new_contradictions(
    old: Document, new: Document, languages: tuple[str, ...]
) -> Iterator[Disagreement]:
    """Yield the contradictions that no editor has accepted, and that another document has not."""
    found = [
        one for one in not_accepted(new, languages) if one.check.severity is Severity.CONTRADICTION
    ]
    known = {one.identity for one in not_accepted(old, languages)} if found else set()
    yield from (one for one in found if one.identity not in known)


def disagreements_of(text: Version, vocabulary: Vocabulary) -> Iterator[Disagreement]:
    """Yield the disagreements of one text with its source text, and with stored facts."""
    if text.source is not None:
        source = text._replace(language=vocabulary.languages[0], value=text.source)
        for check in PAIR_CHECKS:
            for one in check.function(source, text, vocabulary):
                yield Disagreement(text, check, one, source)
    for check in FACT_CHECKS:
        for one in check.function(text, vocabulary):
            yield Disagreement(text, check, one)
