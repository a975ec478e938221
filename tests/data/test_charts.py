"""Charts: the drawing agrees with the text, the table and the files, and is accessible."""

from __future__ import annotations

import pytest
from bs4 import Tag

from tests.rules.test_tokens import THEMES, contrast
from tests.support.datasets import as_json, column
from tests.support.visitor import Visitor, one, words

PAGES = {"nb": "/nb/tall", "en": "/en/figures"}
NOT_OURS = {"nb": "ikke fra BattKOMP", "en": "not from BattKOMP"}
each_language = pytest.mark.parametrize("language", PAGES)


def charts(visitor: Visitor, language: str) -> list[Tag]:
    """Return the charts on the page of figures."""
    found = visitor.open(PAGES[language]).select("figure.figure-chart")
    assert len(found) > 1
    return found


def widths(chart: Tag) -> list[float]:
    """Return the lengths of a chart's bars."""
    return [float(str(bar["width"])) for bar in chart.select("svg rect")]


@each_language
def test_the_drawing_and_its_table_agree_with_the_files(visitor: Visitor, language: str) -> None:
    rows = as_json(visitor, language, "figures")["rows"]
    written = column(visitor, language, "figures", "value")
    cells = {
        row["key"]: float(cell) for row, cell in zip(rows, written, strict=True) if row["chart"]
    }
    for chart in charts(visitor, language):
        drawn = [row for row in rows if row["chart"] == chart["id"]]
        assert widths(chart) == [row["value"] for row in drawn]
        assert widths(chart) == [cells[row["key"]] for row in drawn]
        assert len(drawn) > 1
        amounts = [words(label) for label in chart.select(".figure-bars strong")]
        table = [[words(cell) for cell in row.select("th, td")] for row in chart.select("tbody tr")]
        assert [row[:3] for row in table] == [
            [row["label"], amount, row["owner"]] for row, amount in zip(drawn, amounts, strict=True)
        ]
        assert all(f"{row['value']:g}" in text for row, text in zip(drawn, amounts, strict=True))


@each_language
def test_bars_begin_at_zero_on_one_scale(visitor: Visitor, language: str) -> None:
    for chart in charts(visitor, language):
        (scale,) = {str(svg["viewbox"]) for svg in chart.select("svg")}
        left, _top, end, _height = map(float, scale.split())
        is_share = "%" in words(one(chart, ".figure-bars"))
        assert left == 0
        assert end == (100 if is_share else max(widths(chart)))
        assert not [bar for bar in chart.select("rect") if bar.get("x")]


@each_language
def test_a_chart_has_a_name_a_description_sources_and_files(
    visitor: Visitor, language: str
) -> None:
    for chart in charts(visitor, language):
        message = one(chart, "figcaption h3")
        assert chart["aria-labelledby"] == message["id"]
        assert words(one(chart, "figcaption p:not(.figure-owner)"))
        picture = " ".join(str(one(chart, "[role=img]")["aria-label"]).split())
        assert [
            words(one) for one in chart.select(".figure-bars p") if words(one) not in picture
        ] == []
        assert chart.select("a[rel=external]")
        assert chart.select(".figure-provenance time[datetime]")
        assert words(one(chart, "caption")) == words(message)
        endings = [
            str(link["href"]).rpartition(".")[2] for link in chart.select(".dataset-downloads a")
        ]
        assert endings == ["csv", "json"]


@each_language
def test_a_chart_of_others_figures_is_marked(visitor: Visitor, language: str) -> None:
    owners = {row["chart"]: row["owner"] for row in as_json(visitor, language, "figures")["rows"]}
    for chart in charts(visitor, language):
        section = chart.find_parent("section")
        assert section is not None
        is_own = owners[str(chart["id"])] == "BattKOMP"
        assert (section["aria-labelledby"] == "own") is is_own
        assert (NOT_OURS[language] in words(one(chart, "figcaption"))) is not is_own


def test_a_drawing_has_no_colours_and_no_text_of_its_own(visitor: Visitor) -> None:
    for chart in charts(visitor, "nb"):
        assert not chart.select("svg text, [style], [fill], [stroke]")
        assert len(chart.select(".figure-bars p")) == len(chart.select(".figure-bars svg"))


# Linear red, green and blue as seen without one kind of cones (Machado, Oliveira and Fernandes,
# 2009, severity 1.0), and without any.
VISION = {
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
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}


def seen(colour: str, vision: str) -> str:
    """Return a colour as it is seen."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    mixed = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in VISION[vision]]
    shown = [min(1.0, max(0.0, one)) for one in mixed]
    coded = [one * 12.92 if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in shown]
    return "#" + "".join(f"{round(one * 255):02x}" for one in coded)


def test_a_bar_stands_out_from_the_page_with_every_vision() -> None:
    faults = [
        (theme, vision, front)
        for theme, colours in THEMES.items()
        for vision in VISION
        for front in ("accent", "edge", "ink")
        if contrast(seen(colours[front], vision), seen(colours["paper"], vision)) < 3
    ]
    assert faults == []
    assert {seen("#ffffff", vision) for vision in VISION} == {"#ffffff"}
