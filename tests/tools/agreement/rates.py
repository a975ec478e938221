"""The share of planted errors that the checks of agreement announce."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from battkomp.content.agreement.checks import Disagreement, Severity, disagreements_of, not_accepted
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.files import Document
from battkomp.content.history import Version, texts_of
from battkomp.spelling import clean
from tests.tools.agreement.plants import FITTING, HARMLESS, PLANTERS, Planter, names_of

# Names and terms that the checks read. An error in one of them is checked with the names and terms
# that the content has with the error.
READ_BY_CHECKS = {"organisations.name", "organisations.official", "terms.term", "terms.forms"}


@dataclass
class Rate:
    """The errors of one kind: how many were planted, how many were found, and by which checks.

    `missed` has the texts in which they were not found.
    """

    kind: str
    planted: int = 0
    found: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """The share that was found."""
        return 100 * self.found / self.planted if self.planted else 100

    def add(self, where: tuple[str, str, str], announced: set[str]) -> None:
        """Count a planted error.

        :param where: the name, language and words of the text with the error.
        :param announced: the names of the checks that announced it.
        """
        self.planted += 1
        self.found += bool(announced)
        self.checks.update(announced)
        if not announced:
            self.missed.append(where)


@dataclass(frozen=True)
class Content:
    """A document as the checks see it."""

    document: Document
    languages: tuple[str, ...]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names and terms of the content."""
        return Vocabulary(self.document, self.languages)

    @cached_property
    def pairs(self) -> tuple[tuple[Version, Version], ...]:
        """Each source text with its translation."""
        texts = list(texts_of(self.document, self.languages[0]))
        sources = {text.name: text for text in texts if text.source is None}
        return tuple((sources[text.name], text) for text in texts if text.source is not None)

    def announced(self, *texts: Version) -> Counter[tuple[str, str]]:
        """Return each disagreement of some texts: the name of the check, and what it expected."""
        return Counter(
            (one.check.name, one.mismatch.expected)
            for text in texts
            for one in disagreements_of(text, self.vocabulary)
        )

    @cached_property
    def untouched(self) -> tuple[tuple[Version, Version, Counter[tuple[str, str]]], ...]:
        """Each source text with its translation, and their disagreements."""
        return tuple((*pair, self.announced(*pair)) for pair in self.pairs)

    def with_text(self, text: Version, value: str) -> "Content":
        """Return the content with other words in a text."""
        section, _, key = text.subject.partition(".")
        entry = getattr(self.document, section)
        entry = entry[key] if key else entry
        versions = {**getattr(entry, text.field), text.language: value}
        entry = msgspec.structs.replace(entry, **{text.field: versions})
        entries = {**getattr(self.document, section), key: entry} if key else entry
        return Content(msgspec.structs.replace(self.document, **{section: entries}), self.languages)


def rates(content: Content, kinds: dict[str, Planter]) -> Iterator[Rate]:
    """Yield the rate of each kind of error, planted into each language of every text in turn."""
    names = names_of(content.document, content.languages)
    for kind, planter in kinds.items():
        rate = Rate(kind)
        for source, text, before in content.untouched:
            for one in (source, text):
                for planted in planter(one.value, one.language, names):
                    value = clean(planted)
                    if value.strip() and planted != one.value:
                        announced: Counter[tuple[str, str]] = Counter()
                        if value != one.value:
                            announced = _announced(content, one, value, source, text) - before
                        checks = {check for check, _ in announced}
                        where = one.name, one.language, value
                        rate.add(where, checks & FITTING.get(kind, checks))
        yield rate


def _announced(
    content: Content, one: Version, value: str, source: Version, text: Version
) -> Counter[tuple[str, str]]:
    """Return the disagreements of a pair whose one text has other words."""
    if f"{one.subject.partition('.')[0]}.{one.field}" in READ_BY_CHECKS:
        content = content.with_text(one, value)
    if one is source:
        return content.announced(source._replace(value=value), text._replace(source=value))
    return content.announced(source, text._replace(value=value))


def planted(content: Content) -> list[Rate]:
    """Return the rates of all kinds of errors."""
    return list(rates(content, PLANTERS))


def harmless(content: Content) -> list[Rate]:
    """Return the rates of edits of typography, which nothing is to be announced for."""
    return list(rates(content, HARMLESS))


def flagged(content: Content, severity: Severity) -> list[Disagreement]:
    """Return the disagreements in the content as it is."""
    found = not_accepted(content.document, content.languages)
    return [one for one in found if one.check.severity is severity]


def texts_in(disagreements: Iterable[Disagreement]) -> set[str]:
    """Return the names of the texts that disagreements are in."""
    return {one.text.name for one in disagreements}
