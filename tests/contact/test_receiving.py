"""Messages into the inbox: each once, all of them safe, and not too many from one place."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import receiving, schema
from battkomp.contact.receiving import FROM_ONE_NETWORK, RECEIPTS_A_DAY, SENT_AGAIN, TooManyError
from battkomp.db import connections
from battkomp.settings import ROOT
from tests.support.inboxes import DAY, DRAFT, HOUR, inbox_in, put, rows, sql
from tests.support.sites import NOW

NUMBER = r"[2-9CDFHJKMNPQRTVWX]{4}-[2-9CDFHJKMNPQRTVWX]{4}"

FROM_ALL = 30  # in place of ten times as many, which take their time

# 25 visitors at once; each sends twice. Says the numbers that they were told.
SENDERS = """
import json, sys, threading
from dataclasses import replace
from pathlib import Path
from battkomp.contact import receiving
from tests.support.inboxes import DRAFT
from tests.support.sites import NOW

path, name = Path(sys.argv[1]), sys.argv[2]
told, faults, start = {}, [], threading.Barrier(25)

def send(number):
    draft = replace(DRAFT, text=f"{name} {number}")
    start.wait()
    try:
        for _ in range(2):
            got = receiving.receive(path, draft, f"{name}-{number}", NOW)
            assert told.setdefault(draft.text, got) == got
    except Exception as error:
        faults.append(repr(error))

