"""Whom to ask, and the form to ask with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from threading import BoundedSemaphore

from flask import Response, current_app, make_response, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from battkomp.contact import csrf, inbox, receiving, refusals
from battkomp.contact import form as contact_form
from battkomp.contact.form import ContactForm
from battkomp.contact.receiving import TooManyError
from battkomp.contact.refusals import Refusal
from battkomp.contact.signing import sign, signed
from battkomp.db.connections import StoreError
from battkomp.http.request_ids import network
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import reading, settings
from battkomp.web.languages import current_language
from battkomp.web.rendering import render, withhold
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("contact", __name__)

_SOONEST = 3  # seconds after which a person may have filled in the form
_LATEST = 12 * 60 * 60  # seconds after which the form is shown anew
_KEPT = 60 * 60  # seconds for which caches may keep the empty form, as it says when it was shown


# Who sends the body of a request slowly holds a thread of the server's: some must be left.
_readers = BoundedSemaphore(3)


@bp.page("contact", methods=["GET", "POST"])
def index() -> Response:
    """How to reach those behind the project."""
    if settings().edition:
        return _show(None)
    if request.method == "POST":
        return _read_and_take()
    number = _number_of_receipt()
    return _show(contact_form.read()) if number is None else _receipt(number)


def _number_of_receipt() -> str | None:
    shown = request.args.get("receipt")
    return signed("receipt", shown) if shown else None


def _read_and_take() -> Response:
    """Read what is sent, if it is not too much, and not too many others are sending."""
    if not _readers.acquire(blocking=False):
        return _show(None, refusals.BUSY)
    try:
        form = contact_form.read()
    except RequestEntityTooLarge:
        return _show(None, refusals.TOO_LARGE)
    finally:
        _readers.release()
    if "switch" in request.form:
        return _show(form, _shown_before(form))
    return _take(form)


def _shown_before(form: ContactForm) -> Refusal | None:
    """Return why the form was refused before its language was switched, if it still would be.

    Nothing has been sent this time, so that nothing has failed.
    """
    refusal = refusals.find(form.refused.data)
    if refusal is None or (refusal is refusals.MISTAKES and form.validate()):
        return None
    return replace(refusal, status=200, wait=None)


def _take(form: ContactForm) -> Response:
    """Keep the message and lead to its receipt, or show the form again."""
    refusal = _refusal(form)
    if refusal is not None:
        return _show(form, refusal)
    if form.website.data:  # a program is told what it wants to hear
        current_app.logger.info("A message was left out: the field for programs was filled in")
        return _to_receipt(receiving.new_number())
    sender = network(request.remote_addr or "") or "unknown"
    try:
        number = receiving.receive(settings().inbox_file, form.draft, sender, settings().now())
    except TooManyError as error:
        return _show(form, replace(refusals.TOO_MANY, wait=error.wait))
    except StoreError:
        current_app.logger.exception("A message could not be kept")
        return _show(form, refusals.NOT_KEPT)
    return _to_receipt(number)


def _refusal(form: ContactForm) -> Refusal | None:
    """Return why the form is not taken as it was sent, or None; its fields say what is wrong."""
    if not csrf.is_own(request):
        return refusals.FOREIGN
    try:
        shown_at = signed("form", form.shown_at.data or "")
    except StoreError:
        return refusals.NOT_KEPT
    if shown_at is None:
        return refusals.INCOMPLETE
    if not form.validate():
        return refusals.MISTAKES
    age = settings().now() - int(shown_at)
    if age > _LATEST:
        return refusals.LATE
    return refusals.EARLY if 0 <= age < _SOONEST else None


def _show(form: ContactForm | None, refusal: Refusal | None = None) -> Response:
    found, shown_at = reading(), _stamp() if form else ""
    response = render(
        "contact/index.html",
        location("contact"),
        status=refusal.status if refusal else 200,
        page=found.page("contact"),
        contact=found.contact,
        form=form,
        complaints=form.complaints if form else (),
        here=location("contact").address(current_language()),
        privacy=location("privacy").address(current_language()),
        refusal=refusal,
        shown_at=shown_at,
        retention_days=settings().retention_days,
    )
    if form and not shown_at:  # the page says that the form cannot be used
        response.status_code, response.retry_after = 503, refusals.NOT_KEPT.wait
    elif refusal and refusal.wait:
        response.retry_after = refusal.wait
    if request.method == "POST" or response.status_code != 200:
        withhold(response)
    elif form:
        soon = datetime.fromtimestamp(settings().now() + _KEPT, UTC)
        response.expires = min(response.expires or soon, soon)
    return response


def _stamp() -> str:
    """Return a signed time at which the form is shown, or nothing if nothing can be kept either."""
    try:
        return sign("form", str(settings().now()))
    except StoreError:
        current_app.logger.exception("The contact form cannot be used")
        return ""


def _to_receipt(number: str) -> Response:
    target = url_for("contact.index", receipt=sign("receipt", number))
    response = make_response(redirect(target, 303))
    withhold(response)
    return response


def _receipt(number: str) -> Response:
    """Say that a message has come, and what happens to it."""
    found = reading()
    try:
        fate = inbox.fate(settings().inbox_file, number, settings().now())
    except StoreError:  # it was kept before the receipt was given
        fate = None
    response = render(
        "contact/receipt.html",
        location("contact"),
        contact=found.contact,
        number=number,
        fate=fate,
        has_mail=settings().mail_server is not None,
    )
    withhold(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
