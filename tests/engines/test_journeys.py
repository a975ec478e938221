"""Test the main journeys in other engines: `make test-engines`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.engines import Engine, firefox, until, webkit


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Each of the engines in turn."""
    with ExitStack() as stack:
        if request.param == "firefox":
            yield stack.enter_context(firefox(tmp_path_factory.mktemp("profile")))
        else:
            yield stack.enter_context(webkit())


def is_at(engine: Engine, url: str, heading: str) -> None:
    """Wait until a whole page is shown."""
    until(lambda: engine.heading() == heading)
    until(lambda: engine.url() == url)
    until(lambda: engine.run("document.querySelectorAll('#menu a').length") > 0)


def test_a_click_swaps_the_page(engine: Engine, real_server: str) -> None:
    engine.resize(1300, 700)
    engine.open(f"{real_server}/nb/")
    engine.run("window.mark = 1")
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    assert engine.run("window.mark") == 1
    assert engine.run("document.title") == "Prosjektstyret – BattKOMP"
    until(lambda: engine.run("document.activeElement.tagName") == "H1")
    assert engine.run("document.querySelector('#menu [aria-current]').pathname") == "/nb/styret"


def test_back_restores_the_page_and_its_scroll_position(engine: Engine, real_server: str) -> None:
    engine.resize(1300, 500)
    engine.open(f"{real_server}/nb/")
    engine.run("scrollTo(0, 400)")
    until(lambda: engine.run("history.state === null || scrollY === 400"))
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    engine.run("scrollTo(0, 100)")
    engine.run("new Promise((done) => setTimeout(done, 400))")
    engine.click('#menu a[href="/nb/kontakt"]')
    is_at(engine, f"{real_server}/nb/kontakt", "Kontakt")
    engine.back()
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    until(lambda: abs(engine.run("scrollY") - 100) <= 1)
    engine.back()
    is_at(engine, f"{real_server}/nb/", "BattKOMP")
    until(lambda: abs(engine.run("scrollY") - 400) <= 1)
    assert engine.run("document.title") == "BattKOMP – Batteriindustrien"


def test_the_language_switch_leads_to_the_same_page(engine: Engine, real_server: str) -> None:
    engine.resize(1300, 700)
    engine.open(f"{real_server}/nb/")
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    engine.click(".language-switch a")
    is_at(engine, f"{real_server}/en/board", "The project board")
    assert engine.run("document.documentElement.lang") == "en"


def test_the_menu_opens_and_closes_on_a_narrow_screen(engine: Engine, real_server: str) -> None:
    engine.resize(600, 700)
    engine.open(f"{real_server}/nb/")
    is_open = "document.getElementById('menu').matches(':popover-open')"
    assert not engine.run(is_open)
    engine.click(".menu-button")
    until(lambda: bool(engine.run(is_open)))
    assert engine.run("document.querySelector('.menu-button').ariaExpanded") == "true"
    engine.click('#menu a[href="/nb/styret"]')
    is_at(engine, f"{real_server}/nb/styret", "Prosjektstyret")
    until(lambda: not engine.run(is_open))


def test_back_from_the_receipt_shows_the_sent_message(engine: Engine, real_server: str) -> None:
    engine.resize(1300, 700)
    engine.open(f"{real_server}/nb/")
    engine.click('#menu a[href="/nb/kontakt"]')
    is_at(engine, f"{real_server}/nb/kontakt", "Kontakt")
    engine.run("new Promise((done) => setTimeout(done, 3100))")  # the form refuses faster visitors
    engine.click("#contact-form .is-main")
    until(lambda: engine.run("document.activeElement.className") == "errors")
    written = f"Hei fra {id(engine)}"
    engine.run(f"document.getElementById('text').value = '{written}'")
    engine.run("new Promise((done) => setTimeout(done, 3100))")
    engine.click("#contact-form .is-main")
    until(lambda: engine.heading() == "Meldingen din er mottatt")
    assert "?receipt=" in engine.url()
    engine.back()
    is_at(engine, f"{real_server}/nb/kontakt", "Kontakt")
    until(lambda: engine.run("document.getElementById('text').value") == written)


def test_firefox_works_without_javascript(real_server: str, tmp_path: Path) -> None:
    with firefox(tmp_path, javascript=False) as engine:
        engine.resize(600, 700)
        engine.open(f"{real_server}/nb/")
        engine.click(".menu-button")
        engine.click('#menu a[href="/nb/styret"]')
        until(lambda: engine.heading() == "Prosjektstyret")
        engine.click(".language-switch a")
        until(lambda: engine.heading() == "The project board")
        link = engine.element("link[rel=canonical]")
        assert link.get_attribute("href").endswith("/en/board")
