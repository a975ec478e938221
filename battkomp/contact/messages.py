"""Messages from visitors, and the topics to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

# By the name that is stored, in the order of the form.
TOPICS: dict[str, LazyString] = {
    "question": lazy_gettext("A question"),
    "correction": lazy_gettext("Something on the site that is wrong"),
    "accessibility": lazy_gettext("Something on the site that is hard to use"),
    "press": lazy_gettext("A press enquiry"),
}

LONGEST_NAME = 200  # characters
LONGEST_TEXT = 10_000  # characters


@dataclass(frozen=True)
class Draft:
    """A message as its sender wrote it. Name and email address are empty if not given."""

    language: str
    topic: str
    name: str
    email: str
    text: str


@dataclass(frozen=True)
class Message(Draft):
    """A received message. Times are in seconds since 1970.

    `is_mailed` tells whether the mail server has accepted the message.
    """

    number: str
    received_at: int
    closed_at: int | None
    is_mailed: bool
