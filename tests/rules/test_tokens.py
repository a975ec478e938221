"""Check the contrast of the colours in both themes (WCAG 1.4.3 and 1.4.11)."""

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
    ("on-charge", "charge-high"), ("on-charge", "charge-low"),
]  # fmt: skip
GRAPHICS = [
    ("edge", "paper"), ("edge", "panel"), ("charge", "paper"), ("charge", "panel"),
    ("accent", "paper"), ("accent", "panel"), ("alarm", "paper"), ("on-charge", "charge"),
]  # fmt: skip


# Linear red, green and blue as seen without one kind of cones (Machado, Oliveira and Fernandes,
# 2009, severity 1.0).
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def luminance(colour: str, vision: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it, as it is seen."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    mixed = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in VISION[vision]]
    red, green, blue = (min(1.0, max(0.0, one)) for one in mixed)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, vision: str = "normal") -> float:
    """Return the contrast ratio of two colours."""
    dim, bright = sorted(luminance(colour, vision) for colour in (one, other))
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


def test_a_bar_of_a_chart_stands_out_from_the_page_with_every_vision() -> None:
    faults = [
        (theme, vision, front)
        for theme, colours in THEMES.items()
        for vision in VISION
        for front in ("charge", "edge", "ink")
        if contrast(colours[front], colours["paper"], vision) < 3
    ]
    assert faults == []
    assert [luminance("#ffffff", vision) for vision in VISION] == [pytest.approx(1)] * 3


def test_lists_stay_lists() -> None:
    """Safari announces no list whose mark is `none`; the mark may be an empty string."""
    removed = [
        one.name
        for one in STYLES.rglob("*.css")
        if re.search(r"list-style[^;]*none", one.read_text("utf-8"))
    ]
    assert removed == []


def test_every_colour_is_named() -> None:
    for sheet in STYLES.rglob("*.css"):
        literals = re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s])|\brgb|\bhsl", sheet.read_text("utf-8"))
        assert sheet.name == "tokens.css" or literals == [], sheet
