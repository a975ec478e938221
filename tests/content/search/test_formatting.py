"""Dates and amounts in the search index."""

from __future__ import annotations

from flask import Flask

from battkomp.content import files, load
from battkomp.content.model import PartialDate
from battkomp.content.search import formatting
from battkomp.languages import LANGUAGES
from battkomp.web import formats


def test_dates_and_amounts_are_written_as_on_pages(app: Flask) -> None:
    content = files.read(load.SEED)
    dates = {one.on for one in content.milestones.values()}
    dates |= {PartialDate.of(text) for text in ("2021-spring", "2021-summer", "2021")}
    faults = []
    for language in LANGUAGES:
        with app.test_request_context(f"/{language.tag}/"):
            app.preprocess_request()
            for date in dates:
                pair = (
                    formatting.partial_date(date, language.tag),
                    formats.partial_date(date).striptags(),
                )
                faults += [pair] if pair[0] != pair[1] else []
            for figure in content.figures.values():
                pair = (
                    formatting.amount(figure, language.tag),
                    formats.amount(figure.value, figure.unit),
                )
                faults += [pair] if pair[0] != pair[1] else []
    assert faults == []


def test_a_language_without_a_catalog_has_english_words_and_its_own_months() -> None:
    assert formatting.partial_date(PartialDate.of("2021-autumn"), "de") == "autumn 2021"
    assert formatting.partial_date(PartialDate.of("2021-10"), "de") == "Oktober 2021"
