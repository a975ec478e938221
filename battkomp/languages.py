"""The languages of the site.

A language is added by a row in `LANGUAGES`, a catalog in `translations/`, and words in the content.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

OTHERS = "*"
# A tag begins with the code of a language (RFC 5646). Some programs send locales.
_TAG = re.compile(r"([a-z]{2,3})([-_.@].*)?", re.IGNORECASE)
_IN_URL = re.compile(r"([a-z]{2,3})([-_]([a-z]{2}|[0-9]{3}))?")
N_ = str  # marks a string for pybabel; it is translated where it is shown


@dataclass(frozen=True)
class Language:
    """A language of the site.

    :param tag: BCP 47 tag in URLs, `lang` and `hreflang`.
    :param name: name of the language in the language itself.
    :param english_name: name in English, which the catalogs translate.
    :param locale: CLDR locale of dates and numbers, and name of the catalog's folder.
    :param open_graph: locale in the Open Graph metadata, such as `nb_NO`.
    :param readers: primary subtags of the `Accept-Language` values that prefer this language, or
        `OTHERS` for all that no language has.
    :param stands_for: tags whose URLs redirect to this language's.
    :param last_letters: letters that follow z in the alphabet.
    :param same_letters: pairs of letters, of which the first is sorted as the second.
    """

    tag: str
    name: str
    english_name: str
    locale: str
    open_graph: str
    readers: tuple[str, ...]
    stands_for: tuple[str, ...] = ()
    last_letters: str = ""
    same_letters: tuple[tuple[str, str], ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """Its own tag, and the tags whose URLs redirect to it."""
        return (self.tag, *self.stands_for)


# The first is the source language: it has every text, and the others are translated from it.
# Readers of Swedish and Danish get Norwegian, which most of them read more easily than English.
LANGUAGES = (
    Language(
        tag="nb",
        name="Norsk",
        english_name=N_("Norwegian"),
        locale="nb",
        open_graph="nb_NO",
        readers=("nb", "no", "nn", "sv", "da"),
        stands_for=("no", "nn"),
        last_letters="æøå",
        same_letters=(("aa", "å"), ("ä", "æ"), ("ö", "ø"), ("ü", "y")),  # as in CLDR's nb
    ),
    Language(
        tag="en",
        name="English",
        english_name=N_("English"),
        locale="en_GB",
        open_graph="en_GB",
        readers=("en", OTHERS),
    ),
)


class Languages(tuple[Language, ...]):
    """The languages of one site, the source language first."""

    @property
    def source(self) -> Language:
        """The language that the others are translated from."""
        return self[0]

    def find(self, tag: str) -> Language | None:
        """Return the language with a tag, or None."""
        return next((one for one in self if one.tag == tag), None)

    def named(self, tag: str) -> Language | None:
        """Return the language of URLs that start with a tag, with or without a region, or None."""
        found = _IN_URL.fullmatch(tag.lower())
        subtag = found[1] if found else ""
        return next((one for one in self if subtag in one.tags), None)

    @property
    def for_others(self) -> Language:
        """The language of readers who prefer only languages that the site does not have."""
        return next((one for one in self if OTHERS in one.readers), self.source)

    def preferred(self, accepted: Iterable[tuple[str, float]]) -> Language:
        """Return the best language for the tags and qualities of an `Accept-Language` header.

        The client's order decides (RFC 9110, section 12.5.4): the first tag with a language of
        ours, or with one that its readers understand. Other tags get the language of `OTHERS`, and
        no tags the source language. A refused language (quality 0) is not chosen.
        """
        found = [
            (match[1].lower(), rate) for tag, rate in accepted if (match := _TAG.fullmatch(tag))
        ]
        named = [subtag for subtag, rate in found if rate > 0]
        refused = {subtag for subtag, rate in found if rate <= 0} - {*named}
        choice = [one for one in self if one.tag not in refused] or list(self)
        for reader in (*named, OTHERS) if named else ():
            for language in choice:
                if reader in language.readers:
                    return language
        return choice[0]
