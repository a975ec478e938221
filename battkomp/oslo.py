"""Days in Norway: the site's dates begin and end at midnight in Oslo."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Europe/Oslo")


def today() -> date:
    """Return the current date in Oslo."""
    return datetime.now(_ZONE).date()


def local(moment: datetime) -> datetime:
    """Return a moment in the time of Oslo."""
    return moment.astimezone(_ZONE)


def start_of(day: date) -> datetime:
    """Return midnight at the start of a day in Oslo."""
    return datetime.combine(day, time(), _ZONE)


def end_of(day: date) -> datetime:
    """Return midnight at the end of a day in Oslo."""
    return start_of(day + timedelta(days=1))
