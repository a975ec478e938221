"""Draw the icons and the pictures for social media from the content: `make pictures`.

Social media accept no SVG, so the pictures are PNG files; a test fails when they are out of date.
"""

import json
import re
import struct
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, sync_playwright

from battkomp.languages import LANGUAGES
from battkomp.settings import ROOT
from battkomp.web.context import content
from battkomp.web.labels import phase_status
from tests.support.browser import launch_options
from tests.support.sites import settings_in, site, today

FOLDER = ROOT / "static" / "img"
RECORD = FOLDER / "pictures.json"
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
TEMPLATES.globals |= {"ink": "#15211d", "charge": "#2fcf93", "edge": "#7d8f88"}


def shown_now() -> dict[str, dict[str, Any]]:
    """Return the words and parts to show in each language, from the seed."""
    shown = {}
    with tempfile.TemporaryDirectory() as scratch:
        app = site(settings_in(Path(scratch), today=today))
        for language in LANGUAGES:
            with app.test_request_context(f"/{language.tag}/"):
                found = content()
                shown[language.tag] = {
                    "about": found.page("home").description.value,
                    "parts": [
                        [phase.title.value, phase.status.value, phase_status(phase)]
                        for phase in found.phases
                    ],
                }
    return shown


def icon(parts: list[list[str]], size: int) -> str:
    """Return the battery of the parts as a square SVG image."""
    drawn = TEMPLATES.get_template("icon.svg").render(parts=parts, size=size)
    return re.sub(r">\s+<", "><", drawn) + "\n"


def take(browser: Browser, html: str, width: int, height: int, name: str) -> None:
    """Take a screenshot of HTML."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    page.screenshot(path=FOLDER / name, omit_background=True)
    page.close()


def ico(png: bytes, size: int) -> bytes:
    """Return a square PNG image as an ICO file, with a directory of one image before it."""
    return struct.pack("<3H4B2H2I", 0, 1, 1, size, size, 0, 0, 1, 32, len(png), 22) + png


def main() -> None:
    """Draw all pictures."""
    shown = shown_now()
    parts = shown[LANGUAGES[0].tag]["parts"]
    (FOLDER / "icon.svg").write_text(icon(parts, 32), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for name, size in (("icon-32.png", 32), ("apple-touch-icon.png", 180)):
            html = f"<style>body{{margin:0}}svg{{display:block}}</style>{icon(parts, size)}"
            take(browser, html, size, size, name)
        (FOLDER / "favicon.ico").write_bytes(ico((FOLDER / "icon-32.png").read_bytes(), 32))
        for language, own in shown.items():
            html = TEMPLATES.get_template("social.html").render(own, language=language)
            take(browser, html, 1200, 630, f"social-{language}.png")
        browser.close()
    RECORD.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
