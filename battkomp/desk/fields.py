"""The facts of entries, as their declarations have them and as forms send them."""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple

import flask_babel
import msgspec
from flask_babel import lazy_gettext as _

from battkomp.addresses import is_address
from battkomp.content.entry import DERIVED, REFERENCES, Entry, word_fields
from battkomp.content.files import SECTIONS
from battkomp.content.model import PartialDate
from battkomp.content.rules_knowledge import is_https
from battkomp.web.languages import site_languages

# By type, the form of a fact. Enumerations and keys of entries are a `choice`.
_FORMS = {
    str: "line",
    bool: "flag",
    date: "date",
    PartialDate: "date",
    Annotated: "number",
    UnionType: "number",
    tuple: "keys",
    dict: "languages",
}
_SECTIONS = {"chart": "charts", "part": "phases", "replaced_by": "findings"}  # not in REFERENCES
_CHECKS = {"email": is_address, "url": is_https, "website": is_https}
# By field or form, what is to be done if a value is refused.
REASONS = {
    "email": _("Enter an email address, such as name@example.no."),
    "url": _("Enter a web address that starts with https://."),
    "website": _("Enter a web address that starts with https://."),
    "value": _("Enter a number such as 30 000 or 5.6."),
    "number": _("Enter a whole number from 1 to 9999."),
    "first_year": _("Enter a year from 1900 to 2100."),
    "last_year": _("Enter a year from 1900 to 2100."),
    "started_on": _("Enter a day, its month, and a year from 1900 to 2100."),
    "launched_on": _("Enter a day, its month, and a year from 1900 to 2100."),
    "date": _("Enter a year from 1900 to 2100. A day needs a month that has it."),
    "languages": _("Enter letters from a to z, digits, and hyphens between them."),
    "choice": _("Choose one from the list."),
}


class Fact(NamedTuple):
    """The declaration of a fact. `section` is that of the entries that it names."""

    field: str
    type: Any
    form: str
    section: str | None
    is_required: bool
    default: Any


@functools.cache
def facts_of(section: str) -> tuple[Fact, ...]:
    """Return the declarations of the facts that editors change."""
    kind: type[Entry[Any]] = SECTIONS[section]
    others = {*DERIVED, *word_fields(kind), "former_slugs"}  # these follow from the slugs
    return tuple(_fact(one) for one in msgspec.structs.fields(kind) if one.name not in others)


def _fact(declared: msgspec.structs.FieldInfo) -> Fact:
    name, kind, arguments = declared.name, declared.type, typing.get_args(declared.type)
    if NoneType in arguments:
        kind = arguments[0]
    section = REFERENCES.get(arguments[0] if arguments else kind) or _SECTIONS.get(name)
    form = _FORMS.get(typing.get_origin(kind) or kind, "choice")
    if form != "keys" and (section or name == "language"):
        form = "choice"
    kind = str if kind in REFERENCES else kind
    return Fact(name, kind, form, section, declared.required, declared.default)


def inputs_of(fact: Fact, value: Any) -> dict[str, list[str]]:
    """Return what is in each input of a form for a value, by the name of the input."""
    value = None if value is msgspec.NODEFAULT else value
    if fact.form == "date":
        when = PartialDate.of(value) if value else None
        parts = (when.day, when.season or when.month, when.year) if when else ("", "", "")
        named = zip(("day", "month", "year"), parts, strict=True)
        return {f"{fact.field}-{part}": [str(one or "")] for part, one in named}
    if fact.form == "languages":
        found = {one.tag: (value or {}).get(one.tag, "") for one in site_languages()}
        words = {tag: one if isinstance(one, str) else ", ".join(one) for tag, one in found.items()}
        return {f"{fact.field}-{tag}": [one] for tag, one in words.items()}
    if fact.form == "number" and value is not None:
        value = flask_babel.format_decimal(value, "0.##")
    return {fact.field: [*value] if fact.form == "keys" and value else [str(value or "")]}


def _date(fact: Fact, typed: list[str]) -> str | None:
    day, month, year = typed
    if (day and not month.isdigit()) or (fact.type is date and any(typed) and not day):
        raise ValueError
    text = "-".join(one.zfill(2) for one in (year, month, day) if one)
    return str(PartialDate.of(text)) if text else None


def _number(fact: Fact, typed: list[str]) -> Any:
    """Read a number. A comma or a point comes before decimals, and never between thousands."""
    text = typed[0].replace(" ", "").replace(",", ".")
    if text and not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,2})?", text):
        raise ValueError
    value = float(text or 0)
    whole = int(value) if value.is_integer() else value
    return msgspec.convert(whole, fact.type) if text else None


def _choice(fact: Fact, typed: list[str]) -> Any:
    known = msgspec.convert(typed[0], fact.type, strict=False) if typed[0] else None
    return msgspec.to_builtins(known)


def _line(fact: Fact, typed: list[str]) -> str:
    if typed[0] and not _CHECKS.get(fact.field, bool)(typed[0]):
        raise ValueError
    return typed[0]


def _by_language(fact: Fact, typed: list[str]) -> dict[str, Any]:
    """Read words in each language: one, or some with commas between them."""
    tags = [one.tag for one in site_languages()]
    found = {tag: text for tag, text in zip(tags, typed, strict=True) if text}
    if fact.type == dict[str, str]:
        if not all(re.fullmatch(Entry.key_pattern, one) for one in found.values()):
            raise ValueError
        return found if tags[0] in found else {}  # others can do without their own
    lists = {tag: [*filter(None, map(str.strip, text.split(",")))] for tag, text in found.items()}
    return {tag: one for tag, one in lists.items() if one}


READERS: dict[str, Callable[[Fact, list[str]], Any]] = {
    "choice": _choice,
    "date": _date,
    "flag": lambda _fact, typed: "True" in typed,
    "keys": lambda _fact, typed: [*dict.fromkeys(filter(None, typed))],
    "languages": _by_language,
    "line": _line,
    "number": _number,
}
