"""Pairs of sentences whose values are equal or differ. They are the examples for a linguist."""

from time import perf_counter

import pytest

from battkomp.content.agreement.check import Mismatch
from battkomp.content.agreement.values import values
from tests.content.agreement.pairs import announced

_CHECKS = ("numbers", "dates", "units", "negations")


def _mismatches(source: str, translation: str, language: str = "en") -> list[Mismatch]:
    return announced(source, translation, *_CHECKS, language=language)


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("30\u00a0000 arbeidsplasser", "30,000 jobs"),
        ("30\u202f000 arbeidsplasser", "30\u2009000 jobs"),
        ("30.000 arbeidsplasser", "30000 jobs"),
        ("2000 ingeniører", "2,000 engineers"),
        ("5,6 GWh i 2021", "5.6 GWh in 2021"),
        ("1\u00a0234\u00a0567,8", "1,234,567.8"),
        ("2,5 mill. kr", "NOK 2.5 million"),
        ("2,5 millioner kroner", "NOK 2,500,000"),
        ("90 mrd. kr", "NOK 90bn"),
        ("én billion kroner", "a trillion kroner"),
        ("omsetning i milliarder kroner", "turnover in NOK billion"),
        ("fem hundre tusen", "500,000"),
        ("Fem av ti svarte.", "5 out of 10 answered."),
        ("Sju, syv og tjue", "Seven, seven and twenty"),
        ("det tredje, fjerde og tolvte", "the third, fourth and twelfth"),
        ("det 21. århundret", "the 21st century"),
        ("kl. 10.30 eller 10:30", "at 10:30 or 10.30"),
        ("del 1 i WCAG 2.2", "the first part of WCAG 2.2"),
        ("de andre, ett og en", "the second, one and a"),
        ("Begge delene", "The two parts"),
        ("Omsetningen kan dobles.", "Turnover can double."),
        ("Loven skal tre i kraft.", "The act will enter into force."),
        ("Prosess21s gruppe i Prosess21", "Prosess21’s group"),
        ("CO₂-avgiften", "The carbon tax"),
        ("{part-3} på https://example.org/3", "{part-4} at https://example.org/4"),
        ("16. november 2021", "the 16th of November 2021"),
        ("Den 6. juni 2006", "On June 6, 2006"),
        ("Fra mai til august", "From May to August"),
        ("du kan", "you may march"),
        ("høsten i 2021", "the autumn of 2021"),
        ("vår egen plan", "a spring and a fall"),
        ("2021–2023, på 2020-tallet", "2021 to 2023, in the 2020s"),
        ("Fra 72 til 100 prosent", "From 72% to 100%"),
        ("opp 5 prosentpoeng", "up 5 percentage points"),
        ("Andelen kvinner", "The percentage of women"),
        ("81 millioner kroner", "NOK 81 million"),
        ("58 milliarder svenske kroner", "SEK 58 billion"),
        ("10 millioner euro", "€10 million"),
        ("100kWh", "100 kilowatt-hours"),
        ("86 m²", "86 square metres"),
        ("tre år", "a three-year term"),
        ("det er nok", "year after year"),
        ("Norge manglet både kobolt og ikke minst folk.", "Norway lacked cobalt and people."),
        ("Verken LO eller NHO svarte.", "Neither LO nor NHO answered."),
        ("Vi kan ikke svare.", "We can’t answer."),
        ("Vi kan ikke svare.", "We are unable to answer."),
        ("Først i 2023", "Not until 2023"),
        ("Ikke-medlemmer", "Non-members"),
        ("Senest i mai", "No later than May"),
        ("Resultatet er ukjent.", "The result is not known."),
    ],
)
def test_equal_values_do_not_mismatch(norwegian: str, english: str) -> None:
    assert not _mismatches(norwegian, english)


