"""Writing messages to a terminal or a file, so that nothing in them is executed."""

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

from battkomp.contact.inbox import Message
from battkomp.data.files import harmless

# Control characters, except tab and line feed, and those that change the direction of text.
_ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def line(words: str) -> None:
    """Write one line, with line feeds escaped."""
    text(words.replace("\n", "\\n"))


def text(words: str) -> None:
    """Write text in UTF-8, whatever the encoding of the terminal."""
    click.echo(escaped(words).encode())


def readable(message: Message) -> dict[str, Any]:
    """Return the fields of a message, with times as in `2026-11-23T12:00:00Z`."""
    values = asdict(message)
    for name in ("received_at", "closed_at"):
        values[name] = values[name] and time(values[name])
    return values


def time(seconds: int) -> str:
    """Return a time in UTC (RFC 3339)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(messages: Iterable[Message]) -> bytes:
    """Return messages as JSON (RFC 8259)."""
    written = json.dumps([readable(one) for one in messages], ensure_ascii=False, indent=2)
    return f"{escaped(written)}\n".encode()  # in JSON, the escapes mean the same characters


def as_csv(messages: Iterable[Message]) -> bytes:
    """Return messages as CSV (RFC 4180) with a byte order mark, without spreadsheet formulas."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, [field.name for field in fields(Message)])
    writer.writeheader()
    for message in messages:
        writer.writerow({name: _cell(value) for name, value in readable(message).items()})
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return harmless(escaped(value)) if isinstance(value, str) else value


def escaped(words: str) -> str:
    """Return text with control characters, bidirectional ones included, as JSON escapes."""
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", words)
