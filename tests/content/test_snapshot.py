"""The live content follows the database."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.content import snapshot
from battkomp.content.snapshot import LiveContent
from battkomp.settings import Settings
from tests.support.sites import TODAY, change, edited_seed, load, settings_in

TAGS = ("nb", "en")
NEW_CONTACT = change("Any questions?", "Questions?")


def invitation(content: LiveContent) -> str:
    """Return the invitation to ask, in English."""
    return content.snapshot().localized("en", TODAY).contact.invitation.value


@pytest.fixture
def content(settings: Settings) -> LiveContent:
    """The live content of a database with the seed."""
    load(settings)
    return LiveContent(settings.database, TAGS)


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    """Settings with a database of other content."""
    settings = settings_in(tmp_path / "other")
    load(settings, edited_seed(tmp_path, contact=NEW_CONTACT))
    return settings


def test_content_is_read_once_and_a_change_is_seen_after_a_tenth_of_a_second(
    content: LiveContent, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len({id(content.snapshot()) for _ in range(100)}) == 1
    before, mark = invitation(content), content.mark()
    load(settings, edited_seed(tmp_path, contact=NEW_CONTACT))
    monkeypatch.setattr(snapshot, "CHECK_AFTER", 3600.0)
    assert (invitation(content), content.mark()) == (before, mark)
    monkeypatch.setattr(snapshot, "CHECK_AFTER", 0.0)
    assert invitation(content) != before
    assert content.mark() != mark


def test_a_database_that_is_replaced_is_read(
    content: LiveContent, settings: Settings, other: Settings
) -> None:
    before = invitation(content)
    shutil.move(other.database, settings.database)
    assert invitation(content) != before


def test_content_stays_while_its_database_cannot_be_read(
    content: LiveContent, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = invitation(content)
    away = settings.database.rename(settings.database.with_suffix(".away"))
    assert invitation(content) == before
    away.rename(settings.database)
    assert invitation(content) == before
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("begin exclusive")
        monkeypatch.setattr(snapshot, "CHECK_AFTER", 0.1)
        time.sleep(snapshot.CHECK_AFTER)
        start = time.monotonic()
        assert {invitation(content) for _ in range(10)} == {before}
        assert time.monotonic() - start < 2, "not every request waits half a second for the lock"


def test_a_preview_is_seen_by_its_own_thread_only(content: LiveContent, other: Settings) -> None:
    seen: list[str] = []
    with content.preview(LiveContent(other.database, TAGS).snapshot()):
        assert "Questions?" in invitation(content)
        thread = threading.Thread(target=lambda: seen.append(invitation(content)))
        thread.start()
        thread.join()
    assert seen == [invitation(content)]
