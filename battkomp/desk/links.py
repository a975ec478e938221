"""Keys with which people without an account see the preview of a set."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from battkomp.desk.users import User, new_secret, secret_hash

LINK_TIME = 7 * 24 * 60 * 60  # seconds for which a link can be used


def add(db: Database, key: str, label: str, user: User, now: int) -> str:
    """Add a link to the preview of a set, and return its secret, which is not stored.

    :param label: says who has it.
    """
    secret = new_secret()
    row = {"secret": secret_hash(secret), "set": key, "label": label, "created_by": user.id}
    db.table("links").insert(row | {"created_at": now, "expires_at": now + LINK_TIME})
    return secret


def living(db: Database, now: int, **column: Any) -> list[dict[str, Any]]:
    """Return the links that have not ended. They also end with their set.

    :param column: the value of `id`, `secret` or `set`.
    """
    ((name, value),) = column.items()
    return list(db.table("links").rows_where(f'"{name}" = ? and expires_at > ?', [value, now]))


def end(db: Database, key: str, link: str, now: int) -> bool:
    """End a link to the preview of a set; tell whether there was one with this id."""
    ended = 'update links set expires_at = ? where id = ? and "set" = ?'
    return db.execute(ended, [now, link, key]).rowcount > 0
