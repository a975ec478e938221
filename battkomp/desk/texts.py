"""The texts of an entry side by side, each with all that an editor should know of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from battkomp.content.changes import Place
from battkomp.content.difference import difference
from battkomp.content.entry import word_fields
from battkomp.content.views import NAMED, forms_of
from battkomp.desk import checks
from battkomp.desk.draft import EntryDraft, id_of
from battkomp.web.context import settings
from battkomp.web.formats import amount_in_words
from battkomp.web.languages import current_language, site_languages


def pairs(draft: EntryDraft) -> list[dict[str, Any]]:
    """Return the texts of an entry for `pair()` in `desk/text.html`, in their order."""
    remarks = list(checks.remarks(draft.preview.document, draft.subject))
    return [
        {
            "field": name,
            "is_needed": is_needed(draft, name),
            "names": _names(draft, name),
            "sides": [_side(draft, one, remarks) for one in draft.places() if one[1] == name],
        }
        for name in word_fields(draft.kind)
    ]


def is_needed(draft: EntryDraft, name: str) -> bool:
    """Tell whether an entry must have a text."""
    return any(one.required for one in msgspec.structs.fields(draft.kind) if one.name == name)


def _side(draft: EntryDraft, place: Place, remarks: list[checks.Remark]) -> dict[str, Any]:
    subject, name, tag = place
    was, clash = draft.values.get(place), draft.clash(place)
    text = (draft.kept[place][0] if place in draft.kept else was) or ""
    known = draft.preview.localized(tag, settings().today())
    return {
        "id": id_of(place),
        "language": site_languages().find(tag),
        "source": site_languages().source.tag,
        "text": text,
        "was": was or "",
        "base": draft.base(place),
        "proposal": draft.proposals.get(place),
        "clash": clash,
        "pieces": difference(clash.began, clash.now) if clash else (),
        "older": known.outdated.get(f"{subject}.{name}"),
        "remarks": [one for one in remarks if one.place == place],
        "terms": dict(_terms(draft, place)),
        "usual": _usual(draft, place),
    }


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
    alike = (k for k in draft.live if k[1:] == place[1:] and k[0].startswith(section))
    lengths = sorted(len(draft.live[one]) for one in alike)
    tenth = len(lengths) // 10
    return (lengths[tenth], lengths[-1 - tenth]) if len(lengths) >= 5 else None


def _names(draft: EntryDraft, name: str) -> dict[str, str]:
    """Return what readers get in the place of each key in braces."""
    known = draft.preview.localized(current_language().tag, settings().today())
    names = draft.preview.organisation_names(known.language)
    for figure in known.figures:
        if figure.subject == draft.subject:
            names["value"] = amount_in_words(figure.value, figure.unit)
    texts = " ".join(text for place, text in draft.values.items() if place[1] == name and place[2])
    return {key: names[key] for key in NAMED.findall(texts) if key in names}
