"""What a message is."""

from __future__ import annotations

from dataclasses import dataclass

# What a message may be about, in the order in which the form offers it.
SUBJECTS = ("question", "correction", "accessibility", "press")

LONGEST_NAME = 200  # characters
LONGEST_TEXT = 10_000  # characters


@dataclass(frozen=True)
class Draft:
    """A message as its sender wrote it. Name and e-mail address are empty if not given."""

    language: str
    subject: str
    name: str
    email: str
    text: str


@dataclass(frozen=True)
class Message(Draft):
    """A message that has been received. Moments are seconds since 1970."""

    number: str
    received_at: int
    closed_at: int | None
    is_mailed: bool
