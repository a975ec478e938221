"""The people at the desk: their roles, and the invitations with which they register a passkey."""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

INVITATION_TIME = 24 * 60 * 60  # seconds for which an invitation can be used


class Role(enum.Enum):
    """The rights of a user, who may have several roles."""

    EDITOR = "editor"  # writes, in all languages
    PUBLISHER = "publisher"  # approves, publishes, schedules and undoes
    KEEPER = "keeper"  # invites people, and gives out links to previews


@dataclass(frozen=True)
class User:
    """A user at the desk. `handle` names them to authenticators."""

    id: int
    handle: bytes
    name: str
    email: str
    roles: frozenset[Role]
    created_at: int
    disabled_at: int | None


class LastKeeperError(Exception):
    """The user is the only keeper who can sign in, and cannot be disabled."""


def secret_hash(secret: str) -> str:
    """Return a secret as it is stored, so that a copy of the database opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return 256 random bits for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def add(db: Database, name: str, email: str, roles: set[Role], now: int) -> User:
    """Add a user, who cannot sign in before they have used an invitation.

    :raises sqlite3.IntegrityError: if there is a user with the same email address.
    """
    row = {"handle": secrets.token_bytes(64), "name": name, "email": email, "created_at": now}
    key = db.table("users").insert(row | {"roles": _stored(roles)}).last_pk
    return next(_users(db, "where id = ?", key))


def find(db: Database, key: int) -> User | None:
    """Return the user with an id, or None."""
    return next(_users(db, "where id = ?", key), None)


def by_email(db: Database, email: str) -> User | None:
    """Return the user with an email address, or None."""
    return next(_users(db, "where email = ?", email), None)


def everyone(db: Database) -> list[User]:
    """Return all people, in the order in which they were invited."""
    return list(_users(db, "order by id"))


def invite(db: Database, user: User, now: int) -> str:
    """Return the secret of a new invitation, with which the user can register a passkey."""
    secret = new_secret()
    row = {"secret": secret_hash(secret), "user": user.id, "created_at": now}
    db.table("invitations").insert(row | {"expires_at": now + INVITATION_TIME})
    return secret


def _stored(roles: set[Role]) -> str:
    return " ".join(role.value for role in Role if role in roles)


def _users(db: Database, rest: str, *values: Any) -> Iterator[User]:
    for row in db.query(f"select * from users {rest}", values):  # noqa: S608  # no input
        yield User(**row | {"roles": frozenset(map(Role, row["roles"].split()))})
