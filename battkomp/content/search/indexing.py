"""What can be found by searching, in rows: each entry in each language that it is written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any, NamedTuple

from battkomp.content.entries import MilestoneEntry, OrganisationEntry, PhaseEntry, Words
from battkomp.content.files import Document
from battkomp.content.rules import NAMED
from battkomp.content.search.formatting import amount, moments
from battkomp.content.search.schema import BLOCK


class _Entry(NamedTuple):
    """What is searched of one entry. `also` finds it, and is not shown."""

    subject: str
    place: str
    anchor: str | None
    title: Words
    text: tuple[Words | None, ...] = ()
    also: tuple[Words | str | None, ...] = ()
    part: int | None = None


def rows(content: Document, languages: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield a row for each entry and each language that its title is written in."""
    entries = list(enumerate(_entries(content, languages), 1))
    for block, language in enumerate(languages):
        own = ((number, one) for number, one in entries if language in one.title)
        for number, entry in own:
            yield {
                "id": block * BLOCK + number,
                "language": language,
                "subject": entry.subject,
                "place": entry.place,
                "anchor": entry.anchor,
                "part": entry.part,
                "title": _said((entry.title,), language),
                "text": _said(entry.text, language),
                "also": _said(entry.also, language),
            }


def _said(texts: Collection[Words | str | None], language: str) -> str:
    """Join texts in one language, those that there are, on one line."""
    own = (one if isinstance(one, str) else one.get(language, "") for one in texts if one)
    return unicodedata.normalize("NFC", " ".join(" ".join(own).split()))


def _entries(content: Document, languages: Collection[str]) -> Iterator[_Entry]:
    """Yield everything that is searched, the more important first."""
    return chain(
        _parts(content, languages),
        _pages(content),
        _findings(content),
        _figures(content, languages),
        _terms(content),
        _steps(content),
        _milestones(content, languages),
        _organisations(content),
        _seats(content, languages),
        _sources(content, languages),
    )


def _parts(content: Document, languages: Collection[str]) -> Iterator[_Entry]:
    for number, one in content.phases.items():
        texts = (one.summary, one.body, one.became)
        subject, also = f"phases.{number}", (str(number), *_days(one, languages))
        yield _Entry(subject, "phase", None, one.title, texts, also, part=number)


def _days(one: PhaseEntry, languages: Collection[str]) -> Iterator[Words | str]:
    """Yield the dates that a part's page tells, in figures and in words."""
    launched_on = one.launched_on.isoformat() if one.launched_on else None
    for date in filter(None, (launched_on, one.handed_over)):
        yield from (date, moments(date, languages))


def _pages(content: Document) -> Iterator[_Entry]:
    for key, one in content.pages.items():
        texts = (one.description, one.body)
        yield _Entry(f"pages.{key}", key, None, one.title, texts, (one.label, one.kicker))


def _findings(content: Document) -> Iterator[_Entry]:
    for key, one in content.findings.items():
        yield _Entry(f"findings.{key}", "findings", key, one.title, (one.body,), (one.as_of,))


def _figures(content: Document, languages: Collection[str]) -> Iterator[_Entry]:
    for key, one in content.figures.items():
        amounts = {language: amount(one, language) for language in languages}
        sentence = {
            tag: text.replace("{value}", amounts[tag])
            for tag, text in one.sentence.items()
            if tag in amounts
        }
        owner = content.organisations[one.owner].name if one.owner else None
        also = (one.label, f"{one.value:.15g}", owner, one.as_of)
        yield _Entry(f"figures.{key}", "figures", key, sentence, (), also)


def _terms(content: Document) -> Iterator[_Entry]:
    for key, one in content.terms.items():
        also = (one.forms, *one.term.values())  # also in the other language
        yield _Entry(f"terms.{key}", "glossary", key, one.term, (one.definition,), also)


def _steps(content: Document) -> Iterator[_Entry]:
    for key, one in content.steps.items():
        names = tuple(content.organisations[each].name for each in one.organisations)
        yield _Entry(f"steps.{key}", "chain", key, one.title, (one.body,), names)


def _milestones(content: Document, languages: Collection[str]) -> Iterator[_Entry]:
    for key, one in content.milestones.items():
        text = _told(one, languages)
        yield _Entry(f"milestones.{key}", "timeline", key, one.title, (text,), (one.on,))


def _told(one: MilestoneEntry, languages: Collection[str]) -> Words:
    """Return the date of an event in words, and what is told of it, as far as anything is."""
    body = one.body or {}
    return {
        tag: f"{date} – {body[tag]}" if tag in body else date
        for tag, date in moments(one.on, languages).items()
    }


def _organisations(content: Document) -> Iterator[_Entry]:
    seated = {key for seat in content.seats.values() for key in seat.organisations}
    for key, one in content.organisations.items():
        if one.group is not None:
            place, anchor = "organisations", key
        elif key in seated:
            place, anchor = "board", "organisations"
        else:
            continue  # it is named on no page of its kind
        yield _Entry(f"organisations.{key}", place, anchor, one.name, (_described(one),))


def _described(one: OrganisationEntry) -> Words:
    """Return the whole name and the summary of an organisation, as far as it has them."""
    texts = [text for text in (one.official, one.summary) if text]
    tags = {tag for text in texts for tag in text}
    return {tag: " – ".join(text[tag] for text in texts if tag in text) for tag in tags}


def _seats(content: Document, languages: Collection[str]) -> Iterator[_Entry]:
    for key, one in content.seats.items():
        names = [content.organisations[each].name for each in one.organisations]
        person = content.people[one.person].name
        whole = [tag for tag in languages if all(tag in each for each in (one.represents, *names))]
        said = {tag: _represented(content, one.represents[tag], tag) for tag in whole}
        yield _Entry(f"seats.{key}", "board", None, dict.fromkeys(whole, person), (said,))


def _represented(content: Document, text: str, language: str) -> str:
    return NAMED.sub(lambda match: content.organisations[match[1]].name[language], text)


def _sources(content: Document, languages: Collection[str]) -> Iterator[_Entry]:
    for key, one in content.sources.items():
        said = dict.fromkeys(one.title, one.publisher)
        words = moments(one.published, languages) if one.published else None
        also = (one.published, words)
        yield _Entry(f"sources.{key}", "sources", key, one.title, (said,), also)
