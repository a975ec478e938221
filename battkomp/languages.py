"""Which languages the site speaks, and which of them a reader would rather have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import current_app, g, request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import LanguageAccept


@dataclass(frozen=True)
class Language:
    """A language of the site.

    `tag` is the BCP 47 tag that stands in addresses, in `lang` and in `hreflang`. `locale` is the
    CLDR locale of dates and numbers, and names the catalog. `name` is what the language calls
    itself; `known_as` what the others call it. `readers` are the primary subtags of readers who
    get this language, and `stands_for` those of them whose addresses redirect to it. `last_letters`
    are those that follow z in its alphabet, and `same_letters` what it sorts as what.
    """

    tag: str
    name: str
    known_as: LazyString | str
    locale: str
    open_graph: str
    readers: tuple[str, ...]
    stands_for: tuple[str, ...] = ()
    last_letters: str = ""
    same_letters: tuple[tuple[str, str], ...] = ()


# The first is the source language: every text has it, and the others are made from it. Swedes
# and Danes read Norwegian with less trouble than most read English.
LANGUAGES = (
    Language(
        tag="nb",
        name="Norsk",
        known_as=lazy_gettext("Norwegian"),
        locale="nb",
        open_graph="nb_NO",
        readers=("nb", "no", "nn", "sv", "da"),
        stands_for=("no", "nn"),
        last_letters="æøå",
        same_letters=(("aa", "å"), ("ä", "æ"), ("ö", "ø"), ("ü", "y")),  # as CLDR's nb has it
    ),
    Language(
        tag="en",
        name="English",
        known_as=lazy_gettext("English"),
        locale="en_GB",
        open_graph="en_GB",
        readers=("en",),
    ),
)


class Languages(Iterable[Language]):
    """The languages of one site, the source language first."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self._languages = tuple(languages)
        self._by_tag = {language.tag: language for language in languages}

    def __iter__(self) -> Iterator[Language]:
        return iter(self._languages)

    @property
    def source(self) -> Language:
        """The language that the others are translated from."""
        return self._languages[0]

    def find(self, tag: str) -> Language | None:
        """Return the language with this tag, or None."""
        return self._by_tag.get(tag)

    def standing_for(self, tag: str) -> Language | None:
        """Return the language whose addresses are used for those that start with `tag`."""
        return next((one for one in self._languages if tag in one.stands_for), None)

    def preferred(self, accepted: LanguageAccept) -> Language:
        """Return the best language for an Accept-Language header, the source language if none is.

        The reader's own order counts (RFC 9110, section 12.5.4): the first language that any of
        ours can serve, be it through a closely related one.
        """
        for tag, quality in accepted:
            for language in self._languages:
                if quality > 0 and tag.partition("-")[0].lower() in language.readers:
                    return language
        return self.source


def site_languages() -> Languages:
    """Return the languages of the running site."""
    languages: Languages = current_app.extensions["battkomp.languages"]
    return languages


def current_language() -> Language:
    """Return the language of this request: that of its address.

    An address that names no language, which only an error page can have, gets the reader's.
    """
    language: Language | None = g.get("language")
    if language is None:
        language = g.language = _language_of_request()
    return language


def _language_of_request() -> Language:
    languages = site_languages()
    if not request:
        return languages.source
    named = languages.find(request.path.lstrip("/").partition("/")[0])
    return named or languages.preferred(request.accept_languages)
