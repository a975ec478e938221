"""Every refusal gives a reason, keeps the form's values, and offers another way to write."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from flask_babel import force_locale
from werkzeug.test import TestResponse

from battkomp.contact import refusals, slots
from battkomp.contact.receiving import FROM_ONE_NETWORK
from battkomp.contact.refusals import Refusal
from battkomp.contact.slots import BusyError
from battkomp.db import connections
from tests.support import inboxes
from tests.support.inboxes import WRITTEN, Correspondent, correspondent, text_in, written_in
from tests.support.visitor import Page, check_landmarks, check_link_texts, one, words

pytestmark = pytest.mark.slow

FORMS = {"nb": "/nb/kontakt", "en": "/en/contact"}
OTHER = {"nb": "en", "en": "nb"}


@pytest.fixture(autouse=True)
def _wait_briefly_for_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)


def page_of(answer: TestResponse) -> Page:
    """Return the page of an answer, and check its structure."""
    page = inboxes.page_of(answer)
    check_landmarks(page, "a refusal")
    check_link_texts(page, "a refusal")
    return page


def with_headers(writer: Correspondent, **headers: str) -> TestResponse:
    """Submit the form with headers, which have underscores for hyphens."""
    writer.headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return writer.write(**WRITTEN)


def once_too_often(writer: Correspondent) -> TestResponse:
    """Exceed the limit of a network."""
    for number in range(FROM_ONE_NETWORK):
        writer.write(text=f"Melding {number}")
    return writer.write(**WRITTEN)


def with_a_locked_inbox(writer: Correspondent) -> TestResponse:
    """Submit a message that cannot be stored."""
    with closing(sqlite3.connect(writer.settings.inbox_file)) as other:
        other.execute("begin immediate")
        return writer.write(**WRITTEN)


def while_another_is_stored(writer: Correspondent) -> TestResponse:
    """Submit the form while another message waits to be stored."""
    with slots.storing.one():
        return writer.write(**WRITTEN)


def when_many_send(writer: Correspondent) -> TestResponse:
    """Submit the form while all slots for reading are taken."""
    with ExitStack() as stack:
        with suppress(BusyError):
            while True:
                stack.enter_context(slots.reading())
        return writer.write(**WRITTEN)


URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
Sending = Callable[[Correspondent], TestResponse]
READ: list[tuple[Sending, Refusal]] = [
    (lambda writer: with_headers(writer, Sec_Fetch_Site="cross-site"), refusals.FOREIGN),
    (lambda writer: writer.write(**WRITTEN, leave_empty="https://ntnu.no"), refusals.TRAPPED),
    (once_too_often, refusals.TOO_MANY),
    (with_a_locked_inbox, refusals.NOT_KEPT),
    (while_another_is_stored, refusals.NOT_KEPT),
]
UNREAD: list[tuple[Sending, Refusal]] = [
    (lambda writer: writer.write(**WRITTEN | {"text": "x" * 150_000}), refusals.TOO_LARGE),
    (lambda writer: writer.post("a&" * 20 + "a", content_type=URLENCODED), refusals.TOO_LARGE),
    (lambda writer: writer.post({f"a{n}": "" for n in range(21)}), refusals.TOO_LARGE),
    (
        lambda writer: writer.post({f"a{n}": "" for n in range(21)}, content_type=MULTIPART),
        refusals.TOO_LARGE,
    ),
    (when_many_send, refusals.BUSY),
]


def reason(writer: Correspondent, refusal: Refusal, language: str) -> str:
    """Return the reason of a refusal in a language."""
    with writer.app.app_context(), force_locale({"nb": "nb", "en": "en_GB"}[language]):
        return str(refusal.reason)


def language_of(page: Page) -> str:
    """Return the language of a page."""
    return str(one(page, "html")["lang"])


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize(("send", "refusal"), READ + UNREAD)
def test_a_refusal_gives_a_reason_and_offers_another_way(
    writer: Correspondent, send: Sending, refusal: Refusal, language: str
) -> None:
    writer.address = FORMS[language]
    answer = send(writer)
    assert answer.status_code == refusal.status
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Surrogate-Key" not in answer.headers
    assert ("Retry-After" in answer.headers) == (refusal.status in (429, 503))
    page = page_of(answer)
    assert language_of(page) == language
    summary = one(page, "main > :first-child")
    assert reason(writer, refusal, language) in words(summary)
    assert one(summary, "a")["href"] == "#ways"
    assert one(page, "#ways ~ p a[rel=external]")["href"] == "https://www.norskindustri.no"
    if (send, refusal) in READ:
        assert written_in(page) == WRITTEN
        check_other_language(writer, page, refusal)
    else:  # an empty form would look as if the message were lost
        assert not page.select("main form")
        assert writer.inbox == []


def check_other_language(writer: Correspondent, first: Page, refusal: Refusal) -> None:
    """Check that a refusal is shown in the other language, too, with the form's values."""
    stored = writer.inbox
    answer = switched(writer, first)
    page = page_of(answer)
    assert answer.status_code == 200
    assert "Retry-After" not in answer.headers
    assert language_of(page) == OTHER[language_of(first)]
    assert reason(writer, refusal, language_of(page)) in words(one(page, ".errors"))
    assert written_in(page) == WRITTEN
    assert writer.inbox == stored
    assert errors_of(page_of(switched(writer, page))) == errors_of(first)


