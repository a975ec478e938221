"""The calendars of milestones (iCalendar, RFC 5545)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from battkomp.content import files
from battkomp.content import load as loading
from tests.support.pages import CALENDARS, TIMELINES
from tests.support.visitor import Visitor, one, words

each_language = pytest.mark.parametrize("language", CALENDARS)
KINDS = {
    "nb": {"Prosjektet", "Bakgrunn", "Etter prosjektet"},
    "en": {"The project", "Context", "Since the project"},
}
SOURCES = {"nb": "Kilder:\n", "en": "Sources:\n"}


def calendar_of(visitor: Visitor, language: str) -> Any:
    """Return a calendar as a program reads it."""
    return Calendar.from_ical(visitor.ask(CALENDARS[language]).data)


def events(visitor: Visitor, language: str) -> dict[str, Any]:
    """Return the events of a calendar by the milestone that they are of."""
    found = calendar_of(visitor, language).walk("VEVENT")
    assert not any(event.errors for event in found)
    start = f"http://localhost{TIMELINES[language]}#"
    return {str(event["url"]).removeprefix(start): event for event in found}


@each_language
def test_a_calendar_has_a_name_and_a_url(visitor: Visitor, language: str) -> None:
    calendar = calendar_of(visitor, language)
    name = {"nb": "BattKOMP: milepæler", "en": "BattKOMP: milestones"}[language]
    assert (str(calendar["version"]), str(calendar["name"])) == ("2.0", name)
    assert str(calendar["x-wr-calname"]) == name
    assert str(calendar["url"]) == f"http://localhost{TIMELINES[language]}"
    assert "method" not in calendar, "nobody is invited"
    refresh = calendar["refresh-interval"].to_ical(), calendar["x-published-ttl"].to_ical()
    assert refresh == (b"P1D", b"P1D")
    assert "VTIMEZONE" not in visitor.ask(CALENDARS[language]).text


@each_language
def test_events_agree_with_the_timeline_for_all_possible_days(
    visitor: Visitor, language: str
) -> None:
    content, found = files.read(loading.SEED), events(visitor, language)
    dates = {key: one.on for key, one in content.milestones.items()}
    assert set(found) == {key for key, on in dates.items() if on.month or on.season}
    assert set(found) < set(dates), "what has only a year is left to the page"
    page = visitor.open(TIMELINES[language])
    for key, event in found.items():
        when = content.milestones[key].on
        days = (event.decoded("dtstart"), event.decoded("dtend"))
        assert days == (when.first, when.last + timedelta(days=1)), key
        assert event["dtstart"].params["VALUE"] == "DATE"
        assert event["transp"] == "TRANSPARENT"
        assert " ".join(str(event["summary"]).split()) in words(one(page, f"[id='{key}']"))
        assert event["summary"].params["LANGUAGE"] == language
        assert event["description"].params["LANGUAGE"] == language
        cited = str(event["description"]).rpartition(SOURCES[language])[2].splitlines()
        addresses = [content.sources[source].url for source in content.milestones[key].sources]
        assert [line.rpartition(" – ")[2] for line in cited] == addresses
        assert f"\n{event['url']}\n" in f"\n{event['description']}\n"
    categories = {str(one) for event in found.values() for one in event["categories"].cats}
    assert categories == KINDS[language]


def test_an_imprecise_date_is_explained(visitor: Visitor) -> None:
    found = events(visitor, "en")
    for key, shown in (("albatts-start", "the whole month"), ("project-start", "the whole season")):
        said = f"The day is not known, so the calendar shows {shown}."
        assert said in str(found[key]["description"])
    assert "not known" not in str(found["part-2-launch"]["description"])


def test_identifiers_are_unique_and_permanent(visitor: Visitor) -> None:
    named = [str(event["uid"]) for tag in CALENDARS for event in events(visitor, tag).values()]
    assert len(set(named)) == len(named)
    assert all(str(UUID(name)) == name for name in named)
    uid = str(events(visitor, "en")["albatts-start"]["uid"])
    assert uid == "f3a50f75-b024-5905-bd26-17608483cccd"


@each_language
def test_lines_are_folded(visitor: Visitor, language: str) -> None:
    """RFC 5545, section 3.1: 75 octets at most, without the line break; CRLF."""
    body = visitor.ask(CALENDARS[language]).data
    lines = body.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    body.decode()
