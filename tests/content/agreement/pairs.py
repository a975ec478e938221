"""Mismatches of single pairs of sentences, with the names and terms of the content."""

import functools

import msgspec

from battkomp.content.agreement.check import Mismatch
from battkomp.content.agreement.checks import PAIR_CHECKS
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.entry import Words
from battkomp.content.files import read
from battkomp.content.history import Version
from battkomp.content.load import SEED


@functools.cache
def _seed() -> Vocabulary:
    return Vocabulary(read(SEED), ("nb", "en", "sv"))


def _with_names(names: dict[str, Words]) -> Vocabulary:
    document = _seed().document
    changed = {
        key: msgspec.structs.replace(document.organisations[key], name=words)
        for key, words in names.items()
    }
    organisations = document.organisations | changed
    return Vocabulary(msgspec.structs.replace(document, organisations=organisations), ("nb", "en"))


def announced(
    source: str,
    translation: str,
    *checks: str,
    key: str = "milestones.project-start.body",
    language: str = "en",
    names: dict[str, Words] | None = None,
) -> list[Mismatch]:
    """Return the mismatches that some checks, or all of them, find in a pair.

    :param names: other names of organisations, by key.
    """
    subject, _, field = key.rpartition(".")
    texts = (
        Version(subject, field, "nb", source, None),
        Version(subject, field, language, translation, source),
    )
    vocabulary = _with_names(names) if names else _seed()
    return [
        one
        for check in PAIR_CHECKS
        if check.name in (checks or (check.name,))
        for one in check.function(*texts, vocabulary)
    ]
