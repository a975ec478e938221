"""Milestones as a calendar (RFC 5545), in which no day is told that nobody knows."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from flask_babel import gettext
from icalendar import Calendar, Event, vText

from battkomp import oslo
from battkomp.content.knowledge import Milestone
from battkomp.content.model import Text
from battkomp.content.partial_dates import When
from battkomp.content.queries import Reading
from battkomp.data.changes import address, changed_on, subject
from battkomp.languages import Language
from battkomp.web.context import public_url
from battkomp.web.labels import heading_label
from battkomp.web.sitemap import location
from battkomp.web.stable_ids import identity


def calendar_of(found: Reading, language: Language) -> bytes:
    """Return the milestones as a calendar in a language: the same bytes for the same content."""
    own = {"LANGUAGE": language.tag}
    title = gettext("BattKOMP: milestones")
    calendar = Calendar()
    calendar.add("prodid", f"-//BattKOMP//Milestones//{language.tag.upper()}")
    calendar.add("version", "2.0")
    calendar.add("uid", str(identity("milestones", language)))
    calendar.add("name", vText(title), parameters=own)
    calendar.add("x-wr-calname", title)  # what programs know that are older than RFC 7986
    calendar.add("description", found.page("timeline").about.value, parameters=own)
    calendar.add("url", public_url(location("timeline").address(language)))
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for milestone in found.knowledge.milestones:
        calendar.add_component(_event(found, milestone, language))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(found: Reading, milestone: Milestone, language: Language) -> Event:
    """Return a milestone as an event of whole days, which keeps nobody from other engagements.

    It stands for as long as it may have been: DTEND is the day after (section 3.6.1). DTSTAMP
    is when it was last revised (section 3.8.7.2).
    """
    event = Event()
    changed_at = oslo.start_of(changed_on(found, milestone, language)).astimezone(UTC)
    event.add("uid", str(identity(subject(milestone), language)))
    event.add("dtstamp", changed_at)
    event.add("dtstart", milestone.on.first)
    event.add("dtend", milestone.on.last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", milestone.title.value, parameters=_language(milestone.title))
    event.add(
        "description", _description(milestone), parameters=_language(milestone.body or language)
    )
    event.add(
        "categories",
        [heading_label(milestone.kind.value, "kind")],
        parameters={"LANGUAGE": language.tag},
    )
    event.add("url", public_url(address(milestone, language)))
    return event


def _description(milestone: Milestone) -> str:
    cited = [f"{one.publisher}: {one.title} – {one.url}" for one in milestone.sources]
    parts = [
        milestone.body.value if milestone.body else "",
        _precision(milestone.on),
        "\n".join([gettext("Sources:"), *cited]) if cited else "",
    ]
    return "\n\n".join(filter(None, parts))


def _precision(when: When) -> str:
    """Say what is not known of a date, where the calendar shows more days than one."""
    if when.day:
        return ""
    if when.month:
        words = gettext("The day is not known, so the calendar shows the whole month.")
    elif when.season:
        words = gettext("The day is not known, so the calendar shows the whole season.")
    else:
        words = gettext("The day is not known, so the calendar shows the whole year.")
    return str(words)


def _language(text: Text | Language) -> dict[str, Any]:
    return {"LANGUAGE": text.language if isinstance(text, Text) else text.tag}
