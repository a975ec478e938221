"""Names for good of what programs are told of, by which they know it again.

Neither the site's address nor that of a page is part of them: both may change.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from battkomp.languages import Language

# Drawn once. With another, everything would be news again to everybody who follows the site.
_SITE = UUID("aa92f8c4-38c6-4947-815d-f40617d06bbb")


def identity(subject: str, language: Language) -> UUID:
    """Return the name of what is said of a subject in a language (RFC 9562, section 5.5).

    It is the `id` of Atom (RFC 4287, section 4.2.6) and the `UID` of iCalendar (RFC 7986, section
    5.3), and never that of anything else.

    :param subject: such as `pages.board`, under which the content keeps its words.
    """
    return uuid5(_SITE, f"{language.tag}/{subject}")
