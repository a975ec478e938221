"""The names, terms and facts of the content, as the checks look them up in texts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from battkomp.content.agreement.check import Found
from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document
from battkomp.content.model import FindingKind, FindingState, MilestoneKind, PartialDate
from battkomp.spelling import alike

# The dates of these are what their texts and sources tell. Those of others only say how fresh a
# text is.
_EVENTS = ("milestones", "figures", "findings", "phases")


class Names:
    """The names that entries have in all languages, and where they occur in texts.

    The longest name counts: `Siemens Energy` has no `Siemens` in it. A name may have a genitive s
    or be part of a compound with a hyphen, such as `NHO-rapporten`.

    :param names: each name with the key of its entry. A name that two entries have is its own key.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._keys: dict[str, str] = {}
        for name, key in names:
            plain = _plain(name)
            self._keys[plain] = key if self._keys.get(plain, key) == key else plain
        longest = sorted(filter(None, self._keys), key=len, reverse=True)
        patterns = [r"\s+".join(map(re.escape, name.split())) for name in longest]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})(?=s?(?!\w))")

    def mentions(self, text: str) -> list[Found]:
        """Return the mentions in a text. A name with a short name after it, in brackets, is one."""
        found: list[Found] = []
        for one in self._pattern.finditer(alike(text)):
            key = self._keys[_plain(one[0])]
            last = found[-1] if found else None
            if not (last and last.key == key and text[last.end : one.start()].strip() == "("):
                found.append(Found(key, *one.span()))
        return found


def _plain(name: str) -> str:
    return " ".join(alike(name).split())


@dataclass(frozen=True)
class Vocabulary:
    """The names, terms and facts of a document.

    :param languages: the tags of the site's languages, the source language first.
    """

    document: Document
    languages: tuple[str, ...]

    @cached_property
    def names(self) -> dict[str, Names]:
        """The names of people, organisations with their keys in braces, and terms, by section."""
        document = self.document
        organisations = (
            (name, key)
            for key, one in document.organisations.items()
            for name in (*one.name.values(), *(one.official or {}).values(), f"{{{key}}}")
        )
        people = ((one.name, one.name) for one in document.people.values())
        terms = (
            (spelling, key)
            for key, one in document.terms.items()
            for words in (*one.term.values(), *(one.forms or {}).values())
            for form in words.split(",")
            for spelling in (form, form.strip().capitalize())
        )
        sections = {"organisations": organisations, "people": people, "terms": terms}
        return {section: Names(names) for section, names in sections.items()}

    def name(self, key: str, language: str) -> str:
        """Return the name of an organisation in a language, or else a key: the name of a person."""
        organisation = self.document.organisations.get(key)
        names = organisation.name if organisation else {}
        return names.get(language) or names.get(self.languages[0], key)

    @cached_property
    def entries(self) -> dict[str, Entry[Words]]:
        """Every entry, by its subject."""
        return {one.subject: one for one in self.document.entries()}

    def dates(self, subject: str) -> tuple[set[PartialDate], set[PartialDate]]:
        """Return the dates of an event, and all dates that the texts of an entry may tell.

        These are also those of its sources, of the entries that it names, that name it, or that
        have a source in common with it. A page without entries tells the dates of the project.
        """
        entry = self.entries[subject]
        named = _named(entry)
        sources = [name for name in named if name.startswith("sources.")]
        beside = [one for name in sources for one in self._naming[name] if one.section in _EVENTS]
        related = {one.subject for one in (*self._naming[subject], *beside)}
        known = self._dates_in(subject, *named, *related) or self._project
        return self._dates_in(subject) if entry.section in _EVENTS else set(), known

    @cached_property
    def _naming(self) -> dict[str, list[Entry[Words]]]:
        """By subject, the entries that name an entry, are on its page, or drawn in its chart."""
        naming = defaultdict(list)
        for entry in self.entries.values():
            on = f"pages.{entry.section}", f"charts.{getattr(entry, 'chart', None)}"
            for name in (*_named(entry), *on):
                naming[name].append(entry)
        return naming

    def _dates_in(self, *subjects: str) -> set[PartialDate]:
        return set().union(*(self._dates[one] for one in subjects))

    @cached_property
    def _dates(self) -> dict[str, set[PartialDate]]:
        """The dates in each entry, by its subject."""
        return {subject: _dates_of(entry) for subject, entry in self.entries.items()}

    @cached_property
    def _project(self) -> set[PartialDate]:
        milestones = self.document.milestones.values()
        own = [one for one in milestones if one.kind is MilestoneKind.PROJECT]
        entries = (*self.document.phases.values(), self.document.board, *own)
        return self._dates_in(*(one.subject for one in entries))

    @cached_property
    def counts(self) -> dict[str, int]:
        """The numbers of things that texts may count, by the name that `languages.toml` has."""
        findings = self.document.findings.values()
        groups = [one.group for one in findings if one.state is not FindingState.REPLACED]
        partners = [one for one in self.document.organisations.values() if one.group == "partner"]
        return {
            "members": len(self.document.seats),
            "parts": len(self.document.phases),
            "steps": len(self.document.steps),
            "partners": len(partners),
            **{kind.value: groups.count(kind) for kind in FindingKind},
        }


def _named(entry: Entry[Words]) -> list[str]:
    return [f"{section}.{key}" for _, section, key in entry.references()]


def _dates_of(entry: Entry[Words]) -> set[PartialDate]:
    fields = [getattr(entry, name) for name in entry.__struct_fields__]
    dates = {PartialDate.of(str(one)) for one in fields if isinstance(one, PartialDate | date)}
    return dates | {PartialDate(year) for year in getattr(entry, "years", ())}
