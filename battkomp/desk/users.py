"""The users of the desk: their roles, and the invitations with which they register a passkey."""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from battkomp import addresses
from battkomp.web.context import settings

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
    """The user is the only keeper who can sign in, and has to stay one."""


def secret_hash(secret: str) -> str:
    """Return a secret as it is stored, so that a copy of the database opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return 256 random bits for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def add(db: Database, name: str, email: str, roles: Set[Role], now: int) -> User:
    """Add a user, who cannot sign in before they have used an invitation.

    :raises sqlite3.IntegrityError: if there is a user with the same email address.
    """
    row = {"handle": secrets.token_bytes(64), "name": name, "created_at": now}
    row |= {"email": addresses.comparable(email), "roles": stored(roles)}
    return next(_users(db, "where id = ?", db.table("users").insert(row).last_pk))


def find(db: Database, key: int) -> User | None:
    """Return the user with an id, or None."""
    return next(_users(db, "where id = ?", key), None)


def by_email(db: Database, email: str) -> User | None:
    """Return the user with an email address, or None."""
    return next(_users(db, "where email = ?", addresses.comparable(email)), None)


def everyone(db: Database) -> list[User]:
    """Return all users, in the order in which they were invited."""
    return list(_users(db, "order by id"))


def passkeys(db: Database) -> dict[int, tuple[int, int | None]]:
    """Return the number of passkeys and their last use, by the id of each user with any."""
    query = "select user, count(*), max(used_at) from passkeys where revoked_at is null group by 1"
    return {user: (number, used_at) for user, number, used_at in db.execute(query)}


def invite(db: Database, user: User, now: int) -> str:
    """Return the secret of a new invitation, with which the user can register a passkey.

    It takes the place of earlier invitations, passkeys and sessions, as after the loss of a device.
    """
    _shut_out(db, user, now)
    db.table("users").update(user.id, {"disabled_at": None})
    secret = new_secret()
    row = {"secret": secret_hash(secret), "user": user.id, "created_at": now}
    db.table("invitations").insert(row | {"expires_at": now + INVITATION_TIME})
    return secret


def invitation_address(secret: str, language: str) -> str:
    """Return the link of an invitation, which opens in a language."""
    return f"{settings().desk_url}/desk/{language}/join?key={secret}"


def change(db: Database, user: User, name: str, roles: Set[Role]) -> None:
    """Give a user another name and other roles, from their next request on.

    :raises LastKeeperError: if the last keeper would be none.
    """
    if Role.KEEPER not in roles:
        _check_last_keeper(db, user)
    db.table("users").update(user.id, {"name": name, "roles": stored(roles)})


def disable(db: Database, user: User, now: int) -> None:
    """End the sessions, passkeys and invitations of a user.

    :raises LastKeeperError: if the user is the last keeper.
    """
    _check_last_keeper(db, user)
    _shut_out(db, user, now)
    db.table("users").update(user.id, {"disabled_at": now})


def _check_last_keeper(db: Database, user: User) -> None:
    able = passkeys(db)
    keepers = _users(db, "where disabled_at is null and roles like '%keeper%'")
    if {one.id for one in keepers if one.id in able} == {user.id}:
        raise LastKeeperError


def _shut_out(db: Database, user: User, now: int) -> None:
    for table, column in (("sessions", "ended_at"), ("passkeys", "revoked_at")):
        change = f'update {table} set "{column}" = ?'  # noqa: S608  # no input
        db.execute(f'{change} where user = ? and "{column}" is null', [now, user.id])
    ended = "update invitations set expires_at = ? where user = ? and expires_at > ?"
    db.execute(ended, [now, user.id, now])


def stored(roles: Set[Role]) -> str:
    """Return roles as they are stored, such as `editor keeper`."""
    return " ".join(role.value for role in Role if role in roles)


def _users(db: Database, rest: str, *values: Any) -> Iterator[User]:
    for row in db.query(f"select * from users {rest}", values):  # noqa: S608  # no input
        yield User(**row | {"roles": frozenset(map(Role, row["roles"].split()))})
