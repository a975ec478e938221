"""Accessibility measures of the page that a browser shows. Each returns a list of faults."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.support.browser import DESK, ENLARGED, PHONE, TABLET, in_page

_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that depend on colours
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Line height, and space after paragraphs, between letters and between words (WCAG 1.4.12).
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }
"""
_ENLARGED = "html { font-size: 200% !important }"  # WCAG 1.4.4
_LONGEST = 300  # presses of Tab
_AT_ONCE = 20  # of them
# The widest, a narrow and a usual font of a system: most visitors see one of their kinds.
FONTS = ("DejaVu Sans", "Liberation Sans", "Inter")
_WINDOWS: tuple[ViewportSize, ...] = (
    PHONE,
    TABLET,
    {"width": 1024, "height": 768},
    {"width": 1280, "height": 720},
    {"width": 1440, "height": 900},
    {"width": 1920, "height": 1080},
)


def faults(page: Page) -> list[str]:
    """Take all measures but that of the focus on a narrow screen, a tablet and a wide screen."""
    found = contrast(page)
    for size, small in ((PHONE, ENLARGED), (TABLET, TABLET), (DESK, DESK)):
        page.set_viewport_size(size)
        measured = [*axe(page), *targets(page), *reflow(page, small)]
        found += [f"{size['width']} px: {fault}" for fault in measured]
    return found


def axe(page: Page) -> list[str]:
    """Run all rules of axe-core except those that depend on colours."""
    rules = {name: {"enabled": False} for name in _COLOURS}
    return _run_axe(page, {"runOnly": {"type": "tag", "values": _TAGS}, "rules": rules})


def contrast(page: Page) -> list[str]:
    """Run axe-core's rules for colours in the light and the dark theme and in forced colours."""
    faults = []
    for theme in ("light", "dark", "forced"):
        page.emulate_media(
            color_scheme="dark" if theme == "dark" else "light",
            forced_colors="active" if theme == "forced" else "none",
        )
        in_page(page, "tellForced", theme == "forced")
        found = _run_axe(page, {"runOnly": {"type": "rule", "values": _COLOURS}})
        faults += [f"{theme} {fault}" for fault in found]
    page.emulate_media(color_scheme="light", forced_colors="none")
    in_page(page, "tellForced", False)
    return faults


def reflow(page: Page, size: ViewportSize) -> list[str]:
    """Look for text that does not fit into a window: as it is, spaced and enlarged."""
    page.set_viewport_size(size)
    faults = []
    for style in ("", _SPACING, _ENLARGED):
        in_page(page, "style", style)
        faults += in_page(page, "unfit")  # text that is cut or wider than the window
    in_page(page, "style", "")
    return faults


def layout(page: Page) -> list[str]:
    """Look for text that is cut, covered or broken, in windows of every width with every font.

    Each text is in its box, no two texts or points of drawings are on each other, the mark of an
    item is beside its first line, and a date, a part of a meta line or an arrow is not broken off.
    """
    faults = []
    for size in _WINDOWS:
        page.set_viewport_size(size)
        faults += [f"{size['width']} px, {fault}" for fault in in_page(page, "layout", FONTS)]
    return faults


def drawn_fonts(page: Page, selector: str) -> list[str]:
    """Return the family of the font that each element is drawn with."""
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    found = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    drawn = [tools.send("CSS.getPlatformFontsForNode", {"nodeId": one})["fonts"] for one in found]
    return [str(fonts[0]["familyName"]) for fonts in drawn]


def targets(page: Page) -> list[str]:
    """Look for links and fields under 24 pixels, or 44 for those used most (WCAG 2.5.8, 2.5.5).

    Links in sentences are exempt.
    """
    return list(in_page(page, "smallTargets"))


def focused(page: Page) -> list[str] | None:
    """Look for a covered element or a missing ring at the focus (WCAG 2.4.7, 2.4.11).

    :returns: None if the element has had it before.
    """
    found: list[str] | None = in_page(page, "focused")
    return found


def focus(page: Page) -> list[str]:
    """Press Tab through the whole page, and look at each element that gets the focus."""
    in_page(page, "followFocus")
    for _ in range(_LONGEST // _AT_ONCE):
        for _ in range(_AT_ONCE):
            page.keyboard.press("Tab")
        found: list[str] | None = in_page(page, "focusFaults")
        if found is not None:
            return found
    return [f"there is more after {_LONGEST} elements"]


def _run_axe(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return list(in_page(page, "axe", options))
