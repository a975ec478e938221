"""Accessibility measures of the page that a browser shows. Each returns a list of faults."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.support.browser import DESK, ENLARGED, PHONE, TABLET

_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that depend on colours
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN_AXE = """async (options) => {
  const found = await axe.run({ resultTypes: ['violations'], ...options });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
}"""

# In forced colours, axe-core reads the colour that text would have without them.
_TELL_FORCED = """(isForced) => {
  for (const one of document.body.querySelectorAll('*')) {
    one.style.webkitTextFillColor = isForced ? getComputedStyle(one).color : '';
  }
}"""

# Line height, and space after paragraphs, between letters and between words (WCAG 1.4.12).
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }
"""
_ENLARGED = "html { font-size: 200% !important }"  # WCAG 1.4.4
# The content security policy blocks style elements, and not sheets that a script constructs.
_STYLE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
# Text fields scroll their content, so they are not measured.
_CLIPPED = """() => [...document.querySelectorAll('body *:not(input, textarea)')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, svg, .skip-link'))
  .filter((one) => getComputedStyle(one).overflow !== 'visible' && one.id !== 'menu')
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => `clipped: ${one.outerHTML.slice(0, 80)}`)"""
_WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? []
  : [`${document.documentElement.scrollWidth} pixels wide`]"""
_TARGETS = """() => [...document.querySelectorAll('a[href], button, main :is(input, textarea)')]
  .filter((one) => one.checkVisibility() && one.type !== 'hidden')
  .filter((one) => !one.closest('.visually-hidden, .skip-link'))
  .map((one) => {
    const { width, height } = (one.closest('label, .battery li') ?? one).getBoundingClientRect();
    const around = one.closest('p, .breadcrumb li, .notice');
    const isInText = around !== null && around.textContent.trim() !== one.textContent.trim();
    const isPrimary = one.matches('input, textarea, main button')
      || Boolean(one.closest('.menu, .language-switch, .masthead, .action-list, .pager'));
    return { name: one.outerHTML.slice(0, 80), width, height, isInText, isPrimary };
  })"""
# Moves on from the element that has the focus: null once every element has had it.
_FOCUSED = """() => {
  const one = document.activeElement;
  window.focused ??= new Set();
  if (one === document.body || window.focused.has(one)) return null;
  window.focused.add(one);
  const name = one.outerHTML.slice(0, 80);
  const [box] = one.getClientRects();
  const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return [
    ...(top && (one.contains(top) || top.contains(one)) ? [] : [`covered: ${name}`]),
    ...(outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 ? [] : [`no ring: ${name}`]),
  ];
}"""
_UNFOCUSED = """() => [...document.querySelectorAll('a[href], button')]
  .filter((one) => one.checkVisibility() && !window.focused.has(one))
  .map((one) => `not reached: ${one.outerHTML.slice(0, 80)}`)"""
_LONGEST = 300  # presses of Tab


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
        page.evaluate(_TELL_FORCED, theme == "forced")
        found = _run_axe(page, {"runOnly": {"type": "rule", "values": _COLOURS}})
        faults += [f"{theme} {fault}" for fault in found]
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.evaluate(_TELL_FORCED, False)
    return faults


def reflow(page: Page, size: ViewportSize) -> list[str]:
    """Look for text that does not fit into a window: as it is, spaced and enlarged."""
    page.set_viewport_size(size)
    faults = []
    for style in ("", _SPACING, _ENLARGED):
        page.evaluate(_STYLE, style)
        faults += fit(page)
    page.evaluate(_STYLE, "")
    return faults


def fit(page: Page) -> list[str]:
    """Look for text that is cut or wider than the window."""
    return [*page.evaluate(_CLIPPED), *page.evaluate(_WIDER)]


def targets(page: Page) -> list[str]:
    """Look for links and fields under 24 pixels, or 44 for those used most (WCAG 2.5.8, 2.5.5).

    Links in sentences are exempt.
    """
    faults = []
    for target in page.evaluate(_TARGETS):
        least = (44 if target["isPrimary"] else 24) - 0.5
        if not target["isInText"] and min(target["width"], target["height"]) < least:
            faults.append(f"{target['width']} x {target['height']}: {target['name']}")
    return faults


def focused(page: Page) -> list[str] | None:
    """Look for a covered element or a missing ring at the focus (WCAG 2.4.7, 2.4.11).

    :returns: None if nothing has the focus, or the element has had it before.
    """
    found: list[str] | None = page.evaluate(_FOCUSED)
    return found


def focus(page: Page) -> list[str]:
    """Press Tab through the whole page, and look at each element that gets the focus."""
    faults: list[str] = []
    page.evaluate("() => { window.focused = new Set(); document.activeElement.blur() }")
    for _ in range(_LONGEST):
        page.keyboard.press("Tab")
        found = focused(page)
        if found is None:
            return [*faults, *page.evaluate(_UNFOCUSED)]
        faults += found
    return [*faults, f"there is more after {_LONGEST} elements"]


def _run_axe(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_RUN_AXE, options)
    return found
