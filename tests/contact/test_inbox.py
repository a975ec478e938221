"""Finding and closing messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from battkomp.contact import inbox as queries
from tests.support.inboxes import DAY, inbox_in, put
from tests.support.sites import NOW


def test_a_number_may_be_typed_with_small_letters_and_spaces(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    number = put(inbox)
    found = queries.message(inbox, f" {number.lower()}\n")
    assert found
    assert found.number == number
    assert queries.message(inbox, "2222-2222") is None


def test_messages_are_filtered(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    first = put(inbox, email="ola@faß.de")
    second = put(inbox, NOW + DAY, language="en", topic="press", email="ola@fass.de")
    assert queries.close(inbox, first, NOW + 2 * DAY)

    def numbers(**filters: Any) -> list[str]:
        return [one.number for one in queries.messages(inbox, **filters)]

    assert numbers() == [first, second]
    for filters in ({"is_open": True}, {"language": "en"}, {"topic": "press"}, {"since": NOW + 1}):
        assert numbers(**filters) == [second]
    for filters in ({"is_open": False}, {"language": "nb"}, {"topic": "question"}):
        assert numbers(**filters) == [first]
    assert numbers(since=NOW + 1, language="nb") == []
    assert numbers(email="OLA@xn--fa-hia.de") == [first]
    assert numbers(email="ola@fass.de") == [second]


def test_a_closed_message_keeps_its_closing_time(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    number = put(inbox)
    assert queries.close(inbox, number.lower(), NOW + 2 * DAY)
    assert queries.close(inbox, number, NOW + 3 * DAY)
    assert not queries.close(inbox, "2222-2222", NOW)
    closed = queries.message(inbox, number)
    assert closed is not None
    assert closed.closed_at == NOW + 2 * DAY
