"""The desk: users who are signed in, and sets of changes."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from playwright.sync_api import Page as BrowserPage
from werkzeug.test import TestResponse

from battkomp import oslo
from battkomp.contact import schema as inbox
from battkomp.content import files, storage
from battkomp.content import load as loading
from battkomp.content.files import Document
from battkomp.content.model import Place, hash_of
from battkomp.db import connections
from battkomp.desk import create_desk, sessions, sets, users
from battkomp.desk.sets import ChangeSet, Edit
from battkomp.desk.users import Role, User
from battkomp.operations.render_check import conditions_of
from battkomp.settings import Settings
from tests.support.clients import ask
from tests.support.contents import abridged
from tests.support.inboxes import Clock
from tests.support.servers import command, free_port, started
from tests.support.sites import copy_databases, lasting_folder, load, settings_in
from tests.support.visitor import Page

URL = "http://localhost:8001"
# For tests with `is_small`: the seed takes long.
EACH_CONTENT = [True, pytest.param(False, marks=pytest.mark.full)]
EVERY_ROLE = frozenset(Role)
OWN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Office:
    """A desk with the seed, and a clock that tests turn."""

    app: Flask
    settings: Settings
    clock: Clock

    def add(self, name: str = "Kari Nordmann", roles: frozenset[Role] = EVERY_ROLE) -> User:
        """Add a user."""
        email = f"{name.split()[0].lower()}@example.no"
        with connections.writing(self.settings.desk_file) as db:
            return users.add(db, name, email, set(roles))

    def sign_in(self, user: User) -> "Editor":
        """Return a browser without JavaScript in which a user has just used their passkey."""
        with connections.writing(self.settings.desk_file) as db:
            now = self.clock()
            where = "192.0.2.0/24"
            cookie = sessions.start(db, now, user=user.id, verified_at=now, network=where)
        return Editor(self.app, user, cookie)

    def enter(self, page: BrowserPage, user: User) -> None:
        """Sign a user in to the browser of a page, who has just used their passkey.

        The desk has to be served at its address; see `open_office`. Playwright itself cannot set
        a cookie whose name starts with `__Host-`.
        """
        cookie = {"name": sessions.COOKIE, "value": self.sign_in(user).cookie, "path": "/"}
        rest = {"url": self.settings.desk_url, "secure": True, "httpOnly": True}
        page.context.new_cdp_session(page).send("Network.setCookie", cookie | rest)

    def editor(self, name: str = "Kari Nordmann", roles: frozenset[Role] = EVERY_ROLE) -> "Editor":
        """Add a user, and return the browser in which they are signed in."""
        return self.sign_in(self.add(name, roles))

    def clear(self) -> None:
        """Delete all sets, end the access of all users, and free their email addresses."""
        with connections.writing(self.settings.desk_file) as db:
            for table in ("sets", "sessions", "passkeys", "invitations"):
                db.table(table).delete_where()
            db.execute("update users set email = id")

    def live(self) -> Document:
        """Return the live content."""
        with connections.snapshot(self.settings.database) as db:
            return storage.read(db)

    def find(self, key: str) -> ChangeSet:
        """Return a set of changes."""
        with connections.snapshot(self.settings.desk_file) as db:
            found = sets.find(db, key)
        assert found is not None
        return found

    def propose(
        self,
        user: User,
        values: Mapping[Place, str | None],
        key: str | None = None,
        seen: Mapping[Place, str] | None = None,
    ) -> ChangeSet:
        """Save values in a set, as their author would who has the live content before them.

        :param key: the id of the set; a new one without it.
        :param seen: by translation, the digest of the source text that its author saw.
        """
        key, live = key or str(uuid4()), self.live().values
        with connections.writing(self.settings.desk_file) as db:
            sets.create(db, key, {"nb": "Endringer", "en": "Changes"}, user.id, self.clock())
            for place, value in values.items():
                found = sets.find(db, key)
                present = found.proposals.get(place) if found else None
                version = present.version if present else 0
                base = hash_of(live.get(place))
                edit = Edit(place, value, base, (seen or {}).get(place), version)
                sets.save(db, key, edit, user.id, self.clock())
        return self.find(key)


@dataclass
class Editor:
    """A browser without JavaScript, in which a user is signed in."""

    app: Flask
    user: User
    cookie: str

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.client.set_cookie(sessions.COOKIE, self.cookie, domain="localhost", secure=False)

    def get(self, address: str) -> TestResponse:
        """Ask for an address."""
        return self.client.get(address, base_url=URL, buffered=True)

    def open(self, address: str, status: int = 200) -> Page:
        """Open a page."""
        answer = self.get(address)
        assert answer.status_code == status, f"{address}: {answer.status}"
        return BeautifulSoup(answer.text, "html.parser")

    def post(self, address: str, status: int | None = None, **fields: Any) -> TestResponse:
        """Send a form from a page of the desk, with the token of the session."""
        data = {"token": sessions.form_token(self.cookie)} | fields
        answer = self.client.post(address, data=data, base_url=URL, headers=OWN, buffered=True)
        assert status in (None, answer.status_code), f"{address}: {answer.status}"
        return answer


def office_in(folder: Path, *, is_small: bool = False, **changes: Any) -> Office:
    """Return a desk with the seed.

    :param is_small: whether it has `abridged` content in place of the seed, for tests that publish
        or look at much.
    :param changes: settings that differ from those of tests.
    """
    clock = Clock()
    settings = settings_in(folder, desk_url=URL, now=clock, **changes)
    _fill(settings, is_small=is_small)
    return Office(create_desk(settings), settings, clock)


def _fill(settings: Settings, *, is_small: bool) -> None:
    if is_small:
        copy_databases(_abridged_site(), settings)
    else:
        load(settings)


@cache
def _abridged_site() -> Settings:
    settings = settings_in(lasting_folder())
    inbox.prepare(settings.inbox_file)
    connections.prepare(settings.database, storage.migrations)
    content = abridged(files.read(loading.SEED))
    with connections.writing(settings.database) as db:
        loading.replace(db, None, content, conditions_of(settings))
    return settings


class _RealClock(Clock):
    """The time of the day, which a server of its own has."""

    def __call__(self) -> int:
        return int(time.time())


@contextmanager
def open_office(
    folder: Path, *, is_small: bool = False, niceness: int = 0, **variables: str
) -> Iterator[Office]:
    """Serve a desk with the seed for browsers, at `settings.desk_url`, at the present time.

    :param is_small: whether it has `abridged` content in place of the seed.
    :param niceness: by how much other programs come first; 19 at most.
    :param variables: further settings of the server, such as `desk_four_eyes="true"`.
    """
    _fill(settings_in(folder), is_small=is_small)
    port, clock = free_port(), _RealClock()
    url = f"http://localhost:{port}"
    settings = settings_in(folder, desk_url=url, now=clock, today=oslo.today)
    given = {"database": str(settings.database), "desk_url": url} | variables
    named = {f"BATTKOMP_{name.upper()}": value for name, value in given.items()}

    def answers() -> bool:
        return ask(port, "/healthz", timeout=1, Host="localhost").status == 200

    start = ["nice", "-n", str(niceness), *command("battkomp.desk.wsgi:app", port)]
    with started(start, port, named, answers):
        yield Office(create_desk(settings), settings, clock)
