"""Content from files: whole, or refused with one clear line and nothing changed."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.content import export
from battkomp.content import load as loading
from battkomp.content.files import read
from battkomp.content.search import indexing
from battkomp.settings import Settings
from tests.support.commands import error_of, output_of
from tests.support.contents import revision, stored
from tests.support.sites import PAGE_KEYS, TODAY, change, edited_seed, load

pytestmark = pytest.mark.slow

ASK = change("Any questions?", "Questions?")


def test_content_is_loaded_on_a_site_that_trusts_certain_hosts(settings: Settings) -> None:
    for hosts in ((), ("battkomp.example",), (".battkomp.example",)):
        output_of(replace(settings, trusted_hosts=hosts), "content", "load", loading.SEED)


def test_files_that_are_missing_not_plain_or_have_a_section_twice_are_refused(
    settings: Settings, tmp_path: Path
) -> None:
    reason = error_of(settings, "content", "load", tmp_path)
    assert reason.endswith("there are no .toml files here")
    content = edited_seed(tmp_path)
    (content / "extra.toml").mkdir()
    reason = error_of(settings, "content", "load", content)
    assert reason == "extra.toml: this is not a plain file"
    (content / "extra.toml").rmdir()
    shutil.copy(content / "contact.toml", content / "kontakt.toml")
    reason = error_of(settings, "content", "load", content)
    assert reason == "kontakt.toml: contact: this is in contact.toml too"
    assert not settings.database.exists()


@pytest.mark.parametrize("key", ["about", "changes"])
def test_content_of_an_earlier_release_gets_the_pages_that_this_one_brings(
    settings: Settings, tmp_path: Path, key: str
) -> None:
    def before(text: str) -> str:
        start, _, page = text.partition(f"[pages.{key}]")
        return start + "".join(page.partition("[pages.")[1:])

    earlier = edited_seed(
        tmp_path,
        pages=before,
        findings=change('state = "preliminary"', 'state = "confirmed"'),
    )
    pages = set(PAGE_KEYS) - {key}
    on = loading.Conditions(settings.tags, TODAY, pages)
    loading.load(settings.database, earlier, on)
    output_of(settings, "content", "prepare")
    assert stored(settings).pages[key] == read(loading.SEED).pages[key]
    assert revision(settings) == 2
    assert not output_of(settings, "content", "prepare")


def test_what_is_exported_loads_into_the_same_database(settings: Settings, tmp_path: Path) -> None:
    edit = change('"1-needs-assessment"', '"1-needs"')
    load(settings)
    load(settings, edited_seed(tmp_path / "one", phases=edit))
    export.write(stored(settings), tmp_path / "export")
    before = stored(settings)

    load(settings, tmp_path / "export")
    assert (stored(settings), revision(settings)) == (before, 2)

    settings.database.unlink()
    load(settings, tmp_path / "export")
    assert stored(settings) == before


def test_the_same_content_is_not_written_twice(settings: Settings) -> None:
    load(settings)
    before = settings.database.read_bytes()
    load(settings)
    assert settings.database.read_bytes() == before
    assert revision(settings) == 1


def test_one_file_changes_its_part_alone(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    before = list(stored(settings).entries())
    load(settings, edited_seed(tmp_path, contact=ASK) / "contact.toml")
    after = stored(settings)
    assert [one.subject for one in after.entries() if one not in before] == ["contact"]
    assert after.contact.invitation["en"].startswith("Questions?")
    assert revision(settings) == 2


def test_a_load_that_fails_half_way_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load(settings)
    before = stored(settings), revision(settings)

    def fail(*_arguments: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(indexing, "fill", fail)
    with pytest.raises(sqlite3.OperationalError):
        load(settings, edited_seed(tmp_path, contact=ASK))
    assert (stored(settings), revision(settings)) == before


def test_order_is_part_of_the_content(settings: Settings, tmp_path: Path) -> None:
    def turn(text: str) -> str:
        header, *parts = text.split("\n[organisations")
        return "\n[organisations".join([header, *reversed(parts)]) + "\n"

    load(settings)
    load(settings, edited_seed(tmp_path, organisations=turn))
    keys = list(stored(settings).organisations)
    assert keys == list(reversed(read(loading.SEED).organisations))


def test_a_key_of_digits_is_a_key(settings: Settings, tmp_path: Path) -> None:
    edit = change("[organisations.intek]", "[organisations.24]")
    named = change('"intek"', '"24"')
    board = change("intek", "24")
    content = edited_seed(tmp_path, organisations=edit, board=board, milestones=named)
    load(settings, content)
    load(settings, content / "contact.toml")
    assert "24" in stored(settings).organisations


def test_a_file_from_windows_is_read(settings: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path)
    file = content / "contact.toml"
    file.write_text("\ufeff" + file.read_text("utf-8").replace("\n", "\r\n"), "utf-8", newline="")
    load(settings, content)


def test_an_address_that_was_once_another_phases_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    first, second = '"1-behovskartlegging"', '"2-gap-og-anbefalinger"'
    load(settings)
    load(settings, edited_seed(tmp_path / "1", phases=change(first, '"1-ny"')))

    def take(text: str) -> str:
        return text.replace(first, '"1-ny"').replace(second, first)

    reason = error_of(settings, "content", "load", edited_seed(tmp_path / "2", phases=take))
    assert reason == 'phases.toml: phases.2.slug.nb: "1-behovskartlegging" was once phases.1'


def test_an_exported_file_says_what_may_be_added(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    export.write(stored(settings), tmp_path)
    for name, said in (("contact", "`email`"), ("phases", "`launched_on`"), ("history", "not for")):
        note = (tmp_path / f"{name}.toml").read_text("utf-8").partition("\n[")[0]
        assert said in note


def test_a_folder_of_content_is_loaded_at_each_start(settings: Settings, tmp_path: Path) -> None:
    """With BATTKOMP_CONTENT the folder is the source, and not the database."""
    content = edited_seed(tmp_path, contact=ASK)
    started = replace(settings, content=content)
    loaded = f"Content loaded into {settings.database}\n"
    assert output_of(started, "content", "prepare") == loaded
    assert output_of(started, "content", "prepare") == ""
    file = content / "contact.toml"
    file.write_text(file.read_text("utf-8").replace("Questions?", "Still questions?"), "utf-8")
    assert output_of(started, "content", "prepare") == loaded
    assert stored(settings).contact.invitation["en"].startswith("Still questions?")
