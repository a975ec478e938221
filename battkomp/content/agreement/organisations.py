"""Checks of organisations and people. docs/agreement.md has an example of each check."""

from __future__ import annotations

from collections.abc import Iterator

from battkomp.content.agreement.check import Difference, Pair, Vocabulary, compared
from battkomp.content.agreement.mentions import Names


def organisations(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each organisation that one text has and the other has not, or has less often."""
    return _exchanged(pair, vocabulary.organisations, vocabulary)


def people(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each person, by name or surname, that only one of the texts has."""
    return _exchanged(pair, vocabulary.people, vocabulary)


def mentions(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each organisation that both texts have, but one of them more often."""
    names = vocabulary.organisations
    theirs, ours = names.mentions(pair.source), names.mentions(pair.translation)
    if len(theirs) != len(ours) and {one.key for one in theirs} == {one.key for one in ours}:
        yield from compared(pair, theirs, ours, vocabulary.namer(pair.language))


def _exchanged(pair: Pair, names: Names, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield the names that only one text has, or that are in the place of another mention."""
    theirs, ours = names.mentions(pair.source), names.mentions(pair.translation)
    if len(theirs) != len(ours):  # a pronoun may be in the place of a mention
        shared = {one.key for one in theirs} & {one.key for one in ours}
        theirs, ours = (
            list({one.key: one for one in each if one.key not in shared}.values())
            for each in (theirs, ours)
        )
    yield from compared(pair, theirs, ours, vocabulary.namer(pair.language))
