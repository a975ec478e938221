"""The remarks about the content, in words for the desk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from battkomp.content.changes import Place, values_of
from battkomp.desk import publishing
from battkomp.desk.checks import Matter, Remark, remarks
from tests.support.desks import Office

MEMBERS = ("pages.board", "description", "en")
REPORT = ("phases.2", "became", "en")


def found(
    office: Office,
    values: Mapping[Place, str | None],
    subject: str | None = None,
    language: str = "en",
) -> list[Remark]:
    """Return the remarks about the content with some changes."""
    change_set = office.propose(office.add(), values)
    with office.app.test_request_context("/", headers={"Accept-Language": language}):
        return list(remarks(publishing.preview_of(change_set).document, subject))


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
    live = values_of(office.live())
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
    text = values_of(office.live())[place]
    assert before in text
    told = found(office, {place: text.replace(before, after)}, place[0])
    hard = [one for one in told if one.matter is Matter.CONTRADICTION]
    assert hard
    assert all(one.place == place and one.identity for one in hard)
    for words in sentences:
        assert any(words in one.text for one in hard), [one.text for one in told]
