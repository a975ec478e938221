"""Rules for the content as a whole, beyond the type of each value."""

import re
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

import msgspec

from battkomp.addresses import is_address
from battkomp.content.entry import Key, Words
from battkomp.content.files import BadContentError, Document
from battkomp.content.project import Phase, Seat
from battkomp.content.reasons import Faults, Reason
from battkomp.content.rules_knowledge import RULES as KNOWLEDGE
from battkomp.content.views import NAMED
from battkomp.languages import N_

_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
# Control characters and noncharacters, which XML 1.0 lacks (section 2.2), and characters that
# override the direction of others (Unicode Standard Annex 9), carry an unseen text, or stand for
# one that could not be read.
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef]"
    r"|[\ufff9-\uffff\U000e0000-\U000e007f]"
)
_YEARS = range(1900, 2101)
_WRONG_YEAR = Reason(N_("the year must be from 1900 to 2100"))
_NO_LANGUAGE = Reason(N_("the site has no such language"))
_LONGEST_TEXT = 20_000  # characters; the longest that ships has 909


def enforce(document: Document, languages: Collection[str], pages: Collection[str]) -> None:
    """Refuse content that breaks a rule.

    :param languages: the tags of the site's languages, the source language first.
    :param pages: the keys of the pages in the site map.
    :raises BadContentError: at the first rule that is broken.
    """
    for key, reason in faults(document, languages, pages):
        file = document.files.get(key.partition(".")[0], "")
        raise BadContentError(file, key, reason)


def faults(document: Document, languages: Collection[str], pages: Collection[str]) -> Faults:
    """Yield the key and the reason of everything that breaks a rule.

    :param languages: the tags of the site's languages, the source language first.
    :param pages: the keys of the pages in the site map.
    """
    rules = (_strings, _history, _phases, *KNOWLEDGE, _board, _contact)
    return chain(
        _languages(document, languages),
        _pages(document, pages),
        _slugs(document, languages),
        *(rule(document) for rule in rules),
    )


def _languages(document: Document, languages: Collection[str]) -> Faults:
    for entry in document.entries():
        for field, texts in entry.words():
            yield from _language_tags(languages, f"{entry.subject}.{field}", texts)
    for phase in document.phases.values():
        yield from _language_tags(languages, f"{phase.subject}.slug", phase.slug)
        for tag in set(phase.former_slugs) - set(languages):
            yield f"{phase.subject}.former_slugs.{tag}", _NO_LANGUAGE
    for term in document.terms.values():
        for tag in set(term.avoid) - set(languages):
            yield f"{term.subject}.avoid.{tag}", _NO_LANGUAGE


def _language_tags(languages: Collection[str], key: str, texts: Words) -> Faults:
    for tag in texts:
        if tag not in languages:
            yield f"{key}.{tag}", _NO_LANGUAGE
    source = next(iter(languages))
    if source not in texts:
        yield f"{key}.{source}", Reason(N_("the source language is missing"))


def _strings(document: Document) -> Faults:
    """Check every string: words, names, addresses and keys."""
    accepted = ("history.accepted", document.history.accepted)
    for subject, value in (*((one.subject, one) for one in document.entries()), accepted):
        for path, text in all_strings(msgspec.to_builtins(value, enc_hook=str)):
            key = f"{subject}{path}"
            if path == ".key":
                continue
            if not text.strip():
                yield key, Reason(N_("this is empty"))
            if len(text) > _LONGEST_TEXT:
                reason = N_("this has more than %(most)s characters")
                yield key, Reason(reason, most=_LONGEST_TEXT)
            if unsafe := _UNSAFE.search(text):
                reason = N_("no text may have the character U+%(code)s")
                yield key, Reason(reason, code=f"{ord(unsafe[0]):04X}")


