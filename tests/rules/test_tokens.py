"""Check the contrast of the colours in both themes (WCAG 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest

from battkomp.settings import ROOT

STYLES = ROOT / "static" / "css"
TOKENS = (STYLES / "tokens.css").read_text("utf-8")
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
SAME = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS))  # in both themes
THEMES = {
    "light": {name: light for name, light, _ in PAIRS} | SAME,
    "dark": {name: dark for name, _, dark in PAIRS} | SAME,
}

TEXTS = [
    ("ink", "paper"), ("ink", "panel"), ("quiet", "paper"), ("quiet", "panel"),
    ("accent", "paper"), ("accent", "panel"), ("paper", "ink"), ("on-charge", "charge"),
]  # fmt: skip
GRAPHICS = [
    ("edge", "paper"), ("edge", "panel"), ("charge", "paper"), ("charge", "panel"),
    ("accent", "paper"), ("accent", "panel"), ("alarm", "paper"), ("on-charge", "charge"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.claim("contrast")
@pytest.mark.parametrize("theme", THEMES)
def test_text_and_graphics_have_enough_contrast(theme: str) -> None:
    colours = THEMES[theme]
    faults = [
        (front, back)
        for pairs, least in ((TEXTS, 4.5), (GRAPHICS, 3.0))
        for front, back in pairs
        if contrast(colours[front], colours[back]) < least
    ]
    assert faults == []


def test_every_colour_is_named() -> None:
    for sheet in STYLES.rglob("*.css"):
        literals = re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s])|\brgb|\bhsl", sheet.read_text("utf-8"))
        assert sheet.name == "tokens.css" or literals == [], sheet
