"""Forms for the facts of an entry, made from the declaration of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import get_template_attribute
from werkzeug.datastructures import MultiDict

from battkomp.content.changes import Place

Values = Mapping[Place, str | None]  # texts and facts as a set has them: live ones and proposals


@dataclass(frozen=True)
class Widget:
    """The part of a form for one fact, shown by `widget()` in `desk/facts.html`.

    :param field: the field of the entry; the `id` of the element, and the start of input names.
    :param error: the reason why its input is refused.
    """

    field: str
    label: str
    error: str | None = None


def widgets(
    subject: str,
    values: Values,
    errors: Mapping[str, str] | None = None,
    form: MultiDict[str, str] | None = None,
) -> list[Widget]:
    """Return the parts of a form for the facts of an entry.

    :param values: all texts and facts, of all entries, as the set has them.
    :param errors: what `read` has found, by field.
    :param form: what was typed, in place of the values, if there are errors.
    """
    return []


def read(subject: str, form: MultiDict[str, str]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the facts in a form as JSON by field, and a sentence for each that is refused.

    A fact without a value, or with its default, is None. Save the facts that are right also if
    others are not.
    """
    return {}, {}


def field_label(field: str) -> str:
    """Return the name of a field of an entry, a text or a fact, in the language of the request."""
    return str(get_template_attribute("desk/labels.html", "field_label")(field)).strip()


def section_label(section: str) -> str:
    """Return the name of a section in the language of the request."""
    return str(get_template_attribute("desk/labels.html", "section_label")(section)).strip()


def name_of(subject: str, values: Values) -> str:
    """Return the title of an entry in the language of the request, or in another one."""
    return subject


def in_words(place: Place, value: str | None, values: Values) -> str:
    """Return a fact, or the order of a section, as it is shown before and after a change."""
    return value or ""
