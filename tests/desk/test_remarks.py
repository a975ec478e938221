"""The remarks about the content, in words for the desk."""

from collections.abc import Mapping

import pytest

from battkomp.content.model import Place
from battkomp.content.remarks import Matter, Remark, remarks_about
from battkomp.desk import publishing, remarks
from tests.support.desks import Office

MEMBERS = ("pages.board", "description", "en")
REPORT = ("phases.2", "became", "en")


@pytest.fixture
def office(seeded_office: Office) -> Office:
    """A desk with entries of the seed."""
    return seeded_office


def found(
    office: Office,
    values: Mapping[Place, str | None],
    subject: str | None = None,
    language: str = "en",
) -> dict[Remark, str]:
    """Return the remarks about the content with some changes, each with its words."""
    change_set = office.propose(office.add(str(len(values))), values)
    with office.app.test_request_context("/", headers={"Accept-Language": language}):
        every = remarks_about(publishing.snapshot_of(change_set), office.settings.today(), subject)
        return {one: remarks.remark_in_words(one) for one in every}


def matters(office: Office, values: Mapping[Place, str | None]) -> set[tuple[Place, Matter]]:
    """Return the remarks about the content with some changes, without facts that are old."""
    every = {(one.place, one.matter) for one in found(office, values)}
    return {one for one in every if one[1] is not Matter.OVERDUE}


def test_the_content_that_ships_has_only_old_facts_to_look_at(office: Office) -> None:
    assert matters(office, {}) == set()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [(("nb",), {Matter.OLDER}), (("en",), {Matter.ALONE}), (("nb", "en"), set())],
)
def test_a_translation_is_up_to_date_older_or_changed_alone(
    office: Office, changed: tuple[str, ...], expected: set[Matter]
) -> None:
    live = office.live().values
    pair = {tag: ("contact", "invitation", tag) for tag in ("nb", "en")}
    values = {pair[tag]: live[pair[tag]].removesuffix(".") + " (takk)." for tag in changed}
    assert matters(office, values) == {(pair["en"], matter) for matter in expected}


def test_a_translation_that_is_gone_is_missing(office: Office) -> None:
    assert matters(office, {REPORT: None}) == {(REPORT, Matter.MISSING)}


@pytest.mark.parametrize(
    ("place", "before", "after", "sentences"),
    [
        (MEMBERS, "eight", "nine", {"Missing here: ‘åtte’.", "has 8."}),
        (REPORT, "Arnesen of Norsk Industri", "Arnesen of LO", {"‘Norsk Industri’"}),
        (REPORT, "16 November 2021", "16 November 2017", {"Missing here: ‘2021’."}),
    ],
)
def test_a_contradiction_is_told_in_a_sentence(
    office: Office, place: Place, before: str, after: str, sentences: set[str]
) -> None:
    text = office.live().values[place]
    assert before in text
    told = found(office, {place: text.replace(before, after)}, place[0])
    hard = {one: text for one, text in told.items() if one.matter is Matter.CONTRADICTION}
    assert hard
    assert all(one.place == place and one.identity for one in hard)
    for words in sentences:
        assert any(words in text for text in hard.values()), told.values()


@pytest.mark.parametrize(
    ("place", "value", "matter", "sentence"),
    [
        (MEMBERS, "The nine members.", Matter.CONTRADICTION, "‘The nine members.’ does not agree"),
        (
            MEMBERS,
            "The eight members, in 2021–2022 and not before.",
            Matter.CONTRADICTION,
            "Not in the source text",
        ),
        (REPORT, "More.\n\nAnd more.", Matter.CONTRADICTION, "Number of paragraphs"),
        (REPORT, "It was in 1999.", Matter.TO_LOOK_AT, "is not stored. The nearest one is"),
    ],
)
def test_each_kind_of_disagreement_has_its_sentence(
    office: Office, place: Place, value: str, matter: Matter, sentence: str
) -> None:
    told = found(office, {place: value}, place[0])
    assert any(one.matter is matter and sentence in told[one] for one in told), told.values()


def test_every_planted_disagreement_is_told_in_norwegian(office: Office) -> None:
    values = {REPORT: "In 1999 we said no to seven parts.\n\nOne, two and three.", MEMBERS: "Nine."}
    told = found(office, values, language="nb").values()
    assert any(text.startswith("Mangler her: «") for text in told)
    assert any(text.startswith("Antall avsnitt i kildeteksten: ") for text in told)


def test_a_wording_that_the_glossary_avoids_is_named_with_the_term(office: Office) -> None:
    told = found(office, {("pages.about", "title", "en"): "Competence"}, "pages.about")
    assert any(one.matter is Matter.WORDING and "‘Competence’" in told[one] for one in told)


@pytest.mark.parametrize(
    ("as_of", "is_overdue"),
    [
        ("2025-11-23", False),
        ("2025-11-22", True),
        ("2025-11", False),
        ("2025-10", True),
        ("2025", False),
    ],
)
def test_a_fact_is_old_a_year_after_its_last_day(
    office: Office, as_of: str, is_overdue: bool
) -> None:
    key = next(iter(office.live().figures))
    place = (f"figures.{key}", "as_of", "")
    told = found(office, {place: f'"{as_of}"'}, place[0])
    assert ([one.place for one in told if one.matter is Matter.OVERDUE] == [place]) == is_overdue


def test_an_accepted_disagreement_is_no_remark(office: Office) -> None:
    values: dict[Place, str | None] = {MEMBERS: "The nine members in the project board."}
    hard = [one for one in found(office, values, "pages.board") if one.identity]
    assert hard
    accepted = {("accepted", str(one.identity), ""): "They were nine." for one in hard}
    assert not [one for one in found(office, values | accepted, "pages.board") if one.identity]
