"""Charts: what is drawn is what is said, tabled and downloaded, and can be seen by everybody."""

from __future__ import annotations

import pytest
from bs4 import Tag

from battkomp.settings import ROOT
from tests.rules.test_tokens import THEMES, contrast
from tests.support.datasets import as_json, column
from tests.support.visitor import Visitor, one, words

PAGES = {"nb": "/nb/tall", "en": "/en/figures"}
each_language = pytest.mark.parametrize("language", PAGES)


def charts(visitor: Visitor, language: str) -> list[Tag]:
    """Return the charts of the page of figures."""
    found = visitor.open(PAGES[language]).select("figure.chart")
    assert len(found) == 3
    return found


@each_language
def test_what_is_drawn_is_what_is_in_the_files(visitor: Visitor, language: str) -> None:
    rows = as_json(visitor, language, "figures")["rows"]
    cells = dict(
        zip(
            [row["key"] for row in rows],
            column(visitor, language, "figures", "value"),
            strict=True,
        )
    )
    for chart in charts(visitor, language):
        of_it = [row for row in rows if row["chart"] == chart["id"]]
        drawn = [float(str(bar["width"])) for bar in chart.select("svg rect")]
        assert drawn == [row["value"] for row in of_it]
        assert drawn == [float(cells[row["key"]]) for row in of_it]
        assert len(drawn) > 1


@each_language
def test_the_table_says_what_is_drawn(visitor: Visitor, language: str) -> None:
    rows = as_json(visitor, language, "figures")["rows"]
    for chart in charts(visitor, language):
        of_it = [row for row in rows if row["chart"] == chart["id"]]
        labels = [words(label) for label in chart.select(".bars strong")]
        tabled = [
            [words(cell) for cell in row.select("th, td")] for row in chart.select("tbody tr")
        ]
        assert [row[1] for row in tabled] == labels
        assert [row[0] for row in tabled] == [row["label"] for row in of_it]
        assert [row[2] for row in tabled] == [row["owner"] for row in of_it]
        for row, label in zip(of_it, labels, strict=True):
            assert f"{row['value']:g}" in label


@each_language
def test_bars_begin_at_nought_on_one_scale(visitor: Visitor, language: str) -> None:
    for chart in charts(visitor, language):
        drawn = [float(str(bar["width"])) for bar in chart.select("svg rect")]
        scales = {str(svg["viewbox"]) for svg in chart.select("svg")}
        assert len(scales) == 1
        left, _top, end, _height = map(float, scales.pop().split())
        is_share = "%" in words(one(chart, ".bars"))
        assert left == 0
        assert end == (100 if is_share else max(drawn))
        assert not [bar for bar in chart.select("rect") if bar.get("x")]


@each_language
def test_a_chart_is_named_sourced_dated_and_can_be_taken_along(
    visitor: Visitor, language: str
) -> None:
    for chart in charts(visitor, language):
        message = one(chart, "figcaption h3")
        assert chart["aria-labelledby"] == message["id"]
        assert words(one(chart, "figcaption p:not(.owner)"))
        picture = one(chart, "[role=img]")
        for label in chart.select(".bars p"):
            assert words(label) in " ".join(str(picture["aria-label"]).split())
        assert chart.select("a[rel=external]")
        assert chart.select(".as-of time[datetime]")
        assert words(one(chart, "caption")) == words(message)
        endings = [str(link["href"]).rpartition(".")[2] for link in chart.select(".downloads a")]
        assert endings == ["csv", "json"]


@each_language
def test_a_chart_of_others_figures_says_so(visitor: Visitor, language: str) -> None:
    own = {"access-to-competence": True, "engineers": False, "turnover": False}
    not_ours = {"nb": "ikke fra BattKOMP", "en": "not from BattKOMP"}[language]
    for chart in charts(visitor, language):
        section = chart.find_parent("section")
        assert section is not None
        assert (section["aria-labelledby"] == "own") is own[str(chart["id"])]
        assert (not_ours in words(one(chart, "figcaption"))) is not own[str(chart["id"])]


@each_language
def test_nothing_in_a_drawing_depends_on_colour_or_shrinks(visitor: Visitor, language: str) -> None:
    for chart in charts(visitor, language):
        assert not chart.select("svg text, [style], [fill], [stroke]")
        assert len(chart.select(".bars p")) == len(chart.select(".bars svg"))


# What is left of linear red, green and blue without one sort of cones (Machado, Oliveira and
# Fernandes, 2009, at severity 1.0), and without any.
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


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", [("accent", "paper"), ("edge", "paper"), ("ink", "paper")])
def test_a_bar_is_seen_against_what_is_around_it(
    theme: str, vision: str, pair: tuple[str, str]
) -> None:
    front, back = (seen(THEMES[theme][name], vision) for name in pair)
    assert contrast(front, back) >= 3


def test_white_is_white_to_everybody() -> None:
    assert {seen("#ffffff", vision) for vision in VISION} == {"#ffffff"}


def test_bars_are_drawn_in_the_colours_that_are_measured() -> None:
    css = (ROOT / "static/css/components.css").read_text("utf-8")
    bars = css[css.index(".bars svg {") : css.index(".said p {")]
    assert "fill: var(--accent)" in bars
    assert "solid var(--ink)" in bars
    assert "solid var(--edge)" in bars
    forced = (ROOT / "static/css/media.css").read_text("utf-8")
    assert "fill: CanvasText" in forced[forced.index(".bars svg {") :][:160]
