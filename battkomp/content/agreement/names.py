"""Checks of other proper names, and of the terms of the glossary."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping

from babel import Locale

from battkomp.content.agreement.check import Difference, Pair, Vocabulary, difference
from battkomp.content.agreement.languages import lexicon
from battkomp.content.agreement.mentions import Found
from battkomp.content.agreement.parts import QUOTES, sentences
from battkomp.spelling import alike

_WORD = re.compile(rf"(?<![{QUOTES}])\b[^\W\d_]\w+")
# A name after that of an organisation; `CEO` is none.
_LONGER = re.compile(r"[^\S\n]+([A-ZÀ-ÖØ-Þ]\w*[a-zß-öø-ÿ]\w*)")


def names(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each other name in the source text that the translation does not have."""
    translated = _translated(pair.source_language, pair.language)
    if not pair.is_prose or translated is None:
        return
    translation = alike(pair.translation)
    known = [pair.source]
    for name in _names_in(pair, vocabulary, translated):
        forms = _forms(name.key, translated)
        known += forms
        if not any(_pattern(form).search(translation) for form in forms):
            yield difference(pair, name, None, forms[-1])
    for one in vocabulary.organisations.mentions(translation):
        longer = _LONGER.match(translation, one.end)
        if longer and not any(_pattern(longer[1]).search(each) for each in known):
            yield difference(pair, None, one, f"no {longer[1]}")


def _names_in(pair: Pair, vocabulary: Vocabulary, translated: Collection[str]) -> Iterator[Found]:
    """Yield the other names in a source text."""
    left = vocabulary.people.without(vocabulary.organisations.without(pair.source))
    pieces = vocabulary.terms[pair.source_language].split(left)
    left = "".join(" " * len(one) if place % 2 else one for place, one in enumerate(pieces))
    for start, sentence in sentences(pair.source, pair.source_language):
        first = start + len(sentence) - len(sentence.lstrip(f"{QUOTES}( "))
        for found in _WORD.finditer(left, start, start + len(sentence)):
            is_name = found.start() != first or found[0] in translated
            if found[0][0].isupper() and is_name:
                yield Found(found[0], *found.span())


def _forms(name: str, translated: Mapping[str, list[str]]) -> list[str]:
    """Return the forms that a name may have in the translation, the most usual one last."""
    stems = [name[:-1], name] if name.endswith("s") else [name]
    return [*stems, *(form for stem in stems for form in translated.get(stem, ()))]


@functools.lru_cache(maxsize=1000)
def _pattern(form: str) -> re.Pattern[str]:
    """Return the pattern of a name, which may have another ending if it is long enough."""
    if len(form) < 3 or form.isupper():
        return re.compile(rf"(?<!\w){re.escape(form)}(?!\w)")
    return re.compile(rf"(?<!\w){re.escape(form)}", re.IGNORECASE)


@functools.cache
def _translated(source: str, language: str) -> Mapping[str, list[str]] | None:
    """Return the forms of names that differ, or None if the languages have no such table.

    The names of countries are from CLDR. `Norw` is in `Norway` and in `Norwegian`.
    """
    theirs, ours = lexicon(source), lexicon(language)
    if theirs is None or ours is None or source not in ours.names:
        return None
    found = {name: forms.split("|") for name, forms in ours.names[source].items()}
    territories = Locale.parse(ours.locale).territories
    for code, name in Locale.parse(theirs.locale).territories.items():
        if other := territories.get(code):
            stem = other[:-2] if other.isalpha() and len(other) > 5 else other
            found.setdefault(name, []).extend((stem, other))
    return found


def terms(pair: Pair, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each term in the source text if the translation has none of its forms."""
    here, there = vocabulary.terms[pair.source_language], vocabulary.terms.get(pair.language)
    if there is None or not pair.is_prose:
        return
    found = {there.key_of(form) for form in there.split(pair.translation)[1::2]}
    start = 0
    for piece in here.split(pair.source):
        key = here.key_of(piece) or ""
        term = vocabulary.document.terms.get(key)
        wanted = term and term.term.get(pair.language)
        if wanted and key not in found and not _head(wanted).search(pair.translation):
            found.add(key)
            place = Found(key, start, start + len(piece))
            yield difference(pair, place, None, wanted)
        start += len(piece)


def _head(term: str) -> re.Pattern[str]:
    """Return the pattern of the last word of a term: `colleges` may be vocational colleges."""
    word = term.split()[-1]
    return _pattern(word[:-1] if len(word) > 4 else word)
