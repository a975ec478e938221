"""The live content follows the database, and one request sees one state of it."""

from __future__ import annotations

import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from battkomp.content import load as loading
from battkomp.content import snapshot, storage
from battkomp.content.snapshot import LiveContent
from battkomp.db import connections
from battkomp.settings import Settings
from battkomp.web.sitemap import all_locations
from tests.support.sites import PAGE_KEYS, TODAY, change, edited_seed, load, site

LATER = TODAY + timedelta(days=1)
TAGS = ("nb", "en")
NEW_CONTACT = change("Any questions?", "Questions?")


def invitation(content: LiveContent) -> str:
    """Return the invitation to ask, in English."""
    return content.snapshot().localized("en", TODAY).contact.invitation.value


def test_the_database_is_read_once_while_the_content_is_the_same(settings: Settings) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    assert len({id(content.snapshot()) for _ in range(100)}) == 1


def test_a_change_is_seen(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    before, mark = invitation(content), content.mark()
    load(settings, edited_seed(tmp_path, contact=NEW_CONTACT))
    assert (invitation(content) != before, content.mark() != mark) == (True, True)


def test_a_change_within_a_tenth_of_a_second_is_seen_after_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    before = invitation(content)
    load(settings, edited_seed(tmp_path, contact=NEW_CONTACT))
    monkeypatch.setattr(snapshot, "CHECK_AFTER", 3600.0)
    assert invitation(content) == before
    monkeypatch.setattr(snapshot, "CHECK_AFTER", 0.0)
    assert invitation(content) != before


def test_an_uncommitted_change_is_not_seen(settings: Settings) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    mark = content.mark()
    with connections.writing(settings.database) as db:
        storage.write(db, content.snapshot().document)
        assert content.mark() == mark
    assert content.mark() != mark


def test_a_database_that_is_replaced_is_read(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    before = invitation(content)
    other = Settings(database=tmp_path / "other.db", today=settings.today)
    load(other, edited_seed(tmp_path, contact=NEW_CONTACT))
    shutil.move(other.database, settings.database)
    assert invitation(content) != before


def test_a_missing_database_cannot_be_read(settings: Settings) -> None:
    with pytest.raises(connections.ReadError):
        LiveContent(settings.database, TAGS).snapshot()


def test_content_stays_while_its_database_cannot_be_read(settings: Settings) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    before = invitation(content)
    away = settings.database.rename(settings.database.with_suffix(".away"))
    assert invitation(content) == before
    away.rename(settings.database)
    assert invitation(content) == before


def test_a_preview_is_seen_by_its_own_thread_only(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    content = LiveContent(settings.database, TAGS)
    other = Settings(database=tmp_path / "other.db", today=settings.today)
    load(other, edited_seed(tmp_path, contact=NEW_CONTACT))
    seen: list[str] = []
    with content.preview(LiveContent(other.database, TAGS).snapshot()):
        assert "Questions?" in invitation(content)
        thread = threading.Thread(target=lambda: seen.append(invitation(content)))
        thread.start()
        thread.join()
    assert seen == [invitation(content)]


def changed_pages(settings: Settings) -> set[str]:
    """Return the subjects of the pages that changed on the day after the others."""
    content = LiveContent(settings.database, TAGS).snapshot().localized("nb", LATER)
    return {
        here.subject
        for here in all_locations(content)
        if content.changed_on(here.entries(content)) == LATER
    }


def test_a_change_belongs_to_the_pages_that_show_it(settings: Settings, tmp_path: Path) -> None:
    edits = {
        "sources": change("Gjennomgang av rapporten fra del 1", "Nye ord om rapporten fra del 1"),
        "glossary": change("Det folk må kunne", "Alt det folk må kunne"),
        "milestones": change("Northvolt går konkurs i Sverige", "Northvolt er konkurs i Sverige"),
    }
    pages = {}
    for file, edit in edits.items():
        load(settings)
        content = edited_seed(tmp_path / file, **{file: edit})
        loading.load(settings.database, content, TAGS, LATER, pages=PAGE_KEYS)
        pages[file] = changed_pages(settings)
        settings.database.unlink()
    assert pages["glossary"] == {"pages.glossary"}
    assert pages["milestones"] == {"pages.timeline", "pages.chain", "pages.organisations"}
    # A source of the first part, which a figure on the front page cites too.
    assert {"pages.home", "pages.findings", "pages.sources", "phases.1"} <= pages["sources"]
    assert not pages["sources"] & {"pages.board", "pages.contact", "phases.3"}


def without_the_last_seat(text: str) -> str:
    return text[: text.index("[seats.kompetanseutvalget-2]")]


def test_no_page_is_half_old_and_half_new(settings: Settings, tmp_path: Path) -> None:
    app = site(settings)
    fewer = edited_seed(
        tmp_path, board=lambda text: text[: text.index("[seats.kompetanseutvalget-2]")]
    )
    done = threading.Event()

    def change_again_and_again() -> None:
        for _ in range(5):
            load(settings, fewer)
            load(settings)
        done.set()

    writer = threading.Thread(target=change_again_and_again)
    writer.start()
    client, seen = app.test_client(), set()
    while not done.wait(0.002):
        response = client.get("/en/board")
        assert response.status_code == 200
        rows = response.text.count('class="board-name"')
        assert f"The list shows the {rows} members" in response.text
        seen.add(rows)
    writer.join()
    assert seen <= {7, 8}


def test_today_decides_the_status_of_a_phase(settings: Settings) -> None:
    load(settings)
    snapshot = LiveContent(settings.database, TAGS).snapshot()
    days = (date(2021, 10, 26), date(2021, 10, 27))
    status = [snapshot.localized("en", day).phases[0].status.value for day in days]
    assert status == ["planned", "launched"]
