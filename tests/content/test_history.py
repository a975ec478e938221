"""How a translation is known to be outdated, wherever the content comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from battkomp.content.history import digest
from battkomp.settings import Settings
from tests.support.sites import change, edited_seed, load

GAP = "en: contact: contact.invitation is outdated"
NEW_SOURCE = change("Lurer du på noe?", "Er det noe du lurer på?")
NEW_TRANSLATION = change("Any questions?", "Is there anything you wonder?")
UP_TO_DATE = "Every text is translated and up to date.\n"

Run = Callable[..., Result]
Check = Callable[..., str]


@pytest.fixture
def check(cli: Run) -> Check:
    """Return what `content check` says, of a folder or of the database."""
    return lambda *folder: cli("content", "check", *folder).output


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A folder of content with a changed source text."""
    return edited_seed(tmp_path, contact=NEW_SOURCE)


def test_the_content_that_ships_is_translated_and_up_to_date(cli: Run, check: Check) -> None:
    assert cli("content", "prepare").exit_code == 0
    assert check() == UP_TO_DATE


def test_a_changed_source_text_is_found_with_and_without_history(
    settings: Settings, check: Check, changed: Path
) -> None:
    assert check(changed).splitlines()[0] == GAP
    (changed / "history.toml").unlink()
    load(settings)
    load(settings, changed)
    assert GAP in check()


def test_a_text_translated_anew_is_up_to_date_when_it_is_recorded(
    cli: Run, settings: Settings, check: Check, tmp_path: Path
) -> None:
    content = edited_seed(tmp_path, contact=lambda text: NEW_TRANSLATION(NEW_SOURCE(text)))
    assert check(content).splitlines() == [
        "nb: contact.invitation has changed since it was confirmed",
        "en: contact.invitation has changed since it was confirmed",
        "Error: To be looked at: 2",
    ]
    cli("content", "confirm", content)
    assert check(content) == UP_TO_DATE
    load(settings, content)
    assert check() == UP_TO_DATE


@pytest.mark.parametrize("which", ["contact.invitation", "--all"])
def test_a_translation_is_outdated_until_it_is_confirmed_by_name(
    cli: Run, settings: Settings, check: Check, changed: Path, which: str
) -> None:
    load(settings)
    load(settings, changed)
    assert cli("content", "confirm", changed).exit_code == 0
    assert check(changed).splitlines() == [GAP, "Error: To be looked at: 1"]
    assert cli("content", "confirm", changed, which).exit_code == 0
    assert check(changed) == UP_TO_DATE
    load(settings, changed)
    assert check() == UP_TO_DATE


def test_only_a_text_that_is_there_can_be_confirmed(cli: Run, changed: Path) -> None:
    result = cli("content", "confirm", changed, "contact.invitatoin")
    assert result.output == "Error: There is no text contact.invitatoin\n"


def test_a_seat_that_moves_takes_its_memory_along(check: Check, tmp_path: Path) -> None:
    def edit(text: str) -> str:
        start, end = text.index("[seats.lo]"), text.index("[seats.prosess21]")
        outdated = text.replace("og {battery-norway}", "samt {battery-norway}")
        return outdated[:start] + outdated[end:]

    output = check(edited_seed(tmp_path, board=edit))
    assert output.startswith("en: board: seats.prosess21.represents is outdated\n")


def test_an_outdated_translation_stays_so_through_export(
    cli: Run, settings: Settings, check: Check, changed: Path, tmp_path: Path
) -> None:
    load(settings)
    load(settings, changed)
    cli("content", "export", tmp_path / "exported")
    settings.database.unlink()
    load(settings, tmp_path / "exported")
    assert GAP in check()


def test_a_missing_translation_is_listed_with_its_page(check: Check, tmp_path: Path) -> None:
    edit = change('title.en = "Needs assessment"\n', "")
    assert check(edited_seed(tmp_path, phases=edit)).splitlines() == [
        "en: part 1: phases.1.title is missing",
        "Error: To be looked at: 1",
    ]


def test_a_digest_is_of_words_not_of_white_space() -> None:
    assert digest("a b\n c") == digest(" a  b c ") != digest("a bc")
