"""Facts of entries: as their declarations have them, as forms send them, and in words."""

import functools
import re
import textwrap
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from types import NoneType
from typing import Any, NamedTuple

import flask_babel
import msgspec
from flask import get_template_attribute
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from battkomp.content.entry import DERIVED, REFERENCES, Entry, Number, Year, word_fields
from battkomp.content.files import ORDER, SECTIONS
from battkomp.content.model import PartialDate, Place, json_of
from battkomp.spelling import one_line
from battkomp.web.formats import SEASONS, number, partial_date, sort_key
from battkomp.web.labels import VALUES
from battkomp.web.languages import current_language, site_languages

Values = Mapping[Place, str | None]  # all texts and facts as a set has them: live and proposed
Form = MultiDict[str, str]

# By type, the form of a fact, and what is to be done if a value is refused.
_FORMS = {
    str: ("line", ""),
    bool: ("flag", ""),
    tuple: ("keys", ""),
    dict: ("languages", _("Enter letters from a to z, digits, and hyphens between them.")),
    date: ("date", _("Enter a day, its month, and a year from 1900 to 2100.")),
    PartialDate: ("date", _("There is no such date. Check the day, month and year (1900–2100).")),
    Year: ("number", _("Enter a year from 1900 to 2100.")),
    Number: ("number", _("Enter a whole number from 1 to 9999.")),
    int | float: ("number", _("Enter a number such as 30 000 or 5.6.")),
}
_CHOICE = "choice", _("Choose one from the list.")  # of enumerations and keys of entries
_SECTIONS = {"chart": "charts", "part": "phases", "replaced_by": "findings"}  # not in REFERENCES
_NAMES = ("title", "name", "term", "label", "person")  # the fields with the name of an entry
_LANGUAGES = ("nb", "nn", "en", "da", "sv", "fi", "de", "fr")  # of sources


class Fact(NamedTuple):
    """The declaration of a fact. `section` is that of the entries that it names."""

    field: str
    type: Any
    form: str
    reason: LazyString | str
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
    form, reason = _FORMS.get(kind) or _FORMS.get(typing.get_origin(kind), _CHOICE)
    if form != "keys" and (section or name == "language"):
        form, reason = _CHOICE
    kind = str if kind in REFERENCES else kind
    return Fact(name, kind, form, reason, section, declared.required, declared.default)


def widgets(subject: str, values: Values, form: Form | None = None) -> Iterator[dict[str, Any]]:
    """Yield what `widget()` in `desk/facts.html` shows of each fact of an entry.

    :param form: what was typed, in place of the values.
    """
    for fact in facts_of(subject.partition(".")[0]):
        value = values.get((subject, fact.field, ""))
        inputs = inputs_of(fact, fact.default if value is None else msgspec.json.decode(value))
        if form and form.keys() & inputs.keys():
            inputs = {name: form.getlist(name) or [""] for name in inputs}
        options = options_of(fact, values)
        if fact.section:
            options.pop(subject.removeprefix(f"{fact.section}."), None)  # no entry names itself
        yield {"fact": fact, "inputs": inputs, "options": options}


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
        value = flask_babel.format_decimal(value, "0.############")
    return {fact.field: [*value] if fact.form == "keys" and value else [str(value or "")]}


def options_of(fact: Fact, values: Values) -> dict[str, str]:
    """Return the words for each value that can be chosen, in their order."""
    locale = flask_babel.get_locale()
    if fact.section:
        keys = msgspec.json.decode(values.get((fact.section, ORDER, "")) or "[]")
        names = {key: name_of(f"{fact.section}.{key}", values) for key in keys}
        order = sort_key(current_language())
        return dict(sorted(names.items(), key=lambda one: order(one[1])))
    if fact.field == "language":
        return {tag: locale.languages[tag] for tag in _LANGUAGES}
    if fact.form == "date":
        months = {str(one): name for one, name in locale.months["stand-alone"]["wide"].items()}
        seasons = SEASONS if fact.type is PartialDate else {}
        return months | {one: str(words) % {"year": ""} for one, words in seasons.items()}
    if fact.form != "choice":
        return {}
    words = VALUES["category" if fact.field == "group" and not fact.is_required else fact.field]
    return {code: f"{text}"[:1].upper() + f"{text}"[1:] for code, text in words.items()}


