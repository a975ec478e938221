"""Publications: each change of the content, recorded once with what it changed."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.content import load as loading
from battkomp.content.files import ORDER
from battkomp.content.history import digest
from battkomp.content.publications import PublicationKind
from battkomp.content.snapshot import LiveContent, Snapshot
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.contents import make_first_release, revision
from tests.support.sites import change, edited_seed, load, seed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

ASKED = seed("contact")["invitation"]["nb"].strip()
ASKS = ("Er det noe du lurer på? Skriv til meg!", "Hva lurer du på? Ring meg!")
NAME = ("contact", "invitation")


def live(settings: Settings) -> Snapshot:
    """Return the content of a site as a new worker reads it."""
    return LiveContent(settings.database, settings.tags).snapshot()


def asking(folder: Path, words: str) -> Path:
    """Return content in which the invitation to ask has other words in the source language."""
    return edited_seed(folder / digest(words), contact=change(ASKED, words))


@pytest.fixture
def site(settings: Settings) -> Settings:
    """A site with the seed."""
    load(settings)
    return settings


def test_the_first_load_is_a_publication_without_changes(site: Settings) -> None:
    (first,) = live(site).publications
    assert (first.number, first.kind, first.title, first.changes) == (
        *(1, PublicationKind.FIRST, {}),
        (),
    )
    assert timedelta(0) <= datetime.now(UTC) - first.at < timedelta(days=1)


def test_a_load_is_recorded_with_its_title_and_what_it_changed(
    site: Settings, tmp_path: Path
) -> None:
    content = asking(tmp_path, ASKS[0])
    phases = content / "phases.toml"
    edit = change("= 2021-10-27", "= 2021-10-28")
    phases.write_text(edit(phases.read_text("utf-8")), "utf-8")
    notes = ("--note", "Nye ord", "--note", "en=New words")
    output_of(site, "content", "load", content, *notes)
    load(site, content)
    latest, first = live(site).publications
    assert (latest.number, first.number) == (2, 1)
    assert latest.kind is PublicationKind.LOAD
    assert latest.title == {"nb": "Nye ord", "en": "New words"}
    assert {(*one.place, one.before, one.after) for one in latest.changes} == {
        (*NAME, "nb", ASKED, ASKS[0]),
        ("phases.1", "launched_on", "", '"2021-10-27"', '"2021-10-28"'),
    }


def test_equal_content_is_not_published_again(site: Settings, tmp_path: Path) -> None:
    output_of(site, "content", "export", tmp_path / "export")
    for source in (loading.SEED, tmp_path / "export", loading.SEED / "contact.toml"):
        load(site, source)
    assert len(live(site).publications) == revision(site) == 1


def test_the_text_that_a_translator_saw_is_kept_through_two_edits_of_the_source(
    site: Settings, tmp_path: Path
) -> None:
    for words in ASKS:
        load(site, asking(tmp_path, words))
        found = live(site)
        versions = found.document.history.texts["contact.invitation"]
        assert versions["en"].made_from == digest(ASKED)
        assert found.kept_texts[digest(ASKED)] == ASKED
    load(site)
    assert "is outdated" not in invoke(site, "content", "check").output


def test_a_confirmation_is_a_publication_whose_texts_stay(site: Settings, tmp_path: Path) -> None:
    content = asking(tmp_path, ASKS[0])
    load(site, content)
    output_of(site, "content", "confirm", content, "contact.invitation")
    load(site, content)
    (found,) = live(site).publications[0].changes
    assert found.name == "contact.invitation.en"
    assert found.before == found.after
    assert found.record is not None
    assert found.record.made_from == digest(ASKED)


def without_a_term(text: str) -> str:
    """Take the second of the terms out of the glossary."""
    parts = text.split("\n[terms.")
    return "\n[terms.".join(parts[:2] + parts[3:])


def turned(text: str) -> str:
    """Put the terms of the glossary into the opposite order."""
    header, *parts = text.split("\n[terms.")
    return "\n[terms.".join([header, *reversed(parts)]) + "\n"


def test_an_entry_that_goes_and_comes_back_is_told_with_all_its_fields(
    site: Settings, tmp_path: Path
) -> None:
    before = live(site).document
    load(site, edited_seed(tmp_path, glossary=without_a_term))
    load(site)
    came, went, _ = live(site).publications
    key = list(before.terms)[1]
    fields = {(one.field, one.language): one for one in went.changes if one.subject != "terms"}
    assert {one.subject for one in fields.values()} == {f"terms.{key}"}
    for tag, text in before.terms[key].term.items():
        assert (fields["term", tag].before, fields["term", tag].after) == (text, None)
    order = [one for one in went.changes if one.subject == "terms"]
    assert [one.field for one in order] == [ORDER]
    assert {(one.name, one.before, one.after) for one in came.changes} == {
        (one.name, one.after, one.before) for one in went.changes
    }


def test_a_change_of_order_alone_is_one_change(site: Settings, tmp_path: Path) -> None:
    load(site, edited_seed(tmp_path, glossary=turned))
    (found,) = live(site).publications[0].changes
    assert (found.subject, found.field, found.language) == ("terms", ORDER, "")
    assert found.before != found.after


@pytest.mark.parametrize(
    "note",
    ["x" * 201, "x" * 20_000, " \u00ad ", "en=", "a\nb", "a\x1b[31mb", "a\u202eb", "a\udcffb"],
)
def test_a_title_that_cannot_be_shown_is_refused(site: Settings, tmp_path: Path, note: str) -> None:
    said = error_of(site, "content", "load", asking(tmp_path, ASKS[0]), "--note", note)
    assert said == "--note: give one line of 1 to 200 characters"
    assert len(live(site).publications) == 1


def test_a_title_is_kept_as_texts_are(site: Settings, tmp_path: Path) -> None:
    note = " 1 + 1 = 2: Ma\u030aned\u00ader "
    output_of(site, "content", "load", asking(tmp_path, ASKS[0]), "--note", note)
    assert live(site).publications[0].title == {"nb": "1 + 1 = 2: Måneder"}


def test_a_database_of_the_first_release_is_upgraded_and_keeps_its_texts(
    site: Settings, tmp_path: Path
) -> None:
    load(site, asking(tmp_path, ASKS[0]))
    before = live(site).document
    before.history.accepted = {}
    make_first_release(site.database)
    client = create_app(site).test_client()
    assert client.get("/readyz").json["checks"]["database"] == "outdated"  # type: ignore[index]
    assert client.get("/nb/").status_code == 503
    said = error_of(site, "content", "check")
    assert said.endswith("an earlier release made it: run `flask content prepare`")
    output_of(site, "content", "prepare")
    assert client.get("/readyz").json["checks"]["database"] == "ok"  # type: ignore[index]
    assert client.get("/nb/").status_code == 200
    (first,) = live(site).publications
    assert (first.number, first.kind, first.changes) == (1, PublicationKind.FIRST, ())
    assert live(site).document == before
    load(site, asking(tmp_path, ASKS[1]))
    (found,) = live(site).publications[0].changes
    assert (*found.place, found.before, found.after) == (*NAME, "nb", *ASKS)


def test_a_load_upgrades_a_database_of_the_first_release(site: Settings, tmp_path: Path) -> None:
    make_first_release(site.database)
    output_of(site, "content", "load", asking(tmp_path, ASKS[0]) / "contact.toml")
    assert [len(one.changes) for one in live(site).publications] == [1, 0]


@pytest.mark.parametrize("column", ["kind", "title", "at"])
def test_a_publication_that_cannot_be_read_is_told_in_one_line(
    site: Settings, tmp_path: Path, column: str
) -> None:
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute(f"update publications set {column} = 'nonsense'")
    said = error_of(site, "edition", "build", tmp_path / "edition")
    assert said.startswith(f"{site.database}: a publication does not fit this release: ")
