"""A database of an earlier release gets what this one cannot do without, and keeps what it has."""

from __future__ import annotations

from datetime import date

from battkomp.content import export, files, load
from battkomp.content.files import Document
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.releases import put_previous

LANGUAGES = ("nb", "en")


def content_of(settings: Settings) -> Document:
    with connections.snapshot(settings.database) as db:
        return export.document_of(db)


def complete(settings: Settings) -> bool:
    return load.complete(settings.database, LANGUAGES, "nb", date(2026, 11, 24))


def prepare_previous(settings: Settings) -> Document:
    put_previous(settings.database)
    with connections.writing(settings.database) as db:
        db.execute(
            "update words set text = 'Andre ord' where subject = 'phases.3' and field = 'title'"
        )
        db.execute("update organisations set website = 'https://hydro.example' where key = 'hydro'")
    connections.prepare(settings.database)
    return content_of(settings)


def test_what_an_earlier_release_lacks_comes_from_the_seed(settings: Settings) -> None:
    prepare_previous(settings)
    assert complete(settings)
    now, seed = content_of(settings), files.read(load.SEED)
    assert now.pages.keys() == seed.pages.keys()
    assert now.organisations.keys() == seed.organisations.keys()
    for section in ("sources", "milestones", "findings", "charts", "figures", "steps", "terms"):
        assert getattr(now, section) == getattr(seed, section)
    assert now.phases[3].handed_over == "2023"
    assert now.organisations["hydro"].summary == seed.organisations["hydro"].summary


def test_what_the_secretariat_has_written_is_kept(settings: Settings) -> None:
    before = prepare_previous(settings)
    complete(settings)
    now = content_of(settings)
    assert now.phases[3].title == {"nb": "Andre ord", "en": "Andre ord"}
    assert now.organisations["hydro"].website == "https://hydro.example"
    for key, page in before.pages.items():
        assert now.pages[key] == page
    assert (now.board, now.seats, now.people) == (before.board, before.seats, before.people)
    for name in before.history.texts.keys() - {"phases.3.title"}:
        assert now.history.texts[name] == before.history.texts[name], name


def test_what_is_complete_is_not_written_to(settings: Settings) -> None:
    prepare_previous(settings)
    complete(settings)
    mark = connections.mark(settings.database)
    assert not complete(settings)
    assert connections.mark(settings.database) == mark


def test_what_was_taken_out_of_the_knowledge_base_does_not_come_back(settings: Settings) -> None:
    prepare_previous(settings)
    complete(settings)
    with connections.writing(settings.database) as db:
        db.execute("delete from words where subject = 'terms.fagbrev'")
        db.execute("delete from terms where key = 'fagbrev'")
    assert not complete(settings)
