"""Content from files: whole, or refused with one clear line and nothing changed."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.content import export
from battkomp.content import load as loading
from battkomp.content.search import indexing
from battkomp.settings import Settings
from tests.support.databases import prepare, revision, stored
from tests.support.sites import change, edited_seed, load, without

pytestmark = pytest.mark.slow

Edit = Callable[[str], str]


WITH_UNKNOWN_PAGE = change(
    "[pages.board]", "[pages.bored]\ntitle.nb='x'\ndescription.nb='y'\n\n[pages.board]"
)


def with_borrowed_slug(text: str) -> str:
    """Give part 2 the address that part 1, having none of its own, gets from the source."""
    return without('slug.en = "1')(text).replace(
        "2-gaps-and-recommendations", "1-behovskartlegging"
    )


def fingerprint(settings: Settings) -> str:
    """Return the digest of the database file."""
    return hashlib.sha256(settings.database.read_bytes()).hexdigest()


def dump(database: Path) -> list[str]:
    """Return the database as SQL, without the moments at which it was written."""
    with closing(sqlite3.connect(database)) as connection:
        lines = list(connection.iterdump())
    return [line for line in lines if "_sqlite_migrations" not in line]


BAD = (
    (
        "pages",
        without("title"),
        "pages.toml: pages.home: Object missing required field `title`",
    ),
    ("pages", without("title.nb"), "pages.toml: pages.home.title.nb: the source language is"),
    ("pages", change('title.nb = "Kontakt"\n', ""), "pages.contact.title.nb: the source"),
    ("pages", change("[pages.board]", "[pages.bored]"), "pages.board: this page is missing"),
    ("pages", change("hint.nb", "hnit.nb"), "pages.home: Object contains unknown field `hnit`"),
    ("pages", change('title.en = "Contact"', 'title.en = " "'), "pages.contact.title"),
    ("pages", change('title.en = "Contact"', "title.en = 1"), "Expected `str`, got `int`"),
    ("pages", change("title.en", "title.de"), "pages.home.title.de: the site has no such"),
    (
        "phases",
        change("2021-10-27", "2021-13-27"),
        "phases.toml: Expected newline",
    ),
    ("phases", change("2021-10-27", '"27.10.2021"'), "phases.1.launched_on: Invalid RFC3339"),
    ("phases", change("2021-10-27", "2021-10-27T09:00:00"), "phases.1.launched_on: Expected"),
    ("phases", change('"1-needs-assessment"', '"Needs!"'), "phases.1.slug"),
    (
        "phases",
        change('"1-needs-assessment"', '"3-recruitment-and-society"'),
        'phases.3.slug.en: phases.1 has the address "3-recruitment-and-society" too',
    ),
    (
        "phases",
        change(
            'slug.en = "1-needs-assessment"',
            'slug.en = "1-needs-assessment"\nformer_slugs.en = ["3-recruitment-and-society"]',
        ),
        "phases.3.slug.en: phases.1 has",
    ),
    ("phases", change("[phases.3]", "[phases.4]"), "phases: the parts must be numbered"),
    (
        "phases",
        change("[phases.3]", "[phases.three]"),
        "phases.three: the key must be a number",
    ),
    (
        "phases",
        change("launched_on = 2021-10-27", "launched_on = 2021-10-27\nstarted_on = 2022-01-01"),
        "phases.1.launched_on: this is before started_on",
    ),
    (
        "board",
        change('["lo"]', '["lx"]'),
        'seats.lo.organisations: there is no organisation "lx"',
    ),
    ("board", change('represents.en = "{lo}"', 'represents.en = "LO"'), "must name {lo}"),
    (
        "board",
        change('person = "per-holdo"', 'person = "nobody"'),
        'there is no person "nobody"',
    ),
    (
        "board",
        change("last_year = 2022", "last_year = 2020"),
        "board.last_year: this is before",
    ),
    ("board", change("[seats.lo]", "[seats.LO]"), "board.toml: seats"),
    ("contact", change('"norsk-industri"', '"nobody"'), "contact.organisation: there is no"),
    ("contact", change('"norsk-industri"', '"siemens"'), '"siemens" has no website'),
    ("pages", without("kicker"), "pages.home.kicker: the front page needs this"),
    ("pages", change('title.en = "Contact"', 'title.en = "a\\u0000"'), "control character"),
    ("pages", change('title.en = "Contact"', 'title.en = "a\\uffff"'), "control character"),
    ("board", change("per-holdo", "per-Holdo"), "a key has letters"),
    ("phases", change("[phases.3]", "[phases.-3]"), "phases.-3: the key must be a number"),
    ("organisations", change('of = "norsk-industri"', 'of = "x"'), 'there is no organisation "x"'),
    ("pages", WITH_UNKNOWN_PAGE, "pages.bored: the site has no such page"),
    ("phases", with_borrowed_slug, "phases.2.slug.en: phases.1 has"),
    ("phases", change('"1-needs-assessment"', '"1-needs-assessment\\n"'), "phases.1.slug"),
    (
        "contact",
        change('"norsk-industri"', '"norsk-industri"\nemail = "not an address"'),
        "contact.toml: contact.email: this is not an e-mail address",
    ),
    ("contact", change("[contact]", "[[contact]]"), "contact: Expected `object`, got `array`"),
    ("contact", change("[contact]", "[contract]"), "contract: there is no such section"),
    ("contact", change("[contact]", "[contact"), "contact.toml: "),
    (
        "organisations",
        change('"https://www.lo.no"', '"javascript:alert(1)"'),
        "organisations.toml: organisations.lo.website: this is not an address",
    ),
    ("pages", change('title.en = "Contact"', 'title.en = "a\\u202eb"'), "reverses the direction"),
    ("figures", change("value = 67", "value = nan"), "companies-surveyed.value: this must"),
    (
        "figures",
        change("value = 67", "value = 1e300"),
        "companies-surveyed.value: this must",
    ),
    ("milestones", change('on = "2021-10-27"', 'on = "2021-02-30"'), "day is out of range"),
    ("milestones", change('on = "2021-10-27"', 'on = "0021"'), "The year must be from 1900"),
    ("phases", change("2021-10-27", "1621-10-27"), "phases.1.launched_on: the year must be"),
    ("board", change("[seats.lo]", '["seats.\\u001b[31m"]'), "\\u001b"),
    ("contact", change("organisation =", "key = 'x'\norganisation ="), "contact.key: there is no"),
)


def test_bad_content_is_refused_in_one_line(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    before = fingerprint(settings)
    runner = create_app(settings).test_cli_runner()
    faults = []
    for number, (file, edit, complaint) in enumerate(BAD):
        content = edited_seed(tmp_path / str(number), **{file: edit})
        for source in (content, content / f"{file}.toml"):
            result = runner.invoke(args=["content", "load", str(source)])
            is_one_line = len(result.output.splitlines()) == 1
            if not (result.exit_code == 1 and is_one_line and complaint in result.output):
                faults.append((file, complaint, result.output))
    assert faults == []
    assert fingerprint(settings) == before


def test_content_that_cannot_be_shown_is_refused(settings: Settings, tmp_path: Path) -> None:
    """Every page of new content is rendered before it goes live."""
    load(settings)
    before = fingerprint(settings)
    content = edited_seed(
        tmp_path, figures=change("[figures.companies-surveyed]", "[figures.main]")
    )
    result = create_app(settings).test_cli_runner().invoke(args=["content", "load", str(content)])
    assert (result.exit_code, result.output) == (
        1,
        'Error: figures.main: /nb/tall has the id "main" twice\n',
    )
    assert fingerprint(settings) == before


def test_content_is_loaded_on_a_site_that_trusts_certain_hosts(settings: Settings) -> None:
    for hosts in ((), ("battkomp.example",), (".battkomp.example",)):
        site = replace(settings, trusted_hosts=hosts)
        result = (
            create_app(site).test_cli_runner().invoke(args=["content", "load", str(loading.SEED)])
        )
        assert result.exit_code == 0, result.output


def test_files_that_are_not_plain_are_refused(settings: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path)
    (content / "extra.toml").mkdir()
    result = create_app(settings).test_cli_runner().invoke(args=["content", "load", str(content)])
    assert (result.exit_code, result.output) == (1, "Error: extra.toml: this is not a plain file\n")


def test_a_section_is_in_one_file(settings: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path)
    shutil.copy(content / "contact.toml", content / "kontakt.toml")
    command = ["content", "load", str(content)]
    result = create_app(settings).test_cli_runner().invoke(args=command)
    assert result.output == "Error: kontakt.toml: contact: this is in contact.toml too\n"


def test_a_folder_without_content_is_refused(settings: Settings, tmp_path: Path) -> None:
    command = ["content", "load", str(tmp_path)]
    result = create_app(settings).test_cli_runner().invoke(args=command)
    assert "there are no .toml files here" in result.output


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
    before = fingerprint(settings)
    load(settings)
    assert fingerprint(settings) == before
    assert revision(settings) == 1


def test_a_change_raises_the_revision(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    load(settings, edited_seed(tmp_path, contact=change("Any questions?", "Questions?")))
    assert revision(settings) == 2


def test_one_file_changes_its_part_alone(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    before = stored(settings)
    content = edited_seed(tmp_path, contact=change("Any questions?", "Questions?"))
    load(settings, content / "contact.toml")
    after = stored(settings)
    changed = [one.subject for one in after.entries() if one not in list(before.entries())]
    assert changed == ["contact"]
    assert after.contact.invitation["en"].startswith("Questions?")


def test_a_load_that_fails_half_way_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load(settings)
    before = dump(settings.database)

    def fail(*_arguments: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(indexing, "fill", fail)
    edit = change("Any questions?", "Questions?")
    with pytest.raises(sqlite3.OperationalError):
        load(settings, edited_seed(tmp_path, contact=edit))
    assert dump(settings.database) == before


def test_order_is_part_of_the_content(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    content = edited_seed(tmp_path)
    text = (content / "organisations.toml").read_text("utf-8")
    header, *parts = text.split("\n[organisations")
    turned = "\n[organisations".join([header, *reversed(parts)])
    (content / "organisations.toml").write_text(f"{turned}\n", "utf-8")
    load(settings, content)
    keys = list(stored(settings).organisations)
    assert (keys[0], keys[-1]) == ("eba-academy", "norsk-industri")


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


@pytest.mark.parametrize("command", [["export", "out"], ["check"], ["load", "contact.toml"]])
def test_without_content_a_command_says_so(
    settings: Settings, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(loading.SEED / "contact.toml", tmp_path)
    for is_prepared in (False, True):
        if is_prepared:
            prepare(settings.database)
        result = create_app(settings).test_cli_runner().invoke(args=["content", *command])
        assert result.exit_code == 1
        assert result.output.startswith("Error: There is no content yet")
        assert settings.database.exists() == is_prepared


def test_a_refused_folder_makes_no_database(settings: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path, contact=change("[contact]", "[contract]"))
    command = ["content", "load", str(content)]
    assert create_app(settings).test_cli_runner().invoke(args=command).exit_code == 1
    assert not settings.database.exists()


def test_an_address_that_was_once_another_phases_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    load(settings, edited_seed(tmp_path / "1", phases=change('"1-behovskartlegging"', '"1-ny"')))
    taken = edited_seed(
        tmp_path / "2",
        phases=lambda text: text.replace('"1-behovskartlegging"', '"1-ny"').replace(
            '"2-gap-og-anbefalinger"', '"1-behovskartlegging"'
        ),
    )
    command = ["content", "load", str(taken)]
    result = create_app(settings).test_cli_runner().invoke(args=command)
    reason = 'phases.toml: phases.2.slug.nb: "1-behovskartlegging" was once phases.1'
    assert (result.exit_code, result.output) == (1, f"Error: {reason}\n")


def test_an_exported_file_says_what_may_be_added(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    export.write(stored(settings), tmp_path)
    for name, said in (("contact", "`email`"), ("phases", "`launched_on`"), ("history", "not for")):
        note = (tmp_path / f"{name}.toml").read_text("utf-8").partition("\n[")[0]
        assert said in note


def test_a_folder_of_content_is_loaded_at_each_start(settings: Settings, tmp_path: Path) -> None:
    """With BATTKOMP_CONTENT the folder is the source, and not the database."""
    content = edited_seed(tmp_path, contact=change("Any questions?", "Questions?"))
    run = create_app(replace(settings, content=content)).test_cli_runner().invoke
    loaded = f"Content loaded into {settings.database}\n"
    assert run(args=["content", "prepare"]).output == loaded
    assert run(args=["content", "prepare"]).output == ""
    file = content / "contact.toml"
    file.write_text(file.read_text("utf-8").replace("Questions?", "Still questions?"), "utf-8")
    assert run(args=["content", "prepare"]).output == loaded
    assert stored(settings).contact.invitation["en"].startswith("Still questions?")
