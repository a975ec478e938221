"""Undoing publications: exactly what was there before, or the names of what stands in the way."""

import random
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from battkomp.content import load as loading
from battkomp.content import publications, storage
from battkomp.content.files import ORDER, SECTIONS, BadContentError, Document
from battkomp.content.history import confirmed
from battkomp.content.model import PartialDate
from battkomp.content.publications import Publication, PublicationKind
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.contents import stored
from tests.support.sites import PAGE_KEYS, TODAY, load

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

_LISTS = ("findings", "milestones", "terms", "sources", "steps")


def published(settings: Settings) -> tuple[Publication, ...]:
    """Return the publications of a site, the latest first."""
    with connections.snapshot(settings.database) as db:
        return publications.everything(db)


def publish(settings: Settings, new: Document, day: int = 1) -> None:
    """Publish a document some days after the first."""
    with connections.writing(settings.database) as db:
        on = loading.Conditions(settings.tags, TODAY + timedelta(days=day), PAGE_KEYS)
        loading.replace(db, storage.read(db), new, on)


def undo_in(settings: Settings, number: int, check: loading.Check = lambda _snapshot: None) -> bool:
    """Undo a publication."""
    on = loading.Conditions(settings.tags, TODAY + timedelta(days=30), PAGE_KEYS, check)
    with connections.writing(settings.database) as db:
        live = storage.read(db)
        undone = publications.undone(db, live, number)
        return loading.replace(db, live, undone, on, kind=PublicationKind.UNDO)


FORMER = "former_slugs"  # former addresses redirect for ever


def changed(document: Document, section: str, key: str, **fields: Any) -> Document:
    """Return a document in which fields of an entry are changed."""
    entries = getattr(document, section)
    entry = msgspec.structs.replace(entries[key], **fields)
    return msgspec.structs.replace(document, **{section: entries | {key: entry}})


def reordered(document: Document, section: str, keys: list[str]) -> Document:
    """Return a document in which a section has these entries, in this order."""
    entries = getattr(document, section)
    return msgspec.structs.replace(document, **{section: {key: entries[key] for key in keys}})


def texts_and_facts(document: Document) -> dict[tuple[str, str, str], Any]:
    """Return the content as it is, by subject, field and language."""
    found: dict[tuple[str, str, str], Any] = {}
    for entry in document.entries():
        facts = entry.facts().items()
        found |= {(entry.subject, field, ""): fact for field, fact in facts if field != FORMER}
        for field, words in entry.words():
            known = document.history.texts[f"{entry.subject}.{field}"]
            for tag, text in words.items():
                found[entry.subject, field, tag] = text, known[tag].made_from, known[tag].alone
    for section, kind in SECTIONS.items():
        if not kind.is_single:
            found[section, ORDER, ""] = list(getattr(document, section))
    return found


def names_of(publication: Publication) -> set[str]:
    """Return the names of the texts, facts and orders that a publication changed."""
    return {change.name for change in publication.changes}


def assert_named(faults: tuple[str, ...], number: int, everything: dict[int, Publication]) -> None:
    """Check that each fault names a text or fact, and the publication that changed it last."""
    for fault in faults:
        found = re.fullmatch(r"(\S+) has been changed since, by publication (\d+) on (\S+)", fault)
        assert found, fault
        changers = [one for one in everything.values() if found[1] in names_of(one)]
        assert int(found[2]) == max(one.number for one in changers) > number
        assert found[3] == f"{everything[int(found[2])].at:%Y-%m-%d}"


