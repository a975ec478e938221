"""The users of the desk: their roles, and the invitations with which they register a passkey."""

import enum
import hashlib
import secrets
from collections.abc import Set
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
    KEEPER = "keeper"  # invites users, and gives out links to previews


@dataclass(frozen=True)
class User:
    """A user at the desk. `passkeys` is their number, which is 0 for a user without access."""

    id: int
    handle: bytes
    name: str
    email: str
    roles: frozenset[Role]
    disabled_at: int | None
    passkeys: int
    used_at: int | None


class LastKeeperError(Exception):
    """The user is the only keeper who can sign in, and has to stay one."""


def secret_hash(secret: str) -> str:
    """Return a secret as it is stored, so that a copy of the database opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return 256 random bits for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def add(db: Database, name: str, email: str, roles: Set[Role]) -> User:
    """Add a user, who cannot sign in before they have used an invitation.

    :raises sqlite3.IntegrityError: if there is a user with the same email address.
    """
    row = {"name": name, "email": addresses.comparable(email), "roles": stored(roles)}
    return everyone(db, "users.id = ?", db.table("users").insert(row).last_pk)[0]


def find(db: Database, key: int | None) -> User | None:
    """Return the user with an id, or None."""
    return next(iter(everyone(db, "users.id = ?", key)), None)


def by_email(db: Database, email: str) -> User | None:
    """Return the user with an email address, or None."""
    return next(iter(everyone(db, "email = ?", addresses.comparable(email))), None)


def everyone(db: Database, where: str = "true", *values: Any) -> list[User]:
    """Return all users, or those of a condition, in the order in which they were invited."""
    found = db.query(
        "select users.*, count(user) as passkeys, max(used_at) as used_at from users "  # noqa: S608  # no input
        f"left join passkeys on user = users.id where {where} group by users.id",
        values,
    )
    return [User(**one | {"roles": frozenset(map(Role, one["roles"].split()))}) for one in found]


def names(db: Database) -> dict[int, str]:
    """Return the names of all users, by id."""
    return {one.id: one.name for one in everyone(db)}


def passkeys_of(db: Database, user: User) -> list[dict[str, Any]]:
    """Return the passkeys of a user, the oldest first."""
    return list(db.table("passkeys").rows_where("user = ?", [user.id], order_by="id"))


def invite(db: Database, user: User, now: int) -> str:
    """Return the secret of a new invitation, with which the user can register a passkey.

    It takes the place of earlier invitations, passkeys and sessions, as after the loss of a device.
    """
    _shut_out(db, user, disabled_at=None)
    secret = new_secret()
    row = {"secret": secret_hash(secret), "user": user.id, "expires_at": now + INVITATION_TIME}
    db.table("invitations").insert(row)
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
    _shut_out(db, user, disabled_at=now)


def stored(roles: Set[Role]) -> str:
    """Return roles as they are stored, such as `editor keeper`."""
    return " ".join(role.value for role in Role if role in roles)


def _check_last_keeper(db: Database, user: User) -> None:
    able = [one.id for one in everyone(db) if one.passkeys and Role.KEEPER in one.roles]
    if able == [user.id]:
        raise LastKeeperError


def _shut_out(db: Database, user: User, disabled_at: int | None) -> None:
    for table in ("sessions", "passkeys", "invitations"):
        db.table(table).delete_where("user = ?", [user.id])
    db.table("users").update(user.id, {"disabled_at": disabled_at})
