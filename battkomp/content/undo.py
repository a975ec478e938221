"""Undoing a publication: its texts and facts become again what they were before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from battkomp.content import load, publications, storage
from battkomp.content.changes import ORDER, Change, Place, State, name_of, states_of
from battkomp.content.entry import Words
from battkomp.content.files import (
    SECTIONS,
    BadContentError,
    Document,
    Remembered,
    convert,
)
from battkomp.content.history import digest
from battkomp.content.publications import Publication, PublicationKind
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections


def undo(
    path: Path,
    number: int,
    languages: Collection[str],
    today: date,
    *,
    pages: Collection[str],
    title: Words,
    check: Callable[[Snapshot], None],
) -> bool:
    """Publish the texts and facts of a publication as they were before it.

    :param path: the database.
    :param title: the title of the new publication, by language.
    :returns: whether anything changed. The other parameters are those of `load.load`.
    :raises BadContentError: if there is no such publication, it is the first, or any of its texts
        and facts has been changed since; nothing has been changed then.
    """
    with connections.writing(path) as db:
        live = storage.read(db)
        new = _restored(live, publications.everything(db), number, today)
        return load.replace(
            *(db, live, new, languages, today),
            pages=pages,
            check=check,
            kind=PublicationKind.UNDO,
            title=title,
        )


def _restored(
    live: Document, everything: Sequence[Publication], number: int, today: date
) -> Document:
    publication = next((one for one in everything if one.number == number), None)
    if publication is None:
        raise BadContentError("", "", f"There is no publication {number}")
    if publication.kind is PublicationKind.FIRST:
        raise BadContentError("", "", "The first publication cannot be undone")
    try:
        faults = tuple(overtaken(live, publication, everything))
        if not faults:
            return undone(live, publication, today)
    except (msgspec.MsgspecError, KeyError) as error:
        reason = f"Publication {number} does not fit this release: {error}"
        raise BadContentError("", "", reason) from error
    reason = f"Publication {number} cannot be undone. Changed since: {len(faults)}"
    raise BadContentError("", "", reason, faults)


def overtaken(
    live: Document, publication: Publication, everything: Sequence[Publication]
) -> Iterator[str]:
    """Yield a line for each text and fact of a publication that has been changed since.

    :param everything: all publications, the latest first.
    """
    states, own = states_of(live), {one.place for one in publication.changes}
    places = [one.place for one in publication.changes if _is_overtaken(one, states)]
    added = {f"{one.subject}.{key}" for one in publication.changes for key in _added(one)}
    places += [place for place in states if place[0] in added and place not in own]
    later = [one for one in everything if one.number > publication.number]
    for place in places:
        by = next((one for one in later if place in {change.place for change in one.changes}), None)
        since = f", by publication {by.number} on {by.at:%Y-%m-%d}" if by else ""
        yield f"{name_of(place)} has been changed since{since}"


def _is_overtaken(change: Change, states: dict[Place, State]) -> bool:
    now = states.get(change.place, State())
    if change.field != ORDER:
        return now != State(change.after, change.made_from_after, change.alone_after)
    after, keys = _keys(change.after), _keys(now.value)
    return [key for key in after if key in keys] != [key for key in keys if key in after]


def _added(change: Change) -> list[str]:
    """Return the keys of the entries that a change of the order of a section added."""
    if change.field != ORDER:
        return []
    return [key for key in _keys(change.after) if key not in _keys(change.before)]


def undone(live: Document, publication: Publication, today: date) -> Document:
    """Return the content with the texts and facts of a publication as they were before it.

    :param publication: must not be overtaken.
    :param today: the day on which its texts change.
    :raises MsgspecError: if they do not fit this release.
    :raises KeyError: if they belong to an entry that is not whole.
    """
    states, texts = states_of(live), dict(live.history.texts)
    for change in publication.changes:
        state = State(change.before, change.made_from_before, change.alone_before)
        if change.field == ORDER:
            state = State(_order(change, _keys(states[change.place].value)))
        elif change.language and state.value is not None:
            name = f"{change.subject}.{change.field}"
            versions = texts.get(name, {})
            record = _record(state, versions.get(change.language), today)
            texts[name] = versions | {change.language: record}
        states[change.place] = state
    history = msgspec.structs.replace(live.history, texts=texts)
    document: Document = convert(_sections(states) | {"history": history}, Document)
    return document


def _record(state: State, known: Remembered | None, today: date) -> Remembered:
    """Return the record of a text that becomes as it was; its day is new if its words are."""
    found = digest(state.value or "")
    day = known.changed_on if known and known.digest == found else today
    return Remembered(found, day, state.made_from, state.alone)


def _order(change: Change, now: list[str]) -> str:
    """Return the order of a section before a change, with entries that have come since.

    They stay behind those that they are behind now.
    """
    before, after = _keys(change.before), _keys(change.after)
    keys, place = [key for key in before if key in now or key not in after], 0
    for key in now:
        if key in keys:
            place = keys.index(key) + 1
        elif key not in after:
            keys.insert(place, key)
            place += 1
    return msgspec.json.encode(keys).decode()


def _keys(order: str | None) -> list[str]:
    return msgspec.json.decode(order or "[]", type=list[str])


def _sections(states: dict[Place, State]) -> dict[str, Any]:
    """Return the sections of a document, as plain values, of the state of its texts and facts."""
    entries: dict[str, dict[str, Any]] = {}
    for (subject, field, language), state in states.items():
        if language and state.value is not None:
            entries.setdefault(subject, {}).setdefault(field, {})[language] = state.value
        elif state.value is not None:
            entries.setdefault(subject, {})[field] = msgspec.json.decode(state.value)
    return {
        section: entries[section]
        if kind.is_single
        else {key: entries[f"{section}.{key}"] | {"key": key} for key in entries[section][ORDER]}
        for section, kind in SECTIONS.items()
    }
