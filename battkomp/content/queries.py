"""Every question that the site asks of the content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

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
from battkomp.content.rules import NAMED
from battkomp.content.words import Gap, Scope, Words, reach

_FACTS = """
select max(changed_on) from json_each(?) as scope
join facts on subject between scope.value ->> 0 and scope.value ->> 1
"""


class Reading:
    """The content as one reader finds it: in one language, on one day.

    What has been read once is kept, so that each question is asked once, however many parts of a
    page need the answer. It holds as long as the content, the connection and the day are the same.
    """

    def __init__(self, db: Database, language: str, source: str, today: date) -> None:
        self._db = db
        self._language = language
        self._source = source
        self._today = today
        self._words = Words(db, source)
        self._pages: dict[str, Page] = {}
        self._gaps: dict[tuple[str, Scope], tuple[Gap, ...]] = {}
        self._days: dict[tuple[str, Scope], date] = {}

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
        slugs = self._current_slugs()
        rows = self._rows("select number, started_on, launched_on from phases order by number")
        return tuple(self._phase(row, slugs[row["number"]]) for row in rows)

    def phase_at(self, slug: str) -> Phase | Moved | None:
        """Return the phase whose address ends in `slug` in this language, or where it is now."""
        rows = self._rows(
            """
            select phase from slugs where slug = ? and language in (?, ?)
            order by language = ? desc limit 1
            """,
            *(slug, self._language, self._source, self._language),
        )
        for phase in self.phases:
            if rows and phase.number == rows[0]["phase"]:
                own = phase.slug(self._language, self._source)
                return phase if own == slug else Moved(own)
        return None

    @property
    def former_slugs(self) -> tuple[str, ...]:
        """The ends of addresses that lead to a phase's address in this language: `Moved` ones."""
        rows = self._rows(
            "select distinct slug from slugs where language in (?, ?) order by slug",
            *(self._language, self._source),
        )
        slugs = [str(row["slug"]) for row in rows]
        return tuple(slug for slug in slugs if isinstance(self.phase_at(slug), Moved))

    @cached_property
    def board(self) -> Board:
        """The project board, in the customer's order."""
        period = self._rows("select first_year, last_year from board")[0]
        organisations = self._organisations()
        seats = tuple(self._seats(organisations))
        seated = {one.key: one for seat in seats for one in seat.organisations}
        return Board(
            as_of=Period(period["first_year"], period["last_year"]),
            introduction=self._text("board", "introduction"),
            seats=seats,
            organisations=tuple(seated.values()),
        )

    @property
    def invitation(self) -> Text:
        """The words that invite to ask, which stand on every page."""
        return self._text("contact", "invitation")

    @cached_property
    def contact(self) -> Contact:
        """Whom to ask."""
        row = self._rows(
            """
            select organisation as key, website, part_of, people.name as person, email from contact
            join organisations on organisations.key = organisation
            left join people on people.key = person
            """
        )[0]
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
            (facts,) = self._db.execute(_FACTS, [reach(scope)]).fetchone()
            day = max(self._words.changed_on(language, scope), facts or "")
            self._days[language, scope] = date.fromisoformat(day)
        return self._days[language, scope]

    def _text(self, subject: str, field: str) -> Text:
        return self._words.text(self._language, subject, field)

    def _find(self, subject: str, field: str) -> Text | None:
        return self._words.find(self._language, subject, field)

    def _rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        return list(self._db.query(query, values))

    def _current_slugs(self) -> Mapping[int, dict[str, str]]:
        slugs: dict[int, dict[str, str]] = {}
        for row in self._rows("select phase, language, slug from slugs where is_current = 1"):
            slugs.setdefault(row["phase"], {})[row["language"]] = row["slug"]
        return slugs

    def _phase(self, row: Mapping[str, Any], slugs: dict[str, str]) -> Phase:
        subject = f"phases.{row['number']}"
        started_on = _date(row["started_on"])
        launched_on = _date(row["launched_on"])
        return Phase(
            number=row["number"],
            slugs=MappingProxyType(slugs),
            title=self._text(subject, "title"),
            summary=self._text(subject, "summary"),
            body=self._text(subject, "body"),
            started_on=started_on,
            launched_on=launched_on,
            status=status_of(started_on, launched_on, self._today),
        )

    def _seats(self, organisations: Mapping[str, Organisation]) -> Iterable[Seat]:
        links = self._rows("select seat, organisation from seat_organisations order by position")
        for row in self._rows(
            "select seats.key, name from seats join people on people.key = person"
            " order by seats.position"
        ):
            keys = [link["organisation"] for link in links if link["seat"] == row["key"]]
            represented = tuple(organisations[key] for key in keys)
            yield Seat(row["key"], row["name"], self._represents(row["key"], keys), represented)

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

    def _organisations(self) -> Mapping[str, Organisation]:
        rows = self._rows(
            "select key, website, part_of from organisations"
            " where key in (select organisation from seat_organisations)"
        )
        return {row["key"]: self._organisation(row) for row in rows}

    def _organisation(self, row: Mapping[str, Any]) -> Organisation:
        part_of = row["part_of"] and self._text(f"organisations.{row['part_of']}", "name")
        name = self._text(f"organisations.{row['key']}", "name")
        return Organisation(row["key"], name, row["website"], part_of)


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
