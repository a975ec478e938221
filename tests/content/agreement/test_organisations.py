"""Organisations and people: those of the source text are those of its translation."""

import pytest

from tests.content.agreement.pairs import announced


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("NHO-rapporten kom i juni.", "The NHO report came in June."),
        (
            "LOs leder møtte Norsk Industri.",
            "LO’s leader met the Federation of Norwegian Industries.",
        ),
        ("Eyde-klyngens råd til Hydro", "The Eyde Cluster’s advice to Hydro"),
        ("Norsk\u00a0Industri og Eyde\u2011klyngen", "Norsk Industri and the Eyde Cluster"),
        ("Siemens Energy kjøpte av Siemens.", "Siemens Energy bought from Siemens."),
        ("Morrow Batteries vokser.", "Morrow is growing."),
        ("Hydro og Hydrovolt", "Hydro and Hydrovolt"),
        ("{lo} og {nho}", "NHO and LO"),
        (
            "LO er en stor organisasjon.",
            "The Norwegian Confederation of Trade Unions (LO) is large.",
        ),
        ("Roboter i norsk industri", "Robots in Norwegian industry"),
    ],
)
def test_names_in_any_form_are_the_same_organisation(norwegian: str, english: str) -> None:
    assert announced(norwegian, english, "organisations") == []


@pytest.mark.parametrize(
    ("norwegian", "english", "expected"),
    [
        ("NHO-rapporten kom i juni.", "The LO report came in June.", ["NHO"]),
        ("LOs leder ville mer.", "The leader wanted more.", ["LO"]),
        ("Lederen ville mer.", "LO’s leader wanted more.", ["no LO"]),
        ("Siemens Energy bygger.", "Siemens is building.", ["Siemens Energy"]),
        ("Hydro bygger.", "Hydrovolt is building.", ["Hydro"]),
        ("{lo} og {nho}", "{lo} and {hydro}", ["NHO"]),
        ("Eyde-klyngen støtter dem.", "Hydro supports them.", ["Eyde Cluster"]),
    ],
)
def test_an_organisation_that_one_text_has_is_a_contradiction(
    norwegian: str, english: str, expected: list[str]
) -> None:
    found = announced(norwegian, english, "organisations")
    assert [one.expected for one in found] in (expected, expected[:1])


@pytest.mark.parametrize(
    ("norwegian", "english", "expected"),
    [
        ("LO og NHO møtte LO.", "LO and NHO met NHO.", "LO"),
        ("Hydro kjøpte, og Hydro solgte.", "Hydro bought and sold.", "Hydro"),
    ],
)
def test_an_organisation_that_one_text_has_more_often_is_to_look_at(
    norwegian: str, english: str, expected: str
) -> None:
    (found,) = announced(norwegian, english, "mentions")
    assert found.expected == expected
    assert announced(norwegian, english, "organisations") == []


def test_a_contradiction_shows_the_words_of_both_texts() -> None:
    norwegian = "Rapporten kom i juni 2021, og LO og NHO overleverte den sammen til regjeringen."
    english = "The report came in June 2021, and LO and Hydro presented it together to ministers."
    (found,) = announced(norwegian, english, "organisations")
    assert "LO og NHO overleverte" in found.other
    assert "LO and Hydro presented" in found.excerpt
    assert found.expected == "NHO"


@pytest.mark.parametrize(
    ("norwegian", "english", "expected"),
    [
        ("Per Holdø ledet gruppen.", "Per Holdø led the group.", []),
        ("Holdø ledet gruppen.", "Holdø led the group.", []),
        ("Per Holdøs gruppe", "Per Holdø’s group", []),
        ("Per Holdø ledet gruppen.", "Lars Kvadsheim led the group.", ["Per Holdø"]),
        ("Per Holdø ledet gruppen.", "Lars Holdø led the group.", ["Per Holdø"]),
        ("Gruppen ble ledet av Per Holdø.", "He led the group.", ["Per Holdø"]),
        ("Han ledet gruppen.", "Carla Botten-Verboven led it.", ["no Carla Botten-Verboven"]),
    ],
)
def test_people_are_known_by_name(norwegian: str, english: str, expected: list[str]) -> None:
    assert [one.expected for one in announced(norwegian, english, "people")] == expected


def test_a_name_that_two_organisations_claim_is_of_none() -> None:
    claimed = {"siemens": {"nb": "Siemens", "en": "LO"}}
    (found,) = announced("Siemens", "LO", "organisations", names=claimed)
    assert found.other == "Siemens"
    assert announced("LO", "LO", "organisations", names=claimed) == []
