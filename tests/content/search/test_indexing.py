"""The search index: it always says what the content says."""

from __future__ import annotations

from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.content import files
from battkomp.content import load as loading
from battkomp.content.search import engine, indexing
from battkomp.content.storage import read
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

TAGS = ("nb", "en")
TERMS = "select term from search_terms where col <> 'language'"


def is_current(settings: Settings) -> bool:
    """Tell whether the index has each entry of the content, and each word of the entries."""
    with connections.snapshot(settings.database) as db:
        content = read(db)
        expected = [row for tag in TAGS for row in indexing.rows(content, tag)]
        indexed = [{**row, "id": None} for row in db.query("select * from search_entries")]
        terms = {
            term
            for (term,) in db.execute("select term from search_terms where col <> ?", ["language"])
        }
        words = {word for (word,) in db.execute("select word from search_words")}
    return indexed == [{"id": None, **row} for row in expected] and terms == words


def found(settings: Settings, query: str, language: str = "nb") -> list[str]:
    """Return the subjects that a query finds in a language, and then those in others."""
    with connections.snapshot(settings.database) as db:
        results = engine.search(db, language, query)
    return [hit.subject for hit in (*results.own.shown, *results.others.shown)]


def invoke(settings: Settings, *arguments: object) -> None:
    """Run a command, which must succeed."""
    runner = create_app(settings).test_cli_runner()
    result = runner.invoke(args=[str(one) for one in arguments])
    assert result.exit_code == 0, result.output


def test_every_section_with_a_page_is_indexed_the_important_first(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        rows = list(db.query("select language, subject from search_entries order by id"))
    assert is_current(settings)
    for tag in TAGS:
        sections = [row["subject"].split(".")[0] for row in rows if row["language"] == tag]
        assert list(dict.fromkeys(sections)) == [
            *("phases", "pages", "findings", "figures", "terms", "steps", "milestones"),
            *("organisations", "seats", "sources"),
        ]


def test_the_index_follows_a_load_of_one_file(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    assert found(settings, "xyzzy") == []
    seed = edited_seed(tmp_path, glossary=change("battericelle", "xyzzyordet"))
    invoke(settings, "content", "load", seed / "glossary.toml")
    assert is_current(settings)
    assert found(settings, "xyzzy")


def test_removed_words_are_not_found_until_a_backup_is_restored(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    assert found(settings, "sandmo") == ["seats.lo"]
    invoke(settings, "backup", "create", tmp_path / "backups")
    load(settings, edited_seed(tmp_path, board=change("Kenneth Sandmo", "En Annen")))
    assert is_current(settings)
    assert found(settings, "sandmo") == []
    assert found(settings, "annen")[0] == "seats.lo"
    (backup,) = (tmp_path / "backups").glob("battkomp-*[0-9]Z.db")
    invoke(settings, "backup", "restore", backup)
    assert is_current(settings)
    assert found(settings, "sandmo") == ["seats.lo"]


def test_any_language_that_the_content_is_written_in_is_indexed(settings: Settings) -> None:
    content = files.read(loading.SEED)
    content.findings["short-window"].title["de"] = "Die Zeit ist knapp"
    content.milestones["part-1-launch"].title["de"] = "Teil 1"
    load(settings)
    with connections.writing(settings.database) as db:
        indexing.fill(db, content, ("en", "de"), "nb")
        tags = {row["language"] for row in db.table("search_entries").rows}
        hits = (
            engine.search(db, "de", "Zeit").own.shown + engine.search(db, "de", "Oktober").own.shown
        )
    assert tags == {"nb", "en", "de"}
    assert [hit.subject for hit in hits] == ["findings.short-window", "milestones.part-1-launch"]


def test_dates_and_amounts_are_found_as_pages_write_them(settings: Settings) -> None:
    load(settings)
    expected = {
        ("27. oktober 2021", "nb"): ("phases.1", "milestones."),
        ("27 October 2021", "en"): ("phases.1", "milestones."),
        ("31. januar", "nb"): ("phases.2", "milestones."),
        ("høsten 2022", "nb"): ("milestones.",),
        ("november 2021", "en"): ("milestones.",),
        ("2021-10-27", "nb"): ("phases.1", "milestones."),
        ("90 milliarder kroner", "nb"): ("figures.",),
        ("NOK 90 billion", "en"): ("figures.",),
        ("92 %", "nb"): ("figures.",),
    }
    faults = [
        (query, language, one)
        for (query, language), subjects in expected.items()
        for one in subjects
        if not any(subject.startswith(one) for subject in found(settings, query, language))
    ]
    assert faults == []


def test_no_text_has_a_placeholder_or_white_space_that_could_be_a_mark(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        texts = [row["title"] + row["text"] for row in db.table("search_entries").rows]
    assert [text for text in texts if set(text) & set("{}\n\t\x1e\x1f")] == []
