"""The texts of an entry side by side, each with all that an editor should know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from battkomp.content.changes import Place
from battkomp.content.outdated import OutdatedText
from battkomp.content.views import NAMED, forms_of
from battkomp.desk import checks
from battkomp.desk.checks import Matter, Remark
from battkomp.desk.draft import Clash, EntryDraft, id_of
from battkomp.desk.sets import Proposal
from battkomp.languages import Language
from battkomp.web.context import settings
from battkomp.web.formats import amount_in_words
from battkomp.web.languages import current_language, site_languages


@dataclass(frozen=True)
class Side:
    """A text in one language, in its field.

    :param value: the text in the field.
    :param was: the text in the set, or else live.
    :param base: the `hash_of` the live text.
    :param older: the changes of the source text that a translation has not followed.
    :param terms: terms in the source text, and the forms that a translation has for each.
    :param usual: the least and the most letters of most texts of this kind.
    """

    place: Place
    language: Language
    value: str
    was: str | None
    base: str
    proposal: Proposal | None
    clash: Clash | None
    older: OutdatedText | None
    remarks: tuple[Remark, ...]
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    usual: tuple[int, int] | None

    @property
    def id(self) -> str:
        """The name of the field, by which links lead to it."""
        return id_of(self.place)

    @property
    def is_alone(self) -> bool:
        """Whether a translation was changed without its source text."""
        return any(one.matter is Matter.ALONE for one in self.remarks)

    @property
    def source(self) -> str:
        """The tag of the source language."""
        return site_languages().source.tag


@dataclass(frozen=True)
class Pair:
    """A text in all languages.

    :param is_needed: whether the entry must have it, in the source language.
    :param names: what readers get in the place of each key in braces.
    """

    field: str
    is_needed: bool
    sides: tuple[Side, ...]
    names: Mapping[str, str]


def pairs(draft: EntryDraft) -> list[Pair]:
    """Return the texts of an entry in the order of their declaration."""
    sides: defaultdict[str, list[Side]] = defaultdict(list)
    remarks = list(checks.remarks(draft.preview.document, draft.subject))
    for place in draft.places():
        own = tuple(one for one in remarks if one.place == place)
        sides[place[1]].append(_side(draft, place, own))
    return [
        Pair(field, is_needed(draft, field), tuple(found), _names(draft, field))
        for field, found in sides.items()
    ]


def is_needed(draft: EntryDraft, field: str) -> bool:
    """Tell whether an entry must have a text."""
    fields = {one.name: one for one in msgspec.structs.fields(draft.kind)}
    return fields[field].required


def _side(draft: EntryDraft, place: Place, remarks: tuple[Remark, ...]) -> Side:
    subject, field, tag = place
    kept, was = draft.kept.get(place), draft.values.get(place)
    known = draft.preview.localized(tag, settings().today())
    return Side(
        place,
        site_languages().find(tag) or current_language(),
        (kept.value if kept else was) or "",
        was,
        draft.base(place),
        draft.proposals.get(place),
        draft.clash(place),
        known.outdated.get(f"{subject}.{field}"),
        remarks,
        tuple(_terms(draft, place)),
        _usual(draft, place),
    )


def _terms(draft: EntryDraft, place: Place) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each term in the source text, with its forms in the language of a translation."""
    source, today = site_languages().source.tag, settings().today()
    if place[2] == source:
        return
    known = draft.preview.localized(source, today).term_forms
    words = known.split(draft.values.get((*place[:2], source), ""))[1::2]
    found = {known.key_of(word): word for word in reversed(words)}
    for term in draft.preview.localized(place[2], today).terms:
        if term.key in found and not term.term.is_fallback and term.subject != draft.subject:
            yield found[term.key], forms_of(term)


def _usual(draft: EntryDraft, place: Place) -> tuple[int, int] | None:
    """Return the lengths between which eight of ten texts of a kind are; None for few texts."""
    section = f"{draft.kind.section}."
    lengths = sorted(
        len(text)
        for (subject, *rest), text in draft.live.items()
        if rest == [*place[1:]] and subject.startswith(section)
    )
    tenth = len(lengths) // 10
    return (lengths[tenth], lengths[-1 - tenth]) if len(lengths) >= 5 else None


def _names(draft: EntryDraft, field: str) -> dict[str, str]:
    """Return what readers get in the place of each key in braces."""
    texts = (v for k, v in draft.values.items() if k[1] == field)
    keys = dict.fromkeys(key for text in texts for key in NAMED.findall(text))
    if not keys:
        return {}
    known = draft.preview.localized(current_language().tag, settings().today())
    names = draft.preview.organisation_names(known.language)
    figure = next((one for one in known.figures if one.subject == draft.subject), None)
    if figure:
        names["value"] = amount_in_words(figure.value, figure.unit)
    return {key: names[key] for key in keys if key in names}