class Editor:
    """Changes documents at random, the same in each run."""

    def __init__(self) -> None:
        self._random = random.Random(0)
        self._count = 0

    def edit(self, document: Document) -> Document:
        """Return a document with some changes of all kinds."""
        acts = (self._text, self._text, self._fact, self._add, self._remove, self._order)
        for act in self._random.choices(acts, k=self._random.randint(1, 4)):
            document = act(document)
        if self._random.random() < 0.3:
            document = self._confirm(document)
        return document

    def _text(self, document: Document) -> Document:
        section = self._random.choice(_LISTS)
        key = self._random.choice(list(getattr(document, section)))
        field, words = next(getattr(document, section)[key].words())
        tags = self._random.choice([["nb"], ["en"], ["nb", "en"]])
        new = {tag: f"{words[tag]} {self._word()}" for tag in tags}
        return changed(document, section, key, **{field: words | new})

    def _fact(self, document: Document) -> Document:
        key = self._random.choice(list(document.sources))
        return changed(document, "sources", key, publisher=self._word())

    def _add(self, document: Document) -> Document:
        word, terms = self._word(), list(document.terms.items())
        term = {"nb": word, "en": word}
        definition = {"nb": f"Det er {word}.", "en": f"It is {word}."}
        new = msgspec.structs.replace(
            terms[0][1], key=word, term=term, definition=definition, forms=None, avoid={}
        )
        terms.insert(self._random.randint(0, len(terms)), (word, new))
        return msgspec.structs.replace(document, terms=dict(terms))

    def _remove(self, document: Document) -> Document:
        section = self._random.choice(("terms", "milestones"))
        keys = list(getattr(document, section))
        keys.remove(self._random.choice(keys))
        return reordered(document, section, keys)

    def _order(self, document: Document) -> Document:
        section = self._random.choice(("findings", "sources", "figures", "terms"))
        keys = list(getattr(document, section))
        self._random.shuffle(keys)
        return reordered(document, section, keys)

    def _confirm(self, document: Document) -> Document:
        return msgspec.structs.replace(document, history=confirmed(document, "nb", TODAY, None))

    def _word(self) -> str:
        self._count += 1
        return f"ord{self._count}"


