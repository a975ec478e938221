"""Test calendars and feeds on pages where htmx follows links."""

from __future__ import annotations

from tests.support.journey import Journey
from tests.support.programs import CALENDARS, FEEDS


def test_a_calendar_is_downloaded_as_a_file(journey: Journey) -> None:
    journey.open("/nb/tidslinje")
    with journey.page.expect_download() as coming:
        journey.click(CALENDARS["nb"])
    assert coming.value.suggested_filename == "milepaeler.ics"
    assert journey.asked() == [CALENDARS["nb"]]
    journey.is_at("/nb/tidslinje", "Tidslinje")


def test_a_swapped_page_names_the_feed(journey: Journey) -> None:
    journey.open("/en/")
    journey.click("/en/board")
    journey.is_at("/en/board", "The project board")
    feeds = journey.page.locator("head link[type='application/atom+xml']")
    assert feeds.evaluate_all("all => all.map((one) => one.getAttribute('href'))") == [FEEDS["en"]]
