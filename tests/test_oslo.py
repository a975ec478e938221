"""Days in Norway."""

from __future__ import annotations

from datetime import UTC, date, datetime

from battkomp import oslo


def test_a_day_begins_and_ends_at_midnight_in_oslo() -> None:
    winter, summer = date(2026, 12, 1), date(2026, 7, 1)
    assert oslo.start_of(winter) == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert oslo.end_of(winter) == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert oslo.start_of(summer) == datetime(2026, 6, 30, 22, tzinfo=UTC)
