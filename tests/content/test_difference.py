"""The difference between two versions of a text."""

from __future__ import annotations

import pytest

from battkomp.content.difference import Fate, Piece, difference, shortened


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


def test_neighbouring_words_that_are_replaced_make_up_one_piece() -> None:
    assert difference("Skoler i Mo i dag", "Bedrifter på Moss i dag") == (
        Piece(Fate.REMOVED, "Skoler i Mo"),
        Piece(Fate.ADDED, "Bedrifter på Moss"),
        Piece(Fate.SAME, " i dag"),
    )


def test_a_long_text_is_shortened_to_the_sentences_that_have_changed() -> None:
    other = "Denne setningen har tolv ord, og er den samme både før og etter. "
    before = f"{other * 2}Vi møttes i mai. {other}{other}Alt er som før."
    pieces = shortened(difference(before, before.replace("mai", "juni")))
    assert pieces == (
        Piece(Fate.SAME, "… Vi møttes i "),
        Piece(Fate.REMOVED, "mai"),
        Piece(Fate.ADDED, "juni"),
        Piece(Fate.SAME, ". … "),
    )


def test_a_short_text_is_not_shortened() -> None:
    pieces = difference("En. To. Tre. Fire.", "En. To. Tre. Fem.")
    assert shortened(pieces) == pieces
