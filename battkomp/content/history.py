"""What is remembered of each text, so that an outdated translation is known for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlite_utils import Database

from battkomp.content.document import Document, History
from battkomp.content.words import digest

Memory = Mapping[tuple[str, str, str], tuple[History, ...]]


def remembered(db: Database, new: Document) -> Memory:
    """Collect what is known of each text: first what the files say, then what the database does."""
    memory: dict[tuple[str, str, str], tuple[History, ...]] = {}
    for name, versions in new.history.items():
        subject, _, field = name.rpartition(".")
        for tag, history in versions.items():
            memory[subject, field, tag] = (history,)
    for row in db.query("select * from words"):
        place = (row["subject"], row["field"], row["language"])
        day = date.fromisoformat(row["changed_on"])
        history = History(row["digest"], day, row["made_from"])
        memory[place] = (*memory.get(place, ()), history)
    return memory


def word_rows(
    new: Document, memory: Memory, source: str, today: date
) -> Iterator[dict[str, str | None]]:
    """Yield the document's texts as rows.

    A text that has not changed keeps its day and what it was made from: that is how a translation
    becomes outdated when only the source text is changed.
    """
    for subject, field, tag, text, source_text in _texts(new, source):
        fresh = _fresh(text, source_text, today)
        known = memory.get((subject, field, tag), ())
        history = next((one for one in known if one.digest == fresh.digest), fresh)
        yield {
            "subject": subject,
            "field": field,
            "language": tag,
            "text": text.strip(),
            "digest": history.digest,
            "made_from": None if source_text is None else history.made_from,
            "changed_on": history.changed_on.isoformat(),
        }


def confirmed(content: Document, source: str, today: date) -> dict[str, dict[str, History]]:
    """Return the history that says: each translation says what the source text beside it says.

    The days on which texts changed are kept where the texts have not changed since.
    """
    history: dict[str, dict[str, History]] = {}
    for subject, field, tag, text, source_text in _texts(content, source):
        name = f"{subject}.{field}"
        fresh = _fresh(text, source_text, today)
        old = content.history.get(name, {}).get(tag, fresh)
        if old.digest == fresh.digest:
            fresh.changed_on = old.changed_on
        history.setdefault(name, {})[tag] = fresh
    return history


def _texts(content: Document, source: str) -> Iterator[tuple[str, str, str, str, str | None]]:
    """Yield subject, field, language and text; and the source text, if this is a translation."""
    for subject, entry in content.entries():
        for field, texts in entry.words():
            for tag, text in texts.items():
                yield subject, field, tag, text, None if tag == source else texts[source]


def _fresh(text: str, source_text: str | None, today: date) -> History:
    return History(digest(text), today, source_text and digest(source_text))
