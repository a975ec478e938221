"""The tables of the inbox. Times are in seconds since 1970."""

import secrets
from pathlib import Path

from battkomp.db import backups, connections
from battkomp.db.connections import OtherReleaseError

_VERSION = 100  # of the tables, in `user_version`; releases before 1.0.0 had 0 or 1 there


def prepare(path: Path) -> None:
    """Create the inbox if it does not exist. Several processes may do so at once.

    Only the owner can read the file.

    :raises OtherReleaseError: if the inbox was made by another release.
    """
    if not path.exists():
        backups.create_empty(path, mode=0o600)
    connections.write_ahead(path)
    with connections.writing(path) as db:
        if not db.table_names():
            for statement in _STATEMENTS:
                db.execute(statement)
            db.execute("insert into state (id, secret) values (1, ?)", [secrets.token_bytes(32)])
            db.execute(f"pragma user_version = {_VERSION}")
    check(path)


def check(path: Path) -> None:
    """Check that the inbox has the tables of this release.

    :raises OtherReleaseError: if it does not.
    :raises ReadError: if it cannot be read.
    """
    with connections.snapshot(path) as db:
        if db.execute("pragma user_version").fetchone() != (_VERSION,):
            raise OtherReleaseError(
                f"The inbox {path} was made by another release. Export its messages with that "
                "release (flask inbox export), move the file away, and run flask content prepare."
            )


_STATEMENTS = (
    # `digest` is for recognising a message that is sent again. It is emptied after a day.
    """
    create table messages (
        id integer primary key,
        number text not null unique,
        received_at integer not null,
        language text not null,
        topic text not null,
        name text not null,
        email text not null,
        text text not null check (text <> ''),
        digest text not null,
        closed_at integer
    ) strict
    """,
    "create index messages_by_digest on messages (digest, received_at)",
    # Mails to send: the message to the project, and the receipt to its sender.
    """
    create table outbox (
        id integer primary key,
        message integer not null references messages (id) on delete cascade,
        kind text not null check (kind in ('message', 'receipt')),
        attempts integer not null default 0,
        next_at integer not null,
        sent_at integer,
        given_up_at integer,
        failure text not null default '',
        unique (message, kind)
    ) strict
    """,
    "create index outbox_by_time on outbox (next_at) where sent_at is null and given_up_at is null",
    # The number of messages per network and hour; '' means all networks.
    """
    create table arrivals (
        network text not null,
        hour integer not null,
        number integer not null,
        primary key (network, hour)
    ) strict, without rowid
    """,
    # One row: the key that all processes sign with, and the number of deletions since the last
    # vacuum.
    """
    create table state (
        id integer primary key check (id = 1),
        secret blob not null,
        unvacuumed integer not null default 0
    ) strict
    """,
)
