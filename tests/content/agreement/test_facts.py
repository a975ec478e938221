"""Texts are compared with the stored dates, counts and figures."""

from pathlib import Path

import msgspec
import pytest

from battkomp.content import files
from battkomp.content.agreement.checks import FACT_CHECKS, Check
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.files import Document
from battkomp.content.history import Version, texts_of
from battkomp.content.load import SEED
from battkomp.content.model import PartialDate
from battkomp.settings import Settings
from tests.support.commands import invoke, output_of
from tests.support.sites import change, edited_seed

CHECKS = {one.name: one for one in FACT_CHECKS}
DATES, COUNTS, FIGURES = (CHECKS[name] for name in ("stored-dates", "counts", "figures"))


@pytest.fixture(scope="module")
def seed() -> Document:
    return files.read(SEED)


def expected(check: Check, document: Document, name: str, language: str, text: str) -> list[str]:
    """Return the stored facts that a check finds a text to contradict."""
    subject, _, field = name.rpartition(".")
    version = Version(subject, field, language, text, None)
    vocabulary = Vocabulary(document, ("nb", "en"))
    return [one.expected for one in check.function(version, vocabulary)]


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("phases.1.became", "nb", "Den ble lansert i november 2021."),
        ("phases.1.became", "en", "It was launched on 27 September 2021."),
        ("phases.1.became", "en", "It was launched in 2019."),
        ("milestones.project-start.body", "nb", "Høsten 2021 startet prosjektet."),
        ("pages.board.description", "en", "The board in 2021–2023."),
        ("pages.chain.body", "nb", "Prosjektperioden 2020–2023."),
        ("charts.turnover.title", "en", "Turnover could double from 2030 to 2051"),
        ("milestones.part-1-launch.body", "nb", "Dette var 31. november 2021."),
    ],
)
def test_a_date_that_the_content_does_not_have_is_found(
    seed: Document, name: str, language: str, text: str
) -> None:
    assert len(expected(DATES, seed, name, language, text)) == 1


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("phases.1.became", "nb", "Den ble lansert i oktober 2021."),
        ("phases.1.became", "en", "It was launched on 27 October 2021, and in 2021."),
        ("milestones.project-start.body", "nb", "Våren 2021 startet prosjektet."),
        ("milestones.project-start.body", "en", "It started in April 2021."),  # in spring
        ("pages.board.description", "en", "The board in 2021–2022."),
        ("pages.about.body", "nb", "Det startet våren 2021 og ble avsluttet i 2023."),
        ("organisations.hydrovolt.summary", "en", "In January 2025, and in 2025"),
        ("figures.turnover-2050.label", "en", "turnover in 2050, of 2500 companies"),
    ],
)
def test_a_date_that_the_content_has_is_not_found(
    seed: Document, name: str, language: str, text: str
) -> None:
    assert expected(DATES, seed, name, language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "De ni medlemmene av styret, og fire deler."),
        ("en", "The nine members of the board, and four parts."),
        ("nb", "11 «batterikompetansebud» og 6 tiltak"),
        ("en", "Eleven ‘points for battery competence’ and 6 measures"),
    ],
)
def test_a_number_of_things_that_the_content_counts_otherwise_is_found(
    seed: Document, language: str, text: str
) -> None:
    assert len(expected(COUNTS, seed, "pages.board.description", language, text)) == 2


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("pages.board.description", "nb", "De to første sprintene og det fjerde tiltak"),
        ("pages.board.description", "en", "The first two sprints of part 4, and its ten measures"),
        ("milestones.albatts-start.body", "en", "The project had 20 partners in six parts."),
        ("organisations.albatts.summary", "nb", "Prosjektet hadde 20 partnere."),
    ],
)
def test_other_things_are_not_counted(seed: Document, name: str, language: str, text: str) -> None:
    assert expected(COUNTS, seed, name, language, text) == []


