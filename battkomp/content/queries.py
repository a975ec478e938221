"""Every question that the site asks of the content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from battkomp.content.knowledge_queries import Knowledge
from battkomp.content.model import (
    Board,
    Contact,
    Moved,
    Organisation,
    Page,
    Period,
    Phase,
    Seat,
    Text,
    status_of,
)
from battkomp.content.partial_dates import When
from battkomp.content.rules import NAMED
from battkomp.content.scopes import Scope
from battkomp.content.words import Gap, NoContentError, Words

# A row for each address of each phase, former ones included.
_PHASES = """
select number, started_on, launched_on, handed_over, language, slug, is_current
from phases join slugs on phase = number order by number
"""
# A row for each organisation of each seat; one for a seat that has none, and for an empty board.
_BOARD = """
select first_year, last_year, seats.key as seat, name as person, organisations.key, website, part_of
from board left join seats on true left join people on people.key = person
left join seat_organisations on seat = seats.key
left join organisations on organisations.key = organisation
order by seats.position, seat_organisations.position
"""
_CONTACT = """
select organisation as key, website, part_of, name as person, email
from contact join organisations on organisations.key = organisation
left join people on people.key = person
"""

_Row = Mapping[str, Any]


class Reading:
    """The content as one reader finds it: in one language, on one day.

    What has been read once is kept, so that each question is asked once, however many parts of a
    page need the answer. It holds as long as the content, the connection and the day are the same.

    :param always: what is read with the first words, as every page needs it.
    """

    def __init__(
        self, db: Database, language: str, source: str, today: date, always: Scope = ()
    ) -> None:
        self._db = db
        self._language = language
        self._source = source
        self._today = today
        self._words = Words(db, source, always)
        self._pages: dict[str, Page] = {}
        self._gaps: dict[tuple[str, Scope], tuple[Gap, ...]] = {}
        self._days: dict[tuple[str, Scope], date] = {}

    @property
    def size(self) -> int:
        """Of how many subjects the words are kept."""
        return self._words.size

    def read(self, scope: Scope) -> None:
        """Read the words that a page is made of, in one question, before they are asked for."""
        self._words.read(scope)

    def page(self, key: str) -> Page:
        """Return the words of the page that the site map calls `key`."""
        if key not in self._pages:
            self._pages[key] = self._page(key)
        return self._pages[key]

    def _page(self, key: str) -> Page:
        subject = f"pages.{key}"
        title = self._text(subject, "title")
        return Page(
            key=key,
            title=title,
            label=self._find(subject, "label") or title,
            description=self._text(subject, "description"),
            kicker=self._find(subject, "kicker"),
            body=self._find(subject, "body"),
            hint=self._find(subject, "hint"),
        )

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The project's parts, in their order."""
        by_number = groupby(self._phase_rows, itemgetter("number"))
        return tuple(self._phase(list(of_one)) for _number, of_one in by_number)

    def phase_at(self, slug: str) -> Phase | Moved | None:
        """Return the phase whose address ends in `slug` in this language, or where it is now."""
        number = self._slugs.get((self._language, slug)) or self._slugs.get((self._source, slug))
        if number is not None:
            self.read((f"@part.{number}", "terms."))
        for phase in self.phases:
            if phase.number == number:
                own = phase.slug(self._language, self._source)
                return phase if own == slug else Moved(own)
        return None

    @cached_property
    def knowledge(self) -> Knowledge:
        """What the project found, when, and who says so."""
        return Knowledge(self._db, self._words, self._language)

    @property
    def former_slugs(self) -> tuple[str, ...]:
        """The ends of addresses that lead to a phase's address in this language: `Moved` ones."""
        own = {slug for tag, slug in self._slugs if tag in (self._language, self._source)}
        return tuple(slug for slug in sorted(own) if isinstance(self.phase_at(slug), Moved))

    @cached_property
    def board(self) -> Board:
        """The project board, in the customer's order."""
        self._words.read(("board", "seats.", "@board"))
        rows = self._rows(_BOARD)
        seated = groupby((row for row in rows if row["seat"]), itemgetter("seat"))
        seats = tuple(self._seat(list(of_one)) for _key, of_one in seated)
        organisations = {one.key: one for seat in seats for one in seat.organisations}
        return Board(
            as_of=Period(rows[0]["first_year"], rows[0]["last_year"]),
            introduction=self._text("board", "introduction"),
            seats=seats,
            organisations=tuple(organisations.values()),
        )

    @property
    def invitation(self) -> Text:
        """The words that invite to ask, which stand on every page."""
        return self._text("contact", "invitation")

    @cached_property
    def contact(self) -> Contact:
        """Whom to ask."""
        self._words.read(("contact", "@contact"))
        row = self._rows(_CONTACT)[0]
        return Contact(self.invitation, self._organisation(row), row["person"], row["email"])

    def gaps(self, language: str, scope: Scope) -> tuple[Gap, ...]:
        """Return which translations are missing or outdated in `language` within `scope`."""
        if language == self._source:
            return ()
        if (language, scope) not in self._gaps:
            self._gaps[language, scope] = self._words.gaps(language, scope)
        return self._gaps[language, scope]

    def changed_on(self, language: str, scope: Scope) -> date:
        """Return the day on which a word or a fact within `scope` last changed in `language`."""
        if (language, scope) not in self._days:
            day = self._words.changed_on(language, scope)
            if not day:
                raise NoContentError
            self._days[language, scope] = date.fromisoformat(day)
        return self._days[language, scope]

    def _text(self, subject: str, field: str) -> Text:
        return self._words.text(self._language, subject, field)

    def _find(self, subject: str, field: str) -> Text | None:
        return self._words.find(self._language, subject, field)

    def _rows(self, query: str) -> list[_Row]:
        return list(self._db.query(query))

    @cached_property
    def _phase_rows(self) -> list[_Row]:
        return self._rows(_PHASES)

    @cached_property
    def _slugs(self) -> Mapping[tuple[str, str], int]:
        """The phase of each address that is or was right, by language."""
        return {(row["language"], row["slug"]): row["number"] for row in self._phase_rows}

    def _phase(self, rows: list[_Row]) -> Phase:
        row = rows[0]
        slugs = {one["language"]: one["slug"] for one in rows if one["is_current"]}
        subject = f"phases.{row['number']}"
        started_on = _date(row["started_on"])
        launched_on = _date(row["launched_on"])
        handed_over = row["handed_over"] and When.of(row["handed_over"])
        return Phase(
            number=row["number"],
            slugs=MappingProxyType(slugs),
            title=self._text(subject, "title"),
            summary=self._text(subject, "summary"),
            body=self._text(subject, "body"),
            became=self._find(subject, "became"),
            started_on=started_on,
            launched_on=launched_on,
            handed_over=handed_over,
            status=status_of(started_on, launched_on, handed_over, self._today),
        )

    def _seat(self, rows: list[_Row]) -> Seat:
        keys = [row["key"] for row in rows if row["key"]]
        represented = tuple(self._organisation(row) for row in rows if row["key"])
        key, person = rows[0]["seat"], rows[0]["person"]
        return Seat(key, person, self._represents(key, keys), represented)

    def _represents(self, seat: str, organisations: Iterable[str]) -> Text:
        """Put the organisations' names into the words that name them by key, in braces.

        All of it is in one language: where a name is missing in the reader's, it is the source.
        """
        for language in (self._language, self._source):
            text = self._words.text(language, f"seats.{seat}", "represents")
            names = {
                key: self._words.text(text.language, f"organisations.{key}", "name")
                for key in organisations
            }
            if not any(name.is_fallback for name in names.values()):
                break
        return replace(
            text,
            value=NAMED.sub(lambda match: names[match[1]].value, text.value),
            is_fallback=text.language != self._language,
        )

    def _organisation(self, row: _Row) -> Organisation:
        return self._words.organisation(self._language, row)


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
