"""How a translation is known to be outdated, wherever the content comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from battkomp import create_app
from battkomp.content.history import digest
from battkomp.settings import Settings
from tests.support.sites import change, edited_seed, load

GAP = "en: contact: contact.invitation is outdated"
NEW_SOURCE = change("Lurer du på noe?", "Er det noe du lurer på?")
NEW_TRANSLATION = change("Any questions?", "Is there anything you wonder?")


@pytest.fixture
def run(settings: Settings) -> FlaskCliRunner:
    """Run commands on the site's own database."""
    return create_app(settings).test_cli_runner()


def test_the_content_that_ships_is_translated_and_up_to_date(run: FlaskCliRunner) -> None:
    run.invoke(args=["content", "prepare"])
    result = run.invoke(args=["content", "check"])
    assert (result.exit_code, result.output) == (0, "Every text is translated and up to date.\n")


def test_a_changed_source_text_is_found_in_files(run: FlaskCliRunner, tmp_path: Path) -> None:
    content = edited_seed(tmp_path, contact=NEW_SOURCE)
    result = run.invoke(args=["content", "check", str(content)])
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == GAP


def test_a_changed_source_text_is_found_without_history(
    run: FlaskCliRunner, settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    content = edited_seed(tmp_path, contact=NEW_SOURCE)
    (content / "history.toml").unlink()
    load(settings, content)
    assert GAP in run.invoke(args=["content", "check"]).output


def test_a_text_translated_anew_is_up_to_date_when_it_is_recorded(
    run: FlaskCliRunner, settings: Settings, tmp_path: Path
) -> None:
    content = edited_seed(tmp_path, contact=lambda text: NEW_TRANSLATION(NEW_SOURCE(text)))
    assert run.invoke(args=["content", "check", str(content)]).output.splitlines() == [
        "nb: contact.invitation has changed since it was confirmed",
        "en: contact.invitation has changed since it was confirmed",
        "Error: To be looked at: 2",
    ]
    run.invoke(args=["content", "confirm", str(content)])
    assert run.invoke(args=["content", "check", str(content)]).exit_code == 0
    load(settings, content)
    assert run.invoke(args=["content", "check"]).exit_code == 0


def test_recording_what_has_changed_leaves_the_outdated_outdated(
    run: FlaskCliRunner, tmp_path: Path
) -> None:
    content = edited_seed(tmp_path, contact=NEW_SOURCE)
    run.invoke(args=["content", "confirm", str(content)])
    result = run.invoke(args=["content", "check", str(content)])
    assert result.output.splitlines() == [GAP, "Error: To be looked at: 1"]


@pytest.mark.parametrize("which", ["contact.invitation", "--all"])
def test_a_translation_that_still_holds_is_confirmed(
    run: FlaskCliRunner, settings: Settings, tmp_path: Path, which: str
) -> None:
    load(settings)
    content = edited_seed(tmp_path, contact=NEW_SOURCE)
    load(settings, content)
    assert run.invoke(args=["content", "confirm", str(content), which]).exit_code == 0
    assert run.invoke(args=["content", "check", str(content)]).exit_code == 0
    load(settings, content)
    assert run.invoke(args=["content", "check"]).exit_code == 0


def test_only_a_text_that_is_there_can_be_confirmed(run: FlaskCliRunner, tmp_path: Path) -> None:
    content = edited_seed(tmp_path, contact=NEW_SOURCE)
    result = run.invoke(args=["content", "confirm", str(content), "contact.invitatoin"])
    assert result.output == "Error: There is no text contact.invitatoin\n"


def test_a_seat_that_moves_takes_its_memory_along(run: FlaskCliRunner, tmp_path: Path) -> None:
    def edit(text: str) -> str:
        start, end = text.index("[seats.lo]"), text.index("[seats.prosess21]")
        outdated = text.replace("og {battery-norway}", "samt {battery-norway}")
        return outdated[:start] + outdated[end:]

    content = edited_seed(tmp_path, board=edit)
    output = run.invoke(args=["content", "check", str(content)]).output
    assert output.startswith("en: board: seats.prosess21.represents is outdated\n")


def test_an_outdated_translation_stays_so_through_export(
    run: FlaskCliRunner, settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    load(settings, edited_seed(tmp_path, contact=NEW_SOURCE))
    exported = tmp_path / "exported"
    run.invoke(args=["content", "export", str(exported)])
    settings.database.unlink()
    load(settings, exported)
    assert GAP in run.invoke(args=["content", "check"]).output


def test_a_missing_translation_is_listed_with_its_page(run: FlaskCliRunner, tmp_path: Path) -> None:
    edit = change('title.en = "Needs assessment"\n', "")
    content = edited_seed(tmp_path, phases=edit)
    output = run.invoke(args=["content", "check", str(content)]).output
    assert output.splitlines() == [
        "en: part 1: phases.1.title is missing",
        "Error: To be looked at: 1",
    ]


def test_a_digest_is_of_words_not_of_white_space() -> None:
    assert digest("a b\n c") == digest(" a  b c ") != digest("a bc")
