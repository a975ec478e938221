"""Days in Norway: the site's dates begin and end at midnight in Oslo."""

from datetime import UTC, date, datetime, time, timedelta
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


def moments_of(shown: datetime) -> tuple[datetime, ...]:
    """Return the moments, in UTC, at which clocks in Oslo show a time.

    There is none in the hour that is left out in spring, and there are two in the hour that comes
    twice in autumn.
    """
    both = {shown.replace(tzinfo=_ZONE, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(one for one in both if local(one).replace(tzinfo=None, fold=0) == shown))
