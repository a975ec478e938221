"""The tables of the search index, and the rows that the content makes in them."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlite_utils import Database

from battkomp.content.entry import Key, Words
from battkomp.content.files import Document
from battkomp.content.model import BULLET, PartialDate, exact
from battkomp.content.project import Phase, Seat
from battkomp.content.search.formatting import amount, partial_date
from battkomp.content.search.suggestions import padded
from battkomp.content.views import NAMED
from battkomp.spelling import alike

_TABLES = (
    # An entry in one language in each row, the more important entries first.
    """
    create table search_entries (
        id integer primary key,
        language text not null,
        subject text not null,
        place text not null,
        anchor text,
        part integer,
        title text not null,
        text text not null,
        also text not null,
        unique (subject, language)
    ) strict
    """,
    # Diacritics are kept, or a search for "as" would find "ås".
    """
    create virtual table search_index using fts5 (
        language, title, text, also,
        content = 'search_entries', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4 5 6 7 8'
    )
    """,
    """
    insert into search_index (search_index, rank) values ('rank', 'bm25(0.0, 10.0, 1.0, 0.5)')
    """,
    "create virtual table search_terms using fts5vocab (search_index, col)",
    # Every word, the most frequent first. `plain` is the word without accents, between spaces.
    """
    create table search_vocabulary (
        id integer primary key, word text not null, plain text not null
    ) strict
    """,
    """
    create virtual table search_words using fts5 (
        word, plain,
        content = 'search_vocabulary', content_rowid = 'id', tokenize = 'trigram'
    )
    """,
)
_WORDS = """
select term from search_terms where col <> 'language' group by term order by sum(doc) desc, term
"""


class SearchEntry(NamedTuple):
    """An entry of the content in one language; without a title if it is not written in it.

    The words of `also` find the entry, and are not shown.
    """

    subject: str
    place: str
    anchor: str | None
    title: str | None
    text: Sequence[str | None] = ()
    also: Sequence[str | None] = ()
    part: int | None = None


def create(db: Database) -> None:
    """Create the tables, empty."""
    for statement in _TABLES:
        db.execute(statement)


def fill(db: Database, content: Document, languages: Collection[str]) -> None:
    """Index the whole content anew, within the transaction that changes it.

    :param languages: the tags of the languages to index.
    """
    db.table("search_entries").delete_where()
    db.table("search_entries").insert_all(row for tag in languages for row in rows(content, tag))
    rebuild(db)


def rebuild(db: Database) -> None:
    """Index all that is in `search_entries`."""
    db.execute("insert into search_index (search_index) values ('rebuild')")
    db.execute("insert into search_index (search_index) values ('optimize')")
    words = [{"word": word, "plain": padded(word)} for (word,) in db.execute(_WORDS)]
    db.table("search_vocabulary").delete_where()
    db.table("search_vocabulary").insert_all(words)
    db.execute("insert into search_words (search_words) values ('rebuild')")


def rows(content: Document, language: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of `search_entries` for the entries that are written in a language."""
    for entry in _entries(content, language):
        title, text, also = _joined((entry.title,)), _joined(entry.text), _joined(entry.also)
        other = (alike(word) for word in f"{title} {text} {also}".split() if word != alike(word))
        texts = {"title": title, "text": text, "also": _joined((also, *other))}
        yield {"language": language, **entry._asdict(), **texts}


def _joined(texts: Sequence[str | None]) -> str:
    """Join texts on one line, with a dash before each item of a list."""
    lines = "\n".join(filter(None, texts)).splitlines()
    return " ".join(" ".join(re.sub(f"^{BULLET}", "– ", line) for line in lines).split())


def _entries(content: Document, language: str) -> Iterator[SearchEntry]:
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


def _in(language: str, *texts: Words | None) -> list[str | None]:
    return [text.get(language) if text else None for text in texts]


def _phases(content: Document, language: str) -> Iterator[SearchEntry]:
    # So that `fase 2` finds the part of that number.
    page = content.pages.get("phases")
    names = _in(language, page.title) if page else []
    for one in content.phases.values():
        title, *texts = _in(language, one.title, one.summary, one.body, one.became)
        also = [one.key, *names, *_dates(one, language)]
        yield SearchEntry(one.subject, "phase", None, title, texts, also, one.number)


def _dates(phase: Phase[Words, Key], language: str) -> Iterator[str]:
    """Yield the dates on the page of a part, as ISO 8601 has them and in words."""
    launched_on = phase.launched_on and PartialDate.of(phase.launched_on.isoformat())
    for day in [one for one in (launched_on, phase.handed_over) if one]:
        yield from (str(day), partial_date(day, language))


def _pages(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.pages.items():
        title, *texts = _in(language, one.title, one.description, one.body)
        also = _in(language, one.label, one.kicker)
        yield SearchEntry(f"pages.{key}", key, None, title, texts, also)


def _findings(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.findings.items():
        title, body = _in(language, one.title, one.body)
        yield SearchEntry(f"findings.{key}", "findings", key, title, (body,), (str(one.as_of),))


def _figures(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.figures.items():
        owner = content.organisations[one.owner].name if one.owner else None
        sentence, *also = _in(language, one.sentence, one.label, owner)
        title = sentence and sentence.replace("{value}", amount(one, language))
        also += [f"{exact(one.value):f}", str(one.as_of)]
        yield SearchEntry(f"figures.{key}", "figures", key, title, (), also)


def _terms(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.terms.items():
        title, definition, forms = _in(language, one.term, one.definition, one.forms)
        also = (forms, *one.term.values())  # found by its name in any language
        yield SearchEntry(f"terms.{key}", "glossary", key, title, (definition,), also)


def _steps(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.steps.items():
        title, body = _in(language, one.title, one.body)
        names = _in(language, *(content.organisations[each].name for each in one.organisations))
        yield SearchEntry(f"steps.{key}", "chain", key, title, (body,), names)


def _milestones(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.milestones.items():
        title, body = _in(language, one.title, one.body)
        when = partial_date(one.on, language)
        text = " – ".join(filter(None, (when[:1].upper() + when[1:], body)))
        yield SearchEntry(f"milestones.{key}", "timeline", key, title, (text,), (str(one.on),))


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


def _represents(content: Document, seat: Seat[Words, Key, Key], language: str) -> str | None:
    """Return the organisations that a seat represents, or None if a name is not translated."""
    names = {key: content.organisations[key].name.get(language) for key in seat.organisations}
    if language not in seat.represents or None in names.values():
        return None
    return NAMED.sub(lambda match: str(names[match[1]]), seat.represents[language])


def _sources(content: Document, language: str) -> Iterator[SearchEntry]:
    for key, one in content.sources.items():
        (title,) = _in(language, one.title)
        also = (str(one.published), partial_date(one.published, language)) if one.published else ()
        yield SearchEntry(f"sources.{key}", "sources", key, title, (one.publisher,), also)
