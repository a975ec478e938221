"""The page of keepers: users, invitations and roles."""

from typing import Any

import pytest

from battkomp.db import connections
from battkomp.desk import users
from battkomp.desk.sessions import FRESH_TIME
from battkomp.desk.users import LastKeeperError, Role, User
from tests.support.desks import Editor, Office
from tests.support.inboxes import page_of, rows
from tests.support.visitor import one, words

USERS = "/desk/en/users"
OLA = {"name": "Ola Nordmann", "email": "Ola Nordmann <ola@Example.no>", "roles": ["editor"]}


def give_passkey(office: Office, user: User) -> None:
    """Give a user a passkey, with which nobody can sign in."""
    row = {"user": user.id, "credential": bytes([user.id]), "public_key": b"", "sign_count": 0}
    row |= {"label": "Key", "is_backed_up": 0, "created_at": office.clock(), "used_at": 1}
    with connections.writing(office.settings.desk_file) as db:
        db.table("passkeys").insert(row)


def find(office: Office, email: str) -> User:
    """Return a user as the desk has them."""
    with connections.snapshot(office.settings.desk_file) as db:
        found = users.by_email(db, email)
    assert found is not None
    return found


def change(keeper: Editor, user: User, act: str, **fields: Any) -> str:
    """Send a form of the page; return its answer in words."""
    answer = keeper.post(f"{USERS}/{user.id}/{act}", **fields)
    return words(one(page_of(answer), "main"))


def noted(office: Office) -> list[tuple[str, int, str, str]]:
    """Return the kind, user, matter and detail of each event."""
    query = "select kind, user, about, detail from events order by id"
    return rows(office.settings.desk_file, query)


def test_a_keeper_invites_a_user_by_a_link_that_is_shown_once_and_stored_as_a_digest(
    office: Office,
) -> None:
    keeper = office.editor(roles=frozenset({Role.KEEPER}))
    page = page_of(keeper.post(USERS, 200, **OLA))
    link = str(one(page, "#invitation")["value"])
    start, _, secret = link.partition("/desk/en/join?key=")
    assert start == office.settings.desk_url
    assert len(secret) == 43
    user = find(office, "ola@example.no")
    assert (user.name, *user.roles) == ("Ola Nordmann", Role.EDITOR)
    stored = rows(office.settings.desk_file, "select secret, user, expires_at from invitations")
    day_later = office.clock() + users.INVITATION_TIME
    assert stored == [(users.secret_hash(secret), user.id, day_later)]
    assert secret not in keeper.get(USERS).text
    assert noted(office) == [("invited", keeper.user.id, str(user.id), "editor")]
    assert "Invited, without a passkey" in words(one(keeper.open(USERS), f"#user-{user.id}"))


