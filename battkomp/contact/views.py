"""The contact page: its form, and the receipt of a message."""

from dataclasses import replace

from flask import Response, current_app, make_response, redirect, request, url_for
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from battkomp.contact import form as contact_form
from battkomp.contact import inbox, receiving, refusals, slots
from battkomp.contact.form import ContactForm
from battkomp.contact.receiving import TooManyError, sign, verify
from battkomp.contact.refusals import Refusal
from battkomp.contact.slots import BusyError
from battkomp.db.connections import StoreError
from battkomp.http.logs import network_of_request
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language
from battkomp.web.locations import location
from battkomp.web.rendering import render, withhold
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("contact", __name__)


@bp.page(methods=("GET", "POST"))
def index() -> Response:
    """Show the form or a receipt, or accept a message."""
    if settings().static_site:
        return _show(None)
    if request.method == "POST":
        return _submit()
    receipt = request.args.get("receipt")
    number = verify("receipt", receipt) if receipt else None
    return _show(contact_form.read()) if number is None else _show_receipt(number)


def _submit() -> Response:
    try:
        with slots.reading():
            form = contact_form.read()
    except RequestEntityTooLarge:
        return _show(None, refusals.TOO_LARGE)
    except (BusyError, ClientDisconnected):
        return _show(None, refusals.BUSY)
    if "switch" in request.form:
        return _show(form, _refusal_before_switch(form))
    refusal = _refusal(form)
    return _show(form, refusal) if refusal else _receive(form)


def _refusal_before_switch(form: ContactForm) -> Refusal | None:
    """Return the refusal that was shown in the other language, unless all mistakes are corrected.

    Its status does not apply: switching the language submits no message.
    """
    refusal = refusals.REFUSALS.get(form.refused.data or "")
    if refusal is None or (refusal is refusals.MISTAKES and form.validate()):
        return None
    return replace(refusal, status=200, wait=None)


def _refusal(form: ContactForm) -> Refusal | None:
    """Return the reason for refusing a form, or None."""
    if not refusals.is_same_origin(request):
        return refusals.FOREIGN
    if not form.validate():
        return refusals.MISTAKES
    return refusals.TRAPPED if form.leave_empty.data else None


def _receive(form: ContactForm) -> Response:
    """Store the message and redirect to its receipt, or show the form again."""
    sender = network_of_request() or "unknown"
    try:
        with slots.storing.one():
            number = receiving.receive(settings().inbox_file, form.draft, sender, settings().now())
        return _redirect_to_receipt(number)
    except TooManyError as error:
        return _show(form, replace(refusals.TOO_MANY, wait=error.wait))
    except BusyError:
        return _show(form, refusals.NOT_KEPT)
    except StoreError:
        current_app.logger.exception("A message could not be stored")
        return _show(form, refusals.NOT_KEPT)


def _show(form: ContactForm | None, refusal: Refusal | None = None) -> Response:
    found = content()
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
        retention_days=settings().retention_days,
        has_mail=settings().smtp_host is not None,
    )
    if refusal and refusal.wait:
        response.retry_after = refusal.wait
    return withhold(response) if request.method == "POST" else response


def _redirect_to_receipt(number: str) -> Response:
    target = url_for("contact.index", receipt=sign("receipt", number))
    return withhold(make_response(redirect(target, 303)))


def _show_receipt(number: str) -> Response:
    found = content()
    try:
        message = inbox.message(settings().inbox_file, number)
    except StoreError:  # the message was stored before the receipt was signed
        message = None
    response = render(
        "contact/receipt.html",
        location("contact"),
        contact=found.contact,
        number=number,
        message=message,
    )
    return withhold(response)
