"""Queries as visitors type them."""

from __future__ import annotations

from battkomp.content.search.results import MOST_LETTERS, MOST_WORDS, SearchQuery


def test_a_query_is_read_as_words_in_lower_case() -> None:
    query = SearchQuery.parse(' "Ås" -NEAR(x*\x00 a\u030as ')
    assert query == SearchQuery('"Ås" -NEAR(x* ås', ("ås", "near", "x"), False)
    assert SearchQuery.parse(" \n") == SearchQuery("", (), False)


def test_a_long_query_is_cut() -> None:
    assert SearchQuery.parse("x" * 10_000) == SearchQuery(
        "x" * MOST_LETTERS, ("x" * MOST_LETTERS,), True
    )
    words = [f"ord{number}" for number in range(MOST_WORDS + 1)]
    assert SearchQuery.parse(" ".join(words)).words == tuple(words[:MOST_WORDS])
    assert SearchQuery.parse(" ".join(words)).is_cut
    assert not SearchQuery.parse("ord " * MOST_WORDS * 2).is_cut, "a repeated word counts once"