def read(subject: str, form: Form, now: Values) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the facts in a form as JSON by field, and a sentence for each that is refused.

    A fact without a value, or with its default, is None. One that is not in the form is left out.

    :param now: all texts and facts. A fact that is as the form has shown it stays, exactly.
    """
    values: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for fact in facts_of(subject.partition(".")[0]):
        was = now.get((subject, fact.field, ""))
        shown = inputs_of(fact, msgspec.json.decode(was or "null"))
        if not form.keys() & shown.keys():
            continue
        typed = [form.get(one, "") for one in shown] if len(shown) > 1 else form.getlist(*shown)
        if typed == [one for inputs in shown.values() for one in inputs]:
            values[fact.field] = was
            continue
        try:
            value = _value(fact, [*map(one_line, typed)])
        except ValueError:
            errors[fact.field] = str(fact.reason)
            continue
        is_empty = value in (None, "", [], {}) or value == fact.default
        values[fact.field] = None if is_empty else json_of(value)
    return values, errors


def _value(fact: Fact, typed: list[str]) -> Any:
    """Return the value that was typed, as JSON has it, or an empty one.

    :raises ValueError: if it is none.
    """
    text = typed[0]
    match fact.form:
        case "flag":
            return "True" in typed
        case "keys":
            return [*dict.fromkeys(filter(None, typed))]
        case "date":
            return _date(fact, *typed)
        case "languages":
            return _by_language(fact, typed)
        case "choice":
            known = msgspec.convert(text, fact.type, strict=False) if text else None
            return msgspec.to_builtins(known)
        case "number":
            # A comma or a point comes before decimals. Three digits after it may be thousands.
            plain = text.replace(" ", "").replace(",", ".")
            if plain and not re.fullmatch(r"[0-9]{1,15}(\.([0-9]{1,2}|[0-9]{4,15}))?", plain):
                raise ValueError
            number = float(plain or 0)
            whole = int(number) if number.is_integer() else number
            return msgspec.convert(whole, fact.type) if plain else None
    return text


def _date(fact: Fact, day: str, month: str, year: str) -> str | None:
    if (day and not month.isdigit()) or (fact.type is date and (month or year) and not day):
        raise ValueError
    text = "-".join(one.zfill(2) for one in (year, month, day) if one)
    return str(PartialDate.of(text)) if text else None


def _by_language(fact: Fact, typed: list[str]) -> dict[str, Any]:
    """Read words in each language: one, or some with commas between them."""
    found = {one.tag: text for one, text in zip(site_languages(), typed, strict=True) if text}
    if fact.type == dict[str, str]:
        if not all(re.fullmatch(Entry.key_pattern, one) for one in found.values()):
            raise ValueError
        return found
    lists = {tag: [*filter(None, map(str.strip, text.split(",")))] for tag, text in found.items()}
    return {tag: one for tag, one in lists.items() if one}


def id_of(place: Place) -> str:
    """Return the name of the field for a text or fact, by which links lead to it."""
    return "-".join(filter(None, place[1:]))


def label(kind: str, name: str) -> str:
    """Return the name of a "field" or "section", as the macro does."""
    return str(get_template_attribute("desk/labels.html", f"{kind}_label")(name)).strip()


def name_of(subject: str, values: Values) -> str:
    """Return the name of an entry or section in the language of the request, or in another one."""
    section, _dot, key = subject.partition(".")
    if not key:
        return label("section", section)
    tags = (current_language().tag, *(one.tag for one in site_languages()))
    texts = (values.get((subject, field, tag)) for field in _NAMES for tag in tags)
    if text := textwrap.shorten(next(filter(None, texts), ""), 200, placeholder=" …"):
        if section == "phases":
            return str(gettext("Part %(number)s: %(title)s", number=key, title=text))
        return text
    facts = (values.get((subject, field, "")) for field in ("name", "person"))
    fact = next((msgspec.json.decode(one) for one in facts if one), key)
    return name_of(f"people.{fact}", values) if section == "seats" else str(fact)


def in_words(place: Place, value: str | None, values: Values) -> str:
    """Return a fact, or the order of a section, as it is shown: a line for each item of a list."""
    subject, field, _language = place
    plain = None if value is None else msgspec.json.decode(value)
    if plain is None:
        return ""
    if field == ORDER:
        return "\n".join(name_of(f"{subject}.{key}", values) for key in plain)
    fact = next(one for one in facts_of(subject.partition(".")[0]) if one.field == field)
    if fact.form == "date":
        return partial_date(PartialDate.of(plain)).striptags()
    if fact.form == "flag" or fact.type == int | float:
        return str(gettext("Yes")) if plain is True else number(plain)
    options = options_of(fact, values)
    typed = (one for inputs in inputs_of(fact, plain).values() for one in inputs if one)
    return "\n".join(options.get(one, one) for one in typed)
