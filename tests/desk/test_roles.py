"""Every view for every kind of user: as the table in `access.py` says, and in no other way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from battkomp.desk import sessions
from battkomp.desk.access import TABLE
from battkomp.desk.sessions import FRESH_TIME
from battkomp.desk.users import Role, User
from tests.support.desks import OWN, URL, Editor, Office
from tests.support.inboxes import page_of, rows
from tests.support.visitor import one

PLACE = ("contact", "invitation", "en")
SET = "6a0f7b0e-8a54-4a43-a3c5-5d8cf1a40001"
# Examples of the parts of addresses; `key` is of a user where it is a number.
PARTS = {"language": "en", "subject": "contact", "section": "phases", "act": "disable"}
SENT = {"note": "Keep this, please"}
ROLES = tuple(
    frozenset(some) for some in chain.from_iterable(combinations(Role, number) for number in (1, 2))
)
FOREIGN: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site", "Origin": URL},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {},
)


@dataclass(frozen=True)
class Case:
    """A view with one method, at an address of an example."""

    view: str
    method: str
    address: str

    def by(self, office: Office, editor: Editor | None, **options: Any) -> TestResponse:
        """Ask for it as a page of the desk does, as a user or as a stranger."""
        client = editor.client if editor else office.app.test_client()
        options.setdefault("headers", OWN)
        token = sessions.form_token(editor.cookie if editor else "")
        if self.method == "POST":
            options.setdefault("data", SENT | {"token": token})
        return client.open(self.address, method=self.method, base_url=URL, buffered=True, **options)


def cases_of(office: Office, *methods: str) -> Iterator[Case]:
    """Yield all views of the desk, with a set and a user who have been made for them."""
    other = office.add("Per Hansen", frozenset({Role.EDITOR}))
    office.propose(other, {PLACE: "Ask me."}, SET)
    adapter = office.app.url_map.bind("localhost")
    for rule in office.app.url_map.iter_rules():
        if rule.endpoint.startswith("desk."):
            address = adapter.build(rule.endpoint, _parts_of(rule, other.id))
            for method in sorted(set(methods) & (rule.methods or set())):
                yield Case(rule.endpoint.removeprefix("desk."), method, address)


def _parts_of(rule: Rule, user: int) -> dict[str, Any]:
    key: Any = user if "int(" in rule.rule or "<int:" in rule.rule else SET
    return {name: (PARTS | {"key": key})[name] for name in rule.arguments}


def state_of(office: Office) -> list[str]:
    """Return all that the desk has stored, but for events and the times of sessions."""
    with closing(sqlite3.connect(office.settings.desk_file)) as db:
        lines = [one for one in db.iterdump() if '"events"' not in one and '"sessions"' not in one]
        return [*lines, str(list(db.execute("select secret, user from sessions")))]


def refusals(office: Office) -> list[tuple[int | None, str, str]]:
    """Return the user, the view and the reason of each refusal."""
    query = "select user, about, detail from events where kind = 'refused' order by id"
    return rows(office.settings.desk_file, query)


def test_the_table_has_a_row_for_each_view_and_no_other_row(office: Office) -> None:
    assert {case.view for case in cases_of(office, "GET", "POST")} == set(TABLE)


def test_a_stranger_gets_no_view_but_those_that_are_open(office: Office) -> None:
    for case in cases_of(office, "GET", "HEAD", "POST", "OPTIONS"):
        before, answer = state_of(office), case.by(office, None)
        if TABLE[case.view].is_open:
            assert answer.status_code != 401, case
            continue
        assert answer.status_code == 401, case
        assert state_of(office) == before, case
        if case.method == "POST":
            held = one(page_of(answer), "form.held")
            assert held["action"] == case.address
            assert one(page_of(answer), "[name=note]")["value"] == SENT["note"]


def of_own_or_other(office: Office, case: Case, user: User) -> Iterator[Case]:
    """Yield a view of a set once for a set of another user, and once for a set of the user."""
    others = office.add(f"Other{user.id} Hansen", frozenset({Role.EDITOR}))
    for author in (others, user) if SET in case.address else ():
        key = office.propose(author, {PLACE: "Ask me."}).id
        yield replace(case, address=case.address.replace(SET, key))
    if SET not in case.address:
        yield case


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "-".join(sorted(r.value for r in roles)))
def test_each_role_gets_the_views_of_the_table(office: Office, roles: frozenset[Role]) -> None:
    for number, view in enumerate(list(cases_of(office, "GET", "POST"))):
        access, user = TABLE[view.view], office.editor(f"U{number} Hansen", roles)
        for case in of_own_or_other(office, view, user.user):
            before, noted = state_of(office), refusals(office)
            answer = case.by(office, user)
            assert answer.status_code < 500, case
            if access.is_open:
                continue
            if access.role is None or access.role in roles:
                assert answer.status_code not in (401, 403), case
                assert refusals(office) == noted, case
            else:
                assert answer.status_code == 403, case
                assert state_of(office) == before, case
                assert refusals(office)[-1] == (user.user.id, f"desk.{case.view}", "role"), case
                office.clock.turn(60)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_elsewhere_changes_nothing_and_is_noted(
    office: Office, headers: dict[str, str]
) -> None:
    cases, user = list(cases_of(office, "POST")), office.editor()
    assert len(cases) > 3
    for case in cases:
        before = state_of(office)
        for editor in (user, None):
            answer = case.by(office, editor, headers=headers)
            assert answer.status_code == 403, case
            assert state_of(office) == before, case
        assert refusals(office)[-1][1:] == (f"desk.{case.view}", "foreign"), case


def test_a_form_without_the_token_of_the_session_changes_nothing_and_is_kept(
    office: Office,
) -> None:
    user, other = office.editor(), office.editor("Ola Nordmann")
    tokens = (None, "", "x", "é", sessions.form_token(other.cookie), sessions.form_token(""))
    for case in cases_of(office, "POST"):
        if TABLE[case.view].is_open:
            continue
        for token in tokens:
            before = state_of(office)
            data = SENT | ({} if token is None else {"token": token})
            answer = case.by(office, user, data=data)
            assert answer.status_code == 403, case
            assert state_of(office) == before, case
            assert one(page_of(answer), "[name=note]")["value"] == SENT["note"]
        assert (user.user.id, f"desk.{case.view}", "token") in refusals(office), case


def test_a_form_of_an_ended_session_changes_nothing(office: Office) -> None:
    cases = [one for one in cases_of(office, "POST") if not TABLE[one.view].is_open]
    user = office.editor()
    office.clock.turn(sessions.IDLE_TIME)
    for case in cases:
        before = state_of(office)
        assert case.by(office, user).status_code == 401, case
        assert state_of(office) == before, case


def test_some_views_need_a_passkey_that_was_used_a_short_time_ago(office: Office) -> None:
    cases, user = list(cases_of(office, "GET", "POST")), office.editor()
    office.clock.turn(FRESH_TIME)
    for case in cases:
        before, access = state_of(office), TABLE[case.view]
        if access.is_fresh:
            answer = case.by(office, user)
            assert answer.status_code == 403, case
            assert page_of(answer).select("[data-passkey=use]"), case
            assert state_of(office) == before, case
        elif not access.is_open:
            user = office.editor(f"{case.view.title()}{case.method} Hansen")
            user = _aged(office, user)
            assert case.by(office, user).status_code not in (401, 403), case


def _aged(office: Office, editor: Editor) -> Editor:
    """Have the passkey of an editor be used a long time ago."""
    with closing(sqlite3.connect(office.settings.desk_file)) as db, db:
        then = office.clock() - FRESH_TIME
        db.execute("update sessions set verified_at = ? where user = ?", [then, editor.user.id])
    return editor


def test_the_same_refusal_is_noted_once_a_minute(office: Office) -> None:
    user = office.editor(roles=frozenset({Role.EDITOR}))
    for seconds, number in ((0, 1), (59, 1), (1, 2)):
        office.clock.turn(seconds)
        assert user.get("/desk/en/users").status_code == 403
        assert len(refusals(office)) == number
    office.app.test_client().post("/desk/nb/users", base_url=URL)
    assert refusals(office)[-1] == (None, "desk.invite_user", "foreign")


def test_addresses_that_lead_nowhere_are_answered_in_the_language_of_the_desk(
    office: Office,
) -> None:
    user = office.editor()
    numbers = ("0", "99", "-1", "999999999", "99999999999999999999999", "1.5", "x")
    ways = [f"users/{number}/roles" for number in numbers]
    ways += ["users/1/promote", "sets/none", "entries/none", "entries/%00", "nothing"]
    for way in ways:
        for method in ("GET", "POST", "PUT"):
            data = {"token": sessions.form_token(user.cookie)} if method == "POST" else None
            answer = user.client.open(
                f"/desk/nb/{way}", method=method, base_url=URL, headers=OWN, data=data
            )
            assert answer.status_code in (400, 404, 405), f"{method} {way}: {answer.status}"
            assert one(page_of(answer), "html")["lang"] == "nb"
            assert ("Allow" in answer.headers) == (answer.status_code == 405)
    assert user.get("/desk/xx/users").status_code == 404


def test_strangers_see_no_page_of_the_site_at_the_host_of_the_desk(office: Office) -> None:
    client, adapter = office.app.test_client(), office.app.url_map.bind("localhost")
    addresses = {
        adapter.build(rule.endpoint, {name: PARTS[name] for name in rule.arguments})
        for rule in office.app.url_map.iter_rules()
        if rule.arguments <= {"language"} and not rule.endpoint.startswith("desk.")
    }
    assert len(addresses) > 18
    shown = {one for one in addresses if client.get(one, base_url=URL).status_code != 404}
    assert shown == {"/", "/desk", "/healthz", "/readyz"}
