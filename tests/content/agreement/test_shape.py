"""The shape of a translation: its paragraphs, sentences, list items and enumerations."""

import pytest

from battkomp.content.agreement.pairs import sentences
from tests.content.agreement.pairs import announced

_SHAPE = ("paragraphs", "sentences", "items", "enumerations")


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("nb", "Møtet var 22. juni 2022. Alle kom.", 2),
        ("nb", "Noen kom, f.eks. Hydro og bl.a. Elkem. Andre kom ikke!", 2),
        ("nb", "Ifølge dr. Hansen og J. Olsen er det nok.", 1),
        ("nb", "«Vi vil.» «Vi kan.» Det sa de.", 3),
        ("nb", "Hvem kom? (Ingen.) {value} ble spurt.", 3),
        ("en", "It was held on 22 June. Dr. Hansen and Mr. Olsen came.", 2),
        ("en", "The master’s. The PhD. That is all", 3),
        ("en", "Three themes:\n\n- skills\n- capacity. More of it.", 4),
        ("sv", "Mötet var i juni. Alla kom.", 2),
    ],
)
def test_a_sentence_ends_at_a_mark_that_a_capital_letter_follows(
    language: str, text: str, count: int
) -> None:
    assert len(sentences(text, language)) == count


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Første.\n\nAndre.", "The first.\n \nThe second."),
        ("Møtet var 22. juni. Alle kom.", "The meeting was on 22 June.\nAll came."),
        ("Tema:\n\n- å bygge\n- å drive", "Themes:\n\n- to build\n- to run"),
        ("nikkel, kobber og kobolt", "nickel, copper, and cobalt"),
        ("I mai anslo NHO og andre det.", "In May, NHO and others estimated it."),
        (
            "Hydro (kobber, jern og kobolt), LO og NHO",
            "Hydro (copper, iron and cobalt), LO and NHO",
        ),
    ],
)
def test_texts_of_the_same_shape_agree(norwegian: str, english: str) -> None:
    assert announced(norwegian, english, *_SHAPE) == []


@pytest.mark.parametrize(
    ("check", "norwegian", "english", "expected"),
    [
        ("paragraphs", "Første.\n\nAndre.", "The first.", "2 paragraphs"),
        ("paragraphs", "Første.", "The first.\n\nThe second.", "1 paragraph"),
        ("sentences", "Prisen var lav. Andelen økte.", "The price was low.", "2 sentences"),
        ("sentences", "En to.", "One. Two.", "1 sentence"),
        ("items", "- celler\n- moduler\n- pakker", "- cells\n- packs", "3 items"),
        ("enumerations", "nikkel, kobber og kobolt", "nickel and cobalt", "enumeration of 3"),
        ("enumerations", "nikkel og kobolt", "nickel, copper or cobalt", "no enumeration of 3"),
        ("enumerations", "a, b, c og d", "a, b and d", "enumeration of 4"),
    ],
)
def test_a_part_that_is_left_out_or_added_is_announced(
    check: str, norwegian: str, english: str, expected: str
) -> None:
    assert [one.expected for one in announced(norwegian, english, check)] == [expected]


def test_the_forms_of_terms_need_not_be_equally_many() -> None:
    forms = "klynge, klyngen og klynger"
    assert announced(forms, "cluster", *_SHAPE, key="terms.industry-cluster.forms") == []


def test_checks_that_need_words_of_a_language_are_silent_about_others() -> None:
    norwegian = "LO og NHO kom til Mo i Rana, og fagskolene, bedriftene og klyngene kom."
    swedish = "LO och NHO kom."
    assert announced(norwegian, swedish, language="sv") == []
    (found,) = announced(norwegian, "LO kom.", "organisations", language="sv")
    assert found.expected == "NHO"
