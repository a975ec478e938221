"""The privacy page tells editors which data the desk has of them, and for how long."""

from dataclasses import replace
from pathlib import Path

from battkomp import create_app
from battkomp.db import connections
from battkomp.desk import schema
from battkomp.settings import EVENT_DAYS, JOURNAL_DAYS
from tests.support.desks import URL, Office
from tests.support.sites import load, settings_in
from tests.support.visitor import Visitor, one, words

# Each item of the list of stored data on the page, with the columns that it is about.
DESCRIBED = (
    """
    users: name email roles disabled_at handle
    invitations: user expires_at
    """,
    """
    passkeys: user credential public_key sign_count label is_backed_up created_at used_at
    """,
    """
    sessions: user passkey invitation link preview network created_at seen_at verified_at
    """,
    """
    sets: title created_by created_at changed_at due_at approved_by approved_digest closed_at
    proposals: value author changed_at
    """,
    """
    journal: value author at
    """,
    """
    links: set label created_by created_at expires_at
    """,
    """
    events: at user network
    """,
    """
    events: kind about detail
    """,
)
NOT_PERSONAL = """
    users: id
    passkeys: id
    sessions: secret challenge purpose challenged_at
    invitations: secret
    sets: id state reasons publication
    proposals: set subject field language base seen version
    journal: id set subject field language
    links: id secret
    events: id
    """


def columns_in(text: str) -> list[str]:
    """Return the columns that a text names, each with its table."""
    lines = [line.split(":") for line in text.split("\n") if ":" in line]
    return [f"{table.strip()}.{column}" for table, columns in lines for column in columns.split()]


def test_every_column_of_the_desk_is_described_once(office: Office) -> None:
    with connections.snapshot(office.settings.desk_file) as db:
        tables = [one for one in db.tables if one.name != schema.migrations.migrations_table]
        columns = [f"{table.name}.{one.name}" for table in tables for one in table.columns]
    described = [name for text in (*DESCRIBED, NOT_PERSONAL) for name in columns_in(text)]
    assert sorted(described) == sorted(columns)


def test_the_site_tells_editors_what_is_stored_and_for_how_long(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, desk_url=URL)
    load(settings)
    visitor = Visitor(create_app(settings))
    for address, days, years in (
        ("/nb/personvern", f"{JOURNAL_DAYS} dager", "to år etter"),
        ("/en/privacy", f"{JOURNAL_DAYS} days", "two years after"),
    ):
        page = visitor.open(address)
        listed = one(page, "#kept-of-editors").find_next("ul")
        assert listed is not None
        assert len(listed.find_all("li")) == len(DESCRIBED)
        text = words(one(page, "section[aria-labelledby=editors]"))
        for part in (days, years, "6(1)(f)" if address.startswith("/en") else "bokstav f"):
            assert part in text
    assert EVENT_DAYS == 2 * 365
    for other in (replace(settings, desk_url=None), replace(settings, static_site=True)):
        assert not Visitor(create_app(other)).open("/en/privacy").select("#editors")