print("ready", flush=True)
sys.stdin.readline()
threads = [threading.Thread(target=send, args=[number]) for number in range(25)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps([told, faults]))
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty inbox."""
    return inbox_in(tmp_path)


def count(path: Path) -> int:
    """Return how many messages there are."""
    return int(rows(path, "select count(*) from messages")[0][0])


def test_a_message_is_kept_as_it_was_written(inbox: Path) -> None:
    text = "Når?\n\n\t«Åpent» 🔋 O'Hara; drop table messages; --\n"
    number = put(inbox, text=text)
    found = queries.message(inbox, number)
    assert found is not None
    assert (found.text, found.name, found.email) == (text, DRAFT.name, DRAFT.email)
    assert (found.received_at, found.closed_at, found.is_mailed) == (NOW, None, False)


def test_a_number_can_be_read_out(inbox: Path) -> None:
    numbers = {receiving.new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(NUMBER, number) for number in numbers)
    number = put(inbox)
    assert queries.message(inbox, f" {number.lower()}\n") == queries.message(inbox, number)


def test_what_is_sent_twice_is_kept_once_and_mailed_once(inbox: Path) -> None:
    number = put(inbox)
    assert put(inbox) == number
    assert put(inbox, NOW + SENT_AGAIN - 1, language="en") == number
    assert count(inbox) == 1
    assert len(rows(inbox, "select * from outbox")) == 2


def test_the_same_words_on_another_day_or_from_elsewhere_are_another_message(inbox: Path) -> None:
    numbers = {
        put(inbox, email=""),
        put(inbox, NOW + SENT_AGAIN, email=""),
        put(inbox, network="198.51.100.0", email=""),
    }
    assert len(numbers) == count(inbox) == 3


def test_who_gives_an_address_is_known_in_any_network(inbox: Path) -> None:
    assert put(inbox) == put(inbox, network="198.51.100.0")
    assert count(inbox) == 1


def test_an_address_gets_no_receipts_without_end(inbox: Path) -> None:
    for number in range(RECEIPTS_A_DAY + 5):
        put(inbox, network=str(number), text=str(number))
    receipts = rows(inbox, "select * from outbox where kind = 'receipt'")
    assert len(receipts) == RECEIPTS_A_DAY
    assert count(inbox) == RECEIPTS_A_DAY + 5


@pytest.mark.parametrize("field", ["subject", "name", "email", "text"])
def test_one_word_makes_another_message(inbox: Path, field: str) -> None:
    changed: dict[str, Any] = {field: "press" if field == "subject" else "en@example.org"}
    assert put(inbox) != put(inbox, **changed)


def test_parts_that_run_into_each_other_are_not_taken_for_the_same(inbox: Path) -> None:
    assert put(inbox, name="ab", email="c") != put(inbox, name="a", email="bc")


def test_a_network_may_send_so_many_messages_an_hour(inbox: Path) -> None:
    start = NOW // HOUR * HOUR + 100
    for number in range(FROM_ONE_NETWORK):
        put(inbox, start + number, text=str(number))
    with pytest.raises(TooManyError) as refused:
        put(inbox, start + 50, text="en til")
    assert refused.value.wait == HOUR - 150
    assert count(inbox) == FROM_ONE_NETWORK
    assert put(inbox, start + 51, text="0"), "what was sent already is answered"
    assert put(inbox, start + 52, network="198.51.100.0", text="en annen")
    assert put(inbox, start + 50 + refused.value.wait, text="en til")


def test_all_networks_together_may_send_so_many_messages_an_hour(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert receiving.FROM_ALL == 300
    monkeypatch.setattr(receiving, "FROM_ALL", FROM_ALL)
    for number in range(FROM_ALL):
        put(inbox, network=f"network {number // FROM_ONE_NETWORK}", text=str(number))
    with pytest.raises(TooManyError):
        put(inbox, network="en annen")
    assert count(inbox) == FROM_ALL
    assert put(inbox, NOW + HOUR, network="en annen")


def test_what_is_sent_twice_does_not_count(inbox: Path) -> None:
    for _ in range(2 * FROM_ONE_NETWORK):
        put(inbox)
    assert rows(inbox, "select number from arrivals") == [(1,), (1,)]


def test_what_is_refused_leaves_nothing(inbox: Path) -> None:
    for number in range(FROM_ONE_NETWORK):
        put(inbox, text=str(number))
    before = rows(inbox, "select * from arrivals")
    for number in range(5):
        with pytest.raises(TooManyError):
            put(inbox, text=f"for mange {number}")
    assert rows(inbox, "select * from arrivals") == before
    assert len(rows(inbox, "select * from outbox")) == 2 * FROM_ONE_NETWORK


def test_a_message_that_cannot_be_kept_whole_is_not_kept_at_all(inbox: Path) -> None:
    sql(inbox, "drop table outbox")
    with pytest.raises(connections.StoreError):
        put(inbox)
    assert count(inbox) == 0
    assert rows(inbox, "select * from arrivals") == []


def test_a_message_outlives_a_loss_of_power(inbox: Path) -> None:
    """FULL, as SQLite calls it, waits at each commit until the log is on the disk."""
    with connections.writing(inbox) as db:
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_nobody_else_may_read_the_messages(inbox: Path) -> None:
    with connections.writing(inbox) as db:
        db.execute("update arrivals set number = 1")
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in inbox.parent.iterdir()}
    assert modes == {
        "inbox.db": 0o600,
        "inbox.db-wal": 0o600,
        "inbox.db-shm": 0o600,
        "inbox.db-generation": 0o644,  # random bytes
    }


def test_an_inbox_that_is_missing_is_not_made_by_the_first_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "inbox.db"
    with pytest.raises(connections.StoreError):
        put(path)
    assert not path.exists()


def test_an_inbox_is_prepared_once_and_its_secret_kept(inbox: Path) -> None:
    number, secret = put(inbox), queries.secret(inbox)
    schema.prepare(inbox)
    assert queries.secret(inbox) == secret
    assert queries.message(inbox, number)
    assert len(secret) == 32


def test_several_may_prepare_an_inbox_at_once(tmp_path: Path) -> None:
    path, secrets = tmp_path / "new" / "inbox.db", set()

    def prepare() -> None:
        schema.prepare(path)
        secrets.add(queries.secret(path))
        connections.forget_reader()

    threads = [threading.Thread(target=prepare) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 1


def test_fifty_who_send_at_once_through_two_processes_are_all_heard_once(inbox: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SENDERS, str(inbox), name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    told: dict[str, str] = {}
    for process in started:
        said, _ = process.communicate(timeout=60)
        numbers, faults = json.loads(said)
        assert faults == []
        told |= numbers
    assert len(told) == 50
    assert dict(rows(inbox, "select text, number from messages")) == told
    assert rows(inbox, "pragma integrity_check") == [("ok",)]
    assert rows(inbox, "select number from arrivals where network = ''") == [(50,)]


def test_the_inbox_is_asked_for_some_of_its_messages(inbox: Path) -> None:
    first = put(inbox)
    second = put(inbox, NOW + DAY, language="en", subject="press")
    assert queries.close(inbox, first.lower(), NOW + 2 * DAY)
    assert queries.close(inbox, first, NOW + 3 * DAY), "it is closed already, and stays so"
    assert not queries.close(inbox, "2222-2222", NOW)

    def numbers(**wanted: Any) -> list[str]:
        return [one.number for one in queries.messages(inbox, **wanted)]

    assert numbers() == [first, second]
    assert numbers(is_open=True) == numbers(language="en") == numbers(subject="press") == [second]
    assert numbers(is_open=False) == numbers(language="nb") == numbers(subject="question")
    assert numbers(since=NOW + 1) == [second]
    assert numbers(since=NOW + 1, language="nb") == []
    closed = queries.message(inbox, first)
    assert closed is not None
    assert closed.closed_at == NOW + 2 * DAY
