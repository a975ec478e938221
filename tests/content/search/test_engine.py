"""Searching the index: which entries are found, in which order, with which marks."""

from collections.abc import Callable

import pytest
from sqlite_utils import Database

from battkomp.content.search import engine, indexing
from battkomp.content.search.results import (
    MARK_END,
    MARK_START,
    MOST_LETTERS,
    MOST_WORDS,
    SearchQuery,
)
from battkomp.content.search.suggestions import suggestion

Suggest = Callable[[str], str | None]

# By language and subject: the title and the text. The more important entries come first.
TEXTS = {
    "nb": {
        "part": ("Verdikjeden", "Fra råvare til verdikjede, med kjeder av ledd"),
        "begin": ("Kompetansebehov i industrien", "Bedrifter svarte"),
        "whole": ("Et møte", "Om kompetanse og kjede"),
        "title": ("Kompetanse", "Om alt"),
        "ås": ("Ås", "Et sted"),
    },
    "en": {
        "part": ("The value chain", "From materials on"),
        "title": ("Competence", "About ten points"),
        "only": ("As it is", "Kompetanse in English alone"),
    },
}


def index_of(texts: dict[str, dict[str, tuple[str, str]]]) -> Database:
    """Return a database with a search index of the texts."""
    db = Database(memory=True)
    indexing.create(db)
    db.table("search_entries").insert_all(
        {
            "language": language,
            "subject": subject,
            "place": "home",
            "title": title,
            "text": text,
            "also": f"skjult {subject}",
        }
        for language, entries in texts.items()
        for subject, (title, text) in entries.items()
    )
    indexing.rebuild(db)
    return db


@pytest.fixture(scope="module")
def db() -> Database:
    """A search index of a few entries."""
    return index_of(TEXTS)


def own(db: Database, query: str, language: str = "nb") -> list[str]:
    """Return the entries that are found in the reader's language."""
    return [hit.subject for hit in engine.search(db, language, query).own.shown]


def brackets(text: str) -> str:
    """Return a text with brackets for marks."""
    return text.replace(MARK_START, "[").replace(MARK_END, "]")


def test_a_query_is_read_as_words_in_lower_case() -> None:
    query = SearchQuery.parse(' "Ås" -NEAR(x*\x00 a\u030as ')
    assert query == SearchQuery('"Ås" -NEAR(x* ås', ("ås", "near", "x"), False)
    assert SearchQuery.parse(" \n") == SearchQuery("", (), False)


def test_a_long_query_is_cut() -> None:
    letters = "x" * MOST_LETTERS
    assert SearchQuery.parse("x" * 10_000) == SearchQuery(letters, (letters,), True)
    words = [f"ord{number}" for number in range(MOST_WORDS + 1)]
    query = SearchQuery.parse(" ".join(words))
    assert (query.words, query.is_cut) == (tuple(words[:MOST_WORDS]), True)
    assert not SearchQuery.parse("ord " * MOST_WORDS * 2).is_cut, "a repeated word counts once"


def test_whole_words_come_first_then_prefixes_then_parts_and_titles_before_texts(
    db: Database,
) -> None:
    assert own(db, "kompetanse") == ["title", "whole", "begin"]
    assert own(db, "kjede") == ["whole", "part"]
    assert own(db, "edrift") == ["begin"]
    assert own(db, "kjeden") == ["part"]


def test_all_words_must_be_there_in_any_order_and_form(db: Database) -> None:
    assert own(db, "svarte kompetanse") == own(db, "kompetanse svarte") == ["begin"]
    assert own(db, "i kompetanse") == ["begin"], "a short word is whole unless it is the last"
    assert own(db, "kompetanse i") == ["begin"]
    assert own(db, "kompetanse o") == ["title", "whole"]


def test_letters_are_as_they_are_written_in_either_case(db: Database) -> None:
    assert own(db, "ås") == own(db, "ÅS") == ["ås"]
    assert own(db, "as") == []


def test_hidden_words_find_an_entry(db: Database) -> None:
    (hit,) = engine.search(db, "nb", "skjult begin").own.shown
    assert MARK_START not in hit.title + hit.snippet


def test_entries_of_other_languages_are_those_found_in_them_alone(db: Database) -> None:
    results = engine.search(db, "nb", "kompetanse")
    assert [(hit.subject, hit.language) for hit in results.others.shown] == [("only", "en")]
    results = engine.search(db, "en", "kompetanse")
    assert own(db, "kompetanse", "en") == ["only"]
    assert [hit.subject for hit in results.others.shown] == ["title", "whole", "begin"]
    results = engine.search(db, "de", "skjult")
    assert {hit.language for hit in results.others.shown} == {"nb", "en"}
    assert results.own.count == 0


def test_the_language_is_not_a_word(db: Database) -> None:
    assert own(db, "nb") == own(db, "nb", "en") == []


