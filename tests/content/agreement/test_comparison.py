"""Pairs of sentences whose values are equal or differ. They are the examples for a linguist."""

from __future__ import annotations

from time import perf_counter

import pytest

from battkomp.content import files
from battkomp.content.agreement.check import Difference, Pair, Vocabulary
from battkomp.content.agreement.checks import PAIR_CHECKS
from battkomp.content.load import SEED

VALUES = ("numbers", "dates", "units", "negations", "order")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(files.read(SEED), ("nb", "en"))


def _differences(
    source: str, translation: str, vocabulary: Vocabulary, language: str = "en"
) -> list[tuple[str, Difference]]:
    pair = Pair("board.introduction", source, translation, "nb", language)
    return [
        (check.name, one)
        for check in PAIR_CHECKS
        if check.name in VALUES
        for one in check.function(pair, vocabulary)
    ]


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Prisen var 5,6 millioner kroner.", "The price was NOK 5.6 million."),
        ("Fem av ti svarte.", "5 out of 10 answered."),
        ("Fra 72 til 100 prosent", "From 72% to 100%"),
        ("Mellom 4 og 5 millioner kroner", "Between NOK 4 million and NOK 5 million"),
        ("Begge delene", "The two parts"),
        ("De to delene", "Both parts"),
        ("Sprint 2", "The second sprint"),
        ("Den første delen", "Part 1"),
        ("Om lag én milliard", "About a billion"),
        ("2000 ingeniører", "2,000 engineers"),
        ("de ti årene etter", "the following decade"),
        ("tiåret etter", "the following ten years"),
        ("CO₂-avgiften", "The carbon tax"),
        ("Prosess21s gruppe i Prosess21", "Prosess21’s group"),
        ("Kroner, ikke euro. Kronen er norsk.", "NOK, not EUR. It is Norwegian."),
        ("Den 6. juni 2006", "On June 6, 2006"),
        ("I perioden 2021–2023", "From 2021 to 2023"),
        ("Skoleåret 2021–22", "The 2021–2022 school year"),
        ("Norge manglet både kobolt og ikke minst folk.", "Norway lacked cobalt and people."),
        ("Verken LO eller NHO svarte.", "Neither LO nor NHO answered."),
        ("Vi kan ikke svare.", "We can’t answer."),
        ("Vi kan ikke svare.", "We are unable to answer."),
        ("Først i 2023", "Not until 2023"),
        ("I første omgang", "Initially"),
        ("Andelen kvinner, i prosent", "The percentage of women"),
        ("Andelen kvinner", "The percentage of women"),
        ("Utdanning på bachelornivå", "Bachelor’s degrees"),
        ("Loven skal tre i kraft.", "The act will enter into force."),
        ("En ideell organisasjon", "A non-profit organisation"),
        ("Ikke-medlemmer", "Non-members"),
        ("Senest i mai", "No later than May"),
        ("Førstehjelp", "First aid"),
        ("De to første sprintene", "The first two sprints"),
        ("Mandag 6. juni", "Monday 6 June"),
        ("Omsetningen kan dobles.", "Turnover can double."),
        ("To ganger", "Twice"),
        ("Det er mangel på folk.", "There is a shortage of people."),
        ("Den korte tiden", "The shortage of time"),
        ("Resultatet er ukjent.", "The result is not known."),
    ],
)
def test_equal_values_are_no_difference(
    norwegian: str, english: str, vocabulary: Vocabulary
) -> None:
    assert not _differences(norwegian, english, vocabulary)


@pytest.mark.parametrize(
    ("norwegian", "english", "check", "expected"),
    [
        ("30\u00a0000 arbeidsplasser", "3,000 jobs", "numbers", "30,000"),
        ("30\u00a0000 arbeidsplasser", "30,0000 jobs", "numbers", "30,000"),
        ("5,6 GWh", "56 GWh", "numbers", "5.6"),
        ("5,6 GWh", "5,6 GWh", "numbers", "5.6"),
        ("5,6 GWh", "5.60 GWh", "numbers", "5.6"),
        ("90 milliarder kroner", "NOK 90 million", "numbers", "90 billion"),
        ("90 millioner kroner", "NOK 90 billion", "numbers", "90 million"),
        ("90 billioner kroner", "NOK 90 billion", "numbers", "90 trillion"),
        ("i milliarder kroner", "in NOK million", "numbers", "1 billion"),
        ("de ti budene", "the nine points", "numbers", "10"),
        ("det tredje landet", "the fourth country", "numbers", "3"),
        ("det første landet", "the second country", "numbers", "1"),
        ("det andre landet", "the first country", "numbers", "no “first”"),
        ("det tredje landet", "the first country", "numbers", "3"),
        ("ett land", "seven countries", "numbers", "no “seven”"),
        ("del 3", "part 2", "numbers", "3"),
        ("Prosess21", "Prosess22", "numbers", "Prosess21"),
        ("Skoler i elleve land", "Schools in countries", "numbers", "11"),
        ("Skoler", "Twelve schools", "numbers", "no “Twelve”"),
        ("kl. 10.30", "at 11:30", "numbers", "10.3"),
        ("16. november 2021", "16 December 2021", "dates", "November"),
        ("16. november 2021", "17 November 2021", "dates", "16"),
        ("16. november 2021", "16 November 20210", "dates", "2021"),
        ("i 2021", "in 2921", "dates", "2021"),
        ("i 2021–2023", "in 2021–2024", "dates", "2023"),
        ("våren 2021", "autumn 2021", "dates", "spring"),
        ("våren 2021", "May 2021", "dates", "spring"),
        ("mandag 6. juni", "Tuesday 6 June", "dates", "Monday"),
        ("i mai", "in it", "dates", "May"),
        ("1 GWh", "1 MWh", "units", "GWh"),
        ("5 prosent", "5 tonnes", "units", "%"),
        ("5 millioner kroner", "EUR 5 million", "units", "NOK"),
        ("58 milliarder svenske kroner", "NOK 58 billion", "units", "SEK"),
        ("i tre år", "for three months", "units", "years"),
        ("5 kroner og 5 kroner for 1 euro", "NOK 5 and EUR 5 for EUR 1", "units", "NOK"),
        ("Den er ikke ferdig.", "It is finished.", "negations", "a negation"),
        ("Den er ferdig.", "It isn’t finished.", "negations", "no “isn’t”"),
        ("Ingen svarte, ikke LO.", "Nobody answered, LO.", "negations", "a negation"),
        ("Den korte tiden", "Not the shortage of time", "negations", "no “Not”"),
    ],
)
def test_one_error_is_one_difference_of_its_check(
    norwegian: str, english: str, check: str, expected: str, vocabulary: Vocabulary
) -> None:
    ((found, difference),) = _differences(norwegian, english, vocabulary)
    assert (found, difference.expected) == (check, expected)


