"""Storing messages: each once, completely, and only so many per network."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from battkomp.contact import receiving
from battkomp.contact.receiving import FROM_ONE_NETWORK, RECEIPTS_A_DAY, REPEAT_WINDOW, TooManyError
from battkomp.db import connections
from tests.support.inboxes import HOUR, put, rows, sql
from tests.support.sites import NOW

NUMBER = r"[2-9CDFHJKMNPQRTVWX]{4}-[2-9CDFHJKMNPQRTVWX]{4}"


def count(path: Path) -> int:
    """Return the number of messages."""
    return int(rows(path, "select count(*) from messages")[0][0])


def test_numbers_are_random_and_easy_to_read_out() -> None:
    numbers = {receiving.new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(NUMBER, number) for number in numbers)


def test_a_message_sent_twice_within_a_day_is_stored_and_mailed_once(inbox: Path) -> None:
    number = put(inbox)
    assert put(inbox, NOW + REPEAT_WINDOW - 1, language="en") == number
    assert put(inbox, network="198.51.100.0") == number
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


def test_messages_from_one_network_are_limited_per_hour(
    inbox: Path, caplog: pytest.LogCaptureFixture
) -> None:
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
    (warning,) = caplog.messages
    assert f"from one network in this hour: {FROM_ONE_NETWORK} came" in warning


def test_messages_from_all_networks_are_limited_per_hour(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(receiving, "FROM_ALL", 30)
    for number in range(30):
        put(inbox, network=f"network {number // FROM_ONE_NETWORK}", text=str(number))
    for _ in range(2):
        with pytest.raises(TooManyError):
            put(inbox, network="en annen")
    assert count(inbox) == 30
    assert sum("from all networks" in message for message in caplog.messages) == 1
    assert put(inbox, NOW + HOUR, network="en annen")


def test_a_message_that_cannot_be_stored_completely_is_not_stored(inbox: Path) -> None:
    sql(inbox, "drop table outbox")
    with pytest.raises(connections.StoreError):
        put(inbox)
    assert count(inbox) == 0
    assert rows(inbox, "select * from arrivals") == []


def test_messages_sent_at_the_same_time_are_all_stored_once(inbox: Path) -> None:
    start = threading.Barrier(20)

    def send(number: int) -> str:
        start.wait()
        return put(inbox, text=str(number // 2), network=str(number // 2))

    with ThreadPoolExecutor(20) as pool:
        numbers = set(pool.map(send, range(20)))
    assert len(numbers) == count(inbox) == 10
    assert rows(inbox, "select number from arrivals where network = ''") == [(10,)]
