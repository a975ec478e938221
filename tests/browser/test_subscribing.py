"""What can be subscribed to is fetched as the file it is, also where htmx follows links."""

from __future__ import annotations

from tests.support.journey import Journey
from tests.support.programs import CALENDARS, FEEDS


def test_a_calendar_comes_as_a_file_and_the_page_stays(journey: Journey) -> None:
    journey.open("/nb/tidslinje")
    with journey.page.expect_download() as coming:
        journey.click(CALENDARS["nb"])
    assert coming.value.suggested_filename == "milepaeler.ics"
    assert journey.asked() == [CALENDARS["nb"]]
    journey.is_at("/nb/tidslinje", "Tidslinje")


def test_a_page_that_is_swapped_in_still_names_the_feed(journey: Journey) -> None:
    journey.open("/en/")
    journey.click("/en/board")
    journey.is_at("/en/board", "The project board")
    feeds = journey.page.locator("head link[type='application/atom+xml']")
    assert feeds.evaluate_all("all => all.map((one) => one.getAttribute('href'))") == [FEEDS["en"]]
