"""Days in Norway."""

from datetime import UTC, date, datetime

from battkomp import oslo


def test_a_day_begins_and_ends_at_midnight_in_oslo() -> None:
    winter, summer = date(2026, 12, 1), date(2026, 7, 1)
    assert oslo.start_of(winter) == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert oslo.end_of(winter) == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert oslo.start_of(summer) == datetime(2026, 6, 30, 22, tzinfo=UTC)


def moments(shown: str) -> tuple[datetime, ...]:
    """Return the moments at which clocks in Oslo show a time."""
    return oslo.moments_of(datetime.fromisoformat(shown))


def test_a_time_comes_once_but_for_the_hours_in_which_the_clocks_change() -> None:
    assert moments("2027-03-28T01:59") == (datetime(2027, 3, 28, 0, 59, tzinfo=UTC),)
    assert moments("2027-03-28T02:00") == ()
    assert moments("2027-03-28T02:59") == ()
    assert moments("2027-03-28T03:00") == (datetime(2027, 3, 28, 1, tzinfo=UTC),)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moments("2026-10-25T02:30") == (first, first.replace(hour=1))
    assert moments("2026-10-25T03:00") == (datetime(2026, 10, 25, 2, tzinfo=UTC),)