def test_any_of_the_last_twenty_publications_is_undone_exactly_or_not_at_all(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    editor, kept = Editor(), {1: stored(settings)}
    while len(kept) <= 20:
        publish(settings, editor.edit(stored(settings)))
        kept[published(settings)[0].number] = stored(settings)
    outcomes = {number: outcome_of(settings, kept, number, tmp_path) for number in range(2, 22)}
    assert outcomes[21] == "undone"
    assert set(outcomes.values()) == {"undone", "refused"}


def outcome_of(settings: Settings, kept: dict[int, Document], number: int, folder: Path) -> str:
    """Undo a publication in a copy of a site, and compare with the documents of before and after.

    :param kept: the document after each publication, by its number.
    """
    copy = replace(settings, database=folder / f"{number}.db")
    shutil.copy(settings.database, copy.database)
    live, before, after = (texts_and_facts(kept[one]) for one in (max(kept), number - 1, number))
    own = {place for place in before | after if before.get(place) != after.get(place)}
    try:
        undo_in(copy, number)
    except BadContentError as error:
        assert any(live.get(place) != after.get(place) for place in own)
        assert texts_and_facts(stored(copy)) == live
        assert_named(error.faults, number, {one.number: one for one in published(copy)})
        return "refused"
    now = texts_and_facts(stored(copy))
    assert [one for one in own if now.get(one) != before.get(one)] == []
    assert [one for one in now | live if one not in own and now.get(one) != live.get(one)] == []
    return "undone"


@pytest.fixture
def live(settings: Settings) -> Document:
    """The content of a site with the seed."""
    load(settings)
    return stored(settings)


def test_an_entry_that_was_removed_comes_back_where_it_was(
    settings: Settings, live: Document
) -> None:
    keys = list(live.terms)
    publish(settings, reordered(live, "terms", keys[:2] + keys[3:]))
    assert undo_in(settings, 2)
    assert list(stored(settings).terms) == keys
    assert texts_and_facts(stored(settings)) == texts_and_facts(live)


def test_an_entry_that_has_come_since_is_not_lost(settings: Settings, live: Document) -> None:
    keys = list(live.terms)
    publish(settings, reordered(live, "terms", keys[:1] + keys[2:]))
    new = msgspec.structs.replace(live.terms[keys[0]], key="ny", forms=None, avoid={})
    terms = [*stored(settings).terms.items()]
    terms.insert(3, ("ny", new))
    publish(settings, msgspec.structs.replace(stored(settings), terms=dict(terms)))
    before = stored(settings)
    with pytest.raises(BadContentError) as refused:
        undo_in(settings, 2)
    assert any(fault.startswith("terms.order ") for fault in refused.value.faults)
    assert stored(settings) == before


def with_new_source(document: Document) -> Document:
    """Return a document with one more source, of which no date is known."""
    first = next(iter(document.sources.values()))
    new = msgspec.structs.replace(first, key="ny", published=None, url="https://ny.example/")
    return msgspec.structs.replace(document, sources=document.sources | {"ny": new})


def test_an_entry_that_others_have_written_in_since_is_not_removed(
    settings: Settings, live: Document
) -> None:
    publish(settings, with_new_source(live))
    publish(settings, changed(stored(settings), "sources", "ny", published=PartialDate.of("2022")))
    with pytest.raises(BadContentError) as refused:
        undo_in(settings, 2)
    (fault,) = refused.value.faults
    assert fault.startswith("sources.ny.published has been changed since, by publication 3 on 2")


def test_an_entry_that_others_name_since_is_not_removed(settings: Settings, live: Document) -> None:
    publish(settings, with_new_source(live))
    key = next(iter(live.findings))
    publish(settings, changed(stored(settings), "findings", key, sources=("ny",)))
    with pytest.raises(BadContentError, match=f"findings.{key}.sources"):
        undo_in(settings, 2)
    assert "ny" in stored(settings).sources


def test_undoing_blesses_no_translation(settings: Settings, live: Document) -> None:
    """A translation that was outdated when it was changed is outdated again."""
    key, term = next(iter(live.terms.items()))
    publish(settings, changed(live, "terms", key, term=term.term | {"nb": "Ny kilde"}))
    outdated = stored(settings)
    both = {"nb": "Nyere kilde", "en": "Newer source"}
    publish(settings, changed(outdated, "terms", key, term=both))
    undo_in(settings, 3)
    assert texts_and_facts(stored(settings)) == texts_and_facts(outdated)
    undo_in(settings, 2)
    assert texts_and_facts(stored(settings)) == texts_and_facts(live)


def test_a_confirmation_is_undone_too(settings: Settings, live: Document) -> None:
    key, term = next(iter(live.terms.items()))
    alone = term.term | {"en": "Changed alone"}
    publish(settings, changed(live, "terms", key, term=alone))
    before = stored(settings)
    history = confirmed(before, "nb", TODAY, None)
    publish(settings, msgspec.structs.replace(before, history=history))
    assert texts_and_facts(stored(settings)) != texts_and_facts(before)
    undo_in(settings, 3)
    assert texts_and_facts(stored(settings)) == texts_and_facts(before)
    assert published(settings)[0].kind is PublicationKind.UNDO


def test_content_that_cannot_be_shown_is_not_brought_back(
    settings: Settings, live: Document
) -> None:
    def refuse(snapshot: Snapshot) -> None:
        seen.append(snapshot.document.contact.invitation["nb"])
        raise BadContentError("", "", "it cannot be shown")

    seen: list[str] = []
    words = live.contact.invitation | {"nb": "Nye ord"}
    contact = msgspec.structs.replace(live.contact, invitation=words)
    publish(settings, msgspec.structs.replace(live, contact=contact))
    with pytest.raises(BadContentError, match="it cannot be shown"):
        undo_in(settings, 2, refuse)
    assert seen == [live.contact.invitation["nb"]]
    assert stored(settings).contact == contact
    assert len(published(settings)) == 2


@pytest.mark.parametrize(
    ("subject", "field", "before"),
    [
        ("contact", "nosuch", '"x"'),
        ("contact", "email", "{"),
        ("terms", "order", '["nosuch"]'),
    ],
)
def test_a_publication_that_does_not_fit_is_refused_in_one_line(
    settings: Settings, live: Document, subject: str, field: str, before: str
) -> None:
    """As one of another release, or in a database that was changed by hand."""
    key, term = next(iter(live.terms.items()))
    publish(settings, changed(live, "terms", key, term=term.term | {"nb": "Ny"}))
    with connections.writing(settings.database) as db:
        db.table("kept").insert({"hash": "h", "digest": "d", "value": before})
        change = {"subject": subject, "field": field, "language": "", "before": "h", "after": None}
        db.table("publications").update(2, {"changes": [change]})
    with pytest.raises(BadContentError, match="It does not fit this release: "):
        undo_in(settings, 2)
    assert len(published(settings)) == 2
