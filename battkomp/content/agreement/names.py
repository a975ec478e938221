"""Checks of names and terms: organisations, people, other proper names, and the glossary."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from babel import Locale

from battkomp.content.agreement.check import Difference, Found, Pair, compared, difference
from battkomp.content.agreement.languages import lexicon
from battkomp.content.agreement.vocabulary import Vocabulary

# A word with a capital letter. It is a name if it stands inside of a sentence.
_NAME = re.compile(r"(?P<inside>(?<=[\w,-]\s)|(?<=\w-))?\b(?P<name>[A-ZÀ-ÖØ-Þ]\w+)")


def mentions(
    section: str, is_in_both: bool, pair: Pair, vocabulary: Vocabulary
) -> Iterator[Difference]:
    """Yield each organisation or person that one of the texts has more often.

    :param section: `organisations` or `people`.
    :param is_in_both: yield those that both texts have, and not those that only one has: a pronoun
        may be in the place of a second mention.
    """
    known = vocabulary.names[section]
    theirs, ours = known.mentions(pair.source), known.mentions(pair.translation)
    both = {one.key for one in theirs} & {one.key for one in ours}
    theirs, ours = (
        [one for one in each if (one.key in both) == is_in_both] for each in (theirs, ours)
    )
    yield from compared(pair, theirs, ours, lambda key: vocabulary.name(key, pair.language))


def other_names(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each other name in the source text that the translation does not have."""
    translated = _translated(pair.source_language, pair.language)
    if not pair.is_prose or translated is None:
        return
    known = [one for names in vocabulary.names.values() for one in names.mentions(pair.source)]
    taken = {place for one in known for place in range(one.start, one.end)}
    for one in _NAME.finditer(pair.source):
        stem = one["name"].removesuffix("s")  # without the genitive
        forms = [stem, *translated.get(one["name"], translated.get(stem, ()))]
        is_name = one["inside"] is not None or len(forms) > 1
        if is_name and one.start() not in taken and not any(_has(pair, form) for form in forms):
            yield difference(pair, Found("", *one.span()), None, forms[-1])


def _has(pair: Pair, form: str) -> bool:
    """Return whether a translation has a name or term. `Norw` is in `Norwegian`."""
    stem = re.escape(form[: max(4, len(form) - 2)])
    return re.search(rf"\b{stem}", pair.translation, re.IGNORECASE) is not None


@functools.cache
def _translated(source: str, language: str) -> Mapping[str, list[str]] | None:
    """Return the forms of names that differ, or None if the languages have no such table.

    The names of countries are from CLDR.
    """
    theirs, ours = lexicon(source), lexicon(language)
    if theirs is None or ours is None or source not in ours.names:
        return None
    found = {name: forms.split("|") for name, forms in ours.names[source].items()}
    territories = Locale.parse(ours.locale).territories
    for code, name in Locale.parse(theirs.locale).territories.items():
        found.setdefault(name, []).append(territories.get(code, name))
    return found


def terms(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each term in the source text if the translation has none of its forms."""
    here, there = vocabulary.terms[pair.source_language], vocabulary.terms[pair.language]
    found = {there.key_of(form) for form in there.split(pair.translation)[1::2]}
    for form in here.split(pair.source)[1::2] if pair.is_prose else ():
        key = here.key_of(form)
        wanted = vocabulary.document.terms[key].term.get(pair.language) if key else None
        if wanted and key not in found and not _has(pair, wanted.split()[-1]):
            found.add(key)
            start = pair.source.index(form)
            yield difference(pair, Found("", start, start + len(form)), None, wanted)