def switched(writer: Correspondent, page: Page, **written: str) -> TestResponse:
    """Switch the language of a form with its values, some of them changed."""
    writer.address = FORMS[OTHER[language_of(page)]]
    fields = {str(field["name"]): str(field["value"]) for field in page.select("main form input")}
    chosen = [str(choice["value"]) for choice in page.select("[name=subject][checked]")]
    form = fields | {"text": text_in(page), "switch": "", "subject": "".join(chosen)} | written
    return writer.post({name: value for name, value in form.items() if name != "subject" or value})


def errors_of(page: Page) -> list[str]:
    """Return the targets of error links and the ids of complaints."""
    links = [str(link["href"]) for link in page.select(".errors a")]
    return links + [str(one["id"]) for one in page.select(".field-error")]


def test_errors_are_shown_in_the_other_language_until_they_are_corrected(
    writer: Correspondent,
) -> None:
    first = page_of(writer.write(**WRITTEN | {"text": "", "subject": "", "email": "nei"}))
    page = page_of(switched(writer, first))
    assert errors_of(page) == errors_of(first)
    assert len(errors_of(page)) == 6
    assert words(one(page, "#text-error")) == "Enter your message."
    assert one(page, "[name=email]")["value"] == "nei"
    assert one(page, "[name=name]")["value"] == WRITTEN["name"]
    assert not page.select("[name=subject][checked]")
    half = page_of(switched(writer, page, text="Hei", subject="press"))
    assert errors_of(half) == ["#email", "email-error"]
    whole = page_of(switched(writer, half, email="hei@example.org"))
    assert errors_of(whole) == []
    assert not whole.select("[name=refused]")


def test_a_form_that_was_not_refused_is_switched_without_errors(writer: Correspondent) -> None:
    writer.address = FORMS["en"]
    for kind in ("", "x", "<b>", refusals.TOO_LARGE.kind):
        page = page_of(writer.post(WRITTEN | {"text": "", "switch": "", "refused": kind}))
        assert language_of(page) == "en"
        assert errors_of(page) == [], kind
        assert not page.select("[name=refused]")
        assert written_in(page) == WRITTEN | {"text": ""}
    assert writer.inbox == []


def test_every_refusal_is_tested() -> None:
    tested = {refusal for _, refusal in READ + UNREAD} | {refusals.MISTAKES}
    assert tested == {one for one in vars(refusals).values() if isinstance(one, Refusal)}


OWN: tuple[dict[str, str], ...] = (
    {},  # a client that is not a browser
    {"Sec_Fetch_Site": "same-origin"},
    {"Sec_Fetch_Site": "none"},
    {"Origin": "http://localhost"},
    {"Host": "xn--blbr-roah.no", "Origin": "http://xn--blbr-roah.no"},
    {"Origin": "https://battkomp.example"},  # the public URL
)
FOREIGN: tuple[dict[str, str], ...] = (
    {"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://battkomp.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": "http://localhost:99999"},
)


def test_only_forms_of_this_site_are_accepted(tmp_path: Path) -> None:
    writer = correspondent(tmp_path, public_url="https://battkomp.example")
    for headers in FOREIGN:
        assert with_headers(writer, **headers).status_code == 403, headers
    assert writer.inbox == []
    for headers in OWN:
        assert with_headers(writer, **headers).status_code == 303, headers
