"""The search index: it always says what the content says, as pages write it."""

from pathlib import Path

import pytest
from flask import Flask

from battkomp.content import files
from battkomp.content import load as loading
from battkomp.content.model import PartialDate
from battkomp.content.search import engine, formatting, indexing
from battkomp.content.storage import read
from battkomp.db import connections
from battkomp.languages import LANGUAGES
from battkomp.settings import Settings
from battkomp.web import formats
from tests.support.commands import output_of
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

TAGS = ("nb", "en")


def is_current(settings: Settings) -> bool:
    """Tell whether the index has each entry of the content, and each word of the entries."""
    with connections.snapshot(settings.database) as db:
        content = read(db)
        expected = [{**row, "id": None} for tag in TAGS for row in indexing.rows(content, tag)]
        indexed = [{**row, "id": None} for row in db.query("select * from search_entries")]
        terms = db.query("select distinct term from search_terms where col <> 'language'")
        words = db.query("select word from search_words")
        same_words = {row["term"] for row in terms} == {row["word"] for row in words}
    return indexed == expected and same_words


def found(settings: Settings, query: str, language: str = "nb") -> list[str]:
    """Return the subjects that a query finds in a language, and then those in others."""
    with connections.snapshot(settings.database) as db:
        results = engine.search(db, language, query)
    return [hit.subject for hit in (*results.own.shown, *results.others.shown)]


def test_every_section_with_a_page_is_indexed_the_important_first(settings: Settings) -> None:
    load(settings)
    assert is_current(settings)
    with connections.snapshot(settings.database) as db:
        rows = list(db.query("select * from search_entries order by id"))
    for tag in TAGS:
        sections = [row["subject"].split(".")[0] for row in rows if row["language"] == tag]
        assert list(dict.fromkeys(sections)) == [
            *("phases", "pages", "findings", "figures", "terms", "steps", "milestones"),
            *("organisations", "seats", "sources"),
        ]
    texts = [row["title"] + row["text"] for row in rows]
    unshowable = [text for text in texts if set(text) & set("{}\n\t\x1e\x1f")]
    assert unshowable == [], "a placeholder, or white space that could be a mark"


def test_the_index_follows_a_load_of_one_file_and_the_restoring_of_a_backup(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    assert found(settings, "sandmo") == ["seats.lo"]
    output_of(settings, "backup", "create", tmp_path / "backups")
    seed = edited_seed(tmp_path, board=change("Kenneth Sandmo", "En Annen"))
    output_of(settings, "content", "load", seed / "board.toml")
    assert is_current(settings)
    assert found(settings, "sandmo") == []
    assert found(settings, "annen")[0] == "seats.lo"
    (backup,) = (tmp_path / "backups").glob("battkomp-*[0-9]Z.db")
    output_of(settings, "backup", "restore", backup)
    assert is_current(settings)
    assert found(settings, "sandmo") == ["seats.lo"]


def test_any_language_that_the_content_is_written_in_is_indexed(settings: Settings) -> None:
    content = files.read(loading.SEED)
    content.findings["short-window"].title["de"] = "Die Zeit ist knapp"
    content.milestones["part-1-launch"].title["de"] = "Teil 1"
    load(settings)
    with connections.writing(settings.database) as db:
        indexing.fill(db, content, ("nb", "en", "de"))
        tags = {row["language"] for row in db.table("search_entries").rows}
        hits = [engine.search(db, "de", query).own.shown for query in ("Zeit", "Oktober")]
    assert tags == {"nb", "en", "de"}
    assert [[hit.subject for hit in shown] for shown in hits] == [
        ["findings.short-window"],
        ["milestones.part-1-launch"],
    ]


def test_dates_and_amounts_are_found(settings: Settings) -> None:
    load(settings)
    for language, query, subjects in (
        ("nb", "27. oktober 2021", ("phases.1", "milestones.")),
        ("en", "27 October 2021", ("phases.1", "milestones.")),
        ("nb", "høsten 2022", ("milestones.",)),
        ("nb", "2021-10-27", ("phases.1", "milestones.")),
        ("nb", "90 milliarder kroner", ("figures.",)),
        ("en", "NOK 90 billion", ("figures.",)),
        ("nb", "92 %", ("figures.",)),
        ("nb", "30000", ("figures.",)),
    ):
        hits = found(settings, query, language)
        for subject in subjects:
            assert any(hit.startswith(subject) for hit in hits), (query, subject)


def test_a_part_is_found_by_its_number(settings: Settings) -> None:
    load(settings)
    for language, query in (("nb", "fase 2"), ("nb", "faser 2"), ("en", "phase 2")):
        assert "phases.2" in found(settings, query, language), query


def test_words_are_found_however_they_are_typed(settings: Settings, tmp_path: Path) -> None:
    typed = "Lær om CO₂\u2011fangst, slik det de\ufb01neres i la\u030anet av kobber\u00adfolie"
    load(settings, edited_seed(tmp_path, findings=change("Spesialistene var på", typed)))
    queries = (
        *("CO2", "co₂", "CO2-fangst", "defineres", "de\ufb01neres", "lånet", "la\u030anet"),
        *("kobberfolie", "kob\u200bberfolie", "kobber\u00adfolie", "\ufeffkobberfolie"),
    )
    assert [query for query in queries if not found(settings, query)] == []


def test_dates_and_amounts_are_written_as_on_pages(app: Flask) -> None:
    content = files.read(loading.SEED)
    dates = {one.on for one in content.milestones.values()}
    dates |= {PartialDate.of(text) for text in ("2021-spring", "2021-summer", "2021")}
    pairs = []
    for language in LANGUAGES:
        with app.test_request_context(f"/{language.tag}/"):
            app.preprocess_request()
            for date in dates:
                shown = formats.partial_date(date).striptags()
                pairs.append((formatting.partial_date(date, language.tag), shown))
            for figure in content.figures.values():
                shown = formats.amount_in_words(figure.value, figure.unit)
                pairs.append((formatting.amount(figure, language.tag), shown))
    assert [indexed for indexed, _ in pairs] == [shown for _, shown in pairs]


def test_a_language_without_a_catalog_has_english_words_and_its_own_months() -> None:
    assert formatting.partial_date(PartialDate.of("2021-autumn"), "de") == "autumn 2021"
    assert formatting.partial_date(PartialDate.of("2021-10"), "de") == "Oktober 2021"
