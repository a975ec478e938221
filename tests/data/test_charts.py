"""Charts: the drawing agrees with the text, the table and the files, and is accessible."""

from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import Tag

from battkomp.settings import Settings
from tests.support.datasets import SEPARATORS, address, as_json
from tests.support.sites import change, edited_seed, load, site
from tests.support.visitor import Visitor, one, words

PAGES = {"nb": "/nb/tall", "en": "/en/figures"}
NOT_OURS = {"nb": "ikke fra BattKOMP", "en": "not from BattKOMP"}
each_language = pytest.mark.parametrize("language", PAGES)


def charts(visitor: Visitor, language: str) -> list[Tag]:
    """Return the charts on the page of figures."""
    found = visitor.open(PAGES[language]).select("figure.figure-chart")
    assert len(found) > 1
    return found


@each_language
def test_the_drawing_its_table_and_its_owner_agree_with_the_files(
    visitor: Visitor, language: str
) -> None:
    rows = as_json(visitor, language, "figures")["rows"]
    for chart in charts(visitor, language):
        drawn = [row for row in rows if row["chart"] == chart["id"]]
        widths = [float(str(bar["width"])) for bar in chart.select("svg rect")]
        assert widths == [row["value"] for row in drawn]
        assert len(drawn) > 1
        amounts = [words(label) for label in chart.select(".figure-bars strong")]
        table = [[words(cell) for cell in row.select("th, td")] for row in chart.select("tbody tr")]
        assert [row[:3] for row in table] == [
            [row["label"], amount, row["owner"]] for row, amount in zip(drawn, amounts, strict=True)
        ]
        assert all(f"{row['value']:g}" in text for row, text in zip(drawn, amounts, strict=True))
        assert not chart.select("rect[x]"), "bars begin at zero"
        (scale,) = {str(svg["viewbox"]) for svg in chart.select("svg")}
        left, _top, end, _height = map(float, scale.split())
        assert (left, end) == (0, 100 if "%" in amounts[0] else max(widths))
        is_own = drawn[0]["owner"] == "BattKOMP"
        assert bool(chart.find_parent("section", {"aria-labelledby": "own"})) is is_own
        assert (NOT_OURS[language] in words(one(chart, "figcaption"))) is not is_own


@each_language
def test_a_chart_has_a_name_a_description_and_sources(visitor: Visitor, language: str) -> None:
    for chart in charts(visitor, language):
        message = one(chart, "figcaption h3")
        assert chart["aria-labelledby"] == message["id"]
        assert words(one(chart, "figcaption p:not(.figure-owner)"))
        picture = " ".join(str(one(chart, "[role=img]")["aria-label"]).split())
        assert all(words(bar) in picture for bar in chart.select(".figure-bars p"))
        assert len(chart.select(".figure-bars p")) == len(chart.select(".figure-bars svg"))
        assert not chart.select("svg text, [style], [fill], [stroke]")
        assert chart.select("a[rel=external]")
        assert chart.select(".meta time[datetime]")
        assert words(one(chart, "caption")) == words(message)


# As files have a number, and as Norwegian and English write it, with and without a percentage.
NUMBERS = {
    "92.5": ("92,5", "92.5"),
    "99.6": ("99,6", "99.6"),
    "0.4": ("0,4", "0.4"),
    "33.33333": ("33,33333", "33.33333"),
    "0.0000001": ("0,0000001", "0.0000001"),
    "1e15": ("1 000 000 000 000 000", "1,000,000,000,000,000"),
    "1234.5": ("1 234,5", "1,234.5"),
}


@pytest.mark.slow
def test_a_number_is_the_same_everywhere(settings: Settings, tmp_path: Path) -> None:
    visitor = Visitor(site(settings))
    for number, written in NUMBERS.items():
        key = "competence-a-challenge" if float(number) <= 100 else "companies-surveyed"
        old = f"[figures.{key}]\nvalue = {'92' if float(number) <= 100 else '67'}\n"
        edit = change(old, f"[figures.{key}]\nvalue = {number}\n")
        load(settings, edited_seed(tmp_path / number, figures=edit))
        for language, shown in zip(PAGES, written, strict=True):
            text = words(one(visitor.open(PAGES[language]), "main"))
            assert text.count(shown) > 1, (number, language)
            (row,) = (
                one for one in as_json(visitor, language, "figures")["rows"] if one["key"] == key
            )
            assert row["value"] == float(number)
            cells = visitor.ask(address(language, "figures", "csv")).text
            plain = shown.replace(" ", "") if language == "nb" else shown.replace(",", "")
            assert SEPARATORS[language] + plain + SEPARATORS[language] in cells
            search = {"nb": "/nb/sok", "en": "/en/search"}[language]
            assert shown in words(one(visitor.open(f"{search}?q={quote(shown)}"), "#hits"))
