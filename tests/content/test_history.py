"""How a translation is known to be outdated, wherever the content comes from."""

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from battkomp.content.history import digest
from battkomp.content.load import SEED
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.sites import change, edited_seed, load, seed, without

pytestmark = pytest.mark.usefixtures("without_rendering")

GAP = "en: contact: contact.invitation is outdated"
NEW_SOURCE = change("Lurer du på noe?", "Er det noe du lurer på?")
NEW_TRANSLATION = change("Any questions?", "Is there anything you wonder?")
UP_TO_DATE = [
    "Every text is translated, up to date and in the words of the glossary.",
    "The languages agree.",
]


def check(settings: Settings, *folder: Path) -> list[str]:
    """Return the lines of `content check`, about a folder or the database."""
    return invoke(settings, "content", "check", *folder).output.splitlines()


def confirm(settings: Settings, folder: Path, *texts: str) -> None:
    """Confirm the texts of a folder, or what has changed in it."""
    output_of(settings, "content", "confirm", folder, *texts)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A folder of content with a changed source text."""
    return edited_seed(tmp_path, contact=NEW_SOURCE)


def test_the_content_that_ships_is_translated_and_up_to_date(settings: Settings) -> None:
    load(settings)
    assert check(settings) == UP_TO_DATE


def test_a_changed_source_text_is_found_with_and_without_history(
    settings: Settings, changed: Path
) -> None:
    assert check(settings, changed)[0] == GAP
    (changed / "history.toml").unlink()
    load(settings)
    load(settings, changed)
    assert GAP in check(settings)


def test_a_text_translated_anew_is_up_to_date_when_it_is_recorded(
    settings: Settings, tmp_path: Path
) -> None:
    content = edited_seed(tmp_path, contact=lambda text: NEW_TRANSLATION(NEW_SOURCE(text)))
    assert check(settings, content) == [
        "nb: contact.invitation has changed since it was confirmed",
        "en: contact.invitation has changed since it was confirmed",
        "Error: To be looked at: 2",
    ]
    confirm(settings, content)
    assert check(settings, content) == UP_TO_DATE
    load(settings, content)
    assert check(settings) == UP_TO_DATE


@pytest.mark.parametrize("which", ["contact.invitation", "--all"])
def test_a_translation_is_outdated_until_it_is_confirmed_by_name(
    settings: Settings, changed: Path, which: str
) -> None:
    load(settings)
    load(settings, changed)
    confirm(settings, changed)
    assert check(settings, changed) == [GAP, "Error: To be looked at: 1"]
    confirm(settings, changed, which)
    assert check(settings, changed) == UP_TO_DATE
    load(settings, changed)
    assert check(settings) == UP_TO_DATE


def test_only_a_text_that_is_there_can_be_confirmed(settings: Settings, changed: Path) -> None:
    reason = error_of(settings, "content", "confirm", changed, "contact.invitatoin")
    assert reason == "There is no text contact.invitatoin"


def test_a_seat_that_moves_takes_its_memory_along(settings: Settings, tmp_path: Path) -> None:
    def edit(text: str) -> str:
        start, end = text.index("[seats.lo]"), text.index("[seats.prosess21]")
        outdated = text.replace("og {battery-norway}", "samt {battery-norway}")
        return outdated[:start] + outdated[end:]

    said = check(settings, edited_seed(tmp_path, board=edit))
    assert said[0] == "en: board: seats.prosess21.represents is outdated"


def test_an_outdated_translation_stays_so_through_export(
    settings: Settings, changed: Path, tmp_path: Path
) -> None:
    load(settings)
    load(settings, changed)
    output_of(settings, "content", "export", tmp_path / "exported")
    settings.database.unlink()
    load(settings, tmp_path / "exported")
    assert GAP in check(settings)


def test_a_missing_translation_is_listed_with_its_page(settings: Settings, tmp_path: Path) -> None:
    edit = change('title.en = "Needs assessment"\n', "")
    assert check(settings, edited_seed(tmp_path, phases=edit)) == [
        "en: part 1: phases.1.title is missing",
        "Error: To be looked at: 1",
    ]


def test_an_outdated_text_that_several_pages_name_is_listed_with_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    edit = change("for industribedrifter. Ledet", "for industrien. Ledet")
    assert check(settings, edited_seed(tmp_path, organisations=edit))[:2] == [
        "en: organisations: organisations.norsk-industri.summary is outdated",
        "nb: organisations.norsk-industri.summary has changed since it was confirmed",
    ]


def test_typography_outdates_nothing(settings: Settings, tmp_path: Path) -> None:
    others = {"«": "“", "»": "”", "–": "\u2014", "’": "'", "\u00a0": " ", "-": "\u2011"}
    others |= {"i": "i\u00ad", "n": "\u200bn"}

    def retype(line: re.Match[str]) -> str:
        typed = "".join(others.get(one, one) for one in line[2].replace("ff", "\ufb00"))
        return line[1] + unicodedata.normalize("NFD", typed)

    lines = re.compile(r'^((?!slug)[a-z]+\.[a-z]+ = )(".*)', re.MULTILINE)
    edit = partial(lines.sub, retype)
    files = ("chain", "figures", "findings", "glossary", "milestones", "organisations")
    edits = dict.fromkeys((*files, "pages", "phases", "sources"), edit)
    content = edited_seed(tmp_path, **edits)
    assert check(settings, content) == UP_TO_DATE
    load(settings)
    load(settings, content)
    assert check(settings) == UP_TO_DATE


def test_digests_from_before_the_release_are_recognised(settings: Settings, tmp_path: Path) -> None:
    texts = seed("contact")["invitation"].values()
    former = {digest(text): hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts}
    edit = partial(re.compile("|".join(former)).sub, lambda found: former[found[0]])
    assert check(settings, edited_seed(tmp_path / "same", history=edit)) == UP_TO_DATE
    changed = edited_seed(tmp_path / "changed", history=edit, contact=NEW_SOURCE)
    assert check(settings, changed)[0] == GAP


ALONE = (
    "en: contact.invitation was changed alone: look at its source text, "
    "then confirm contact.invitation"
)


@pytest.fixture
def lone(settings: Settings, tmp_path: Path) -> Path:
    """A folder of content with a translation that was changed alone, recorded as such."""
    content = edited_seed(tmp_path, contact=NEW_TRANSLATION)
    confirm(settings, content)
    return content


def rewrite(folder: Path, *edits: Callable[[str], str]) -> None:
    """Edit the contact file of a folder."""
    file = folder / "contact.toml"
    for edit in edits:
        file.write_text(edit(file.read_text("utf-8")), "utf-8")


def test_a_translation_changed_alone_is_announced_before_it_is_recorded(
    settings: Settings, tmp_path: Path
) -> None:
    assert check(settings, edited_seed(tmp_path, contact=NEW_TRANSLATION)) == [
        ALONE,
        "en: contact.invitation has changed since it was confirmed",
        "Error: To be looked at: 2",
    ]


@pytest.mark.parametrize("which", ["contact.invitation", "--all"])
def test_a_translation_changed_alone_is_announced_until_it_is_confirmed_by_name(
    settings: Settings, lone: Path, which: str
) -> None:
    for _again in range(2):
        confirm(settings, lone)
        assert check(settings, lone) == [ALONE, "Error: To be looked at: 1"]
    confirm(settings, lone, which)
    assert check(settings, lone) == UP_TO_DATE


def test_a_translation_changed_alone_is_announced_of_the_live_content(
    settings: Settings, lone: Path, tmp_path: Path
) -> None:
    load(settings)
    load(settings, lone)
    assert check(settings) == [ALONE, "Error: To be looked at: 1"]
    output_of(settings, "content", "export", tmp_path / "exported")
    assert check(settings, tmp_path / "exported") == [ALONE, "Error: To be looked at: 1"]
    confirm(settings, tmp_path / "exported", "contact.invitation")
    load(settings, tmp_path / "exported")
    assert check(settings) == UP_TO_DATE


def test_a_load_without_a_record_finds_a_translation_that_was_changed_alone(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    content = edited_seed(tmp_path, contact=NEW_TRANSLATION)
    (content / "history.toml").unlink()
    load(settings, content)
    assert check(settings) == [ALONE, "Error: To be looked at: 1"]


def test_a_translation_changed_alone_is_cleared_when_it_is_as_before(
    settings: Settings, lone: Path
) -> None:
    rewrite(lone, change("Is there anything you wonder?", "Anything else?"))
    confirm(settings, lone)
    assert check(settings, lone) == [ALONE, "Error: To be looked at: 1"]
    rewrite(lone, change("Anything else?", "Any questions?"))
    confirm(settings, lone)
    assert check(settings, lone) == UP_TO_DATE


def test_a_translation_changed_alone_is_outdated_when_its_source_changes(
    settings: Settings, lone: Path
) -> None:
    rewrite(lone, NEW_SOURCE)
    confirm(settings, lone)
    assert check(settings, lone) == [GAP, "Error: To be looked at: 1"]
    rewrite(lone, change("Is there anything you wonder?", "Anything else?"))
    confirm(settings, lone)
    assert check(settings, lone) == UP_TO_DATE


def test_a_translation_as_before_is_outdated_if_its_source_has_changed(
    settings: Settings, lone: Path
) -> None:
    rewrite(lone, NEW_SOURCE, change("Is there anything you wonder?", "Any questions?"))
    confirm(settings, lone)
    assert check(settings, lone) == [GAP, "Error: To be looked at: 1"]


def test_a_translation_of_an_earlier_change_was_not_changed_alone(
    settings: Settings, changed: Path
) -> None:
    confirm(settings, changed)
    rewrite(changed, NEW_TRANSLATION)
    confirm(settings, changed)
    assert check(settings, changed) == UP_TO_DATE


def test_a_new_translation_was_not_changed_alone(settings: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path, contact=without("invitation.en"))
    confirm(settings, content)
    shutil.copy(SEED / "contact.toml", content)
    confirm(settings, content)
    assert check(settings, content) == UP_TO_DATE
