"""The database of the desk, and for how long its rows are kept, as the privacy page states."""

from pathlib import Path

from sqlite_utils import Database, Migrations

from battkomp.db import backups, connections
from battkomp.desk.sessions import IDLE_TIME, LONGEST_TIME
from battkomp.settings import EVENT_DAYS, JOURNAL_DAYS

_DAY = 24 * 60 * 60  # seconds
# Rows that belong to deleted ones go too. A user without access becomes nameless, as sets and
# events may still refer to them.
_ENDS = (
    "delete from sessions where seen_at < :idle or created_at < :longest",
    "delete from invitations where expires_at < :now",
    'delete from journal where "set" in (select id from sets where closed_at < :journal)',
    "delete from links where expires_at < :journal",
    "delete from sets where closed_at < :events",
    "delete from events where at < :events",
    "update users set name = '–', email = id where disabled_at < :events",
)
migrations = Migrations("desk")


@migrations()
def create(db: Database) -> None:
    """Create the tables."""
    tables = Path(__file__).with_name("tables.sql").read_text("utf-8")
    for statement in tables.split("\n\n"):
        db.execute(statement.replace("EVENT_DAYS", str(EVENT_DAYS)))


def prepare(path: Path) -> None:
    """Create the database of the desk if it does not exist. Only its owner can read the file.

    :raises OtherReleaseError: if another release made it.
    """
    if not path.exists():
        backups.create_empty(path, mode=0o600)
    connections.prepare(path, migrations)


def delete_expired(path: Path, now: int) -> None:
    """Delete all that has been kept long enough.

    :raises StoreError: if the database cannot be written.
    """
    limits = {"now": now, "idle": now - IDLE_TIME, "longest": now - LONGEST_TIME}
    limits |= {"journal": now - JOURNAL_DAYS * _DAY, "events": now - EVENT_DAYS * _DAY}
    with connections.writing(path) as db:
        for statement in _ENDS:
            db.execute(statement, limits)
