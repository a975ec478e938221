"""The drawings in the real browser: nothing in them overlaps or is cut, at any width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Journey, in_page
from tests.support.measures import FONTS
from tests.support.pages import TIMELINES

WIDTHS = (320, 673, 768, 1024, 1280, 1920)
# What lies over something else, or outside of the drawing or the window. The middle of a line of
# text is where its small letters are.
FAULTS = """(drawing) => {
  const around = drawing.getBoundingClientRect();
  const boxes = [...drawing.querySelectorAll('circle, rect, text')]
    .filter((one) => one.checkVisibility())
    .map((one) => {
      const { left, right, top, bottom, height } = one.getBoundingClientRect();
      const by = one.matches('text') ? height / 4 : 1;
      const name = one.textContent || one.closest('a').getAttribute('href');
      return { name, left: left + 1, right: right - 1, top: top + by, bottom: bottom - by };
    });
  const isOut = ({ left, right, top, bottom }) =>
    left < 0 || right > innerWidth || top < around.top || bottom > around.bottom;
  const overlap = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return [
    ...boxes.filter(isOut).map(({ name }) => `outside: ${name}`),
    ...boxes.flatMap((a, place) =>
      boxes.slice(place + 1).filter((b) => overlap(a, b)).map((b) => `${a.name} over ${b.name}`)),
  ];
}"""


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("address", TIMELINES.values())
def test_nothing_in_the_timeline_overlaps_or_is_cut(
    page: Page, server: str, address: str, font: str
) -> None:
    page.goto(server + address)
    in_page(page, "style", f'* {{ font-family: "{font}" !important }}')
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.locator(".time-axis").evaluate(FAULTS)
        faults += [f"{width} px: {fault}" for fault in found]
    assert faults == []


def test_a_click_on_a_point_leads_to_its_event(journey: Journey) -> None:
    journey.open("/en/timeline")
    journey.click("#battery-strategy")
    target = journey.page.locator(":target")
    expect(target).to_have_id("battery-strategy")
    expect(target).to_be_in_viewport()
    journey.page.go_back()
    journey.go("/en/phases/1-needs-assessment", "Part 1: Needs assessment")
    assert journey.complaints == []
