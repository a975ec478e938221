"""Take screenshots of every page at every width, with a contact sheet: `make shots`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from battkomp.settings import ROOT
from tests.support.chromium import launch_options
from tests.support.pages import EVERY_PAGE
from tests.support.servers import serving_the_seed

FOLDER = ROOT / "build" / "shots"
WIDTHS = (320, 768, 1280)
ADDRESSES = (*EVERY_PAGE, "/nb/finnes-ikke", "/en/not-there")


@dataclass(frozen=True)
class Shot:
    """A screenshot to take: the page, the media features, and whether the menu is open."""

    address: str
    width: int
    scheme: str = "light"
    media: str = "screen"
    forced_colors: str = "none"
    menu: bool = False

    @property
    def name(self) -> str:
        """The file name."""
        page = self.address.strip("/").replace("/", "_")
        marks = [str(self.width), self.scheme, self.media, self.forced_colors]
        return "-".join([page, *marks, *(["menu"] if self.menu else [])]) + ".png"


def shots() -> Iterator[Shot]:
    """Yield every screenshot on the contact sheet."""
    for address in ADDRESSES:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                yield Shot(address, width, scheme)
    for address in ("/nb/", "/en/"):
        yield Shot(address, 320, menu=True)
        yield Shot(address, 768, "dark", menu=True)
        yield Shot(address, 320, forced_colors="active", menu=True)
    for address in ("/nb/", "/nb/faser/3-rekruttering-og-samfunn", "/en/board"):
        yield Shot(address, 1280, forced_colors="active")
        yield Shot(address, 1280, "dark", forced_colors="active")
        yield Shot(address, 768, media="print")
        yield Shot(address, 2560)


def take(browser: Browser, server: str, shot: Shot) -> None:
    """Take a screenshot of the whole page, or of the window if the menu is open."""
    options: dict[str, Any] = {
        "viewport": {"width": shot.width, "height": 800},
        "color_scheme": shot.scheme,
        "forced_colors": shot.forced_colors,
    }
    page: Page = browser.new_page(**options)
    page.goto(server + shot.address)
    page.emulate_media(media=shot.media)  # type: ignore[arg-type]  # one of two literals
    if shot.menu:
        page.locator(".menu-button").click()
    page.screenshot(path=FOLDER / shot.name, full_page=not shot.menu)
    page.close()


def contact_sheet(taken: list[Shot]) -> str:
    """Return a page with all screenshots, one row for each address."""
    rows = "".join(
        f"<section><h2>{escape(address)}</h2>"
        + "".join(
            f'<figure><img src="{shot.name}" alt="" style="width:{shot.width // 4}px">'
            f"<figcaption>{escape(shot.name)}</figcaption></figure>"
            for shot in taken
            if shot.address == address
        )
        + "</section>"
        for address in dict.fromkeys(shot.address for shot in taken)
    )
    style = "body{font:14px sans-serif}section{display:flex;flex-wrap:wrap;gap:12px}h2{width:100%}"
    style += "figure{margin:0}img{border:1px solid #999}figcaption{font-size:9px;max-width:320px}"
    return f"<!doctype html><meta charset=utf-8><title>Shots</title><style>{style}</style>{rows}"


def main() -> None:
    """Take all screenshots."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    taken = list(shots())
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        serving_the_seed("wsgi:app", Path(scratch)) as server,
    ):
        browser = playwright.chromium.launch(**launch_options())
        for shot in taken:
            take(browser, server, shot)
        (FOLDER / "index.html").write_text(contact_sheet(taken), "utf-8")
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.goto((FOLDER / "index.html").as_uri())
        page.screenshot(path=FOLDER / "contact-sheet.png", full_page=True)
        browser.close()
    print(f"{len(taken)} screenshots: {FOLDER / 'index.html'}")  # noqa: T201  # output of the command


if __name__ == "__main__":
    main()
