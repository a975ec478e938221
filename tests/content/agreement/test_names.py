"""Other names, and terms of the glossary, that a translation leaves out."""

import pytest

from tests.content.agreement.pairs import announced


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Fabrikken ligger i Mo i Rana.", "The factory is in Mo i Rana."),
        ("Arbeidet i Norge og Sveriges planer", "Work in Norway and Sweden’s plans"),
        ("Mange aktører i Norge deltok.", "Many Norwegian companies took part."),
        ("Anlegget i Nord-Sverige", "The plant in northern Sweden"),
        ("Støtte fra EU-kommisjonen", "Support from the European Commission"),
        ("Selskapet vender seg mot USA.", "The company turns to the US."),
        ("BattKOMP-prosjektet i Norden", "The BattKOMP project in the Nordic region"),
        ("Rapporten «Den store planen» kom i Oslo.", "The report ‘The big plan’ came in Oslo."),
        ("Etter GAP-analysen kom flere.", "After the gap analysis, more came."),
        ("Ifølge Hydro Norge er det nok.", "According to Hydro Norway, it is enough."),
        ("Ifølge LO kom T1 Energy.", "According to LO, T1 Energy CEO Smith came."),
    ],
)
def test_a_name_may_have_the_form_of_its_language(norwegian: str, english: str) -> None:
    assert announced(norwegian, english, "names") == []


@pytest.mark.parametrize(
    ("norwegian", "english", "expected"),
    [
        ("Bygget i Mo i Rana står tomt.", "The building in Mo i Orkland is empty.", ["Rana"]),
        ("Fabrikken i Sverige stengte.", "The factory in Finland closed.", ["Sweden"]),
        ("Norge manglet kompetanse.", "Denmark lacked expertise.", ["Norway"]),
        ("Rapporten fra Petter Arnesen", "The report from Petter Hansen", ["Arnesen"]),
        ("Senteret åpnet. Alle fra Altor kom.", "The centre opened. All came.", ["Altor"]),
        ("Ifølge NHO Rogaland er det nok.", "According to NHO, it is enough.", ["Rogaland"]),
    ],
)
def test_a_name_that_the_translation_leaves_out_is_to_look_at(
    norwegian: str, english: str, expected: list[str]
) -> None:
    assert [one.expected for one in announced(norwegian, english, "names")] == expected


def test_an_error_in_the_name_of_an_organisation_is_told_once() -> None:
    found = announced("De ansatte i Elinor Batteries", "The staff of Hydro")
    assert [one.expected for one in found] == ["Elinor Batteries"]


@pytest.mark.parametrize(
    ("norwegian", "english", "expected"),
    [
        ("Fagskolene og bransjeprogrammet", "Vocational colleges and the industry programme", []),
        ("Fagskolene deltok.", "The colleges took part.", []),
        ("Gapet er stort.", "The gap is large.", []),
        ("Batteriaktørene deltok.", "The companies took part.", []),
        ("Fagskolene deltok.", "The schools took part.", ["vocational college"]),
        ("Fagskolen og fagskolene", "Schools", ["vocational college"]),
        ("Eyde-klyngen deltok.", "The Eyde Cluster took part.", []),
    ],
)
def test_a_term_that_is_translated_in_other_words_is_to_look_at(
    norwegian: str, english: str, expected: list[str]
) -> None:
    assert [one.expected for one in announced(norwegian, english, "terms")] == expected
