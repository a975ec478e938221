"""Sets of changes: proposed texts and facts that are published in one act, and their journal."""

import enum
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from secrets import randbits
from typing import Any

import msgspec
from sqlite_utils import Database

from battkomp.content.entry import Words
from battkomp.content.model import Place, json_of


class SetState(enum.StrEnum):
    """The progress of a set. An approved one is published when it is due."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    HELD = "held"
    WITHDRAWN = "withdrawn"


# In these states a set can be changed, which makes it open again.
CHANGEABLE = (SetState.OPEN, SetState.SUBMITTED, SetState.APPROVED, SetState.HELD)

_PROPOSALS = """
    select subject, field, language, value, base, seen, version, author, changed_at
    from proposals where "set" = ? order by rowid
"""


@dataclass(frozen=True)
class Edit:
    """A text, or a fact as JSON, and what its author had before them. None as value removes it.

    :param base: the `hash_of` the live value that it began from.
    :param seen: the digest of the source that a translator saw, and `Remembered.alone` if any.
    :param version: the version in the set that it follows, 0 if there was none; once it is saved,
        a random number, so that no later one is mistaken for it after a discard or a restore.
    :param author: the id of the user who wrote it, set when it is saved, as `changed_at` is.
    """

    place: Place
    value: str | None
    base: str
    seen: str | None = None
    version: int = 0
    author: int = 0
    changed_at: int = 0


@dataclass(frozen=True)
class ChangeSet:
    """A set of changes.

    :param title: by language; becomes the title of the publication.
    :param due_at: the time to publish it, if it is not to be published at once.
    :param reasons: why it is held: each reason by language, and as `at` the entry and the field
        that it is about, such as `phases.1#title-nb`.
    :param publication: the number of the publication.
    :param writers: the ids of all who are in its journal.
    """

    id: str
    title: Words
    state: SetState
    created_by: int
    created_at: int
    changed_at: int
    due_at: int | None
    approved_by: int | None
    approved_digest: str | None
    reasons: list[Words]
    publication: int | None
    closed_at: int | None
    proposals: Mapping[Place, Edit]
    writers: frozenset[int]

    def __hash__(self) -> int:
        return hash(self.id)  # for `lru_cache`: a title and proposals have no hash

    @property
    def digest(self) -> str:
        """The digest of all that is approved with the set: its title, values, and what was seen."""
        own = self.proposals.values()
        every = sorted((*one.place, one.value, one.base, one.seen or "") for one in own)
        return hashlib.sha256(msgspec.json.encode([self.title, every], order="sorted")).hexdigest()

    @property
    def is_changeable(self) -> bool:
        """Whether texts and facts can be added to it."""
        return self.state in CHANGEABLE

    @property
    def authors(self) -> frozenset[int]:
        """The ids of all who have written in it, also what is overtaken by now."""
        return self.writers | {one.author for one in self.proposals.values()}


def create(db: Database, key: str, title: Words, user: int, now: int) -> None:
    """Create an open set, unless it exists."""
    row = {"id": key, "title": title, "state": SetState.OPEN, "created_by": user}
    db.table("sets").insert(row | {"created_at": now, "changed_at": now}, ignore=True)


def find(db: Database, key: str) -> ChangeSet | None:
    """Return the set with an id, or None."""
    return next(_sets(db, "id = ?", key), None)


def everything(db: Database, *states: SetState) -> list[ChangeSet]:
    """Return the sets in some states, the latest first."""
    marks = ",".join("?" * len(states))
    return list(_sets(db, f"state in ({marks}) order by changed_at desc, rowid desc", *states))


class UnsavedError(Exception):
    """The set is closed, or somebody else has saved another text or fact in this place since."""


def save(db: Database, key: str, edit: Edit, user: int, now: int) -> None:
    """Save a text or fact in a set, which becomes open again.

    :raises UnsavedError: if it is not saved. The journal has it; keep the transaction.
    """
    change_set = find(db, key)
    row: dict[str, Any] = {"set": key, "value": edit.value, "author": user}
    row |= zip(("subject", "field", "language"), edit.place, strict=True)
    db.table("journal").insert(row | {"at": now})
    if change_set is None or not change_set.is_changeable:
        raise UnsavedError
    found = change_set.proposals.get(edit.place)
    if found and (found.value, found.seen, found.base) == (edit.value, edit.seen, edit.base):
        return  # a save without a change voids no approval
    if edit.version != (found.version if found else 0):
        if found and (found.value, found.seen) == (edit.value, edit.seen):
            return  # somebody else has saved the same
        raise UnsavedError
    row |= {"base": edit.base, "seen": edit.seen, "changed_at": now, "version": randbits(48)}
    db.table("proposals").insert(row, replace=True, pk=("set", "subject", "field", "language"))
    reopen(db, key, now)


def rename(db: Database, key: str, title: Words, user: int, now: int) -> None:
    """Give a set, which becomes open again, another title."""
    for language, text in title.items():
        row = {"set": key, "subject": "title", "field": "", "language": language, "value": text}
        db.table("journal").insert(row | {"author": user, "at": now})
    update(db, key, title=title)
    reopen(db, key, now)


def discard(db: Database, key: str, place: Place, now: int) -> None:
    """Take a text or fact out of a set, so that the live one stays."""
    db.table("proposals").delete((key, *place))
    reopen(db, key, now)


def keep_removed(db: Database, change_set: ChangeSet, subject: str, user: int, now: int) -> None:
    """Have the journal keep what a set has in an entry that is removed from it, to put it back."""
    lost = [one for place, one in change_set.proposals.items() if place[0] == subject]
    row = {"set": change_set.id, "subject": subject, "field": "removed", "language": ""}
    db.table("journal").insert(row | {"value": json_of(lost), "author": user, "at": now})


def last_removed(db: Database, section: str, key: str = "*") -> dict[Place, Edit]:
    """Return what sets had in each entry of a section when it was last removed from them.

    :param key: the id of a set; without it, all sets count.
    """
    where = '"set" glob ? and subject glob ? and field = \'removed\' group by "set", subject'
    rows = db.table("journal").rows_where(where, [key, f"{section}.*"], select="value, max(id)")
    found = (msgspec.json.decode(row["value"], type=list[Edit]) for row in rows)
    return {one.place: one for one in chain(*found)}


def reopen(db: Database, key: str, now: int) -> None:
    """Make a set open, without an approval and a time."""
    none = dict.fromkeys(("due_at", "approved_by", "approved_digest"))
    update(db, key, state=SetState.OPEN, changed_at=now, reasons=[], **none)


def update(db: Database, key: str, **values: Any) -> None:
    """Change columns of a set."""
    db.table("sets").update(key, values)


def _sets(db: Database, where: str, *values: str) -> Iterator[ChangeSet]:
    for row in list(db.table("sets").rows_where(where, values)):
        row |= {name: msgspec.json.decode(row[name]) for name in ("title", "reasons")}
        row["state"] = SetState(row["state"])
        rows = db.execute(_PROPOSALS, [row["id"]])
        found = [Edit((subject, field, tag), *rest) for subject, field, tag, *rest in rows]
        writers = db.execute('select distinct author from journal where "set" = ?', [row["id"]])
        row |= {"proposals": {one.place: one for one in found}}
        row |= {"writers": frozenset(author for (author,) in writers)}
        yield ChangeSet(**row)
