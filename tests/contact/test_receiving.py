"""Storing messages: each once, completely, and only so many per network."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import receiving
from battkomp.contact.receiving import (
    FROM_ONE_NETWORK,
    RECEIPTS_A_DAY,
    REPEAT_WINDOW,
    TooManyError,
)
from battkomp.db import connections
from tests.support.inboxes import DRAFT, HOUR, inbox_in, put, rows, sql
from tests.support.sites import NOW

NUMBER = r"[2-9CDFHJKMNPQRTVWX]{4}-[2-9CDFHJKMNPQRTVWX]{4}"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty inbox."""
    return inbox_in(tmp_path)


def count(path: Path) -> int:
    """Return the number of messages."""
    return int(rows(path, "select count(*) from messages")[0][0])


def test_a_message_is_stored_as_it_was_written(inbox: Path) -> None:
    text = "Når?\n\n\t«Åpent» 🔋 O'Hara; drop table messages; --\n"
    found = queries.message(inbox, put(inbox, text=text))
    assert found is not None
    assert (found.text, found.name, found.email) == (text, DRAFT.name, DRAFT.email)
    assert (found.received_at, found.closed_at, found.is_mailed) == (NOW, None, False)


def test_numbers_are_random_and_easy_to_read_out() -> None:
    numbers = {receiving.new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(NUMBER, number) for number in numbers)


def test_a_message_sent_twice_within_a_day_is_stored_and_mailed_once(inbox: Path) -> None:
    number = put(inbox)
    for again in (
        put(inbox),
        put(inbox, NOW + REPEAT_WINDOW - 1, language="en"),
        put(inbox, network="198.51.100.0"),
    ):
        assert again == number
    assert count(inbox) == 1
    assert len(rows(inbox, "select * from outbox")) == 2


def test_other_messages_are_stored_separately(inbox: Path) -> None:
    changes: list[dict[str, str]] = [
        {},
        {"topic": "press"},
        {"name": "ab", "email": "c@example.org"},
        {"name": "a", "email": "bc@example.org"},
        {"text": "En til"},
        {"email": ""},
        {"email": "", "network": "198.51.100.0"},
    ]
    numbers = {put(inbox, **change) for change in changes}  # type: ignore[arg-type]  # no `now`
    numbers.add(put(inbox, NOW + REPEAT_WINDOW))
    assert len(numbers) == count(inbox) == len(changes) + 1


def test_receipts_to_one_address_are_limited(inbox: Path) -> None:
    for number in range(RECEIPTS_A_DAY + 5):
        put(inbox, network=str(number), text=str(number))
    receipts = rows(inbox, "select * from outbox where kind = 'receipt'")
    assert len(receipts) == RECEIPTS_A_DAY
    assert count(inbox) == RECEIPTS_A_DAY + 5


def test_messages_from_one_network_are_limited_per_hour(inbox: Path) -> None:
    start = NOW // HOUR * HOUR + 100
    for number in range(FROM_ONE_NETWORK):
        put(inbox, start + number, text=str(number))
    before = rows(inbox, "select * from arrivals")
    with pytest.raises(TooManyError) as refused:
        put(inbox, start + 50, text="en til")
    assert refused.value.wait == HOUR - 150
    assert rows(inbox, "select * from arrivals") == before
    assert count(inbox) == FROM_ONE_NETWORK
    assert put(inbox, start + 51, text="0"), "a stored message is confirmed again"
    assert put(inbox, start + 52, network="198.51.100.0", text="en annen")
    assert put(inbox, start + 50 + refused.value.wait, text="en til")


def test_messages_from_all_networks_are_limited_per_hour(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "FROM_ALL", 30)
    for number in range(30):
        put(inbox, network=f"network {number // FROM_ONE_NETWORK}", text=str(number))
    with pytest.raises(TooManyError):
        put(inbox, network="en annen")
    assert count(inbox) == 30
    assert put(inbox, NOW + HOUR, network="en annen")


def test_a_message_that_cannot_be_stored_completely_is_not_stored(inbox: Path) -> None:
    sql(inbox, "drop table outbox")
    with pytest.raises(connections.StoreError):
        put(inbox)
    assert count(inbox) == 0
    assert rows(inbox, "select * from arrivals") == []


def test_a_missing_inbox_is_not_created_by_a_message(tmp_path: Path) -> None:
    path = tmp_path / "inbox.db"
    with pytest.raises(connections.StoreError):
        put(path)
    assert not path.exists()


def test_messages_sent_at_the_same_time_are_all_stored_once(inbox: Path) -> None:
    start = threading.Barrier(20)
    numbers: list[str] = []

    def send(number: int) -> None:
        start.wait()
        numbers.append(put(inbox, text=str(number // 2), network=str(number // 2)))

    threads = [threading.Thread(target=send, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 20
    assert len(set(numbers)) == count(inbox) == 10
    assert rows(inbox, "select number from arrivals where network = ''") == [(10,)]
