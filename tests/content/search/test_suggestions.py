"""Suggestions of other spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlite_utils import Database

from battkomp.content.search import indexing
from battkomp.content.search.suggestions import suggestion

Suggest = Callable[[str], str | None]


@pytest.fixture
def suggest() -> Suggest:
    """Suggest a query for another, from an index of a single text."""
    db = Database(memory=True)
    indexing.create(db)
    text = "Møter på Ås i Håkons kafé om batterikompetanse, batterier og industri, as"
    columns = {"language": "nb", "subject": "pages.home", "place": "home", "anchor": None}
    db.table("search_entries").insert({**columns, "title": "Møte", "text": text, "also": ""})
    indexing.rebuild(db)
    return lambda typed: suggestion(db, typed.split())


def test_words_without_their_letters_and_accents(suggest: Suggest) -> None:
    wrong = {"moter": "møter", "mote": "møte", "as": "ås", "aas": "ås", "haakons": "håkons"}
    wrong |= {"kafe": "kafé"}
    assert {word: suggest(word) for word in wrong} == wrong


def test_misspelt_words(suggest: Suggest) -> None:
    wrong = ("batterikompetnase", "abtterikompetanse", "batterikompetansse", "baterikompetanse")
    assert [suggest(word) for word in wrong] == ["batterikompetanse"] * 4
    assert suggest("indsutri") == "industri"
    assert suggest("moten") == "møte", "the plain forms are compared"


def test_only_words_that_are_not_in_the_index_are_replaced(suggest: Suggest) -> None:
    assert suggest("batterier indsutri") == "batterier industri"
    assert suggest("as batterier") is None


def test_no_suggestion_for_known_unfinished_short_or_unlike_words(suggest: Suggest) -> None:
    words = ("batterier", "batterik", "møter", "om", "omx", "xyzzy", "\u093f", "日本語")
    assert [word for word in words if suggest(word)] == []
