"""The languages of the site.

A language is added by a row in `LANGUAGES`, a catalog in `translations/`, and words in the content.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

N_ = str  # marks a string for pybabel; it is translated where it is shown


@dataclass(frozen=True)
class Language:
    """A language of the site.

    :param tag: BCP 47 tag in URLs, `lang` and `hreflang`.
    :param name: name of the language in the language itself.
    :param english_name: name in English, which the catalogs translate.
    :param locale: CLDR locale of dates and numbers, and name of the catalog's folder.
    :param open_graph: locale in the Open Graph metadata, such as `nb_NO`.
    :param readers: primary subtags of the `Accept-Language` values that prefer this language.
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
        readers=("en",),
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

    def standing_for(self, tag: str) -> Language | None:
        """Return the language that URLs starting with a tag redirect to, or None."""
        return next((one for one in self if tag in one.stands_for), None)

    def preferred(self, accepted: Iterable[tuple[str, float]]) -> Language:
        """Return the best language for the tags and qualities of an `Accept-Language` header.

        The client's order decides (RFC 9110, section 12.5.4): the first tag with a language of
        ours, or with one that its readers understand. Without any, it is the source language.
        """
        for tag, quality in accepted:
            for language in self:
                if quality > 0 and tag.partition("-")[0].lower() in language.readers:
                    return language
        return self.source
