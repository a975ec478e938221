"""What is kept of those who write, told from the tables that keep it.

A test compares this with the tables, so that the privacy page cannot forget a column.
"""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

# Of each table, what each column holds; columns that only hold the tables together are not named.
KEPT: dict[str, dict[str, LazyString | None]] = {
    "messages": {
        "text": lazy_gettext("your message, and what you say that it is about"),
        "subject": None,
        "name": lazy_gettext("your name and e-mail address, if you give them"),
        "email": None,
        "received_at": lazy_gettext("when it came, in which language, and its number"),
        "language": None,
        "number": None,
        "digest": lazy_gettext(
            "for a day, a fingerprint of it and of your part of the network, so that it is kept "
            "once if it is sent twice"
        ),
        "closed_at": lazy_gettext("when it was dealt with"),
        "id": None,
    },
    "outbox": {
        "sent_at": lazy_gettext("when it was mailed to those who answer, and what prevented it"),
        "attempts": None,
        "next_at": None,
        "claimed_until": None,
        "handed_over_at": None,
        "given_up_at": None,
        "failure": None,
        "kind": None,
        "message": None,
        "id": None,
    },
    "arrivals": {
        "network": lazy_gettext(
            "for two hours at most, how many messages came from your part of the network, which "
            "you share with many others"
        ),
        "hour": None,
        "number": None,
    },
    # What the site signs with; nothing of anybody's.
    "secret": {"id": None, "key": None},
}


def kept() -> list[LazyString]:
    """Return what is kept of somebody who writes, in the order in which to tell it."""
    return [words for columns in KEPT.values() for words in columns.values() if words is not None]