@pytest.mark.parametrize(
    ("written", "words_of_it"),
    [
        ({"name": " "}, "Enter the name."),
        ({"name": "x" * 201}, "The name must be 200 characters or fewer."),
        ({"name": "Ola\nNordmann"}, "Enter this on one line, without line breaks."),
        ({"name": "O\x00la"}, "Enter this on one line, without line breaks."),
        ({"email": ""}, "Enter the email address."),
        ({"email": "ola@"}, "Enter an email address in the correct format"),
        ({"email": "KARI@example.no"}, "There is already a user with this email address."),
        ({"roles": []}, "Select at least one role."),
        ({"roles": ["owner"]}, "Select at least one role."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_is_lost(
    office: Office, written: dict[str, Any], words_of_it: str
) -> None:
    keeper = office.editor()
    page = page_of(keeper.post(USERS, 422, **(OLA | written)))
    (field,) = written
    error = one(page, f"#{field}-error")
    assert words_of_it in words(error)
    assert words_of_it in words(one(page, f".errors a[href='#{field}']"))
    assert one(page, f"[aria-describedby~={error['id']}]")
    assert str(one(page, "title").string).startswith("Error: Users")
    if field != "name":
        assert one(page, "#name")["value"] == OLA["name"]
    if field != "roles":
        assert one(page, "#roles [value=editor]").has_attr("checked")
    assert len(keeper.open(USERS).select(".users > li")) == 1


def test_new_roles_hold_from_the_next_request_on(office: Office) -> None:
    keeper, other = office.editor(), office.editor("Ola Nordmann")
    assert other.get(USERS).status_code == 200
    fields = {"roles": ["editor", "publisher"]}
    assert "Your changes to" in change(keeper, other.user, "roles", **fields)
    changed = find(office, other.user.email)
    assert changed.roles == {Role.EDITOR, Role.PUBLISHER}
    assert other.get(USERS).status_code == 403
    mine = ("changed", keeper.user.id, str(other.user.id), "editor publisher")
    assert noted(office)[0] == mine
    for roles in ([], ["owner"]):
        page = page_of(keeper.post(f"{USERS}/{other.user.id}/roles", 422, roles=roles))
        boxes = one(page, f"details[open] #roles-{other.user.id}")
        assert "Select at least one role." in words(boxes)
        assert one(page, ".errors a")["href"] == f"#{boxes['id']}"
    assert find(office, other.user.email) == changed


def test_a_user_without_access_is_out_at_once_and_comes_back_by_an_invitation(
    office: Office,
) -> None:
    keeper, other = office.editor(), office.editor("Ola Nordmann")
    with connections.writing(office.settings.desk_file) as db:
        users.invite(db, keeper.user, office.clock())  # of another user: it stays
    keeper = office.sign_in(keeper.user)
    for user in (keeper.user, other.user):
        give_passkey(office, user)
    assert "no longer has access" in change(keeper, other.user, "disable")
    assert other.get("/desk/en").status_code == 401
    assert find(office, other.user.email).disabled_at == office.clock()
    now = office.clock()
    query = "select user from passkeys"
    assert rows(office.settings.desk_file, query) == [(keeper.user.id,)]
    query = "select user from invitations where expires_at > ?"
    assert rows(office.settings.desk_file, query, [now]) == [(keeper.user.id,)]
    assert "Invitation for Ola Nordmann" in change(keeper, other.user, "invitation")
    assert find(office, other.user.email).disabled_at is None
    assert other.get("/desk/en").status_code == 401, "the old session has ended"


def test_an_invitation_after_the_loss_of_a_device_ends_all_that_the_finder_could_use(
    office: Office,
) -> None:
    keeper, other = office.editor(), office.editor("Ola Nordmann")
    give_passkey(office, other.user)
    for _ in range(2):
        change(keeper, other.user, "invitation")
    assert other.get("/desk/en").status_code == 401
    file = office.settings.desk_file
    assert rows(file, "select count(*) from passkeys") == [(0,)]
    valid = "select count(*) from invitations where expires_at > ?"
    assert rows(file, valid, [office.clock()]) == [(1,)]


def test_the_last_keeper_who_can_sign_in_cannot_go(office: Office) -> None:
    keeper, other = office.editor(), office.editor("Ola Nordmann")
    give_passkey(office, keeper.user)
    assert "There must be at least one keeper" in change(
        keeper, keeper.user, "roles", roles="editor"
    )
    assert "There must be at least one keeper" in change(other, keeper.user, "disable")
    still = find(office, keeper.user.email)
    assert (still.roles, still.disabled_at) == (keeper.user.roles, None)
    give_passkey(office, other.user)
    assert "no longer has access" in change(other, keeper.user, "disable")
    with (
        pytest.raises(LastKeeperError),
        connections.writing(office.settings.desk_file) as db,
    ):
        users.disable(db, other.user, office.clock())


def test_keepers_cannot_end_their_own_access_by_mistake(office: Office) -> None:
    keeper, _ = office.editor(), office.editor("Ola Nordmann")
    row = one(keeper.open(USERS), f"#user-{keeper.user.id}")
    assert [str(form["action"]).rsplit("/", 1)[1] for form in row.select("form")] == ["roles"]
    for act in ("disable", "invitation"):
        assert "Ask another keeper" in change(keeper, keeper.user, act)
    assert find(office, keeper.user.email) == keeper.user
    assert keeper.get(USERS).status_code == 200


def test_users_are_changed_only_soon_after_the_use_of_a_passkey(office: Office) -> None:
    keeper, other = office.editor(), office.editor("Ola Nordmann")
    office.clock.turn(FRESH_TIME)
    for address, fields in ((USERS, OLA), (f"{USERS}/{other.user.id}/disable", {})):
        held = page_of(keeper.post(address, 403, **fields))
        assert one(held, "form.held")["action"] == address
        for name in fields:
            assert held.select(f"input[type=hidden][name={name}]")
    assert find(office, other.user.email).disabled_at is None
    assert keeper.get(USERS).status_code == 200
