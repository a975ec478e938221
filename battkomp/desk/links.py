"""Links with which readers without an account see the preview of a set of changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from battkomp.desk.users import User, new_secret, secret_hash

LINK_TIME = 7 * 24 * 60 * 60  # seconds for which a link can be used
LONGEST_LABEL = 100  # characters


@dataclass(frozen=True)
class PreviewLink:
    """A link to a preview. `label` says who has it."""

    id: int
    set: str
    label: str
    created_by: int
    created_at: int
    expires_at: int
    revoked_at: int | None
    opened_at: int | None

    def is_alive(self, now: int) -> bool:
        """Tell whether it can be used. It also ends with its set."""
        return self.revoked_at is None and now < self.expires_at


def add(db: Database, key: str, label: str, user: User, now: int) -> str:
    """Add a link to a set, and return its secret, which is not stored."""
    secret = new_secret()
    row = {"secret": secret_hash(secret), "set": key, "label": label, "created_by": user.id}
    row |= {"created_at": now, "expires_at": now + LINK_TIME}
    db.table("links").insert(row)
    return secret


def find(db: Database, key: int) -> PreviewLink | None:
    """Return the link with an id, or None."""
    return next(iter(_links(db, "id = ?", key)), None)


def with_secret(db: Database, secret: str) -> PreviewLink | None:
    """Return the link with a secret, or None."""
    return next(iter(_links(db, "secret = ?", secret_hash(secret))), None)


def of_set(db: Database, key: str) -> list[PreviewLink]:
    """Return the links to a set, the latest first."""
    return _links(db, '"set" = ?', key)[::-1]


def update(db: Database, link: PreviewLink, **values: Any) -> None:
    """Change columns of a link."""
    db.table("links").update(link.id, values)


def _links(db: Database, where: str, value: Any) -> list[PreviewLink]:
    columns = ", ".join(f'"{name}"' for name in PreviewLink.__dataclass_fields__)
    query = f"select {columns} from links where {where} order by id"  # noqa: S608  # no input
    return [PreviewLink(**row) for row in db.query(query, [value])]