@pytest.mark.parametrize(
    ("check", "norwegian", "english", "expected"),
    [
        ("numbers", "30\u00a0000 arbeidsplasser", "3,000 jobs", "30\u00a0000"),
        ("numbers", "300\u00a0000 arbeidsplasser", "30,000 jobs", "300\u00a0000"),
        ("numbers", "5,6 prosent", "56%", "5,6"),
        ("numbers", "90 milliarder kroner", "NOK 90 million", "90 milliarder"),
        ("numbers", "90 billioner kroner", "NOK 90 billion", "90 billioner"),
        ("numbers", "i milliarder kroner", "in NOK million", "milliarder"),
        ("numbers", "de ti budene", "the nine points", "ti"),
        ("numbers", "det tredje landet", "the fourth country", "tredje"),
        ("numbers", "det andre landet", "the first country", "no first"),
        ("numbers", "ett land", "seven countries", "no seven"),
        ("numbers", "Prosess21", "Prosess22", "Prosess21"),
        ("numbers", "Skoler i elleve land", "Schools in countries", "elleve"),
        ("numbers", "Skoler", "Twelve schools", "no Twelve"),
        ("dates", "16. november 2021", "16 December 2021", "november"),
        ("dates", "16. november 2021", "17 November 2021", "16"),
        ("dates", "i 2021–2023", "in 2021–2024", "2023"),
        ("dates", "våren 2021", "autumn 2021", "våren"),
        ("dates", "våren 2021", "May 2021", "våren"),
        ("dates", "i mai", "in it", "mai"),
        ("units", "1 GWh", "1 MWh", "GWh"),
        ("units", "5 prosent", "5 tonnes", "prosent"),
        ("units", "5 millioner kroner", "EUR 5 million", "kroner"),
        ("units", "58 milliarder svenske kroner", "NOK 58 billion", "svenske kroner"),
        ("units", "i tre år", "for three months", "tre år"),
        ("negations", "Den er ikke ferdig.", "It is finished.", "ikke"),
        ("negations", "Den er ferdig.", "It isn’t finished.", "no isn’t"),
        ("negations", "Ingen svarte, ikke LO.", "Nobody answered, LO.", "ikke"),
        ("negations", "Den korte tiden", "Not the shortage of time", "no Not"),
    ],
)
def test_one_error_is_one_mismatch_of_its_check(
    check: str, norwegian: str, english: str, expected: str
) -> None:
    (found,) = _mismatches(norwegian, english)
    assert found.expected == expected
    assert announced(norwegian, english, check) == [found]


def test_a_missing_value_is_shown_beside_its_place_in_the_other_text() -> None:
    norwegian = "Rapporten kom. " * 10 + "Den har fem kapitler. " + "Rapporten kom. " * 10
    english = "The report came. " * 10 + "It has some chapters. " + "The report came. " * 10
    (found,) = _mismatches(norwegian, english)
    assert "fem kapitler" in found.other
    assert "chapters" in found.excerpt


def test_a_language_without_words_is_not_compared() -> None:
    assert not _mismatches("Ikke 6 GWh i mai 2021", "Drei MWh im Juni 2022", "xx")


@pytest.mark.parametrize("text", ["", " ", "\n", "0", "–", "9" * 5000, "1e999", "٣٠", "{", "½"])
def test_odd_texts_are_no_trouble(text: str) -> None:
    assert not _mismatches(text, text)
    for other in ("8" * 5000, "1" + " 000" * 99):
        assert _mismatches(other, text)


@pytest.mark.parametrize(
    "text",
    ["{" * 50_000, "1,1" * 30_000, "1 00 " * 20_000, "x@" * 50_000, "1_x" * 20_000, "_" * 50_000],
)
def test_odd_long_texts_are_read_soon(text: str) -> None:
    start = perf_counter()
    values(text, "nb")
    values(text, "en")
    assert perf_counter() - start < 5


def test_long_texts_are_compared_soon() -> None:
    source, translation = (", ".join(map(str, range(n, n + 3000, 3))) for n in (100, 101))
    start = perf_counter()
    assert len(_mismatches(source, translation)) > 900
    assert perf_counter() - start < 20
