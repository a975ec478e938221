"""Signing in with a passkey, and every ceremony that is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from battkomp.db import connections
from battkomp.desk import sessions, users
from battkomp.desk.users import INVITATION_TIME, Role, User
from tests.support.authenticator import Authenticator, decoded, encoded
from tests.support.desks import OWN, URL, Office
from tests.support.visitor import one, words

HOUR = 60 * 60


@dataclass
class Visitor:
    """A browser with a passkey, at a desk."""

    office: Office
    device: Authenticator = field(default_factory=lambda: Authenticator(URL))
    network: str = "192.0.2.7"

    def __post_init__(self) -> None:
        self.client = self.office.app.test_client()

    @property
    def cookie(self) -> str:
        """The value of the cookie."""
        found = self.client.get_cookie(sessions.COOKIE, "localhost")
        return found.value if found else ""

    def get(self, address: str) -> TestResponse:
        """Ask for an address."""
        return self.client.get(address, base_url=URL, buffered=True)

    def post(self, address: str, **fields: Any) -> TestResponse:
        """Send a form of the desk."""
        data = {"token": sessions.form_token(self.cookie)} | fields
        place = {"REMOTE_ADDR": self.network}
        return self.client.post(
            address, data=data, base_url=URL, headers=OWN, environ_base=place, buffered=True
        )

    def options(self, **fields: Any) -> dict[str, Any]:
        """Ask for a challenge."""
        answer = self.post("/desk/en/passkey/options", **fields)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        return dict(answer.json)

    def register(self, **changes: str) -> TestResponse:
        """Register a passkey."""
        answer = self.device.make(self.options(new="1"), **changes)
        return self.post("/desk/en/passkey", new="1", answer=answer, label="Work  laptop")

    def sign_in(self, **changes: str) -> TestResponse:
        """Use the passkey."""
        return self.post("/desk/en/passkey", answer=self.device.use(self.options(), **changes))


@pytest.fixture
def visitor(office: Office) -> Visitor:
    """A stranger with a device."""
    return Visitor(office)


@pytest.fixture
def kari(office: Office) -> User:
    """A user without a passkey."""
    return office.add()


@pytest.fixture
def owner(visitor: Visitor, kari: User) -> Visitor:
    """Somebody with a passkey of Kari, who is not signed in."""
    join(visitor, kari)
    assert visitor.register().status_code == 200
    visitor.post("/desk/en/sign-out")
    return visitor


def invited(office: Office, user: User) -> str:
    """Return the key of a new invitation."""
    with connections.writing(office.settings.desk_file) as db:
        return users.invite(db, user, office.clock())


def join(visitor: Visitor, user: User) -> None:
    """Open an invitation."""
    answer = visitor.get(f"/desk/en/join?key={invited(visitor.office, user)}")
    assert answer.status_code == 302


def rows(office: Office, query: str) -> list[Any]:
    """Return the rows of a query, or their values if it asks for one column."""
    with connections.snapshot(office.settings.desk_file) as db:
        found = db.execute(query).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def refusals(office: Office) -> list[str]:
    """Return why ceremonies were refused."""
    return rows(office, "select detail from events where kind = 'refused' order by id")


def is_signed_in(visitor: Visitor) -> bool:
    """Tell whether the overview opens."""
    return visitor.get("/desk/en").status_code == 200


def test_an_invited_user_registers_a_passkey_and_is_signed_in(
    office: Office, visitor: Visitor, kari: User
) -> None:
    key = invited(office, kari)
    answer = visitor.get(f"/desk/en/join?key={key}")
    assert answer.location == "/desk/en/join"
    page = visitor.get("/desk/en/join").text
    assert "Kari Nordmann" in page
    assert "Publisher" in page or "publisher" in page
    assert key not in page
    answer = visitor.register()
    assert answer.json is not None
    assert answer.json["address"] == "/desk/en/join"  # for a second passkey
    assert answer.json["token"] == sessions.form_token(visitor.cookie)
    assert is_signed_in(visitor)
    assert rows(office, "select label, user from passkeys") == [("Work laptop", kari.id)]


def test_a_passkey_signs_in(office: Office, owner: Visitor) -> None:
    assert not is_signed_in(owner)
    before = owner.cookie
    answer = owner.sign_in()
    assert answer.status_code == 200
    assert owner.cookie != before
    assert is_signed_in(owner)
    assert "signed-in" in rows(office, "select kind from events")


def test_the_cookie_is_for_this_host_and_no_script(owner: Visitor) -> None:
    answer = owner.sign_in()
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-desk=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_database_has_no_cookie(office: Office, owner: Visitor) -> None:
    owner.sign_in()
    assert len(decoded(owner.cookie)) == 32
    assert owner.cookie not in rows(office, "select secret from sessions")


def test_options_require_a_verified_user_and_name_nobody_to_a_stranger(
    visitor: Visitor, kari: User
) -> None:
    options = visitor.options()
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"
    assert options["allowCredentials"] == []
    assert "user" not in options
    assert len(decoded(options["challenge"])) == 32
    join(visitor, kari)
    options = visitor.options(new="1")
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"


FORGED: dict[str, Callable[[Visitor], None]] = {
    "Client data challenge was not expected challenge": lambda v: check(
        v.sign_in(challenge=encoded(b"another challenge of 32 bytes...."))
    ),
    "Unexpected client data origin": lambda v: check(v.sign_in(origin="https://evil.example")),
    "Unexpected client data type": lambda v: check(v.sign_in(type="webauthn.create")),
    "Unexpected RP ID hash": lambda v: forge(v, host="evil.example"),
    "User verification is required but user was not verified during authentication": (
        lambda v: forge(v, verifies=False)
    ),
    "unknown passkey": lambda v: forge(v, credential=b"another"),
    "passkey of another user": lambda v: forge(v, handle=b"another"),
    "Could not verify authentication signature": lambda v: forge(
        v,
        _key=Authenticator(URL)._key,  # noqa: SLF001
    ),
}


def check(answer: TestResponse) -> None:
    """Check that an answer refuses a ceremony."""
    assert answer.status_code == 400


def forge(visitor: Visitor, **changes: Any) -> None:
    """Sign in with a device that is not as it should be."""
    for name, value in changes.items():
        setattr(visitor.device, name, value)
    check(visitor.sign_in())


def test_a_forged_use_is_refused_and_noted(office: Office) -> None:
    for number, (reason, act) in enumerate(FORGED.items()):
        visitor = Visitor(office)
        join(visitor, office.add(f"Kari{number} Nordmann"))
        visitor.register()
        visitor.post("/desk/en/sign-out")
        act(visitor)
        assert not is_signed_in(visitor)
        assert refusals(office)[number:] == [reason]


def test_an_answer_cannot_be_sent_twice(office: Office, owner: Visitor) -> None:
    answer = owner.device.use(owner.options())
    other = Visitor(office)
    other.client.set_cookie(sessions.COOKIE, owner.cookie, domain="localhost")
    assert owner.post("/desk/en/passkey", answer=answer).status_code == 200
    check(other.post("/desk/en/passkey", answer=answer))
    check(owner.post("/desk/en/passkey", answer=answer))
    assert refusals(office) == ["no such challenge"] * 2


def test_a_challenge_is_gone_after_a_failure(office: Office, owner: Visitor) -> None:
    options = owner.options()
    check(owner.post("/desk/en/passkey", answer=owner.device.use(options, origin="https://a.no")))
    check(owner.post("/desk/en/passkey", answer=owner.device.use(options)))
    assert refusals(office)[1] == "no such challenge"


def test_a_challenge_of_another_session_is_refused(office: Office, owner: Visitor) -> None:
    options = Visitor(office).options()
    owner.options()
    check(owner.post("/desk/en/passkey", answer=owner.device.use(options)))


def test_a_challenge_can_be_answered_for_five_minutes(office: Office, owner: Visitor) -> None:
    answer = owner.device.use(owner.options())
    office.clock.turn(5 * 60)
    check(owner.post("/desk/en/passkey", answer=answer))
    answer = owner.device.use(owner.options())
    office.clock.turn(5 * 60 - 1)
    assert owner.post("/desk/en/passkey", answer=answer).status_code == 200


def test_a_challenge_for_registering_does_not_sign_in(owner: Visitor) -> None:
    owner.sign_in()
    answer = owner.device.use(owner.options(new="1"))
    check(owner.post("/desk/en/passkey", answer=answer))


def test_a_counter_that_goes_back_is_refused(office: Office, visitor: Visitor, kari: User) -> None:
    visitor.device.counter = 7
    join(visitor, kari)
    visitor.register()
    visitor.post("/desk/en/sign-out")
    assert visitor.sign_in().status_code == 200
    visitor.post("/desk/en/sign-out")
    visitor.device.counter = 7
    check(visitor.sign_in())
    assert refusals(office)[0].startswith("Response sign count of 8 was not greater")


def test_a_disabled_user_cannot_sign_in_and_is_out_at_once(
    office: Office, owner: Visitor, kari: User
) -> None:
    owner.sign_in()
    with connections.writing(office.settings.desk_file) as db:
        db.table("users").update(kari.id, {"roles": "editor"})
        users.disable(db, kari, office.clock())
    assert not is_signed_in(owner)
    check(Visitor(office, owner.device).sign_in())
    assert refusals(office) == ["unknown passkey"]


def test_a_touch_needs_a_passkey_of_the_same_user(office: Office, owner: Visitor) -> None:
    other = Visitor(office)
    join(other, office.add("Ola Nordmann"))
    other.register()
    owner.sign_in()
    stolen = owner.device
    owner.device = other.device
    check(owner.sign_in())
    assert refusals(office) == ["passkey of another user"]
    owner.device, before = stolen, owner.cookie
    assert owner.sign_in().status_code == 200
    assert owner.cookie != before
    assert Visitor(office).get("/desk/en").status_code == 401


NONSENSE = ["", "[]", "{}", "null", "1", '{"id": 5}', '{"id": "!", "response": {}}', "{" * 5000]
NONSENSE += [
    "\0",
    '{"id": "AAAA", "response": []}',
    '{"id": "AAAA", "response": {"userHandle": 7}}',
]


def test_nonsense_is_refused(owner: Visitor) -> None:
    for number, answer in enumerate(NONSENSE):
        owner.network = f"192.0.{number}.1"
        owner.options()
        check(owner.post("/desk/en/passkey", answer=answer))
        owner.options()
        check(owner.post("/desk/en/passkey", answer=answer, new="1"))


def test_a_forged_registration_is_refused(office: Office, kari: User) -> None:
    origin = "https://evil.example"
    for changes in ({"verifies": False}, {"host": "evil.example"}, {"origin": origin}):
        visitor = Visitor(office, replace(Authenticator(URL), **changes))
        join(visitor, kari)
        check(visitor.register())
    assert rows(office, "select id from passkeys") == []
    assert len(refusals(office)) == 3


def test_a_passkey_is_registered_once(office: Office, owner: Visitor) -> None:
    other = Visitor(office, owner.device)
    join(other, office.add("Ola Nordmann"))
    check(other.register())
    assert refusals(office) == ["known passkey"]


def test_a_registration_needs_the_token_of_the_form(visitor: Visitor, kari: User) -> None:
    join(visitor, kari)
    answer = visitor.device.make(visitor.options(new="1"))
    check(visitor.post("/desk/en/passkey", new="1", answer=answer, token=""))


def test_an_invitation_works_once(office: Office, visitor: Visitor, kari: User) -> None:
    key = invited(office, kari)
    second = Visitor(office)
    for one_of_them in (visitor, second):
        one_of_them.get(f"/desk/en/join?key={key}")
        assert one_of_them.get("/desk/en/join").status_code == 200
    visitor.register()
    assert second.get("/desk/en/join").status_code == 404
    assert second.post("/desk/en/passkey/options", new="1").status_code == 403


def test_an_invitation_works_for_a_day(office: Office, visitor: Visitor, kari: User) -> None:
    key = invited(office, kari)
    office.clock.turn(INVITATION_TIME - 1)
    visitor.get(f"/desk/en/join?key={key}")
    assert visitor.get("/desk/en/join").status_code == 200
    office.clock.turn(1)
    assert visitor.get("/desk/en/join").status_code == 404


def test_an_unknown_invitation_is_explained(visitor: Visitor) -> None:
    for key in ("", "unknown", "\0", "å" * 300):
        answer = visitor.client.get(
            "/desk/en/join", query_string={"key": key}, base_url=URL, follow_redirects=True
        )
        assert answer.status_code == 404
        assert "no longer valid" in answer.text


def test_an_invitation_after_a_lost_device_ends_all_that_was(
    office: Office, owner: Visitor, kari: User
) -> None:
    owner.sign_in()
    new = Visitor(office)
    join(new, kari)
    assert not is_signed_in(owner)
    assert new.register().status_code == 200
    assert is_signed_in(new)
    check(owner.sign_in())


def test_the_21st_failure_of_a_network_in_an_hour_is_refused(
    office: Office, owner: Visitor
) -> None:
    for _ in range(20):
        check(owner.sign_in(origin="https://evil.example"))
    answer = owner.sign_in(origin="https://evil.example")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= HOUR
    assert owner.sign_in().status_code == 429
    assert len(refusals(office)) == 20
    owner.network = "192.0.2.250"  # the same network
    assert owner.sign_in().status_code == 429
    owner.network = "198.51.100.7"
    assert owner.sign_in().status_code == 200
    owner.network = "192.0.2.7"
    office.clock.turn(HOUR)
    owner.post("/desk/en/sign-out")
    assert owner.sign_in().status_code == 200


def test_200_failures_stop_networks_that_have_failed_and_no_others(
    office: Office, owner: Visitor
) -> None:
    with connections.writing(office.settings.desk_file) as db:
        row = {"at": office.clock(), "kind": "refused", "about": "passkey", "detail": ""}
        networks = [{"network": f"10.0.{number}.0/24"} for number in range(200)]
        db.table("events").insert_all(row | one for one in networks)
    assert owner.sign_in().status_code == 200
    other = Visitor(office, owner.device)
    other.network = "10.0.7.1"
    assert other.sign_in().status_code == 429
    check(owner.sign_in(origin="https://evil.example"))
    assert owner.sign_in().status_code == 429


def test_a_user_has_five_sessions_at_most(office: Office, owner: Visitor) -> None:
    browsers = [Visitor(office, owner.device) for _ in range(6)]
    for browser in browsers:
        office.clock.turn(1)
        assert browser.sign_in().status_code == 200
    assert [is_signed_in(browser) for browser in browsers] == [False] + [True] * 5


def test_a_session_ends_after_half_an_hour_without_use(office: Office, owner: Visitor) -> None:
    owner.sign_in()
    for _ in range(3):
        office.clock.turn(29 * 60)
        assert is_signed_in(owner)
    office.clock.turn(30 * 60)
    assert not is_signed_in(owner)


def test_a_session_ends_after_twelve_hours(office: Office, owner: Visitor) -> None:
    owner.sign_in()
    for _ in range(12 * 3 - 1):
        office.clock.turn(20 * 60)
        assert is_signed_in(owner)
    office.clock.turn(20 * 60)
    assert not is_signed_in(owner)


def test_signing_out_ends_the_session_and_forgets_the_pages(owner: Visitor) -> None:
    owner.sign_in()
    cookie = owner.cookie
    answer = owner.post("/desk/nb/sign-out")
    assert answer.status_code == 303
    assert answer.location == "/desk/nb/sign-in?out=1"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert owner.cookie == ""
    owner.client.set_cookie(sessions.COOKIE, cookie, domain="localhost")
    assert not is_signed_in(owner)
    assert "You have signed out." in owner.get("/desk/en/sign-in?out=1").text


def test_an_expired_session_keeps_what_a_form_has_sent(office: Office, owner: Visitor) -> None:
    owner.sign_in()
    office.clock.turn(HOUR)
    sent = "to linjer\n«og» & <tegn> 🔋"
    answer = owner.post("/desk/en/account?a=b", session=sent)
    assert answer.status_code == 401
    page = owner.client.get("/desk/en/sign-in", base_url=URL)
    assert page.status_code == 200
    form = one(BeautifulSoup(answer.text, "html.parser"), "form.held")
    assert form["action"] == "/desk/en/account?a=b"
    assert one(form, "[name=session]")["value"] == sent


def test_an_old_touch_does_not_count_for_the_account(office: Office, owner: Visitor) -> None:
    owner.sign_in()
    office.clock.turn(11 * 60)
    assert "Use your passkey" in owner.post("/desk/en/account", passkey="1").text
    assert "once more" in owner.get("/desk/en/join").text
    assert owner.post("/desk/en/passkey/options", new="1").status_code == 403


def test_strangers_leave_no_sessions_behind(office: Office) -> None:
    for _ in range(3):
        Visitor(office).options()
        office.clock.turn(5 * 60 + 1)
    assert len(rows(office, "select secret from sessions")) == 1


def test_a_stranger_who_is_still_answering_is_not_forgotten(office: Office, owner: Visitor) -> None:
    owner.options()
    office.clock.turn(4 * 60)
    answer = owner.device.use(owner.options())
    office.clock.turn(4 * 60)
    Visitor(office).options()
    assert owner.post("/desk/en/passkey", answer=answer).status_code == 200


def test_the_twelve_hours_begin_with_the_use_of_the_passkey(office: Office, owner: Visitor) -> None:
    with connections.writing(office.settings.desk_file) as db:
        early = office.clock() - 12 * HOUR + 60
        token = sessions.start(db, office.clock(), created_at=early)
    owner.client.set_cookie(sessions.COOKIE, token, domain="localhost")
    owner.sign_in()
    office.clock.turn(60)
    assert is_signed_in(owner)


def test_a_user_with_one_device_is_asked_for_a_second(owner: Visitor) -> None:
    answer = owner.sign_in()
    assert answer.json is not None
    assert answer.json["address"] == "/desk/en/join"
    assert words(one(page_of(owner, "/desk/en/join"), "h1")) == "Register another passkey"
    first, owner.device = owner.device, Authenticator(URL)
    answer = owner.register()
    assert answer.json is not None
    assert answer.json["address"] == "/desk/en/account"
    owner.device = first
    owner.post("/desk/en/sign-out")
    answer = owner.sign_in()
    assert answer.json is not None
    assert answer.json["address"] == "/desk/en"


def page_of(visitor: Visitor, address: str) -> Any:
    """Open a page."""
    return BeautifulSoup(visitor.get(address).text, "html.parser")


def test_the_log_has_nothing_of_a_forged_answer(
    office: Office, owner: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    owner.sign_in(origin="https://secret.example")
    owner.sign_in(type="secret")
    forge(owner, credential=b"secret")
    assert "secret" not in caplog.text + repr(rows(office, "select * from events"))


def test_a_user_without_roles_can_still_see_their_account(office: Office) -> None:
    browser = office.editor("Ola Nordmann", frozenset({Role.EDITOR}))
    assert browser.get("/desk/en/account").status_code == 200


def test_without_javascript_a_form_is_sent_after_signing_in_in_another_tab(
    office: Office, owner: Visitor
) -> None:
    owner.sign_in()
    office.clock.turn(HOUR)
    answer = owner.post("/desk/en/account", session="anything")
    assert answer.status_code == 401
    owner.sign_in()  # in another tab, so that the token on the page is an old one
    answer = send_again(owner, answer)
    assert '<h1 tabindex="-1">Send again</h1>' in answer.text
    assert send_again(owner, answer).status_code == 303


def send_again(visitor: Visitor, answer: TestResponse) -> TestResponse:
    """Send the form that a page has kept, as it is there."""
    form = one(BeautifulSoup(answer.text, "html.parser"), "form.held")
    fields = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    assert fields["session"] == "anything"
    return visitor.post(str(form["action"]), **fields)
