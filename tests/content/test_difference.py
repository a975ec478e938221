"""The difference between two versions of a text."""

from __future__ import annotations

import pytest

from battkomp.content.difference import Fate, Piece, difference


def test_a_changed_word_is_removed_and_added_as_a_whole() -> None:
    assert difference("Våren 2022 kom.", "Høsten 2022 kom.") == (
        Piece(Fate.REMOVED, "Våren"),
        Piece(Fate.ADDED, "Høsten"),
        Piece(Fate.SAME, " 2022 kom."),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "Ny tekst"), ("Gammel tekst", ""), ("ett to tre", "tre to ett"), ("Likt", "Likt")],
)
def test_the_pieces_make_up_both_versions(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(text for fate, text in pieces if fate is not Fate.ADDED) == before
    assert "".join(text for fate, text in pieces if fate is not Fate.REMOVED) == after
