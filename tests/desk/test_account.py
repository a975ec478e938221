"""The passkeys and sessions of a user."""

import os

from battkomp.db import connections
from battkomp.desk import sessions
from tests.support.desks import Editor, Office
from tests.support.visitor import Page, one, words

ACCOUNT = "/desk/en/account"


def names(page: Page) -> list[str]:
    """Return the names of the passkeys and sessions on the page."""
    return [words(name) for name in page.select(".belongings h3")]


def add_passkey(office: Office, editor: Editor, label: str) -> int:
    """Give a user a passkey, which nobody can use."""
    row = {"user": editor.user.id, "credential": os.urandom(16), "public_key": b"", "label": label}
    row |= {"sign_count": 0, "is_backed_up": 0, "created_at": office.clock()}
    with connections.writing(office.settings.desk_file) as db:
        return int(db.table("passkeys").insert(row).last_pk or 0)


def test_a_user_sees_their_passkeys_and_sessions_only(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Nordmann")
    add_passkey(office, kari, "Work laptop")
    add_passkey(office, ola, "Phone of Ola")
    page = kari.open(ACCOUNT)
    assert names(page) == ["Work laptop", "This session"]
    assert "You have only one passkey" in words(one(page, "main"))


def test_a_passkey_is_revoked_with_the_sessions_that_it_opened(office: Office) -> None:
    kari = office.editor()
    lost, kept = add_passkey(office, kari, "Lost phone"), add_passkey(office, kari, "Laptop")
    others = [office.sign_in(kari.user) for _ in range(2)]
    with connections.writing(office.settings.desk_file) as db:
        for browser, key in zip(others, (lost, kept), strict=True):
            session = sessions.find(db, browser.cookie, office.clock())
            assert session
            sessions.update(db, session["secret"], passkey=key)
    answer = kari.post("/desk/en/account", 303, passkey=lost)
    assert "This has been done." in words(one(kari.open(answer.location), "main"))
    assert names(kari.open(ACCOUNT))[0] == "Laptop"
    assert [browser.get(ACCOUNT).status_code for browser in others] == [401, 200]


def test_the_last_passkey_cannot_be_revoked(office: Office) -> None:
    kari = office.editor()
    key = add_passkey(office, kari, "Laptop")
    answer = kari.post("/desk/en/account", 409, passkey=key)
    assert "You cannot revoke your last passkey" in answer.text
    assert "Laptop" in kari.get(ACCOUNT).text


def test_nobody_revokes_the_passkeys_or_sessions_of_others(office: Office) -> None:
    kari, ola = office.editor(), office.editor("Ola Nordmann")
    keys = [add_passkey(office, ola, "Phone"), add_passkey(office, ola, "Laptop")]
    add_passkey(office, kari, "Laptop")
    kari.post("/desk/en/account", 303, passkey=keys[0])
    kari.post("/desk/en/account", 303, passkey="nonsense")
    with connections.snapshot(office.settings.desk_file) as db:
        theirs = sessions.living(db, office.clock(), user=ola.user.id)
    kari.post("/desk/en/account", 303, session=theirs[0]["secret"])
    page = ola.open(ACCOUNT)
    assert names(page) == ["Phone", "Laptop", "This session"]


def test_a_user_ends_other_sessions_one_by_one_or_all(office: Office) -> None:
    kari = office.editor()
    others = [office.sign_in(kari.user) for _ in range(3)]
    page = kari.open(ACCOUNT)
    listed = [str(field["value"]) for field in page.select("li [name=session]")]
    kari.post("/desk/en/account", 303, session=listed[0])
    assert sorted(browser.get(ACCOUNT).status_code for browser in others) == [200, 200, 401]
    assert "End all other sessions" in kari.get(ACCOUNT).text
    kari.post("/desk/en/account", 303, session=listed[1:])
    assert [browser.get(ACCOUNT).status_code for browser in others] == [401] * 3
    assert kari.get(ACCOUNT).status_code == 200
