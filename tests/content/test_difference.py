"""The difference between two versions of a text."""

import pytest

from battkomp.content.difference import Piece, difference

OTHER = "Denne setningen har tolv ord, og er den samme både før og etter. "


def test_a_changed_word_is_removed_and_added_as_a_whole() -> None:
    assert difference("Våren 2022 kom.", "Høsten 2022 kom.") == (
        Piece("", "Våren", "Høsten"),
        Piece(" 2022 kom."),
    )


@pytest.mark.parametrize(
    ("before", "after"), [("", "Ny tekst"), ("Gammel tekst", ""), ("ett to tre", "tre to ett")]
)
def test_the_pieces_make_up_both_versions(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(same + removed for same, removed, _ in pieces) == before
    assert "".join(same + added for same, _, added in pieces) == after


def test_neighbouring_words_that_are_replaced_make_up_one_piece() -> None:
    assert difference("Skoler på Mo i dag", "Bedrifter ved Moss i dag") == (
        Piece("", "Skoler på Mo", "Bedrifter ved Moss"),
        Piece(" i dag"),
    )


def test_the_lines_of_a_list_stay_or_are_replaced_as_a_whole() -> None:
    assert difference("Mo\nMo i Rana", "Mo\nMo i dag\nOslo", by_line=True) == (
        Piece("Mo\n"),
        Piece("", "Mo i Rana\n", "Mo i dag\nOslo\n"),
    )


def test_an_ellipsis_stands_for_words_far_from_a_change() -> None:
    before = f"{OTHER * 3}Vi møttes i mai. {OTHER * 9}Slutt. {OTHER * 3}"
    pieces = difference(before, before.replace("mai", "juni").replace("Slutt", "Ende"))
    start, *_, end = "".join(same for same, _, _ in pieces).split("…")
    assert (start, end) == ("", " ")
    assert [pieces[2], pieces[6]] == [Piece("", "mai", "juni"), Piece("", "Slutt", "Ende")]


def test_an_ellipsis_stands_for_lines_far_from_a_change() -> None:
    before = "\n".join("abcdefghijkl")
    after = before.replace("d\n", "").replace("j", "x")
    assert difference(before, after, by_line=True) == (
        Piece("…\n"),
        Piece("b\nc\n"),
        Piece("", "d\n", ""),
        Piece("e\nf\n"),
        Piece("…\n"),
        Piece("h\ni\n"),
        Piece("", "j\n", "x\n"),
        Piece("k\nl\n"),
    )


def test_no_change_has_no_pieces() -> None:
    assert difference("Likt", "Likt") == ()


def test_a_date_is_replaced_as_a_whole() -> None:
    assert difference('"2022-01-31"', '"2022-02-01"') == (
        Piece('"'),
        Piece("", "2022-01-31", "2022-02-01"),
        Piece('"'),
    )
