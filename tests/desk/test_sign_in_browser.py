"""Signing in, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.desks import Office


@pytest.mark.slow
def test_a_session_of_the_desk_works_in_a_browser(open_desk: Office, page: Page) -> None:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}/desk/en")
    expect(page.locator("h1")).to_have_text("Overview")
