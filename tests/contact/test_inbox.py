"""Finding and closing messages."""

from __future__ import annotations

from pathlib import Path

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


def test_a_closed_message_keeps_its_closing_time(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    number = put(inbox)
    assert queries.close(inbox, number.lower(), NOW + 2 * DAY)
    assert queries.close(inbox, number, NOW + 3 * DAY)
    assert not queries.close(inbox, "2222-2222", NOW)
    closed = queries.message(inbox, number)
    assert closed is not None
    assert closed.closed_at == NOW + 2 * DAY
