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
    """A link to a preview; see the table in `schema.py`. `label` says who has it."""

    id: int
    secret: str
    set: str
    label: str
    created_by: int
    created_at: int
    expires_at: int
    revoked_at: int | None
    opened_at: int | None


def add(db: Database, key: str, label: str, user: User, now: int) -> str:
    """Add a link to a set, and return its secret, which is not stored."""
    secret = new_secret()
    row = {"secret": secret_hash(secret), "set": key, "label": label, "created_by": user.id}
    row |= {"created_at": now, "expires_at": now + LINK_TIME}
    db.table("links").insert(row)
    return secret


def living(db: Database, now: int, **column: Any) -> list[PreviewLink]:
    """Return the links that are neither revoked nor expired. They also end with their set.

    :param column: the value of `id`, `secret` or `set`.
    """
    ((name, value),) = column.items()
    where = f'"{name}" = ? and revoked_at is null and expires_at > ?'
    return [PreviewLink(**row) for row in db.table("links").rows_where(where, [value, now])]


def update(db: Database, key: int, **values: Any) -> None:
    """Change columns of a link."""
    db.table("links").update(key, values)
