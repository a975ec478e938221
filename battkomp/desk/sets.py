"""Sets of changes: proposed texts and facts that are published in one act, and their journal."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from battkomp.content.changes import Place
from battkomp.content.entry import Words


class SetState(enum.Enum):
    """The progress of a set. An approved one is published when it is due."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    HELD = "held"
    WITHDRAWN = "withdrawn"


# In these states a set can be changed, which makes it open again.
CHANGEABLE = (SetState.OPEN, SetState.SUBMITTED, SetState.APPROVED, SetState.HELD)

_PLACE = ("subject", "field", "language")
_COLUMNS = ("value", "base", "seen", "version", "author", "changed_at")  # of proposals


@dataclass(frozen=True)
class Edit:
    """A text, or a fact as JSON, and what its author had before them. None as value removes it.

    :param base: the `hash_of` the live value that it began from.
    :param seen: the digest of the source text that the author of a translation saw.
    :param version: the version in the set that it follows, 0 if there was none.
    """

    place: Place
    value: str | None
    base: str
    seen: str | None = None
    version: int = 0


@dataclass(frozen=True)
class Proposal(Edit):
    """A saved edit in a set. Its version is 1 for the first, and so on.

    :param author: the id of the user who wrote it.
    """

    author: int = 0
    changed_at: int = 0


@dataclass(frozen=True)
class ChangeSet:
    """A set of changes.

    :param title: by language; becomes the title of the publication.
    :param due_at: the time to publish it, if it is not to be published at once.
    :param reasons: why it is held, each reason by language.
    :param publication: the number of the publication.
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
    reasons: tuple[Words, ...]
    publication: int | None
    closed_at: int | None
    proposals: Mapping[Place, Proposal]

    @property
    def digest(self) -> str:
        """The digest of all that is approved with the set: its title, values, and what was seen."""
        every = sorted(
            (*one.place, one.value, one.base, one.seen or "") for one in self.proposals.values()
        )
        return hashlib.sha256(msgspec.json.encode([self.title, every], order="sorted")).hexdigest()

    @property
    def is_changeable(self) -> bool:
        """Whether texts and facts can be added to it."""
        return self.state in CHANGEABLE

    @property
    def authors(self) -> set[int]:
        """The ids of the people who wrote what it proposes."""
        return {one.author for one in self.proposals.values()}


class StaleError(Exception):
    """Somebody else has saved the same text or fact since.

    :param present: what they have saved; None if they have discarded it.
    """

    def __init__(self, present: Proposal | None) -> None:
        super().__init__("somebody else has saved this since")
        self.present = present


class ClosedError(Exception):
    """The set is published or withdrawn, and cannot be changed any more."""


def hash_of(value: str | None) -> str:
    """Return the SHA-256 of an exact text or fact, or "" for none."""
    return "" if value is None else hashlib.sha256(value.encode()).hexdigest()


def create(db: Database, key: str, title: Words, user: int, now: int) -> None:
    """Create an open set, unless it exists."""
    row = {"id": key, "title": title, "state": SetState.OPEN.value, "created_by": user}
    row |= {"created_at": now, "changed_at": now}
    db.table("sets").insert(row, ignore=True)


def find(db: Database, key: str) -> ChangeSet | None:
    """Return the set with an id, or None."""
    return next(_sets(db, "where id = ?", key), None)


def everything(db: Database, *states: SetState) -> list[ChangeSet]:
    """Return the sets in some states, the latest first."""
    names = [one.value for one in states]
    marks = ",".join("?" * len(names))
    return list(_sets(db, f"where state in ({marks}) order by changed_at desc, rowid desc", *names))


def save(db: Database, key: str, edit: Edit, user: int, now: int) -> Proposal:
    """Save a text or fact in a set, which becomes open again. The journal has it in every case.

    :raises StaleError: if another version is there. Keep the transaction, which has the journal.
    :raises ClosedError: if the set cannot be changed any more. Keep it then, too.
    """
    change_set = find(db, key)
    row = {"set": key} | dict(zip(_PLACE, edit.place, strict=True))
    db.table("journal").insert(row | {"value": edit.value, "author": user, "at": now})
    if change_set is None or not change_set.is_changeable:
        raise ClosedError
    present = change_set.proposals.get(edit.place)
    if present and (present.value, present.seen, present.base) == (
        edit.value,
        edit.seen,
        edit.base,
    ):
        return present  # a save without a change voids no approval
    if (present.version if present else 0) != edit.version:
        raise StaleError(present)
    saved = Proposal(**asdict(edit) | {"version": edit.version + 1}, author=user, changed_at=now)
    columns = {name: getattr(saved, name) for name in _COLUMNS}
    db.table("proposals").insert(row | columns, replace=True, pk=("set", *_PLACE))
    reopen(db, key, now)
    return saved


def discard(db: Database, key: str, place: Place, now: int) -> None:
    """Take a text or fact out of a set, so that the live one stays."""
    where = '"set" = ? and subject = ? and field = ? and language = ?'
    db.table("proposals").delete_where(where, [key, *place])
    reopen(db, key, now)


def reopen(db: Database, key: str, now: int) -> None:
    """Make a set open, without an approval and a time."""
    update(
        db,
        key,
        state=SetState.OPEN,
        changed_at=now,
        due_at=None,
        approved_by=None,
        approved_digest=None,
        reasons=[],
    )


def update(db: Database, key: str, **values: Any) -> None:
    """Change columns of a set."""
    plain = {k: v.value if isinstance(v, SetState) else v for k, v in values.items()}
    db.table("sets").update(key, plain)


def _sets(db: Database, rest: str, *values: Any) -> Iterator[ChangeSet]:
    for row in list(db.query(f"select * from sets {rest}", values)):  # noqa: S608  # no input
        rows = db.query('select * from proposals where "set" = ? order by rowid', [row["id"]])
        proposals = [_proposal(one) for one in rows]
        plain = row | {name: msgspec.json.decode(row[name]) for name in ("title", "reasons")}
        plain["state"] = SetState(row["state"])
        plain["reasons"] = tuple(plain["reasons"])
        yield ChangeSet(**plain, proposals={one.place: one for one in proposals})


def _proposal(row: dict[str, Any]) -> Proposal:
    place = row["subject"], row["field"], row["language"]
    return Proposal(place, **{name: row[name] for name in _COLUMNS})