def test_marks_are_around_the_words_that_were_found(db: Database) -> None:
    marked = {
        hit.subject: (brackets(hit.title), brackets(hit.snippet))
        for query in ("kompetanse", "kjede")
        for hit in engine.search(db, "nb", query).own.shown
    }
    assert marked == {
        "title": ("[Kompetanse]", "Om alt"),
        "whole": ("Et møte", "Om kompetanse og [kjede]"),
        "begin": ("[Kompetansebehov] i industrien", "Bedrifter svarte"),
        "part": ("Verdikjeden", "Fra råvare til verdikjede, med [kjeder] av ledd"),
    }
    (hit,) = engine.search(db, "nb", "edrift").own.shown
    assert brackets(hit.snippet) == "[Bedrifter] svarte"
    (hit,) = engine.search(db, "en", "ten").own.shown
    assert brackets(hit.snippet + hit.title) == "About [ten] pointsCompetence"


def test_a_snippet_is_around_the_words_that_were_found() -> None:
    words = [f"ord{number}" for number in range(100)]
    places = (0, 10, 50, 99)
    db = index_of(
        {"nb": {str(at): ("", " ".join([*words[:at], "nål", *words[at:]])) for at in places}}
    )
    for hit in engine.search(db, "nb", "nål").own.shown:
        snippet = brackets(hit.snippet)
        assert "[nål]" in snippet
        assert len(snippet) < 200
        assert snippet.startswith("… ") == (hit.subject in ("50", "99"))
        assert snippet.endswith(" …") == (hit.subject != "99")
        assert set(snippet.strip("… ").split()) <= {*words, "[nål]"}, "no word is cut"


def test_hits_are_counted_up_to_a_hundred_on_pages_of_twenty() -> None:
    texts = {str(number): ("Ledd", "sjelden" if number < 45 else "vanlig") for number in range(200)}
    db = index_of({"nb": texts, "en": {"en": ("Ledd", "og sjelden")}})
    pages = [engine.search(db, "nb", "ledd", page).own for page in range(1, 7)]
    assert {(page.count, page.is_more, page.pages) for page in pages} == {(100, True, 5)}
    assert [(page.page, len(page.shown)) for page in pages] == [
        *((number, 20) for number in range(1, 6)),
        (5, 20),
    ]
    assert len({hit.subject for page in pages for hit in page.shown}) == 100
    assert engine.search(db, "nb", "ledd").others.count == 0, "own hits are more than enough"
    rare = engine.search(db, "nb", "sjelden", 3)
    assert (rare.own.count, rare.own.is_more, len(rare.own.shown)) == (45, False, 5)
    assert rare.own.span(3) == (41, 45)
    assert (rare.others.count, engine.search(db, "nb", "sjelden").others.count) == (0, 1)


def test_a_common_word_is_not_searched_for_in_others() -> None:
    texts = {str(number): ("Om", "alt") for number in range(101)} | {"x": ("Område", "her")}
    db = index_of({"nb": texts, "en": {"y": ("Omega", "end")}})
    assert "x" not in own(db, "om", "nb")
    assert own(db, "om", "en") == []
    assert own(db, "omr", "nb") == ["x"]


@pytest.fixture(scope="module")
def suggest() -> Suggest:
    """Suggest a query for another, from an index of a single text."""
    text = (
        "Møter på Ås i Håkons kafé om batterikompetanse, batterier, industri, as, råvarer, næring"
    )
    db = index_of({"nb": {"home": ("Møte", text)}})
    return lambda typed: suggestion(db, typed.split())


def test_words_without_their_letters_or_misspelt_are_suggested(suggest: Suggest) -> None:
    wrong = {"moter": "møter", "mote": "møte", "as": "ås", "aas": "ås", "haakons": "håkons"}
    wrong |= {"kafe": "kafé", "kafè": "kafé", "indsutri": "industri", "möter": "møter"}
    wrong |= {"moeter": "møter", "moet": "møte", "haakon": "håkons", "raavare": "råvarer"}
    wrong |= {"ravarer": "råvarer", "naering": "næring", "naring": "næring"}
    slips = ("batterikompetnase", "abtterikompetanse", "batterikompetansse", "baterikompetanse")
    wrong |= dict.fromkeys(slips, "batterikompetanse")
    wrong |= {"moten": "møte"}  # the plain forms are compared
    assert {word: suggest(word) for word in wrong} == wrong


def test_only_words_that_are_not_in_the_index_are_replaced(suggest: Suggest) -> None:
    assert suggest("batterier indsutri") == "batterier industri"
    assert suggest("as batterier") is None


def test_no_suggestion_for_known_unfinished_short_or_unlike_words(suggest: Suggest) -> None:
    words = ("batterier", "batterik", "møter", "om", "omx", "xyzzy", "\u093f", "日本語")
    assert [word for word in words if suggest(word)] == []


def test_suggestions_and_findable_words_help_on(db: Database) -> None:
    assert engine.search(db, "nb", "kompetnase").suggestion == "kompetanse"
    assert engine.search(db, "en", "as").suggestion is None, "it is found as it is"
    assert engine.search(db, "nb", "møte råvare xyzzy").findable == ("møte", "råvare")
    assert engine.search(db, "nb", "xyzzy").findable == ()
    assert engine.search(db, "nb", "").suggestion is None


def test_everything_is_all_that_is_indexed_in_a_language(db: Database) -> None:
    entries = list(engine.everything(db, "en"))
    assert [(hit.subject, hit.title, hit.snippet) for hit, _ in entries] == [
        (subject, title, text) for subject, (title, text) in TEXTS["en"].items()
    ]
    assert entries[0][1] == "skjult part"
