"""The tables of the desk. Times are in seconds since 1970."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database, Migrations

from battkomp.db import backups, connections

migrations = Migrations("desk")


def prepare(path: Path) -> None:
    """Create the database of the desk if it does not exist. Only its owner can read the file.

    :raises OtherReleaseError: if another release made it.
    """
    if not path.exists():
        backups.create_empty(path, mode=0o600)
    connections.prepare(path, migrations)


@migrations()
def create(db: Database) -> None:
    """Create the tables. Secrets are stored as SHA-256 in hexadecimal."""
    for statement in _STATEMENTS:
        db.execute(statement)


_STATEMENTS = (
    # `handle` names the user to authenticators (WebAuthn, section 5.4.3). `roles` are separated
    # by spaces.
    """
    create table users (
        id integer primary key,
        handle blob not null unique,
        name text not null,
        email text not null unique,
        roles text not null,
        created_at integer not null,
        disabled_at integer
    ) strict
    """,
    """
    create table passkeys (
        id integer primary key,
        user integer not null references users (id),
        credential blob not null unique,
        public_key blob not null,
        sign_count integer not null,
        label text not null,
        is_backed_up integer not null,
        created_at integer not null,
        used_at integer,
        revoked_at integer
    ) strict
    """,
    # Links with which a user registers a passkey: at first, or after losing a device.
    """
    create table invitations (
        secret text primary key,
        user integer not null references users (id),
        created_at integer not null,
        expires_at integer not null,
        used_at integer
    ) strict
    """,
    # Of a user, of somebody who is about to register a passkey (`invitation`) or to sign in, or
    # of a reader of previews (`link`). `challenge` is that of the ceremony under way, which
    # `purpose` names. `verified_at` is the last use of a passkey.
    """
    create table sessions (
        secret text primary key,
        user integer references users (id),
        passkey integer references passkeys (id),
        invitation text references invitations (secret),
        link integer references links (id),
        preview text references sets (id),
        challenge blob,
        purpose text,
        challenged_at integer,
        network text not null,
        created_at integer not null,
        seen_at integer not null,
        verified_at integer,
        ended_at integer
    ) strict
    """,
    # The number of failed ceremonies per network and hour; '' means all networks.
    """
    create table attempts (
        network text not null,
        hour integer not null,
        number integer not null,
        primary key (network, hour)
    ) strict, without rowid
    """,
    # `title` is by language and `reasons` a list, as JSON. `approved_digest` is the digest of what
    # was approved. `publication` is the number of the publication.
    """
    create table sets (
        id text primary key,
        title text not null,
        state text not null,
        created_by integer not null references users (id),
        created_at integer not null,
        changed_at integer not null,
        due_at integer,
        approved_by integer references users (id),
        approved_digest text,
        reasons text not null default '[]',
        publication integer,
        closed_at integer
    ) strict
    """,
    # A proposed text, or fact as JSON; null removes it. `base` is the SHA-256 of the live value
    # that it began from, '' if there was none. `seen` is the digest of the source text that the
    # author of a translation saw.
    """
    create table proposals (
        "set" text not null references sets (id),
        subject text not null,
        field text not null,
        language text not null,
        value text,
        base text not null,
        seen text,
        author integer not null references users (id),
        version integer not null,
        changed_at integer not null,
        primary key ("set", subject, field, language)
    ) strict
    """,
    # Every value that was ever saved, also those that were overtaken.
    """
    create table journal (
        id integer primary key,
        "set" text not null references sets (id),
        subject text not null,
        field text not null,
        language text not null,
        value text,
        author integer not null references users (id),
        at integer not null
    ) strict
    """,
    # Keys with which people without an account see the preview of a set.
    """
    create table links (
        id integer primary key,
        secret text not null unique,
        "set" text not null references sets (id),
        label text not null,
        created_by integer not null references users (id),
        created_at integer not null,
        expires_at integer not null,
        revoked_at integer,
        opened_at integer
    ) strict
    """,
    """
    create table events (
        id integer primary key,
        at integer not null,
        user integer references users (id),
        network text not null,
        kind text not null,
        about text not null,
        detail text not null
    ) strict
    """,
    "create trigger events_stay before update on events "
    "begin select raise(abort, 'events are not changed'); end",
    # The privacy page promises two years.
    "create trigger events_last before delete on events when old.at > unixepoch() - 730 * 86400 "
    "begin select raise(abort, 'events are kept for two years'); end",
)
