"""Every refusal says why, keeps what was written, and offers another way; in both languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from flask_babel import force_locale
from werkzeug.test import TestResponse

from battkomp.contact import refusals, views
from battkomp.contact.receiving import FROM_ONE_NETWORK
from battkomp.contact.refusals import Refusal
from tests.support import forms
from tests.support.forms import WRITTEN, Correspondent, correspondent, text_in, written_in
from tests.support.visitor import Page, check_landmarks, check_link_texts, one, words

pytestmark = pytest.mark.slow

FORMS = {"nb": "/nb/kontakt", "en": "/en/contact"}
OTHER = {"nb": "en", "en": "nb"}


@pytest.fixture(params=FORMS)
def writer(tmp_path: Path, request: pytest.FixtureRequest) -> Correspondent:
    """Somebody who writes to the project, in each language."""
    someone = correspondent(tmp_path)
    someone.address = FORMS[request.param]
    return someone


def page_of(answer: TestResponse) -> Page:
    """Return the page of an answer, which has the order of every page."""
    page = forms.page_of(answer)
    check_landmarks(page, "a refusal")
    check_link_texts(page, "a refusal")
    return page


def from_elsewhere(writer: Correspondent) -> TestResponse:
    """Send the form from another site."""
    writer.headers = {"Sec-Fetch-Site": "cross-site"}
    return writer.write(**WRITTEN)


def without_stamp(writer: Correspondent) -> TestResponse:
    """Send a form that the site has not shown."""
    return writer.write(**WRITTEN | {"shown_at": ""})


def at_once(writer: Correspondent) -> TestResponse:
    """Send the form faster than anybody writes."""
    return writer.post(WRITTEN | {"shown_at": writer.stamp()})


def next_day(writer: Correspondent) -> TestResponse:
    """Send a form that has been open since yesterday."""
    stamp = writer.stamp()
    writer.clock.now += 24 * 60 * 60
    return writer.post(WRITTEN | {"shown_at": stamp})


def once_too_often(writer: Correspondent) -> TestResponse:
    """Send more than one network may."""
    for number in range(FROM_ONE_NETWORK):
        writer.write(text=f"Melding {number}")
    return writer.write(**WRITTEN)


def with_a_broken_inbox(writer: Correspondent) -> TestResponse:
    """Send what cannot be kept."""
    with sqlite3.connect(writer.settings.inbox_file) as db:
        db.execute(
            "create trigger broken before insert on messages begin select raise(abort, 'no'); end"
        )
    return writer.write(**WRITTEN)


def too_much(writer: Correspondent) -> TestResponse:
    """Send more than the site reads."""
    return writer.write(**WRITTEN | {"text": "x" * 1_100_000})


def when_many_send(writer: Correspondent) -> TestResponse:
    """Send while as many others do as may."""
    taken = 0
    while views._readers.acquire(blocking=False):  # noqa: SLF001  # to be one too many
        taken += 1
    try:
        return writer.write(**WRITTEN)
    finally:
        views._readers.release(taken)  # noqa: SLF001  # as they were


Sending = Callable[[Correspondent], TestResponse]
READ: list[tuple[Sending, Refusal]] = [
    (from_elsewhere, refusals.FOREIGN),
    (without_stamp, refusals.INCOMPLETE),
    (at_once, refusals.EARLY),
    (next_day, refusals.LATE),
    (once_too_often, refusals.TOO_MANY),
    (with_a_broken_inbox, refusals.NOT_KEPT),
]
UNREAD: list[tuple[Sending, Refusal]] = [
    (too_much, refusals.TOO_LARGE),
    (when_many_send, refusals.BUSY),
]


def reason(writer: Correspondent, refusal: Refusal, language: str) -> str:
    """Return why a message is refused, in a language."""
    with writer.app.app_context(), force_locale({"nb": "nb", "en": "en_GB"}[language]):
        return str(refusal.reason)


def language_of(page: Page) -> str:
    """Return the language of a page."""
    return str(one(page, "html")["lang"])


@pytest.mark.parametrize(("send", "refusal"), READ + UNREAD)
def test_a_refusal_says_why_and_offers_another_way(
    writer: Correspondent, send: Sending, refusal: Refusal
) -> None:
    answer = send(writer)
    assert answer.status_code == refusal.status
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Surrogate-Key" not in answer.headers
    assert ("Retry-After" in answer.headers) == (refusal.status in (429, 503))
    page = page_of(answer)
    assert writer.address.startswith(f"/{language_of(page)}/")
    summary = one(page, "main > :first-child")
    assert reason(writer, refusal, language_of(page)) in words(summary)
    assert one(summary, "a")["href"] == "#ways"
    assert one(page, "#ways ~ p a[rel=external]")["href"] == "https://www.norskindustri.no"


@pytest.mark.parametrize(("send", "refusal"), READ)
def test_what_could_be_read_is_shown_again(
    writer: Correspondent, send: Sending, refusal: Refusal
) -> None:
    assert written_in(page_of(send(writer))) == WRITTEN, refusal


@pytest.mark.parametrize(("send", "refusal"), UNREAD)
def test_what_could_not_be_read_is_left_where_it_is(
    writer: Correspondent, send: Sending, refusal: Refusal
) -> None:
    page = page_of(send(writer))
    assert not page.select("form"), f"{refusal}: an empty form would look like a loss"
    assert writer.inbox == []
    assert writer.write(**WRITTEN).status_code == 303


@pytest.mark.parametrize(("send", "refusal"), READ)
def test_a_refusal_goes_along_to_the_other_language(
    writer: Correspondent, send: Sending, refusal: Refusal
) -> None:
    first = page_of(send(writer))
    kept = writer.inbox
    answer = switched(writer, first)
    page = page_of(answer)
    assert answer.status_code == 200
    assert "Retry-After" not in answer.headers
    assert language_of(page) == OTHER[language_of(first)]
    assert reason(writer, refusal, language_of(page)) in words(one(page, ".errors"))
    assert written_in(page) == WRITTEN
    assert writer.inbox == kept
    assert errors_of(page_of(switched(writer, page))) == errors_of(first)


def switched(writer: Correspondent, page: Page, **written: str) -> TestResponse:
    """Switch the language of a form with what stands in it, and with what is written now."""
    writer.address = FORMS[OTHER[language_of(page)]]
    fields = {str(field["name"]): str(field["value"]) for field in page.select("form input")}
    chosen = [str(choice["value"]) for choice in page.select("[name=subject][checked]")]
    form = fields | {"text": text_in(page), "switch": "", "subject": "".join(chosen)} | written
    return writer.post({name: value for name, value in form.items() if name != "subject" or value})


def errors_of(page: Page) -> list[str]:
    """Return what is said to be wrong, and where, but for the language of it."""
    links = [str(link["href"]) for link in page.select(".errors a")]
    return links + [str(one["id"]) for one in page.select(".complaint")]


def test_what_is_wrong_is_said_in_the_other_language_too(writer: Correspondent) -> None:
    said = {"nb": "Skriv en melding.", "en": "Write a message."}
    wrong = {"text": "", "subject": "", "email": "nei"}
    first = page_of(writer.write(**WRITTEN | wrong))
    page = page_of(switched(writer, first))
    assert errors_of(page) == errors_of(first)
    assert len(errors_of(page)) == 6
    assert words(one(page, "#text-error")) == said[language_of(page)]
    assert one(page, "[name=email]")["value"] == "nei"
    assert one(page, "[name=name]")["value"] == WRITTEN["name"]
    assert not page.select("[name=subject][checked]")


def test_what_is_mended_meanwhile_is_not_said_to_be_wrong(writer: Correspondent) -> None:
    first = page_of(writer.write(**WRITTEN | {"text": "", "email": "nei"}))
    half = page_of(switched(writer, first, text="Hei"))
    assert errors_of(half) == ["#email", "email-error"]
    whole = page_of(switched(writer, half, email="hei@example.org"))
    assert errors_of(whole) == []
    assert not whole.select("[name=refused]")


@pytest.mark.parametrize("kind", ["", "x", "<b>", refusals.TOO_LARGE.kind])
def test_a_form_that_was_not_refused_is_switched_without_errors(
    writer: Correspondent, kind: str
) -> None:
    page = page_of(writer.post({"text": "", "switch": "", "refused": kind}))
    assert errors_of(page) == []
    assert not page.select("[name=refused]")


def test_every_refusal_is_tried_here() -> None:
    tried = {refusal for _, refusal in READ + UNREAD} | {refusals.MISTAKES}
    assert tried == {one for one in vars(refusals).values() if isinstance(one, Refusal)}
