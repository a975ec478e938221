"""Inboxes with messages, and a clock that tests set."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask

from battkomp import create_app
from battkomp.contact import receiving, schema
from battkomp.contact.inbox import Draft
from battkomp.settings import Settings
from tests.support.sites import NOW

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR

DRAFT = Draft(
    language="nb",
    topic="question",
    name="Åse Bjørnstjerne",
    email="aase@example.org",
    text="Når kommer rapporten?\nHilsen Åse",
)


@dataclass
class Clock:
    """A clock that only `turn` moves. It returns seconds since 1970."""

    now: int = NOW

    def __call__(self) -> int:
        """Return the time."""
        return self.now

    def turn(self, seconds: int) -> None:
        """Advance the clock."""
        self.now += seconds


def put(path: Path, now: int = NOW, network: str = "192.0.2.0", **changes: Any) -> str:
    """Receive a message into an inbox; return its number."""
    return receiving.receive(path, replace(DRAFT, **changes), network, now)


def rows(path: Path, query: str, parameters: Sequence[object] = ()) -> list[Any]:
    """Return the rows that a query finds in an inbox."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute(query, parameters))


def sql(path: Path, statement: str, parameters: Sequence[object] = ()) -> None:
    """Change an inbox directly."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute(statement, parameters)


def holds(path: Path, text: str) -> bool:
    """Tell whether a text is anywhere in the files of an inbox."""
    files = [one for one in path.parent.glob(f"{path.name}*") if one.is_file()]
    assert path in files
    return any(text.encode() in one.read_bytes() for one in files)


def mailing(settings: Settings, port: int, **changes: Any) -> Settings:
    """Return settings with a mail server on a local port, without TLS."""
    mail: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_tls": "none",
        "smtp_sender": "nettsted@battkomp.example",
        "smtp_recipient": ("prosjekt@battkomp.example",),
    }
    return replace(settings, **(mail | changes))


def app_with_inbox(settings: Settings) -> Flask:
    """Return a site with an inbox and without content."""
    schema.prepare(settings.inbox_file)
    return create_app(settings)
