"""An export that is loaded after others have changed the same texts or facts."""

from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.content.files import Document
from battkomp.content.load import SEED
from battkomp.db.backups import backups_in
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.contents import revision, stored
from tests.support.sites import load, seed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

ASKED = {tag: text.strip() for tag, text in seed("contact")["invitation"].items()}
THEIRS, OURS, OURS_LATER = "Spør oss!", "Skriv til meg!", "Ring meg!"
REFUSED = "Overtaken: {}. Nothing is changed; edit a new export, or load this one with --over"


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Change a file of content."""
    file = folder / f"{name}.toml"
    before = file.read_text("utf-8")
    assert old in before
    file.write_text(before.replace(old, new), "utf-8")


def refusal(settings: Settings, path: Path) -> list[str]:
    """Return the lines with which an overtaken export is refused; nothing may change."""
    before = stored(settings), revision(settings)
    result = invoke(settings, "content", "load", path)
    assert result.exit_code == 1, result.output
    assert (stored(settings), revision(settings)) == before
    *names, error = result.output.splitlines()
    assert error == f"Error: {REFUSED.format(len(names))}"
    assert all("has been changed since, by publication " in name for name in names)
    return [name.partition(" ")[0] for name in names]


@pytest.fixture
def site(settings: Settings) -> Settings:
    """A site with the seed."""
    load(settings)
    return settings


@pytest.fixture
def ours(site: Settings, tmp_path: Path) -> Path:
    """An export that is loaded later."""
    output_of(site, "content", "export", tmp_path / "ours")
    return tmp_path / "ours"


@pytest.fixture
def theirs(site: Settings, ours: Path, tmp_path: Path) -> Path:
    """Another export, in which a text and a fact are changed and live."""
    output_of(site, "content", "export", tmp_path / "theirs")
    edit(tmp_path / "theirs", "contact", ASKED["nb"], THEIRS)
    edit(tmp_path / "theirs", "phases", "= 2021-10-27", "= 2021-10-28")
    load(site, tmp_path / "theirs")
    assert ours.exists()
    return tmp_path / "theirs"


def invitation(document: Document) -> str:
    """Return the invitation to ask, in the source language."""
    return document.contact.invitation["nb"]


def test_an_overtaken_export_is_refused_by_name_unless_told_otherwise(
    site: Settings, ours: Path, theirs: Path
) -> None:
    assert theirs.exists()
    edit(ours, "contact", ASKED["nb"], OURS)
    edit(ours, "contact", ASKED["en"], "Call me!")
    output_of(site, "content", "confirm", ours)
    assert refusal(site, ours) == ["phases.1.launched_on", "contact.invitation.nb"]
    output_of(site, "content", "load", ours, "--over")
    assert invitation(stored(site)) == OURS


def test_a_new_export_is_not_overtaken(site: Settings, ours: Path, theirs: Path) -> None:
    output_of(site, "content", "export", ours)
    edit(ours, "contact", THEIRS, OURS)
    load(site, ours)
    assert invitation(stored(site)) == OURS
    assert refusal(site, theirs) == ["contact.invitation.nb"]


def test_a_folder_is_loaded_again_and_again(site: Settings, ours: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(ours)
    edit(ours, "contact", ASKED["nb"], OURS)
    for folder, old, new in (
        *((ours, OURS, OURS_LATER), (link, OURS_LATER, OURS)),
        *((ours / "contact.toml", OURS, THEIRS), (ours, THEIRS, OURS)),
    ):
        load(site, folder)
        assert invitation(stored(site)) == old
        edit(ours, "contact", old, new)


def test_text_that_was_replaced_knowingly_is_not_asked_about_again(
    site: Settings, ours: Path, theirs: Path
) -> None:
    assert theirs.exists()
    edit(ours, "contact", ASKED["nb"], OURS)
    output_of(site, "content", "load", ours, "--over")
    edit(ours, "contact", OURS, OURS_LATER)
    load(site, ours)
    assert invitation(stored(site)) == OURS_LATER


def test_equal_edits_and_edits_of_other_texts_are_loaded(
    site: Settings, ours: Path, theirs: Path
) -> None:
    assert theirs.exists()
    edit(ours, "contact", ASKED["nb"], THEIRS)
    edit(ours, "contact", ASKED["en"], "Call me!")
    edit(ours, "phases", "= 2021-10-27", "= 2021-10-28")
    load(site, ours)
    assert stored(site).contact.invitation["en"] == "Call me!"


def test_entries_that_others_have_added_or_removed_are_named(
    site: Settings, ours: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    output_of(site, "content", "export", theirs)
    glossary = theirs / "glossary.toml"
    header, first, *others = (SEED / "glossary.toml").read_text("utf-8").split("\n[terms.")
    glossary.write_text("\n[terms.".join([header, *others]), "utf-8")
    load(site, theirs)
    names = refusal(site, ours)
    assert "terms.order" in names
    assert f"terms.{first.partition(']')[0]}.term.nb" in names


def test_a_confirmation_is_not_taken_back_unseen(
    site: Settings, ours: Path, tmp_path: Path
) -> None:
    edit(ours, "contact", ASKED["nb"], OURS)
    load(site, ours)
    theirs = tmp_path / "theirs"
    for folder in (ours, theirs):
        output_of(site, "content", "export", folder)
    output_of(site, "content", "confirm", theirs, "contact.invitation")
    load(site, theirs)
    edit(ours, "phases", "= 2021-10-27", "= 2021-10-28")
    assert refusal(site, ours) == ["contact.invitation.en"]


def test_a_restore_overtakes_an_export(site: Settings, ours: Path, tmp_path: Path) -> None:
    output_of(site, "backup", "create", tmp_path / "backups")
    (backup,) = backups_in(tmp_path / "backups")
    edit(ours, "contact", ASKED["nb"], OURS)
    load(site, ours)
    output_of(site, "backup", "restore", backup)
    assert refusal(site, ours) == ["contact.invitation.nb"]


def test_an_undoing_overtakes_the_folder_that_is_undone(site: Settings, ours: Path) -> None:
    edit(ours, "contact", ASKED["nb"], OURS)
    load(site, ours)
    output_of(site, "content", "undo", "2")
    assert refusal(site, ours) == ["contact.invitation.nb"]


def test_a_file_belongs_to_the_export_beside_it(
    site: Settings, ours: Path, theirs: Path, tmp_path: Path
) -> None:
    assert theirs.exists()
    edit(ours, "contact", ASKED["nb"], OURS)
    assert refusal(site, ours / "contact.toml") == ["contact.invitation.nb"]
    (alone := tmp_path / "alone").mkdir()
    (ours / "contact.toml").rename(alone / "contact.toml")
    load(site, alone / "contact.toml")
    assert invitation(stored(site)) == OURS


def test_a_folder_that_is_the_source_is_loaded_over(
    site: Settings, ours: Path, theirs: Path
) -> None:
    assert theirs.exists()
    output_of(replace(site, content=ours), "content", "prepare")
    assert invitation(stored(site)) == ASKED["nb"]


def test_an_export_of_another_database_is_loaded(site: Settings, ours: Path) -> None:
    edit(ours, "history", "publication = 1", "publication = 999999999")
    edit(ours, "contact", ASKED["nb"], OURS)
    load(site, ours)
    assert invitation(stored(site)) == OURS


@pytest.mark.parametrize("number", ["1.5", '"1"', "true", "[]"])
def test_a_number_that_is_none_is_refused(site: Settings, ours: Path, number: str) -> None:
    edit(ours, "history", "publication = 1", f"publication = {number}")
    edit(ours, "contact", ASKED["nb"], OURS)
    for path in (ours, ours / "contact.toml"):
        reason = error_of(site, "content", "load", path)
        assert reason.startswith("history.toml: history.publication: "), reason
