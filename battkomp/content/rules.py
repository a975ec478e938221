"""What must hold between the parts of the content, beyond the type of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from battkomp.content import knowledge_rules
from battkomp.content.entries import PhaseEntry, SeatEntry
from battkomp.content.files import BadContentError, Document
from battkomp.content.model import PAGE_KEYS

# An organisation that a text names by its key: "{lo}".
NAMED = re.compile(r"\{([^{}]*)\}")

_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_WEBSITE = re.compile(r"https://[^\s/\"<>]+(/[^\s\"<>]*)?")
_EMAIL = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;]+")
# Those that no page can hold, nor XML (section 2.2).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")

Complaints = Iterator[tuple[str, str]]


def enforce(document: Document, languages: Collection[str], source: str) -> None:
    """Refuse content that contradicts itself.

    :param languages: the tags of the site's languages.
    :param source: the language that every text must have.
    :raises BadContentError: at the first rule that is broken.
    """
    for rule in (*_RULES, *knowledge_rules.RULES):
        for key, reason in rule(document, languages, source):
            section = key.partition(".")[0]
            raise BadContentError(document.files[section], key, reason)


def _texts(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    texts = [
        (f"{subject}.{field}.{tag}", text)
        for subject, entry in document.entries()
        for field, versions in entry.words()
        for tag, text in versions.items()
    ]
    texts += [(f"people.{key}.name", person.name) for key, person in document.people.items()]
    for key, text in texts:
        if not text.strip():
            yield key, "this is empty"
        if _CONTROL.search(text):
            yield key, "this has a sign in it that cannot be shown"


def _pages(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    for key in PAGE_KEYS:
        if key not in document.pages:
            yield f"pages.{key}", "this page is missing"
    for key in document.pages:
        if key not in PAGE_KEYS:
            yield f"pages.{key}", "the site has no such page"
    home = document.pages["home"]
    for name in ("kicker", "body", "hint"):
        if getattr(home, name) is None:
            yield f"pages.home.{name}", "the front page needs this"


def _languages(document: Document, languages: Collection[str], source: str) -> Complaints:
    for subject, entry in document.entries():
        for field, texts in entry.words():
            yield from _one_of(languages, source, f"{subject}.{field}", texts)
    for number, phase in document.phases.items():
        yield from _one_of(languages, source, f"phases.{number}.slug", phase.slug)
        for tag in set(phase.former_slugs) - set(languages):
            yield f"phases.{number}.former_slugs.{tag}", "the site has no such language"


def _one_of(languages: Collection[str], source: str, key: str, texts: dict[str, str]) -> Complaints:
    for tag in texts:
        if tag not in languages:
            yield f"{key}.{tag}", "the site has no such language"
    if source not in texts:
        yield f"{key}.{source}", "the source language is missing"


def _phases(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    if sorted(document.phases) != list(range(1, len(document.phases) + 1)) or not document.phases:
        yield "phases", "the parts must be numbered from 1 without a gap"
    for number, phase in document.phases.items():
        if phase.started_on and phase.launched_on and phase.started_on > phase.launched_on:
            yield f"phases.{number}.launched_on", "this is before started_on"


def _slugs(document: Document, languages: Collection[str], source: str) -> Complaints:
    taken: dict[tuple[str, str], int] = {}
    for number, phase in document.phases.items():
        for tag, slug in _all_slugs(phase, languages, source):
            if not _SLUG.fullmatch(slug):
                reason = "an address has small letters from a to z, digits, and hyphens between"
                yield f"phases.{number}.slug.{tag}", reason
            other = taken.setdefault((tag, slug), number)
            if other != number:
                yield f"phases.{number}.slug.{tag}", f'phases.{other} has the address "{slug}" too'


def _all_slugs(
    phase: PhaseEntry, languages: Collection[str], source: str
) -> Iterator[tuple[str, str]]:
    """Yield every address of a phase; where a language has none of its own, it is the source's."""
    yield from phase.own_slugs()
    yield from ((tag, phase.slug[source]) for tag in languages if tag not in phase.slug)


def _people(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    holders = {f"seats.{key}": seat.person for key, seat in document.seats.items()}
    if document.contact.person is not None:
        holders["contact"] = document.contact.person
    for subject, person in holders.items():
        if person not in document.people:
            yield f"{subject}.person", f'there is no person "{person}"'
    if document.board.first_year > document.board.last_year:
        yield "board.last_year", "this is before first_year"


def _seats(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    for key, seat in document.seats.items():
        for organisation in seat.organisations:
            if organisation not in document.organisations:
                yield f"seats.{key}.organisations", f'there is no organisation "{organisation}"'
        yield from _represents(key, seat)


def _represents(key: str, seat: SeatEntry) -> Complaints:
    """Insist that a seat's words name the same organisations in every language."""
    for tag, text in seat.represents.items():
        if sorted(NAMED.findall(text)) != sorted(seat.organisations):
            expected = ", ".join(f"{{{one}}}" for one in seat.organisations)
            yield f"seats.{key}.represents.{tag}", f"the text must name {expected}"


def _organisations(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    for key, organisation in document.organisations.items():
        if organisation.website is not None and not _WEBSITE.fullmatch(organisation.website):
            yield f"organisations.{key}.website", "this must start with https://"
        if organisation.part_of not in {None, *document.organisations} - {key}:
            reason = f'there is no other organisation "{organisation.part_of}"'
            yield f"organisations.{key}.part_of", reason


def _contact(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    contact = document.contact
    organisation = document.organisations.get(contact.organisation)
    if contact.email is not None and not _EMAIL.fullmatch(contact.email):
        yield "contact.email", "this is no e-mail address"
    if organisation is None:
        yield "contact.organisation", f'there is no organisation "{contact.organisation}"'
    elif organisation.website is None and contact.email is None:
        reason = f'"{contact.organisation}" has no website, so there must be an email'
        yield "contact.organisation", reason


_RULES = (
    _languages,
    _texts,
    _pages,
    _phases,
    _slugs,
    _people,
    _seats,
    _organisations,
    _contact,
)
