"""Checks that compare a translation with its source text."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from textwrap import shorten

from babel import Locale

from battkomp.content.agreement.check import Found, Mismatch, excerpt
from battkomp.content.agreement.values import Lexicon, lexicon, values
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.history import Version

# A word with a capital letter. Inside a sentence, it is a name.
_NAME = re.compile(r"(?P<inside>(?<=[\w,-]\s)|(?<=\w-))?\b(?P<name>[A-ZÀ-ÖØ-Þ]\w+)")
_SHORT = ("name", "official", "forms")  # fields that are no sentences
_QUOTES = "\"'«»‘’“”"
_ITEM = r"(?:^|\n)[^\S\n]*[-*•][^\S\n]+"


def _compared(
    source: Version,
    text: Version,
    theirs: Sequence[Found],
    ours: Sequence[Found],
    name: Callable[[str], str] | None = None,
    kinds: Collection[str] = ("",),
) -> Iterator[Mismatch]:
    """Yield a mismatch for each key that a text or its source has more often than the other.

    :param theirs: what the source text has.
    :param ours: what the translation has.
    :param name: returns the name of a key in the language of the translation. Without it, the
        words of the text are shown.
    :param kinds: the kinds to yield. The other text may have the same key in another kind.
    """
    missing, surplus = _more(theirs, ours, kinds), _more(ours, theirs, kinds)
    for wanted, found in zip_longest(missing, surplus):
        one, words = (wanted, source.value) if wanted else (found, text.value)
        told = name(one.key) if name else words[one.start : one.end]
        share = one.start / len(words)
        excerpts = excerpt(text.value, found, share), excerpt(source.value, wanted, share)
        yield Mismatch(*excerpts, told if wanted else f"no {told}")


def _more(some: Sequence[Found], others: Sequence[Found], kinds: Collection[str]) -> list[Found]:
    left = Counter(one.key for one in others)
    more = []
    for one in some:
        left[one.key] -= one.is_sure
        if one.is_sure and left[one.key] < 0 and one.kind in kinds:
            more.append(one)
    return more


def mismatches(
    kinds: Collection[str], source: Version, text: Version, _: Vocabulary
) -> Iterator[Mismatch]:
    """Yield each value of some kinds that only one text has, or has more often."""
    if lexicon(source.language) and lexicon(text.language):
        theirs, ours = (values(one.value, one.language) for one in (source, text))
        yield from _compared(source, text, theirs, ours, kinds=kinds)


def mentions(
    section: str, is_in_both: bool, source: Version, text: Version, vocabulary: Vocabulary
) -> Iterator[Mismatch]:
    """Yield each organisation or person that one of the texts has more often.

    :param section: `organisations` or `people`.
    :param is_in_both: yield those that both texts have, and not those that only one has: a pronoun
        may be in the place of a second mention.
    """
    known = vocabulary.names[section]
    theirs, ours = known.mentions(source.value), known.mentions(text.value)
    both = {one.key for one in theirs} & {one.key for one in ours}
    theirs = [one for one in theirs if (one.key in both) == is_in_both]
    ours = [one for one in ours if (one.key in both) == is_in_both]
    yield from _compared(
        source, text, theirs, ours, lambda key: vocabulary.name(key, text.language)
    )


def other_names(source: Version, text: Version, vocabulary: Vocabulary) -> Iterator[Mismatch]:
    """Yield each other name in the source text that the translation does not have."""
    translated = _translated(source.language, text.language)
    known = [one for names in vocabulary.names.values() for one in names.mentions(source.value)]
    taken = {place for one in known for place in range(one.start, one.end)}
    for one in _NAME.finditer(source.value) if translated else ():
        stem = one["name"].removesuffix("s")  # without the genitive
        forms = [stem, *translated.get(one["name"], translated.get(stem, ()))]
        is_name = one["inside"] is not None or len(forms) > 1
        if is_name and one.start() not in taken and not any(_has(text, form) for form in forms):
            yield from _compared(source, text, [Found(forms[-1], *one.span())], [], str)


def _has(text: Version, form: str) -> bool:
    """Return whether a text has a name or term. `Norw` is in `Norwegian`."""
    stem = re.escape(form[: max(4, len(form) - 2)])
    return re.search(rf"\b{stem}", text.value, re.IGNORECASE) is not None


@functools.cache
def _translated(source: str, language: str) -> Mapping[str, list[str]]:
    """Return the forms of names that differ, with countries from CLDR, or none without a table."""
    words = lexicon(language)
    if words is None or source not in words.names:
        return {}
    found = {name: forms.split("|") for name, forms in words.names[source].items()}
    countries = Locale.parse(language).territories
    for code, name in Locale.parse(source).territories.items():
        found.setdefault(name, []).append(countries.get(code, name))
    return found


def terms(source: Version, text: Version, vocabulary: Vocabulary) -> Iterator[Mismatch]:
    """Yield each term in the source text if the translation has none of its forms."""
    known = vocabulary.names["terms"]
    ours = {one.key for one in known.mentions(text.value)}
    missing = {one.key: one for one in known.mentions(source.value) if one.key not in ours}
    for key, term in vocabulary.document.terms.items():
        wanted = term.term.get(text.language)
        if key in missing and wanted and not _has(text, wanted.split()[-1]):
            one = missing[key]._replace(key=wanted)
            yield from _compared(source, text, [one], [], str)


def paragraphs(text: str, _language: str) -> list[str]:
    """Return the paragraphs of a text. A list is one of them."""
    return re.split(r"\n\s*\n", text.strip())


def items(text: str, _language: str) -> list[str]:
    """Return the items of the lists in a text."""
    return [one.strip() for one in re.findall(rf"{_ITEM}(.+)", text)]


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text. A list item is at least one."""
    return [one for one in _between(language).split(text) if one.strip()]


