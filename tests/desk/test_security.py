"""The answers of the desk, whatever is asked, and the table of docs/desk-security.md."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.db import connections
from battkomp.desk import sessions
from battkomp.desk.sessions import Session
from battkomp.desk.users import Role
from battkomp.settings import ROOT
from tests.desk.test_roles import cases_of, state_of
from tests.support.desks import OWN, URL, Office
from tests.support.inboxes import page_of, rows
from tests.support.visitor import one, words

DOCUMENT = (ROOT / "docs" / "desk-security.md").read_text("utf-8")
TABLE = [
    line.strip("| ").split(" | ") for line in DOCUMENT.splitlines() if re.match(r"\| \d", line)
]


def test_each_row_of_the_security_table_names_a_test_that_exists() -> None:
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    assert len(TABLE) == 20
    for _requirements, _answer, tests in TABLE:
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, tests
        assert set(named) <= there, set(named) - there


def test_every_answer_is_private_and_has_the_headers_of_the_desk(office: Office) -> None:
    user = office.editor()
    addresses = {case.address for case in cases_of(office, "GET")}
    addresses |= {"/desk", "/desk/en/nothing", "/desk/nothing", "/nb/", "/"}
    secure = URL.replace("http:", "https:")
    for address in sorted(addresses):
        for client in (user.client, office.app.test_client()):
            headers = client.get(address, base_url=secure, buffered=True).headers
            assert headers["Cache-Control"] == "private, no-store", address
            assert headers["X-Robots-Tag"] == "noindex", address
            assert headers["Referrer-Policy"] == "no-referrer", address
            assert headers["X-Content-Type-Options"] == "nosniff", address
            assert headers["Strict-Transport-Security"].startswith("max-age="), address
            policy = headers["Content-Security-Policy"].split("; ")
            assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'self'"} <= {
                *policy
            }
            assert "unsafe" not in str(policy)
            assert headers.get("Access-Control-Allow-Origin") is None


def test_the_desk_answers_at_its_own_host_only(office: Office) -> None:
    client = office.app.test_client()
    for host in ("127.0.0.1:8001", "battkomp.example", "localhost.example"):
        for path in ("/", "/nb/kontakt", "/desk", "/desk/nb/sign-in", "/static/x", "/nothing"):
            for frame in ({}, {"Sec-Fetch-Dest": "iframe"}):
                answer = client.get(path, base_url=f"http://{host}", headers=frame)
                assert answer.status_code == 400, path


def test_nobody_changes_what_belongs_to_another_user(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Nordmann", frozenset({Role.EDITOR}))
    with connections.writing(office.settings.desk_file) as db:
        row = {"public_key": b"", "sign_count": 0, "label": "", "is_backed_up": 0, "created_at": 0}
        for number, editor in enumerate((kari, ola, ola), 1):
            key = {"user": editor.user.id, "credential": bytes([number])}
            db.table("passkeys").insert(row | key)
    query = "select secret from sessions where user = ?"
    ((theirs,),) = rows(office.settings.desk_file, query, [kari.user.id])
    before = state_of(office)
    ola.post("/desk/en/account", passkey="1")
    ola.post("/desk/en/account", session=theirs)
    assert state_of(office) == before
    assert kari.get("/desk/en").status_code == 200


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_database_that_cannot_be_used_is_told_without_its_inner_workings(
    office: Office, monkeypatch: pytest.MonkeyPatch, is_locked: bool
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    user, fields = office.editor(), {"name": "Ola", "email": "ola@example.no", "roles": "editor"}
    with closing(sqlite3.connect(office.settings.desk_file)) as other:
        if is_locked:
            other.execute("begin immediate")
        else:
            office.settings.desk_file.rename(office.settings.desk_file.with_suffix(".away"))
        answer = user.post("/desk/nb/users", 503, **fields)
        assert one(page_of(answer), "html")["lang"] == "nb"
        assert one(page_of(answer), ".held [name=email]")["value"] == "ola@example.no"
        assert not re.search("sqlite|Traceback|desk.db|locked", answer.text, re.IGNORECASE)
        foreign = user.client.post("/desk/nb/users", base_url=URL, data=fields, buffered=True)
        assert foreign.status_code == 503
        assert not page_of(foreign).select("form"), "a form from elsewhere is not sent again"
        assert user.get("/desk/nb/nothing").status_code == 404
        user.post("/desk/nb/users", 413, name=["x"] * 1001)
    assert Path(office.settings.database).exists()


def test_pages_are_shown_while_a_set_is_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    user = office.editor()
    office.clock.turn(120)
    with closing(sqlite3.connect(office.settings.desk_file)) as other:
        other.execute("begin immediate")
        assert user.get("/desk/nb").status_code == 200
    office.clock.turn(sessions.IDLE_TIME - 121)
    assert user.get("/desk/nb").status_code == 200
    office.clock.turn(sessions.IDLE_TIME - 1)
    assert user.get("/desk/nb").status_code == 200, "the last request counts"


def test_a_session_that_gets_a_new_token_meanwhile_ends_no_request_with_an_error(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, find = office.editor(), sessions.find
    key = office.propose(user.user, {("contact", "invitation", "en"): "Ask me."}).id
    ways = [("GET", f"sets/{key}/preview"), ("POST", "sign-out"), ("POST", "passkey/options")]
    for method, way in ways:
        user = office.sign_in(user.user)
        with monkeypatch.context() as patch:
            patch.setattr(sessions, "find", lambda *given: _renew(office, find(*given)))
            answer = user.client.open(
                f"/desk/nb/{way}", method=method, base_url=URL, headers=OWN, buffered=True
            )
        assert answer.status_code < 400, way


def test_more_than_a_form_can_hold_is_refused(office: Office) -> None:
    user = office.editor()
    for kind, data in (
        ("application/x-www-form-urlencoded", {"name": "x" * 1_000_001}),
        ("multipart/form-data", {f"f{number}": "x" for number in range(1001)}),
    ):
        answer = user.client.post(
            "/desk/nb/users", base_url=URL, headers=OWN, data=data, content_type=kind
        )
        assert answer.status_code == 413
        assert words(one(page_of(answer), "h1"))
    stranger = office.app.test_client()
    answer = stranger.post("/desk/nb/users", base_url=URL, headers=OWN, data={"a": ["b"] * 1001})
    assert answer.status_code == 413, "nor does a page keep it"


def test_an_address_that_is_corrected_has_no_line_breaks(office: Office) -> None:
    answer = office.editor().get("/desk/en/sets/x%0D%0ASet-Cookie:%20a=b/")
    assert answer.location == "/desk/en/sets/x%0D%0Aset-cookie%3A%20a%3Db"


def _renew(office: Office, found: Session | None) -> Session | None:
    """Return a session, and give all other tokens, as the use of a passkey in another tab does."""
    with connections.writing(office.settings.desk_file) as db:
        db.execute("update sessions set secret = 'new' || secret where secret not like 'new%'")
    return found
