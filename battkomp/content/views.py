"""Entries as pages have them: in one language, with other entries in place of their keys."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from battkomp.content import knowledge, project
from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document
from battkomp.content.model import Text
from battkomp.spelling import alike

Source = knowledge.Source[Text]
Organisation = knowledge.Organisation[Text, Source, Any]
Person = project.Person[Text]
Page = project.Page[Text]
Phase = project.Phase[Text, Source]
Board = project.Board[Text]
Seat = project.Seat[Text, Organisation, Person]
Contact = project.Contact[Text, Organisation, Person]
Milestone = knowledge.Milestone[Text, Source, Organisation]
Finding = knowledge.Finding[Text, Source]
Chart = knowledge.Chart[Text]
Figure = knowledge.Figure[Text, Source, Organisation]
Step = knowledge.Step[Text, Source, Organisation]
Term = knowledge.Term[Text, Source]
AnyEntry = Entry[Text]

# An organisation in the words of a seat: its key in braces.
NAMED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class PhaseResults:
    """The results that belong to a phase."""

    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    milestones: tuple[Milestone, ...]


def forms_of(term: Term) -> tuple[str, ...]:
    """Return the forms in which texts in the reader's language have a term, each once."""
    forms = term.forms.value.split(",") if term.forms and not term.forms.is_fallback else []
    stripped = (form.strip() for form in [term.term.value, *forms])
    return tuple(dict.fromkeys(form for form in stripped if form))


class TermForms:
    """The written forms of terms, and where they occur in texts.

    Terms are whole words, never parts of a compound: `klynge` is not in `Eyde-klyngen`.

    :param keys: key of the term for each of its forms.
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = {_plain(form): key for form, key in keys.items()}
        longest_first = sorted(self._keys, key=len, reverse=True)
        patterns = [r"\s+".join(map(re.escape, form.split())) for form in longest_first]
        any_form = "|".join(patterns) or r"(?!)"
        inside = r"[\w\u2012-\u2015-]"  # letters and all dashes
        self._pattern = re.compile(rf"(?<!{inside})(?:{any_form})(?!{inside})", re.IGNORECASE)

    def split(self, text: str) -> list[str]:
        """Split a text at the forms of terms, which are items 1, 3, 5 and so on of the result."""
        parts, end = [], 0
        for found in self._pattern.finditer(alike(text)):
            parts += [text[end : found.start()], text[found.start() : found.end()]]
            end = found.end()
        return [*parts, text[end:]]

    def key_of(self, form: str) -> str | None:
        """Return the key of the term with a form, or None.

        The pattern ignores case, so it finds forms with a long `ſ`, whose lower case is not `s`.
        """
        return self._keys.get(_plain(form))


def _plain(form: str) -> str:
    return " ".join(alike(form).lower().split())


def with_links(entries: Iterable[AnyEntry]) -> tuple[AnyEntry, ...]:
    """Return entries with those that they name, and the parents of organisations, each once."""
    own = tuple(entries)
    linked = [one for entry in own for _field, _section, one in entry.references()]
    parents = [one.part_of for one in linked if isinstance(one, knowledge.Organisation)]
    found = {one.subject: one for one in (*own, *linked, *filter(None, parents))}
    return tuple(found.values())


class Localizer:
    """Makes the entries of a document for readers of one language. Each is made once.

    :param source: the tag of the language that texts are translated from.
    :param today: the day, on which the status of phases depends.
    """

    def __init__(self, document: Document, language: str, source: str, today: date) -> None:
        self._document = document
        self._language = language
        self._source = source
        self._today = today
        self._entries: dict[str, Any] = {}

    def entry(self, entry: Entry[Words]) -> Any:
        """Return an entry in the reader's language. Each is made once."""
        subject = entry.subject
        if subject not in self._entries:
            fields: dict[str, Any] = {
                field: self._text(entry, field, self._language) for field, _ in entry.words()
            }
            if isinstance(entry, project.Phase):
                fields["status"] = entry.status_on(self._today)
            self._entries[subject] = msgspec.structs.replace(entry, **fields, **self._links(entry))
        return self._entries[subject]

    def _links(self, entry: Entry[Words]) -> dict[str, Any]:
        """Return the fields that name other entries, with these entries in them."""
        links: dict[str, Any] = {}
        for field, section, key in entry.references():
            linked = self.entry(getattr(self._document, section)[key])
            is_list = isinstance(getattr(entry, field), tuple)
            links[field] = (*links.get(field, ()), linked) if is_list else linked
        return links

    def _text(self, entry: Entry[Words], field: str, language: str) -> Text:
        versions: Words = getattr(entry, field)
        source, name = self._source, f"{entry.subject}.{field}"
        if language not in versions:
            return Text(versions[source], source, is_fallback=True, name=name)
        known = self._document.history.texts[name]
        is_outdated = known[language].is_older_than(known[source])
        return Text(versions[language], language, is_outdated=is_outdated, name=name)

    def with_names(self, seat: Seat) -> Seat:
        """Return a seat with the names of organisations in its words, all in one language."""
        document, source = self._document, self._source
        text = seat.represents
        if any(one.name.is_fallback for one in seat.organisations):
            value = document.seats[seat.key].represents[source]
            text = replace(text, value=value, language=source, is_fallback=True)
        names = {
            one.key: document.organisations[one.key].name[text.language]
            for one in seat.organisations
        }
        value = NAMED.sub(lambda match: names[match[1]], text.value)
        is_fallback = text.language != self._language
        return msgspec.structs.replace(
            seat, represents=replace(text, value=value, is_fallback=is_fallback)
        )

    def own(self, entry: AnyEntry) -> AnyEntry:
        """Return an entry with its words as they are, without names filled in."""
        found: AnyEntry = self._entries[entry.subject]
        return found

    def changed_on(self, entry: AnyEntry) -> date:
        """Return the day on which an entry last changed in this language."""
        history, subject = self._document.history, entry.subject
        days = [history.facts[subject].changed_on]
        for field, text in self.own(entry).words():
            days.append(history.texts[f"{subject}.{field}"][text.language].changed_on)
        return max(days)
