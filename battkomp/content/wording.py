"""Wordings that the glossary avoids, and the texts that have them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from battkomp.content.history import Version, texts_of
from battkomp.content.localized import LocalizedContent
from battkomp.content.views import TermForms, forms_of

# Texts that keep their wording: names, forms in the glossary, and the customer's Norwegian text.
_NAMES = re.compile(r"organisations\..*\.(name|official)|terms\..*\.forms")
_CUSTOMERS = re.compile(
    r"pages\.home\.(kicker|title|body|hint)|pages\.(phases|board)\.title|contact\.invitation"
    r"|phases\.\d+\.(title|label|body)|board\.introduction|seats\..*"
)


class Avoided(NamedTuple):
    """A wording that the glossary avoids, the text that has it, and the term to use instead."""

    text: Version
    wording: str
    term: str


def wordings(content: LocalizedContent) -> TermForms:
    """Return the wordings to avoid in the reader's language, each with the term to use as its key.

    The forms of terms are in it with an empty key: `competence` is avoided, and still the term
    `points for battery competence` has it.
    """
    found = {form: "" for term in content.terms for form in forms_of(term)}
    for term in content.terms:
        found |= dict.fromkeys(term.avoid.get(content.language, ()), term.term.value)
    return TermForms(found)


def avoided(content: LocalizedContent, subject: str | None = None) -> Iterator[Avoided]:
    """Yield each place where a text in the reader's language has a wording that is avoided.

    :param subject: the entry to look at; None for all.
    """
    source = content.snapshot.languages[0]
    known = wordings(content)
    for text in texts_of(content.snapshot.document, source):
        is_kept = _NAMES.fullmatch(text.name) or (
            text.language == source and _CUSTOMERS.fullmatch(text.name)
        )
        is_other = text.language != content.language or subject not in (None, text.subject)
        if is_other or is_kept:
            continue
        for written in known.split(text.value)[1::2]:
            if term := known.key_of(written):
                yield Avoided(text, written, term)
