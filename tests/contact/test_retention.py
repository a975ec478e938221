"""Messages that are forgotten: on time, as a whole, and with no trace in the files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import retention
from battkomp.contact.receiving import SENT_AGAIN
from battkomp.db import connections
from tests.support.inboxes import DAY, DRAFT, HOUR, holds, inbox_in, put, rows
from tests.support.sites import NOW

KEPT = 180  # days
SECRET = "Hemmelig-tekst-som-skal-bort"  # noqa: S105  # it is no password


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty inbox."""
    return inbox_in(tmp_path)


def forget(inbox: Path, days_later: float) -> int:
    """Forget what is old, some days after now."""
    return retention.forget_what_is_old(inbox, KEPT, NOW + int(days_later * DAY))


@pytest.mark.parametrize(("days", "is_there"), [(179, True), (180, False), (181, False)])
def test_a_message_is_kept_for_so_many_days_after_it_is_closed(
    inbox: Path, days: int, is_there: bool
) -> None:
    number = put(inbox, NOW - 400 * DAY)
    queries.close(inbox, number, NOW)
    assert forget(inbox, days) == (0 if is_there else 1)
    assert (queries.message(inbox, number) is not None) is is_there
    assert bool(rows(inbox, "select * from outbox")) is is_there


def test_a_message_that_is_open_stays(inbox: Path) -> None:
    number = put(inbox)
    assert forget(inbox, 10_000) == 0
    assert queries.message(inbox, number)


def test_how_many_came_from_where_is_known_for_the_hour(inbox: Path) -> None:
    put(inbox)
    forget(inbox, 0)
    assert len(rows(inbox, "select * from arrivals")) == 2
    forget(inbox, 1 / 24)
    assert rows(inbox, "select * from arrivals") == []


def test_a_digest_that_tells_where_a_message_came_from_is_known_for_a_day(inbox: Path) -> None:
    put(inbox)
    retention.forget_what_is_old(inbox, KEPT, NOW + SENT_AGAIN - 1)
    assert rows(inbox, "select digest from messages") != [("",)]
    retention.forget_what_is_old(inbox, KEPT, NOW + SENT_AGAIN)
    assert rows(inbox, "select digest from messages") == [("",)]
    assert put(inbox, NOW + SENT_AGAIN)
    assert len(queries.messages(inbox)) == 2


def test_what_is_forgotten_is_gone_from_the_files(inbox: Path) -> None:
    gone = put(inbox, text=f"{SECRET} " * 300)  # longer than a page of the database
    kept = put(inbox, text="Blir her")
    queries.close(inbox, gone, NOW)
    assert holds(inbox, SECRET)
    assert forget(inbox, KEPT) == 1
    assert not holds(inbox, SECRET)
    assert holds(inbox, "Blir her")
    assert queries.message(inbox, kept)
    assert rows(inbox, "pragma integrity_check") == [("ok",)]


def test_all_of_a_person_is_erased_and_nothing_of_others(inbox: Path) -> None:
    put(inbox, text=SECRET)
    put(inbox, text=f"{SECRET} igjen", email="AASE@Example.org", name=SECRET)
    other = put(inbox, text="Blir her", email="aase@example.com")
    anonymous = put(inbox, text="Blir også her", email="")
    assert retention.erase(inbox, " Aase@example.ORG ") == {"messages": 2, "outbox": 4}
    assert [one.number for one in queries.messages(inbox)] == [other, anonymous]
    assert not holds(inbox, SECRET)
    assert not holds(inbox, "aase@example.org")
    assert len(rows(inbox, "select * from outbox")) == 3
    assert retention.erase(inbox, DRAFT.email) == {"messages": 0, "outbox": 0}


def test_an_empty_address_erases_nobody(inbox: Path) -> None:
    put(inbox, email="")
    assert retention.erase(inbox, "") == {"messages": 0, "outbox": 0}
    assert len(queries.messages(inbox)) == 1


def test_what_a_reader_holds_fast_is_gone_when_it_lets_go(
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
    forget(inbox, 0)
    assert not holds(inbox, SECRET)


def test_who_is_killed_before_the_files_are_clean_leaves_the_task_to_the_next(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, text=SECRET)

    def die(_path: Path) -> bool:
        raise KeyboardInterrupt

    with closing(sqlite3.connect(inbox)) as other, monkeypatch.context() as patch:
        other.execute("select * from messages").fetchall()  # as a running site has it open
        patch.setattr(retention, "_leave_no_trace", die)
        with pytest.raises(KeyboardInterrupt):
            retention.erase(inbox, DRAFT.email)
        assert holds(inbox, SECRET)
    assert forget(inbox, HOUR / DAY) == 0
    assert not holds(inbox, SECRET)


def test_the_file_is_not_written_anew_when_nothing_was_deleted(inbox: Path) -> None:
    put(inbox)
    forget(inbox, 0)
    before = rows(inbox, "pragma schema_version"), rows(inbox, "pragma user_version")
    forget(inbox, 0)
    assert (rows(inbox, "pragma schema_version"), rows(inbox, "pragma user_version")) == before
    assert before[1] == [(0,)]