@pytest.mark.parametrize(
    ("norwegian", "english", "check"),
    [
        ("16. november 20210", "16 November 2021", "dates"),
        ("300\u00a0000 arbeidsplasser", "30,000 jobs", "numbers"),
        ("90 millioner kroner", "NOK 90 billion", "numbers"),
        ("våren 2022", "spring 2021", "dates"),
        ("1 MWh", "1 GWh", "units"),
        ("Den er ikke ferdig.", "It is finished.", "negations"),
    ],
)
def test_an_error_in_the_source_text_is_found_too(
    norwegian: str, english: str, check: str, vocabulary: Vocabulary
) -> None:
    assert [name for name, _ in _differences(norwegian, english, vocabulary)] == [check]


@pytest.mark.parametrize(
    ("norwegian", "english", "expected"),
    [
        ("20 partnere i elleve land", "11 partners in twenty countries", "20"),
        ("Fra 72 til 100 prosent", "From 100% to 72%", "72"),
        ("Fra mai til august 2021", "From August to May 2021", "May"),
    ],
)
def test_values_in_another_order_are_to_be_looked_at(
    norwegian: str, english: str, expected: str, vocabulary: Vocabulary
) -> None:
    ((check, difference),) = _differences(norwegian, english, vocabulary)
    assert (check, difference.expected) == ("order", expected)


def test_the_excerpts_show_the_values_that_differ(vocabulary: Vocabulary) -> None:
    ((_, difference),) = _differences(
        "Del 3 startet. De tre sprintene i del 3 samlet mange fra hele landet til arbeidsmøter.",
        "Part 3 started. The four sprints of part 3 gathered many from all over the country.",
        vocabulary,
    )
    assert "De tre sprintene" in difference.other
    assert "four sprints" in difference.excerpt


def test_a_missing_value_is_shown_beside_its_place_in_the_other_text(
    vocabulary: Vocabulary,
) -> None:
    norwegian = "Rapporten kom. " * 10 + "Den har fem kapitler. " + "Rapporten kom. " * 10
    english = "The report came. " * 10 + "It has some chapters. " + "The report came. " * 10
    ((_, difference),) = _differences(norwegian, english, vocabulary)
    assert "fem kapitler" in difference.other
    assert "chapters" in difference.excerpt


def test_a_language_without_words_is_compared_in_plain_digits(vocabulary: Vocabulary) -> None:
    norwegian = "De 6 delene kostet 5,6 millioner i mai 2021 for 30\u00a0000 folk, ikke flere."
    equal = "Die sechs Teile kosteten 5,6 Millionen im Mai 2021 für 30.000 Leute."
    assert not _differences(norwegian, equal, vocabulary, "xx")
    unequal = equal.replace("2021", "2022")
    ((check, difference),) = _differences(norwegian, unequal, vocabulary, "xx")
    assert (check, difference.expected) == ("numbers", "2021")


@pytest.mark.parametrize("text", ["", " ", "\n", "0", "–", "9" * 5000, "1e999", "٣٠", "{", "½"])
def test_odd_texts_are_no_trouble(text: str, vocabulary: Vocabulary) -> None:
    assert not _differences(text, text, vocabulary)
    for other in ("8" * 5000, "1" + " 000" * 99):
        assert _differences(other, text, vocabulary)


def test_long_texts_are_compared_soon(vocabulary: Vocabulary) -> None:
    source, translation = (", ".join(map(str, range(n, n + 3000, 3))) for n in (100, 101))
    start = perf_counter()
    assert len(_differences(source, translation, vocabulary)) == 1000
    assert perf_counter() - start < 20
