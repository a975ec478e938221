"""Reasons for which a message is refused: cross-site requests, limits and failures."""

from dataclasses import dataclass

from flask import Request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from battkomp.web.context import settings


def is_same_origin(request: Request) -> bool:
    """Tell whether a request comes from a page of this site, or from no page.

    Browsers send `Sec-Fetch-Site` (W3C Fetch Metadata) or at least `Origin`, in lower case and
    without a default port (RFC 6454, section 6). Other clients send neither, and cannot be misused
    by another site.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    own = f"{request.scheme}://{request.host}".lower()
    # If BATTKOMP_PROXIES is too low, only the public URL has the right scheme.
    return request.headers.get("Origin") in (None, own, settings().public_url or own)


@dataclass(frozen=True)
class Refusal:
    """A reason for refusing a message. The page shows the message again if it could be read.

    :param kind: names the refusal in the form, so that it is shown in the other language, too.
    :param reason: empty if the fields have complaints of their own.
    :param wait: for `Retry-After`, in seconds.
    """

    kind: str
    status: int
    reason: LazyString | str = ""
    wait: int | None = None


MISTAKES = Refusal("mistakes", 422)
FOREIGN = Refusal(
    "foreign",
    403,
    lazy_gettext(
        "The form was sent from another website. Check it and send it again from this page."
    ),
)
# The form that is shown again has no honeypot: a person can always send it.
TRAPPED = Refusal(
    "trapped",
    422,
    lazy_gettext(
        "A password manager or another program filled in a hidden field. The field has been "
        "removed. Send the message again."
    ),
)
TOO_MANY = Refusal(
    "too-many",
    429,
    lazy_gettext(
        "We cannot accept more messages right now. Try again in an hour or contact us another way."
    ),
)
NOT_KEPT = Refusal(
    "not-kept",
    503,
    lazy_gettext(
        "We could not save your message. Try again in a few minutes or contact us another way."
    ),
    wait=30,
)
# The next two are given before the message is read: only the page it was sent from still has it.
TOO_LARGE = Refusal(
    "too-large",
    413,
    lazy_gettext("Your message is too long. Go back to your text, shorten it and send it again."),
)
BUSY = Refusal(
    "busy",
    503,
    lazy_gettext(
        "Your message did not get through. Go back to your text and send it again in a moment."
    ),
    wait=10,
)

# The refusals with which the form can be shown, by their kind.
REFUSALS = {refusal.kind: refusal for refusal in (MISTAKES, FOREIGN, TRAPPED, TOO_MANY, NOT_KEPT)}
