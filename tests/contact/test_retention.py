"""Deleting messages: in time, completely, and without traces in the files."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import retention
from battkomp.contact.receiving import REPEAT_WINDOW
from battkomp.db import connections
from tests.support.inboxes import DAY, DRAFT, HOUR, holds, put, rows
from tests.support.sites import NOW

DAYS = 180
SECRET = "Hemmelig-tekst-som-skal-bort"  # noqa: S105  # not a password


def expire(inbox: Path, seconds_later: int) -> int:
    """Delete what has expired by a later time."""
    return retention.delete_expired(inbox, DAYS, NOW + seconds_later)


def rewritten(inbox: Path) -> int:
    """Return a number that grows with each vacuum.

    Debian's SQLite overwrites deleted rows by itself, so that they are gone without a vacuum, too.
    """
    return int(rows(inbox, "pragma schema_version")[0][0])


def test_a_message_is_deleted_so_many_days_after_it_was_closed(inbox: Path) -> None:
    old = NOW - 400 * DAY
    closed = put(inbox, old, text=f"{SECRET} " * 300)  # longer than a page of the database
    still_open = put(inbox, old, text="Blir her")
    queries.close(inbox, closed, NOW)
    assert expire(inbox, 179 * DAY) == 0
    assert holds(inbox, SECRET)
    before = rewritten(inbox)
    assert expire(inbox, 180 * DAY) == 1
    after = rewritten(inbox)
    assert after > before
    assert expire(inbox, 180 * DAY) == 0
    assert rewritten(inbox) == after, "nothing was deleted"
    assert not holds(inbox, SECRET)
    assert holds(inbox, "Blir her")
    assert rows(inbox, "pragma integrity_check") == [("ok",)]
    assert len(rows(inbox, "select * from outbox")) == 2
    assert [one.number for one in queries.messages(inbox)] == [still_open]
    assert (expire(inbox, 329 * DAY), expire(inbox, 330 * DAY)) == (0, 1), "two years old"


def test_counts_are_deleted_after_their_hour_and_digests_after_a_day(inbox: Path) -> None:
    put(inbox)
    expire(inbox, 0)
    assert len(rows(inbox, "select * from arrivals")) == 2
    expire(inbox, HOUR)
    assert rows(inbox, "select * from arrivals") == []
    expire(inbox, REPEAT_WINDOW - 1)
    assert rows(inbox, "select digest from messages") != [("",)]
    expire(inbox, REPEAT_WINDOW)
    assert rows(inbox, "select digest from messages") == [("",)]


def test_everything_of_a_sender_is_erased_and_nothing_of_others(inbox: Path) -> None:
    put(inbox, text=SECRET)
    put(inbox, text=f"{SECRET} igjen", email="AASE@Example.org", name=SECRET)
    other = put(inbox, text="Blir her", email="aase@example.com")
    anonymous = put(inbox, text="Blir også her", email="")
    assert retention.erase(inbox, " Aase@example.ORG ") == 2
    assert [one.number for one in queries.messages(inbox)] == [other, anonymous]
    assert not holds(inbox, SECRET)
    assert not holds(inbox, "aase@example.org")
    assert len(rows(inbox, "select * from outbox")) == 3
    for email in (DRAFT.email, ""):
        assert retention.erase(inbox, email) == 0


def test_a_reader_delays_the_removal_from_the_files(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    put(inbox, text=SECRET)
    with closing(sqlite3.connect(inbox)) as reader:
        reader.execute("begin")
        reader.execute("select * from messages").fetchall()
        with pytest.raises(connections.StoreError, match="erase again"):
            retention.erase(inbox, DRAFT.email)
        assert queries.messages(inbox) == []
        reader.rollback()
    expire(inbox, 0)
    assert not holds(inbox, SECRET)


def test_the_files_are_cleaned_later_if_the_process_is_killed(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, text=SECRET)

    def die(_path: Path) -> bool:
        raise KeyboardInterrupt

    with closing(sqlite3.connect(inbox)) as other, monkeypatch.context() as patch:
        other.execute("select * from messages").fetchall()  # as a running site has it open
        patch.setattr(retention, "_vacuum", die)
        with pytest.raises(KeyboardInterrupt):
            retention.erase(inbox, DRAFT.email)
        assert holds(inbox, SECRET)
    before = rewritten(inbox)
    assert expire(inbox, HOUR) == 0
    assert rewritten(inbox) > before
    assert not holds(inbox, SECRET)
