"""Draw the icons and the pictures for social media from the content: `make pictures`.

Social media accept no SVG, so the pictures are PNG files; a test fails when they are out of date.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from battkomp import oslo
from battkomp.content.model import PhaseStatus
from battkomp.languages import LANGUAGES
from battkomp.settings import ROOT
from battkomp.web.context import content
from battkomp.web.labels import phase_status
from tests.support.chromium import launch_options
from tests.support.sites import settings_in, site

FOLDER = ROOT / "static" / "img"
RECORD = FOLDER / "pictures.json"
INK, PAPER, CHARGE, EDGE = "#15211d", "#fbfcfa", "#2fcf93", "#7d8f88"

Shown = dict[str, dict[str, Any]]


def shown_now() -> Shown:
    """Return the words and parts to show in each language, from the seed."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = replace(settings_in(Path(scratch)), today=oslo.today)
        app = site(settings)
        shown = {}
        for language in settings.languages:
            with app.test_request_context(f"/{language.tag}/"):
                shown[language.tag] = _shown()
    return shown


def _shown() -> dict[str, Any]:
    found = content()
    return {
        "about": found.page("home").description.value,
        "parts": [
            [phase.title.value, phase.status.value, phase_status(phase)] for phase in found.phases
        ],
    }


def icon(parts: list[list[str]], size: int) -> str:
    """Return the battery of the parts as a square SVG image."""
    cells = "".join(
        _cell(status, 5.6 + 6.2 * place, 12.2, 5.2, 7.6)
        for place, (_, status, _) in enumerate(parts)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{size}"'
        f' height="{size}">'
        f'<rect width="32" height="32" rx="6" fill="{INK}"/>'
        f'<rect x="3.2" y="9.8" width="22.8" height="12.4" rx="2.6" fill="none" stroke="#fff"'
        f' stroke-width="2"/><path d="M28.2 13.6v4.8" stroke="#fff" stroke-width="2.4"/>'
        f"{cells}</svg>\n"
    )


def _cell(status: str, x: float, y: float, width: float, height: float) -> str:
    if status == PhaseStatus.PLANNED.value:
        return ""
    share = 1 if status == PhaseStatus.LAUNCHED.value else 0.5
    top, tall = y + height * (1 - share), height * share
    return f'<rect x="{x:g}" y="{top:g}" width="{width:g}" height="{tall:g}" fill="{CHARGE}"/>'


def social(shown: dict[str, Any], language: str) -> str:
    """Return the HTML of the picture for social media."""
    cells = "".join(
        f'<li class="{status}"><b>{place} {word}</b>{title.replace("/", "/<wbr>")}</li>'
        for place, (title, status, word) in enumerate(shown["parts"], 1)
    )
    return f"""<!doctype html><html lang="{language}"><meta charset="utf-8"><style>
    body {{ margin: 0; width: 1200px; height: 630px; padding: 64px 72px; box-sizing: border-box;
      background: {INK}; color: #fff; font-family: system-ui, "Liberation Sans", sans-serif; }}
    h1 {{ font-size: 108px; letter-spacing: -4px; margin: 0 0 16px; line-height: 1; }}
    p {{ font-size: 34px; line-height: 1.35; margin: 0 0 44px; max-width: 980px; }}
    ol {{ display: flex; gap: 14px; list-style: none; margin: 0; padding: 14px; width: 1000px;
      height: 170px; border: 6px solid #fff; border-radius: 20px; position: relative; }}
    ol::after {{ content: ""; position: absolute; right: -24px; top: 58px; width: 16px;
      height: 80px; background: #fff; border-radius: 0 8px 8px 0; }}
    li {{ flex: 1; min-width: 0; padding: 14px 18px; border-radius: 8px; font-size: 25px;
      line-height: 1.2; border: 3px solid {EDGE}; box-sizing: border-box; hyphens: auto;
      overflow-wrap: anywhere; }}
    b {{ display: block; margin-bottom: 4px; font-size: 30px; }}
    .launched {{ background: {CHARGE}; border-color: {CHARGE}; color: #07130f; }}
    .under-way {{ border-color: {CHARGE}; border-bottom-width: 60px; }}
    .planned {{ border-style: dashed; }}
    </style><h1>BattKOMP</h1><p>{shown["about"]}</p><ol>{cells}</ol></html>"""


def take(browser: Browser, html: str, width: int, height: int, name: str) -> None:
    """Take a screenshot of HTML."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    page.screenshot(path=FOLDER / name, omit_background=True)
    page.close()


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
        for language, own in shown.items():
            take(browser, social(own, language), 1200, 630, f"social-{language}.png")
        browser.close()
    RECORD.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
