"""Messages written out for the operator: strangers' words, which can do nothing but be read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

import click

from battkomp.contact.messages import Message

# What a terminal obeys, and what turns the direction of text or ends a line unseen.
_ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def line(said: str) -> None:
    """Write one line."""
    text(said.replace("\n", "\\n"))


def text(said: str) -> None:
    """Write text, in UTF-8 whatever the terminal is set to."""
    click.echo(_tamed(said).encode())


def readable(message: Message) -> dict[str, Any]:
    """Return a message with its moments as people read them."""
    said = asdict(message)
    for name in ("received_at", "closed_at"):
        said[name] = said[name] and moment(said[name])
    return said


def moment(seconds: int) -> str:
    """Return a moment in UTC: `2026-11-23T12:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(messages: Iterable[Message]) -> bytes:
    """Return messages as JSON (RFC 8259), in UTF-8."""
    said = json.dumps([readable(one) for one in messages], ensure_ascii=False, indent=2)
    return f"{_tamed(said)}\n".encode()  # outside of strings there is nothing to tame


def as_csv(messages: Iterable[Message]) -> bytes:
    """Return messages as CSV (RFC 4180), in UTF-8 with a mark, and without formulas."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [field.name for field in fields(Message)])
    writer.writeheader()
    for message in messages:
        writer.writerow({name: _cell(value) for name, value in readable(message).items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    tamed = _tamed(value)
    return f"'{tamed}" if _FORMULA.match(value) else tamed


def _tamed(said: str) -> str:
    """Write out the codes of characters that would do something, and that JSON knows by them."""
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", said)
