"""Days in Norway."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from battkomp import oslo


def test_a_day_begins_and_ends_at_midnight_in_oslo() -> None:
    winter, summer = date(2026, 12, 1), date(2026, 7, 1)
    assert oslo.start_of(winter) == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert oslo.end_of(winter) == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert oslo.start_of(summer) == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_a_time_comes_once_but_for_the_hours_in_which_the_clocks_change() -> None:
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    assert oslo.moments_of(spring, time(1, 59)) == (datetime(2027, 3, 28, 0, 59, tzinfo=UTC),)
    assert oslo.moments_of(spring, time(2)) == oslo.moments_of(spring, time(2, 59)) == ()
    assert oslo.moments_of(spring, time(3)) == (datetime(2027, 3, 28, 1, tzinfo=UTC),)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert oslo.moments_of(autumn, time(2, 30)) == (first, first.replace(hour=1))
    assert oslo.moments_of(autumn, time(3)) == (datetime(2026, 10, 25, 2, tzinfo=UTC),)
