"""Everything in the content that can be found by searching, and the page that it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from battkomp.content.entries import PhaseEntry, SeatEntry, Words
from battkomp.content.files import Document
from battkomp.content.rules import NAMED
from battkomp.content.search.formatting import amount, partial_date


class SearchEntry(NamedTuple):
    """An entry of the content in one language. `also` finds it, and is not shown.

    An entry is not written in a language that its title is missing in.
    """

    subject: str
    place: str
    anchor: str | None
    title: str | None
    text: tuple[str | None, ...] = ()
    also: tuple[str | None, ...] = ()
    part: int | None = None


def entries(content: Document, language: str) -> Iterator[SearchEntry]:
    """Yield all entries that are written in a language, the more important first."""
    every_entry = chain(
        _phases(content, language),
        _pages(content, language),
        _findings(content, language),
        _figures(content, language),
        _terms(content, language),
        _steps(content, language),
        _milestones(content, language),
        _organisations(content, language),
        _seats(content, language),
        _sources(content, language),
    )
    return (entry for entry in every_entry if entry.title)


def _in(language: str, *texts: Words | None) -> tuple[str | None, ...]:
    return tuple(text.get(language) if text else None for text in texts)


def _phases(content: Document, language: str) -> Iterator[SearchEntry]:
    for number, one in content.phases.items():
        title, *texts = _in(language, one.title, one.summary, one.body, one.became)
        also = (str(number), *_dates(one, language))
        yield SearchEntry(f"phases.{number}", "phase", None, title, tuple(texts), also, number)


def _dates(phase: PhaseEntry, language: str) -> Iterator[str]:
    """Yield the dates on the page of a part, as ISO 8601 has them and in words."""
    launched_on = phase.launched_on.isoformat() if phase.launched_on else None
    for date in filter(None, (launched_on, phase.handed_over)):
        yield from (date, partial_date(date, language))


def _pages(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.pages.items():
        title, *texts = _in(language, one.title, one.description, one.body)
        also = _in(language, one.label, one.kicker)
        yield SearchEntry(f"pages.{key}", key, None, title, tuple(texts), also)


def _findings(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.findings.items():
        title, body = _in(language, one.title, one.body)
        yield SearchEntry(f"findings.{key}", "findings", key, title, (body,), (one.as_of,))


def _figures(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.figures.items():
        owner = content.organisations[one.owner].name if one.owner else None
        sentence, *also = _in(language, one.sentence, one.label, owner)
        title = sentence and sentence.replace("{value}", amount(one, language))
        also += [f"{one.value:.15g}", one.as_of]
        yield SearchEntry(f"figures.{key}", "figures", key, title, (), tuple(also))


def _terms(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.terms.items():
        title, definition, forms = _in(language, one.term, one.definition, one.forms)
        also = (forms, *one.term.values())  # whoever reads a foreign text looks its terms up
        yield SearchEntry(f"terms.{key}", "glossary", key, title, (definition,), also)


def _steps(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.steps.items():
        title, body = _in(language, one.title, one.body)
        names = _in(language, *(content.organisations[each].name for each in one.organisations))
        yield SearchEntry(f"steps.{key}", "chain", key, title, (body,), names)


def _milestones(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.milestones.items():
        title, body = _in(language, one.title, one.body)
        text = " – ".join(filter(None, (partial_date(one.on, language), body)))
        yield SearchEntry(f"milestones.{key}", "timeline", key, title, (text,), (one.on,))


def _organisations(content: Document, language: str) -> Iterator[SearchEntry]:
    seated = {key for seat in content.seats.values() for key in seat.organisations}
    for key, one in content.organisations.items():
        name, *texts = _in(language, one.name, one.official, one.summary)
        text = " – ".join(filter(None, texts))
        if one.group is not None:
            yield SearchEntry(f"organisations.{key}", "organisations", key, name, (text,))
        elif key in seated:
            yield SearchEntry(f"organisations.{key}", "board", "organisations", name, (text,))


def _seats(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.seats.items():
        represents = _represents(content, one, language)
        person = content.people[one.person].name if represents else None
        yield SearchEntry(f"seats.{key}", "board", None, person, (represents,))


def _represents(content: Document, seat: SeatEntry, language: str) -> str | None:
    """Return the organisations that a seat stands for, or None if a name is not translated."""
    names = {key: content.organisations[key].name.get(language) for key in seat.organisations}
    if language not in seat.represents or None in names.values():
        return None
    return NAMED.sub(lambda match: str(names[match[1]]), seat.represents[language])


def _sources(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.sources.items():
        (title,) = _in(language, one.title)
        words = partial_date(one.published, language) if one.published else None
        also = (one.published, words)
        yield SearchEntry(f"sources.{key}", "sources", key, title, (one.publisher,), also)
