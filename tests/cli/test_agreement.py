"""Disagreements in commands: listed, refused and accepted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.content.agreement import checks
from battkomp.content.agreement.check import Mismatch
from battkomp.content.agreement.checks import Check, Severity
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.history import Version
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.contents import revision, stored
from tests.support.sites import edited_seed, load

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

KEY = "contact.invitation"
LISTED = (
    f'en: {KEY}: contradiction (amounts): "17" but nb has "16"; expected 16',
    f'en: {KEY}: to look at (lengths): "17" but the stored fact is nothing; expected 1',
)


def _amounts(source: Version, text: Version, _vocabulary: Vocabulary) -> Iterator[Mismatch]:
    if text.name == KEY:
        ours, theirs = (re.findall(r"\d+", one.value) for one in (text, source))
        yield from (
            Mismatch(*two, two[1]) for two in zip(ours, theirs, strict=True) if two[0] != two[1]
        )


def _lengths(text: Version, _vocabulary: Vocabulary) -> Iterator[Mismatch]:
    if (text.name, text.language) == (KEY, "en"):
        yield from (Mismatch(one, "", "1") for one in re.findall(r"\d\d", text.value))


@pytest.fixture(autouse=True)
def _checks_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = (Check("amounts", Severity.CONTRADICTION, _amounts),)
    facts = (Check("lengths", Severity.TO_LOOK_AT, _lengths),)
    monkeypatch.setattr(checks, "PAIR_CHECKS", pairs)
    monkeypatch.setattr(checks, "FACT_CHECKS", facts)


def numbered(nb: str, en: str) -> Callable[[str], str]:
    """Return an edit of `contact.toml` that puts words into the text of both languages."""

    def edit(text: str) -> str:
        return text.replace("noe?", f"noe? {nb}.").replace("questions?", f"questions? {en}.")

    return edit


@pytest.fixture
def contradiction(settings: Settings, tmp_path: Path) -> Path:
    """A folder of content that contradicts itself, recorded as it is."""
    folder = edited_seed(tmp_path, contact=numbered("16", "17"))
    output_of(settings, "content", "confirm", folder)
    return folder


def test_disagreements_are_listed_with_both_excerpts_and_the_remedy(
    settings: Settings, contradiction: Path
) -> None:
    said = invoke(settings, "content", "check", contradiction)
    assert said.output.splitlines() == [*LISTED, "Error: To be looked at: 2"]
    assert said.exit_code == 1


@pytest.mark.parametrize("name", ["", "contact.toml"])
def test_a_contradiction_stops_a_load(settings: Settings, contradiction: Path, name: str) -> None:
    load(settings)
    before = stored(settings), revision(settings)
    said = invoke(settings, "content", "load", contradiction / name)
    assert said.exit_code == 1
    listed, error = said.output.splitlines()
    assert listed == LISTED[0]
    assert "Contradictions: 1. Nothing is loaded" in error
    assert "flask content accept KEY CHECK --because" in error
    assert (stored(settings), revision(settings)) == before


def test_what_is_only_to_look_at_stops_no_load(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    folder = edited_seed(tmp_path, contact=numbered("17", "17"))
    output_of(settings, "content", "load", folder)
    said = invoke(settings, "content", "check").output.splitlines()
    assert said == [LISTED[1], "Error: To be looked at: 1"]


def test_a_site_starts_with_a_contradiction_and_says_so(
    settings: Settings, contradiction: Path
) -> None:
    from_folder = replace(settings, content=contradiction)
    said = output_of(from_folder, "content", "prepare").splitlines()
    assert said == [LISTED[0], f"Content loaded into {settings.database}"]
    assert "17" in stored(settings).contact.invitation["en"]
    assert invoke(settings, "content", "check").output.splitlines()[0] == LISTED[0]


BECAUSE = ("--because", "both are right")


def accept(settings: Settings, *words: str | Path) -> None:
    """Accept the disagreements of the text in one check."""
    output_of(settings, "content", "accept", KEY, *words, *BECAUSE)


def test_what_stopped_a_load_is_loaded_once_it_is_accepted(
    settings: Settings, contradiction: Path, tmp_path: Path
) -> None:
    load(settings)
    for _again in range(2):
        assert invoke(settings, "content", "load", contradiction).exit_code == 1
    accept(settings, "amounts")
    output_of(settings, "content", "load", contradiction)
    listed = [LISTED[1], "Error: To be looked at: 1"]
    assert invoke(settings, "content", "check").output.splitlines() == listed

    exported = tmp_path / "exported"
    output_of(settings, "content", "export", exported)
    settings.database.unlink()
    output_of(settings, "content", "load", exported)
    assert invoke(settings, "content", "check").output.splitlines() == listed
    accepted = stored(settings).history.accepted
    assert [accepted[one] for one in accepted if KEY in one] == [BECAUSE[1]]


def test_what_is_accepted_is_restored_with_a_backup(
    settings: Settings, contradiction: Path, tmp_path: Path
) -> None:
    for check in ("amounts", "lengths"):
        accept(settings, check, contradiction)
    output_of(settings, "content", "prepare")
    output_of(settings, "content", "load", contradiction)
    output_of(settings, "backup", "create", tmp_path / "backups")
    settings.database.unlink()
    (file,) = (one for one in (tmp_path / "backups").glob("*.db") if "inbox" not in one.name)
    output_of(settings, "backup", "restore", file)
    assert "17" in stored(settings).contact.invitation["en"]
    output_of(settings, "content", "check")


def test_disagreements_in_the_live_content_are_accepted(settings: Settings, tmp_path: Path) -> None:
    load(settings, edited_seed(tmp_path, contact=numbered("17", "17")))
    before = revision(settings)
    accept(settings, "lengths")
    assert invoke(settings, "content", "check").exit_code == 0
    assert revision(settings) > before, "running processes read it again"


def test_disagreements_in_a_folder_are_accepted_in_its_history(
    settings: Settings, contradiction: Path
) -> None:
    for check in ("amounts", "lengths"):
        accept(settings, check, contradiction)
    output_of(settings, "content", "check", contradiction)
    output_of(settings, "content", "confirm", contradiction)
    output_of(settings, "content", "check", contradiction)
    output_of(settings, "content", "load", contradiction)
    output_of(settings, "content", "check")


@pytest.mark.parametrize(("old", "new"), [("16", "18"), ("17", "18"), ("Please", "Do")])
def test_an_accepted_contradiction_is_one_again_when_either_text_changes(
    settings: Settings, contradiction: Path, old: str, new: str
) -> None:
    accept(settings, "amounts", contradiction)
    output_of(settings, "content", "load", contradiction)
    file = contradiction / "contact.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert "(amounts)" in invoke(settings, "content", "check", contradiction).output
    assert "(amounts)" in invoke(settings, "content", "load", contradiction).output


def test_an_accepted_contradiction_stays_accepted_when_only_typography_changes(
    settings: Settings, contradiction: Path
) -> None:
    accept(settings, "amounts", contradiction)
    file = contradiction / "contact.toml"
    file.write_text(
        file.read_text("utf-8").replace("Please get", "Please\u00a0 g\u00adet"), "utf-8"
    )
    output_of(settings, "content", "load", contradiction)


def test_a_contradiction_that_did_not_stop_the_last_load_is_not_accepted(
    settings: Settings, contradiction: Path, tmp_path: Path
) -> None:
    load(settings)
    invoke(settings, "content", "load", contradiction)
    output_of(settings, "content", "load", edited_seed(tmp_path / "2", contact=numbered("1", "1")))
    said = error_of(settings, "content", "accept", KEY, "amounts", *BECAUSE)
    assert said.startswith(f"{KEY}: amounts has found nothing to accept")


def test_accepting_needs_a_text_a_check_and_a_reason(
    settings: Settings, contradiction: Path
) -> None:
    load(settings)
    before = stored(settings).history.accepted
    for folder in ((), (contradiction,)):
        for key, check, because, reason in (
            ("contact.invitatoin", "amounts", "right", "contact.invitatoin: amounts has found no"),
            (KEY, "amount", "right", f"{KEY}: amount has found nothing to accept"),
            (KEY, "amounts", " \u200b\n", "--because: give one line of 1 to 200 characters"),
            (KEY, "amounts", "x" * 201, "--because: give one line of 1 to 200 characters"),
            (KEY, "amounts", "a\x1b[2J", "--because: give one line of 1 to 200 characters"),
        ):
            words = ("content", "accept", key, check, *folder, "--because", because)
            assert error_of(settings, *words).startswith(reason)
    assert stored(settings).history.accepted == before
    assert "--because" in invoke(settings, "content", "accept", KEY, "amounts").output


def test_without_content_nothing_is_accepted(settings: Settings) -> None:
    said = error_of(settings, "content", "accept", KEY, "amounts", *BECAUSE)
    assert said.startswith("There is no content yet")
    assert not settings.database.exists()
