"""Facts of entries in forms and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import flask_babel
import msgspec
from flask import get_template_attribute
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from battkomp.content.changes import Place
from battkomp.content.files import ORDER
from battkomp.content.model import PartialDate
from battkomp.desk.fields import READERS, REASONS, Fact, facts_of, inputs_of
from battkomp.spelling import one_line
from battkomp.web.formats import SEASONS, partial_date, sort_key
from battkomp.web.labels import VALUES
from battkomp.web.languages import current_language, site_languages

Values = Mapping[Place, str | None]  # all texts and facts as a set has them: live and proposed

NAMES = ("title", "name", "term", "label", "person")  # the fields with the name of an entry
_LANGUAGES = ("nb", "nn", "en", "da", "sv", "fi", "de", "fr")  # of sources


class Widget(NamedTuple):
    """The part of a form for one fact, shown by `widget()` in `desk/facts.html`.

    :param inputs: what is in each input by its name.
    :param options: the words for each value that can be chosen.
    :param error: the reason why it is refused.
    """

    fact: Fact
    inputs: Mapping[str, list[str]]
    options: Mapping[str, str]
    error: str | None


def widgets(
    subject: str,
    values: Values,
    errors: Mapping[str, str] | None = None,
    form: MultiDict[str, str] | None = None,
) -> list[Widget]:
    """Return the parts of a form for the facts of an entry.

    :param errors: what `read` has found, by field.
    :param form: what was typed, in place of the values, if there are errors.
    """
    found = []
    for fact in facts_of(subject.partition(".")[0]):
        value = values.get((subject, fact.field, ""))
        inputs = inputs_of(fact, fact.default if value is None else msgspec.json.decode(value))
        if form and form.keys() & inputs.keys():
            inputs = {name: form.getlist(name) or [""] for name in inputs}
        options, error = options_of(fact, values), (errors or {}).get(fact.field)
        found.append(Widget(fact, inputs, options, error))
    return found


def read(subject: str, form: MultiDict[str, str]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the facts in a form as JSON by field, and a sentence for each that is refused.

    A fact without a value, or with its default, is None. Facts that are not in the form are left
    out. Save the facts that are right also if others are not.
    """
    values: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for fact in facts_of(subject.partition(".")[0]):
        names = inputs_of(fact, None)
        if not form.keys() & names.keys():
            continue
        typed = [form.get(one, "") for one in names] if len(names) > 1 else form.getlist(*names)
        try:
            value = READERS[fact.form](fact, [*map(one_line, typed)])
        except ValueError:
            errors[fact.field] = str(REASONS.get(fact.field) or REASONS[fact.form])
            continue
        is_empty = value in (None, "", [], {}) or value is fact.default or value == fact.default
        if is_empty and fact.is_required:
            errors[fact.field] = gettext("Fill in this field.")
        else:
            values[fact.field] = None if is_empty else msgspec.json.encode(value).decode()
    return values, errors


def options_of(fact: Fact, values: Values) -> dict[str, str]:
    """Return the words for each value that can be chosen, in their order."""
    if fact.section:
        keys = msgspec.json.decode(values.get((fact.section, ORDER, "")) or "[]")
        names = {key: name_of(f"{fact.section}.{key}", values) for key in keys}
        order = sort_key(current_language())
        ordered = (
            names if fact.field == "part" else sorted(names, key=lambda one: order(names[one]))
        )
        return {key: names[key] for key in ordered}
    if fact.field == "language":
        names = flask_babel.get_locale().languages
        return {tag: names[tag] for tag in _LANGUAGES}
    if fact.form == "date":
        months = flask_babel.get_locale().months["stand-alone"]["wide"].items()
        seasons = SEASONS.items() if fact.type is PartialDate else ()
        named = {one: str(words) % {"year": ""} for one, words in seasons}
        return {str(number): name for number, name in months} | named
    if fact.form != "choice":
        return {}
    words = VALUES["category" if fact.field == "group" and not fact.is_required else fact.field]
    return {code: f"{text}"[:1].upper() + f"{text}"[1:] for code, text in words.items()}


def field_label(field: str) -> str:
    """Return the name of a field, in the language of the request, as the macro does."""
    return str(get_template_attribute("desk/labels.html", "field_label")(field)).strip()


def section_label(section: str) -> str:
    """Return the name of a section, in the language of the request, as the macro does."""
    return str(get_template_attribute("desk/labels.html", "section_label")(section)).strip()


def name_of(subject: str, values: Values) -> str:
    """Return the name of an entry or section in the language of the request, or in another one."""
    section, _dot, key = subject.partition(".")
    if not key:
        return section_label(section)
    tags = (current_language().tag, *(one.tag for one in site_languages()))
    texts = (values.get((subject, field, tag)) for field in NAMES for tag in tags)
    if text := next(filter(None, texts), None):
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
    if fact.form == "flag":
        return str(gettext("Yes"))
    options = options_of(fact, values)
    typed = (one for inputs in inputs_of(fact, plain).values() for one in inputs if one)
    return "\n".join(options.get(one, one) for one in typed)
