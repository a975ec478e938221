"""The tables of messages, as migrations that are applied in order and never edited once released.

All moments are seconds since 1970, in UTC.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from battkomp.db import connections

migrations = Migrations("inbox")


def prepare(path: Path) -> None:
    """Make the database of messages if there is none, and bring its tables up to date.

    Several processes may do so at once. Nobody but the site's own user may read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    with closing(sqlite3.connect(path, timeout=connections.BUSY_TIMEOUT)) as connection:
        connections.write_ahead(connection)
    with connections.writing(path) as db:
        migrations.apply(db)


def _make(path: Path) -> None:
    path.touch(mode=0o600)
    if os.geteuid() == 0:  # the site's own user is that of the folder, as for what is restored
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid)


@migrations()
def create_inbox(db: Database) -> None:
    """Create messages, what is to be mailed of them, and how many came from where."""
    for statement in _STATEMENTS:
        db.execute(statement)
    db.execute("insert into secret (id, key) values (1, ?)", [secrets.token_bytes(32)])


_STATEMENTS = (
    # `digest` tells a message that is sent again from another; it is empty when it is not needed.
    """
    create table messages (
        id integer primary key,
        number text not null unique,
        received_at integer not null,
        language text not null,
        subject text not null,
        name text not null,
        email text not null,
        text text not null check (text <> ''),
        digest text not null,
        closed_at integer
    ) strict
    """,
    "create index messages_by_digest on messages (digest, received_at)",
    # What is to be mailed: the message to the project, and the receipt to its sender. Whoever
    # mails it claims it for a while; `handed_over_at` is set just before the mail server is told
    # that the mail is complete, and taken back if it says that it has not taken it.
    """
    create table outbox (
        id integer primary key,
        message integer not null references messages (id) on delete cascade,
        kind text not null check (kind in ('message', 'receipt')),
        attempts integer not null default 0,
        next_at integer not null,
        claimed_until integer not null default 0,
        handed_over_at integer,
        sent_at integer,
        given_up_at integer,
        failure text not null default '',
        unique (message, kind)
    ) strict
    """,
    "create index outbox_by_time on outbox (next_at) where sent_at is null and given_up_at is null",
    # How many messages came from a network in an hour; '' stands for all networks.
    """
    create table arrivals (
        network text not null,
        hour integer not null,
        number integer not null,
        primary key (network, hour)
    ) strict, without rowid
    """,
    # What the site signs with, so that all its processes know their own words again.
    """
    create table secret (
        id integer primary key check (id = 1),
        key blob not null
    ) strict
    """,
)