@functools.cache
def _between(language: str) -> re.Pattern[str]:
    """Return the pattern of the space between sentences. Initials end none, as in `J. Hansen`."""
    words = lexicon(language)
    known = words.abbreviations.split("|") if words else ()
    inside = "".join(rf"(?<!\b{re.escape(one)})" for one in known)
    end = rf"(?:(?<=[.!?…])|(?<=[.!?…][{_QUOTES})])){inside}(?<!\b[A-ZÀ-ÖØ-Þ]\.)"
    # Small letters and digits follow a dot inside a sentence, as in `22. juni`.
    begins = rf"(?=[{_QUOTES}(]*(?:\{{|[A-ZÀ-ÖØ-Þ]))"
    return re.compile(rf"\n\s*\n(?:\s*[-*•]\s+)?|{_ITEM}|{end}\s+{begins}")


def counted(
    parts_of: Callable[[str, str], Sequence[str]], source: Version, text: Version, _: Vocabulary
) -> Iterator[Mismatch]:
    """Yield a mismatch if the texts have different numbers of parts.

    :param parts_of: one of the functions above.
    """
    theirs, ours = (parts_of(one.value, one.language) for one in (source, text))
    if len(ours) != len(theirs):
        parts = parts_of.__name__
        expected = f"{len(theirs)} {parts if len(theirs) != 1 else parts.removesuffix('s')}"
        yield Mismatch(_beginnings(ours), _beginnings(theirs), expected)


def _beginnings(some: Sequence[str]) -> str:
    """Return the first words of each part, so that an editor sees the one that is missing."""
    return " / ".join(shorten(one, 40, placeholder=" …") for one in some)


def enumerations(source: Version, text: Version, _: Vocabulary) -> Iterator[Mismatch]:
    """Yield each enumeration of three or more that only one of the texts has."""
    here, there = lexicon(source.language), lexicon(text.language)
    if here and there and text.field not in _SHORT:
        theirs, ours = _enumerations(source.value, here), _enumerations(text.value, there)
        yield from _compared(source, text, theirs, ours, lambda number: f"enumeration of {number}")


def _enumerations(text: str, words: Lexicon) -> list[Found]:
    """Return the enumerations outside of brackets, by their number of parts."""
    plain = re.sub(r"\([^()]*\)|\s", lambda one: " " * len(one[0]), text)
    found = (one for one in _enumerated(words).finditer(plain) if one["parts"])
    return [Found(str(one["parts"].count(",") + 2), *one.span()) for one in found]


@functools.cache
def _enumerated(words: Lexicon) -> re.Pattern[str]:
    """Return the pattern of commas up to a conjunction, or of the beginning of a sentence."""
    part = rf"(?: +(?!(?:{words.conjunctions})\b)[^ ,.;:!?]+){{1,9}}"
    opening = rf"(?:^|[.!?] +)(?:{words.openers})\b[^,.:]{{1,60}},"
    return re.compile(rf"{opening}|(?P<parts>(?:,{part})+),? +(?:{words.conjunctions})\b")