def test_a_changed_count_is_found_in_texts(seed: Document) -> None:
    *kept, _ = seed.seats
    fewer = msgspec.structs.replace(seed, seats={key: seed.seats[key] for key in kept})
    text = "De åtte medlemmene"
    assert expected(COUNTS, seed, "pages.board.title", "nb", text) == []
    assert expected(COUNTS, fewer, "pages.board.title", "nb", text) == [str(len(kept))]


@pytest.mark.parametrize(
    ("name", "language", "text", "stored"),
    [
        ("phases.1.became", "nb", "Den spurte {} bedrifter i hele verdikjeden.", "67"),
        ("phases.1.became", "en", "It surveyed {} companies along the whole value chain.", "67"),
        ("findings.access-is-a-challenge.body", "nb", "Tilgang: {} prosent svarte det.", "92"),
        ("findings.access-is-a-challenge.body", "en", "Access: {}% said that.", "92"),
        ("milestones.nho-battery-report.body", "nb", "Om lag {} milliarder kroner i 2030.", "90"),
        ("milestones.nho-battery-report.body", "en", "Turnover: NOK {} billion in 2030.", "90"),
        (
            "milestones.strategy-announced.body",
            "nb",
            "Batterinæringen: {} milliarder kroner i 2030.",
            "90",
        ),
        ("milestones.first-sprints.body", "nb", "Sprint 1 samlet {} eksperter.", "30"),
    ],
)
def test_a_figure_with_another_value_is_found(
    seed: Document, name: str, language: str, text: str, stored: str
) -> None:
    assert expected(FIGURES, seed, name, language, text.format(stored)) == []
    (found,) = expected(FIGURES, seed, name, language, text.format(int(stored) + 11))
    assert found.split()[0] == stored


def test_a_changed_figure_is_found_in_texts(seed: Document) -> None:
    key = "companies-surveyed"
    figure = msgspec.structs.replace(seed.figures[key], value=76)
    changed = msgspec.structs.replace(seed, figures={**seed.figures, key: figure})
    text = seed.phases["1"].became or {}
    for language in text:
        name = "phases.1.became"
        assert expected(FIGURES, changed, name, language, text[language]) == ["76"]


def test_a_figure_that_is_changed_in_all_places_is_not_found(seed: Document) -> None:
    key = "companies-surveyed"
    figure = msgspec.structs.replace(seed.figures[key], value=76)
    changed = msgspec.structs.replace(seed, figures={**seed.figures, key: figure})
    vocabulary = Vocabulary(changed, ("nb", "en"))
    texts = (one._replace(value=one.value.replace("67", "76")) for one in texts_of(changed, "nb"))
    assert [one for text in texts for one in FIGURES.function(text, vocabulary)] == []


def test_a_text_may_tell_a_date_of_its_sources_after_it_was_looked_at_again(seed: Document) -> None:
    key = "hydrovolt"
    fresh = msgspec.structs.replace(seed.organisations[key], as_of=PartialDate.of("2025-12"))
    changed = msgspec.structs.replace(seed, organisations={**seed.organisations, key: fresh})
    name = "organisations.hydrovolt.summary"
    assert expected(DATES, changed, name, "en", "In January 2025, Hydro agreed.") == []


def test_a_text_in_a_language_without_words_is_not_compared(seed: Document) -> None:
    for check in FACT_CHECKS:
        assert expected(check, seed, "pages.board.title", "xx", "Åtte medlemmer i 1987") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "announced"),
    [
        ("figures", "value = 67", "value = 76", "phases.1.became: to look at (figures)"),
        ("figures", '"2021-08"', '"2021-11"', "sentence: to look at (stored-dates)"),
        ("phases", "2022-01-31", "2022-02-28", None),  # no text tells it
    ],
)
def test_an_edit_of_a_fact_is_announced_for_the_texts_that_tell_it(
    settings: Settings, tmp_path: Path, file: str, old: str, new: str, announced: str | None
) -> None:
    folder = edited_seed(tmp_path, **{file: change(old, new)})
    output_of(settings, "content", "confirm", folder)
    output = invoke(settings, "content", "check", folder).output
    assert announced in output if announced else "The languages agree." in output
