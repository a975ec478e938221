"""The personal data that the inbox stores, for the privacy page."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

# By table and column. None: described with another column, or not personal. A test compares this
# with the tables.
STORED: dict[str, dict[str, LazyString | None]] = {
    "messages": {
        "text": lazy_gettext("your message, and what you say that it is about"),
        "topic": None,
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
    "state": {"id": None, "secret": None, "unvacuumed": None},
}


def descriptions() -> list[LazyString]:
    """Return the descriptions of the stored data, in the order of the privacy page."""
    return [words for columns in STORED.values() for words in columns.values() if words is not None]
