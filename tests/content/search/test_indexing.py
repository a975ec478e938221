"""The index of the search: equal to the words, after whatever has changed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.content import load as loading
from battkomp.content.export import document_of
from battkomp.content.knowledge import Unit
from battkomp.content.partial_dates import When
from battkomp.content.search import engine, indexing, schema
from battkomp.content.search import formatting as written
from battkomp.content.search.query import Asked
from battkomp.content.search.snippets import Marks, marked, snippet
from battkomp.db import connections
from battkomp.settings import Settings
from battkomp.web import formats
from tests.bench.growth import grow
from tests.support.releases import put_previous
from tests.support.sites import change, edited_seed, load, site

pytestmark = pytest.mark.slow

TAGS = ("nb", "en")


def is_exact(settings: Settings) -> bool:
    """Tell whether the index says what the content says, and its tables the same as each other."""
    with connections.snapshot(settings.database) as db:
        indexed = list(db.query("select * from search_entries order by id"))
        said = list(indexing.rows(document_of(db), TAGS))
        terms = set(db.execute("select term, doc from search_words"))
        known = set(db.execute("select word, entries from search_vocabulary"))
    return bool(said) and indexed == said and terms == known


def found(settings: Settings, words: str, language: str = "nb") -> list[str]:
    """Return the subjects that are found in a language, and then those in others."""
    with connections.snapshot(settings.database) as db:
        result = engine.search(db, words, language)
    return [hit.subject for hit in (*result.own.shown, *result.others.shown)]


def invoke(settings: Settings, *arguments: object) -> None:
    """Run a command, which must end well."""
    runner = create_app(settings).test_cli_runner()
    result = runner.invoke(args=[str(one) for one in arguments])
    assert result.exit_code == 0, result.output


def test_it_is_right_after_the_first_load(settings: Settings) -> None:
    load(settings)
    assert is_exact(settings)


def test_every_section_that_is_searched_is_found(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        sections = {row["subject"].partition(".")[0] for row in db.table("search_entries").rows}
    assert sections == {
        *("pages", "phases", "seats", "findings", "milestones", "figures", "steps"),
        *("organisations", "sources", "terms"),
    }


def test_it_follows_one_file(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    assert found(settings, "xyzzy") == []
    seed = edited_seed(tmp_path, glossary=change("battericelle", "xyzzyordet"))
    invoke(settings, "content", "load", seed / "glossary.toml")
    assert is_exact(settings)
    assert found(settings, "xyzzy")


def test_what_is_removed_is_not_found(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    assert found(settings, "sandmo") == ["seats.lo"]
    load(settings, edited_seed(tmp_path, board=change("Kenneth Sandmo", "En Annen")))
    assert is_exact(settings)
    assert found(settings, "sandmo") == []
    assert found(settings, "annen")[0] == "seats.lo"


def test_it_follows_a_translation_that_is_confirmed_or_missing(
    settings: Settings, tmp_path: Path
) -> None:
    seed = edited_seed(tmp_path, findings=change("Tiden er knapp", "Tiden er svært knapp"))
    load(settings, seed)
    invoke(settings, "content", "confirm", seed, "--all")
    load(settings, seed)
    assert is_exact(settings)
    assert found(settings, "svært knapp")[0] == "findings.short-window"


def test_it_is_what_a_backup_had(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    invoke(settings, "backup", "create", tmp_path / "backups")
    load(settings, edited_seed(tmp_path, board=change("Kenneth Sandmo", "En Annen")))
    (backup,) = (tmp_path / "backups").glob("battkomp-*[0-9]Z.db")
    invoke(settings, "backup", "restore", backup)
    assert is_exact(settings)
    assert found(settings, "sandmo") == ["seats.lo"]


def test_the_content_of_the_previous_release_gets_one(settings: Settings) -> None:
    put_previous(settings.database)
    connections.prepare(settings.database)
    assert found(settings, "sandmo") == [], "there is none yet, and that is no error"
    invoke(settings, "content", "prepare")
    assert is_exact(settings)
    assert found(settings, "sandmo") == ["seats.lo"]


def test_an_index_without_dates_in_words_is_made_anew(settings: Settings) -> None:
    load(settings)
    with connections.writing(settings.database) as db:
        db.execute("update search_entries set text = '', also = ''")
        schema.fill(db)
        db.table("_sqlite_migrations").delete_where("name = 'find_dates'")
    assert found(settings, "27. oktober 2021") == []
    invoke(settings, "content", "prepare")
    assert is_exact(settings)
    before = found(settings, "27. oktober 2021")
    assert before
    with connections.writing(settings.database) as db:
        db.table("search_entries").delete_where("subject = ?", ["phases.1"])
    connections.prepare(settings.database)
    assert not is_exact(settings), "the migration runs once"


def test_content_without_an_index_gets_one(settings: Settings) -> None:
    load(settings)
    with connections.writing(settings.database) as db:
        db.table("search_entries").delete_where()
    assert loading.complete(settings.database, TAGS, "nb", settings.today())
    assert is_exact(settings)
    assert not loading.complete(settings.database, TAGS, "nb", settings.today())


def test_a_load_that_changes_nothing_leaves_it(settings: Settings) -> None:
    load(settings)
    assert not loading.load(settings.database, loading.SEED, TAGS, "nb", settings.today())


def test_a_language_has_its_entries_side_by_side_the_important_first(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        rows = list(db.query("select * from search_entries order by id"))
    languages = [row["language"] for row in rows]
    assert languages == sorted(languages, key=TAGS.index)
    assert rows[0]["subject"] == "phases.1"
    assert [row["subject"] for row in rows if row["language"] == "nb"][-1].startswith("sources.")


def test_amounts_are_written_as_on_pages(settings: Settings) -> None:
    load(settings)
    assert found(settings, "92 %")[0].startswith(("findings", "figures"))
    with connections.snapshot(settings.database) as db:
        texts = [row["title"] for row in db.table("search_entries").rows]
    assert any("90 milliarder kroner" in text for text in texts)
    assert any("NOK 90 billion" in text for text in texts)
    assert not any("{" in text for text in texts)


def test_dates_and_amounts_are_written_as_on_pages(settings: Settings) -> None:
    app = site(settings)
    with connections.snapshot(settings.database) as db:
        content = document_of(db)
    for tag in TAGS:
        with app.test_request_context(f"/{tag}/"):
            app.preprocess_request()
            for one in content.milestones.values():
                when = When.of(one.on)
                assert written.moment(when, tag) == formats.partial_date(when).striptags()
            for figure in content.figures.values():
                assert written.amount(figure, tag) == formats.amount(
                    figure.value, Unit(figure.unit)
                )


@pytest.mark.parametrize(
    ("words", "language", "subjects"),
    [
        ("27. oktober 2021", "nb", ["phases.1"]),
        ("27 October 2021", "en", ["phases.1"]),
        ("31. januar", "nb", ["phases.2"]),
        ("høsten 2022", "nb", ["milestones."]),
        ("november 2021", "en", ["milestones."]),
        ("2021-10-27", "nb", ["phases.1"]),
    ],
)
def test_dates_are_found_as_pages_write_them(
    settings: Settings, words: str, language: str, subjects: list[str]
) -> None:
    load(settings)
    subjects_found = found(settings, words, language)
    for one in (*subjects, "milestones."):
        assert any(subject.startswith(one) for subject in subjects_found)


def test_the_date_of_an_event_is_shown_and_marked(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        hits = engine.search(db, "27. oktober 2021", "nb").own.shown
    event = next(hit for hit in hits if hit.kind == "milestones")
    said = "".join(piece.text for piece in event.snippet)
    assert said.startswith("27. oktober 2021 – ")
    assert [piece.text for piece in event.snippet if piece.is_marked][:3] == [
        *("27", "oktober", "2021"),
    ]


@pytest.mark.parametrize("language", TAGS)
def test_among_many_entries_the_right_ones_are_found(settings: Settings, language: str) -> None:
    load(settings)
    few = found(settings, "sandmo", language)
    grow(settings.database, 3_000)
    assert found(settings, "sandmo", language) == few
    with connections.snapshot(settings.database) as db:
        common = engine.search(db, "bedrift", language)
        exact = engine.search(db, "bedrift nummer 2999", language)
        part = engine.search(db, "kjede", language)
    assert common.own.is_more == (language == "nb")
    first = (*exact.own.shown, *exact.others.shown)[0]
    assert first.subject == "organisations.grown-2999"
    assert part.own.count + part.others.count


def test_common_words_put_titles_first(settings: Settings) -> None:
    load(settings)
    grow(settings.database, 3_000)
    with connections.snapshot(settings.database) as db:
        shown = engine.search(db, "kompetanse", "nb").own.shown
    exact = [any(piece == ("kompetanse", True) for piece in hit.title) for hit in shown]
    assert exact[:4] == [True] * 4
    assert not exact[-1]


def test_who_reads_a_language_without_entries_finds_those_of_the_others(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        found = engine.search(db, "batterikompetanse", "se")
        frequent = engine.search(db, "i", "se")
    assert not found.own.shown
    assert {hit.language for hit in found.others.shown} == {"nb", "en"}
    assert frequent.others.shown


def marks(text: str, *words: str, only_whole: bool, title: str = "") -> list[str]:
    """Return what is marked in the text of an entry, with what stands around it in its word."""
    pieces = marked(text, Marks(words).pattern(title, text, only_whole=only_whole))
    assert "".join(piece.text for piece in pieces) == text
    written = "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)
    return [word for word in written.split() if "[" in word]


def test_pieces_are_the_text_and_marks_are_in_it() -> None:
    text = "Batterikompetanse og kompetanse i industrien"
    assert marks(text, "kompetanse", "i", only_whole=True) == ["[kompetanse]", "[i]"]
    assert marks(text, "i", only_whole=False) == ["[i]", "[i]ndustrien"]


def test_a_word_is_marked_inside_others_only_where_nothing_begins_with_it() -> None:
    compound = "Batterikompetanse i industrien"
    found = marks(compound, "kompetanse", "industri", only_whole=False)
    assert found == ["Batteri[kompetanse]", "[industri]en"]
    both = "Batterikompetanse og Kompetansebehov"
    assert marks(both, "kompetanse", only_whole=False) == ["[Kompetanse]behov"]
    assert marks(compound, "kompetanse", only_whole=False, title="Kompetanse") == []
    assert marks("competence", "ten", only_whole=True) == [], "what was found is not shown"
    assert marks("Batteri og kjøper", "bat", "batteri", only_whole=False) == ["[Batteri]"]


@pytest.mark.parametrize("place", [0, 10, 40, 99])
def test_a_snippet_is_around_what_was_looked_for(place: int) -> None:
    words = [f"ord{number}" for number in range(100)]
    words[place] = "nålen"
    pieces = snippet(" ".join(words), Marks(["nålen"]).pattern(only_whole=True))
    said = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_marked] == ["nålen"]
    assert len(said) <= 190
    assert said.startswith("… ") == (place > 12)
    assert said.endswith(" …") == (place < 80)
    assert set(said.strip("… ").split()) <= set(words), "no word is cut"


def test_what_is_typed_is_read_as_words() -> None:
    assert Asked.of(' "Ås" -NEAR(x*\x00 ås ') == Asked(
        '"Ås" -NEAR(x* ås', ("ås", "near", "x"), False
    )
    assert Asked.of("") == Asked("", (), False)
    assert Asked.of("x" * 10_000).is_cut
