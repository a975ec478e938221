"""Take screenshots of every page, and of every view of the desk, at every width: `make shots`."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from battkomp.settings import ROOT
from tests.support import scenes
from tests.support.browser import launch_options
from tests.support.desks import Office, open_office
from tests.support.pages import EVERY_PAGE
from tests.support.scenes import Scene
from tests.support.servers import serving_the_seed

FOLDER = ROOT / "build" / "shots"
ADDRESSES = (*EVERY_PAGE, "/nb/finnes-ikke", "/en/not-there")
WIDTHS = (320, 768, 1024, 1280, 1440, 1920)  # a dark one beside every other
OF_THE_DESK = (320, 768, 1280)


class Shot(NamedTuple):
    """A screenshot to take: the page, the media features, and whether the menu is open."""

    address: str
    width: int
    scheme: str = "light"
    media: str = "screen"
    forced_colors: str = "none"
    menu: str = "closed"

    @property
    def name(self) -> str:
        """The file name."""
        return "-".join(map(str, self)).strip("/").replace("/", "_") + ".png"


def shots() -> Iterator[Shot]:
    """Yield every screenshot on the contact sheet."""
    for address in ADDRESSES:
        for width in WIDTHS:
            yield Shot(address, width)
        for width in WIDTHS[::2]:
            yield Shot(address, width, "dark")
    for address in ("/nb/", "/en/"):
        yield Shot(address, 320, menu="open")
        yield Shot(address, 768, "dark", menu="open")
        yield Shot(address, 320, forced_colors="active", menu="open")
    for address in ("/nb/", "/nb/faser/3-rekruttering-og-samfunn", "/en/board"):
        yield Shot(address, 1280, forced_colors="active")
        yield Shot(address, 1280, "dark", forced_colors="active")
        yield Shot(address, 768, media="print")
        yield Shot(address, 2560)


def shots_of_the_desk() -> Iterator[tuple[str, Shot]]:
    """Yield every screenshot of the desk with the name of its scene."""
    for name in scenes.NAMES:
        for language in ("nb", "en"):
            for width in OF_THE_DESK:
                yield name, Shot(f"/desk/{language}/{name}", width)
        yield name, Shot(f"/desk/nb/{name}", OF_THE_DESK[-1], "dark")


def take(browser: Browser, server: str, shot: Shot) -> None:
    """Take a screenshot of the whole page, or of the window if the menu is open."""
    page = opened(browser, shot)
    page.goto(server + shot.address)
    page.emulate_media(media=shot.media)  # type: ignore[arg-type]  # one of two literals
    if shot.menu == "open":
        page.locator(".menu-button").click()
    page.screenshot(path=FOLDER / shot.name, full_page=shot.menu == "closed")
    page.close()


def take_at_desk(browser: Browser, office: Office, scene: Scene, shot: Shot) -> None:
    """Take a screenshot of a view of the desk."""
    page = opened(browser, shot)
    if scene.user is not None:
        office.enter(page, scene.user)
    page.goto(f"{office.settings.desk_url}{scene.in_language(shot.address.split('/')[2])}")
    # In a window as high as the page, buttons that stick to the window are in their places.
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": shot.width, "height": height})
    page.wait_for_load_state("networkidle")  # the frame with the preview comes later
    page.screenshot(path=FOLDER / shot.name)
    page.close()


def opened(browser: Browser, shot: Shot) -> Page:
    """Open an empty page for a screenshot."""
    options: dict[str, Any] = {"color_scheme": shot.scheme, "forced_colors": shot.forced_colors}
    return browser.new_page(viewport={"width": shot.width, "height": 800}, **options)


def contact_sheet(taken: list[Shot]) -> str:
    """Return a page with all screenshots."""
    figures = "".join(
        f'<figure><img src="{shot.name}" alt="" width="{shot.width // 4}">'
        f"<figcaption>{shot.name}</figcaption></figure>"
        for shot in taken
    )
    style = "body{font:9px serif;display:flex;flex-wrap:wrap}figure{margin:6px;max-width:320px}"
    return f"<!doctype html><meta charset=utf-8><title>Shots</title><style>{style}</style>{figures}"


def main() -> None:
    """Take all screenshots."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    taken = sorted(shots(), key=lambda shot: ADDRESSES.index(shot.address))
    at_desk, sheet = list(shots_of_the_desk()), FOLDER / "index.html"
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        serving_the_seed("wsgi:app", Path(scratch)) as server,
        open_office(Path(scratch) / "desk") as office,
    ):
        browser = playwright.chromium.launch(**launch_options())
        for shot in taken:
            take(browser, server, shot)
        views = {scene.name: scene for scene in scenes.prepare(office)}
        for name, shot in at_desk:
            take_at_desk(browser, office, views[name], shot)
        browser.close()
    taken += [shot for _, shot in at_desk]
    sheet.write_text(contact_sheet(taken), "utf-8")
    print(f"{len(taken)} screenshots: {sheet}")  # noqa: T201  # output of the command


if __name__ == "__main__":
    main()
