"""Why a message is not taken as it came, in words that say what its sender can do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Refusal:
    """Why a message is not taken. What was written is shown again, if it could be read.

    `kind` goes along with the form, so that the other language can say the same. There is no
    `reason` where the fields say what is wrong with them. `wait` is in seconds.
    """

    kind: str
    status: int
    reason: LazyString | str = ""
    wait: int | None = None


MISTAKES = Refusal("mistakes", 422)
FOREIGN = Refusal(
    "foreign",
    403,
    lazy_gettext("The form was sent from another site. Read it through, and send it from here."),
)
INCOMPLETE = Refusal(
    "incomplete", 400, lazy_gettext("The form was not complete. Please send it again.")
)
EARLY = Refusal(
    "early", 422, lazy_gettext("That was quick. Please wait a moment, and send it again.")
)
LATE = Refusal("late", 422, lazy_gettext("The form was open for too long. Please send it again."))
TOO_MANY = Refusal(
    "too-many",
    429,
    lazy_gettext(
        "We have received more messages than we can accept at the moment. Please send it again in "
        "an hour, or reach us in another way."
    ),
)
NOT_KEPT = Refusal(
    "not-kept",
    503,
    lazy_gettext(
        "Your message could not be saved just now. Please send it again in a little while, or "
        "reach us in another way."
    ),
    wait=30,
)
# These two have not been read, so that the page they were sent from is the only one that has them.
TOO_LARGE = Refusal(
    "too-large",
    413,
    lazy_gettext(
        "Your message is too long for us to read. It is still on the page that you sent it from: "
        "shorten it there, or reach us in another way."
    ),
)
BUSY = Refusal(
    "busy",
    503,
    lazy_gettext(
        "Too many are sending messages just now. Yours is still on the page that you sent it "
        "from: send it again there in a moment, or reach us in another way."
    ),
    wait=10,
)

_REFUSALS = (MISTAKES, FOREIGN, INCOMPLETE, EARLY, LATE, TOO_MANY, NOT_KEPT)
_BY_KIND = {refusal.kind: refusal for refusal in _REFUSALS}


def find(kind: str | None) -> Refusal | None:
    """Return the refusal of a kind that a form can be shown with, or None."""
    return _BY_KIND.get(kind or "")