def all_strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each string in plain data, with its path, such as `.title.nb`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from all_strings(one, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from all_strings(one, path)


def _pages(document: Document, pages: Collection[str]) -> Faults:
    for key in pages:
        if key not in document.pages:
            yield f"pages.{key}", Reason(N_("this page is missing"))
    for key in document.pages:
        if key not in pages:
            yield f"pages.{key}", Reason(N_("the site has no such page"))
    home = document.pages.get("home")
    for name in ("kicker", "body", "hint"):
        if home is not None and getattr(home, name) is None:
            yield f"pages.home.{name}", Reason(N_("the front page needs this"))
    for page in document.pages.values():
        for name in ("kicker", "hint"):
            if page is not home and getattr(page, name) is not None:
                yield f"{page.subject}.{name}", Reason(N_("only the front page shows this"))


def _phases(document: Document) -> Faults:
    numbers = sorted(phase.number for phase in document.phases.values())
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        yield "phases", Reason(N_("the parts must be numbered from 1 without a gap"))
    for phase in document.phases.values():
        for name in ("started_on", "launched_on"):
            day = getattr(phase, name)
            if day is not None and day.year not in _YEARS:
                yield f"{phase.subject}.{name}", _WRONG_YEAR
        if phase.started_on and phase.launched_on and phase.started_on > phase.launched_on:
            yield f"{phase.subject}.launched_on", Reason(N_("this is before the start"))


def _history(document: Document) -> Faults:
    for name, versions in document.history.texts.items():
        for tag, known in versions.items():
            if known.changed_on.year not in _YEARS:
                yield f'history.texts."{name}".{tag}.changed_on', _WRONG_YEAR
    for subject, known in document.history.facts.items():
        if known.changed_on.year not in _YEARS:
            yield f'history.facts."{subject}".changed_on', _WRONG_YEAR


def _slugs(document: Document, languages: Collection[str]) -> Faults:
    taken: dict[tuple[str, str], str] = {}
    for phase in document.phases.values():
        for tag, slug in _all_slugs(phase, languages):
            if not _SLUG.fullmatch(slug):
                reason = N_("an address has letters from a to z, digits, and hyphens between them")
                yield f"{phase.subject}.slug.{tag}", Reason(reason)
            other = taken.setdefault((tag, slug), phase.subject)
            if other != phase.subject:
                reason = N_('%(other)s has the address "%(slug)s" too')
                yield f"{phase.subject}.slug.{tag}", Reason(reason, other=other, slug=slug)


def _all_slugs(phase: Phase[Words, Key], languages: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield every address of a phase. A language without its own uses that of the source."""
    yield from phase.own_slugs()
    of_source = phase.slug.get(next(iter(languages)))
    yield from ((tag, of_source) for tag in languages if of_source and tag not in phase.slug)


def _board(document: Document) -> Faults:
    if document.board.first_year > document.board.last_year:
        yield "board.last_year", Reason(N_("this is before the first year"))
    for seat in document.seats.values():
        yield from _represents(seat)


def _represents(seat: Seat[Words, Key, Key]) -> Faults:
    """Check that a seat's words name the same organisations in every language."""
    for tag, text in seat.represents.items():
        if sorted(NAMED.findall(text)) != sorted(seat.organisations):
            expected = ", ".join(f"{{{one}}}" for one in seat.organisations)
            reason = N_("the text must name %(expected)s")
            yield f"{seat.subject}.represents.{tag}", Reason(reason, expected=expected)


def _contact(document: Document) -> Faults:
    contact = document.contact
    if contact.email is not None:
        # Mail programs read these as parts of a `mailto:` URL (RFC 6068, section 2).
        if not is_address(contact.email) or set("%?&#") & set(contact.email):
            yield "contact.email", Reason(N_("this is not an email address"))
        return
    organisation = document.organisations.get(contact.organisation)
    if organisation is not None and organisation.website is None:
        reason = N_('"%(key)s" has no website, so there must be an email')
        yield "contact.organisation", Reason(reason, key=organisation.key, section="organisations")
