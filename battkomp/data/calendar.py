"""Milestones as an iCalendar file (RFC 5545). Imprecise dates span the month or season.

Milestones without more than a year are on the timeline only: no calendar shows a year.
"""

from datetime import UTC, timedelta

from flask_babel import gettext
from icalendar import Calendar, Event, vText

from battkomp import oslo
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import PartialDate
from battkomp.content.views import Milestone
from battkomp.data.changes import stable_id
from battkomp.languages import Language
from battkomp.web.context import public_url
from battkomp.web.labels import heading_label
from battkomp.web.locations import location


def calendar_of(found: LocalizedContent, language: Language) -> bytes:
    """Return the milestones as a calendar: the same bytes for the same content."""
    own = {"LANGUAGE": language.tag}
    title = gettext("BattKOMP: milestones")
    calendar = Calendar()
    calendar.add("prodid", f"-//BattKOMP//Milestones//{language.tag.upper()}")
    calendar.add("version", "2.0")
    calendar.add("uid", str(stable_id("milestones", language.tag)))
    calendar.add("name", vText(title), parameters=own)
    calendar.add("x-wr-calname", title)  # for clients older than RFC 7986
    calendar.add("description", found.page("timeline").about.value, parameters=own)
    calendar.add("url", public_url(location("timeline").address(language)))
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")  # for clients older than RFC 7986
    for milestone in found.milestones:
        if milestone.on.month or milestone.on.season:
            calendar.add_component(_event(found, milestone, language))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(found: LocalizedContent, milestone: Milestone, language: Language) -> Event:
    """Return a milestone as an event of whole days that does not block time.

    It lasts from the first to the last possible day; DTEND is the day after (section 3.6.1).
    DTSTAMP is the time of the last change (section 3.8.7.2).
    """
    own, body = {"LANGUAGE": language.tag}, milestone.body
    changed_on = found.changed_on((milestone, *milestone.sources))
    changed_at = oslo.start_of(changed_on).astimezone(UTC)
    page = public_url(f"{location('timeline').address(language)}#{milestone.key}")
    event = Event()
    event.add("uid", str(stable_id(milestone.subject, language.tag)))
    event.add("dtstamp", changed_at)
    event.add("dtstart", milestone.on.first)
    event.add("dtend", milestone.on.last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", milestone.title.value, parameters={"LANGUAGE": milestone.title.language})
    event.add(
        "description",
        _description(milestone, page),
        parameters={"LANGUAGE": body.language} if body else own,
    )
    event.add("categories", [heading_label(milestone.kind.value, "kind")], parameters=own)
    event.add("url", page)
    return event


def _description(milestone: Milestone, page: str) -> str:
    """Return the description of an event, with its address: few clients show `URL`."""
    cited = [f"{one.publisher}: {one.title} – {one.url}" for one in milestone.sources]
    parts = [
        milestone.body.value if milestone.body else "",
        _precision(milestone.on),
        page,
        "\n".join([gettext("Sources:"), *cited]) if cited else "",
    ]
    return "\n\n".join(filter(None, parts))


def _precision(date: PartialDate) -> str:
    """Return a note for a date that is not known to the day."""
    if date.day:
        return ""
    if date.month:
        return str(gettext("The day is not known, so the calendar shows the whole month."))
    return str(gettext("The day is not known, so the calendar shows the whole season."))
