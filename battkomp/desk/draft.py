"""An entry as a set of changes has it, and what others have changed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import msgspec
from flask import abort
from flask_babel import LazyString, gettext

from battkomp.content import rules
from battkomp.content.changes import Place, values_of
from battkomp.content.entry import Words, word_fields
from battkomp.content.files import SECTIONS, BadContentError
from battkomp.content.history import digest, remembered
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.desk import facts, sets
from battkomp.desk.applying import applied, has_begun_from
from battkomp.desk.sets import ChangeSet, Proposal, hash_of
from battkomp.web.context import content, settings
from battkomp.web.languages import in_all_languages, site_languages
from battkomp.web.sitemap import page_keys


class Clash(NamedTuple):
    """Another text than the one that an editor began from.

    :param by: the proposal of somebody else in the same set; None for the live text.
    """

    began: str | None
    now: str | None
    by: Proposal | None = None


@dataclass
class EntryDraft:
    """An entry as a set of changes has it, or else as it is live.

    :param key: the id of the set, which may not exist yet.
    :param kept: texts and facts that were sent and not saved, and those that they began from.
    :param errors: by the name of a field, the reason why its input is refused.
    :param is_closed: whether they were sent to a set that is published or withdrawn.
    """

    subject: str
    key: str
    snapshot: Snapshot
    change_set: ChangeSet | None
    kept: dict[Place, tuple[str | None, str | None]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.kind = SECTIONS[self.subject.partition(".")[0]]
        self.live = values_of(self.snapshot.document)
        self.proposals = self.change_set.proposals if self.change_set else {}
        merged = {**self.live, **{place: one.value for place, one in self.proposals.items()}}
        self.everything = {place: value for place, value in merged.items() if value is not None}
        self.values = {k: v for k, v in self.everything.items() if k[0] == self.subject}
        self.refusals: list[str] = []

    @cached_property
    def preview(self) -> Snapshot:
        """The content with the set, or the live content if it would be refused; see `refusals`."""
        live, site = self.snapshot, settings()
        if self.change_set is None:
            return live
        try:
            new = applied(live.document, self.change_set, site.today())
            faults = rules.faults(new, site.tags, page_keys())
            self.refusals = [f"{key}: {gettext(one.text, **one.values)}" for key, one in faults]
        except BadContentError as error:
            self.refusals = [str(error)]
        if self.refusals:
            return live
        history = remembered(new, live.document.history, site.tags[0], site.today())
        document = msgspec.structs.replace(new, history=history)
        return Snapshot(document, site.tags, self.key, kept_texts=self._known_texts(site.tags[0]))

    def _known_texts(self, source: str) -> dict[str, str]:
        """Return every source text that a translation can have been made from, by digest."""
        with connections.snapshot(settings().desk_file) as db:
            where = '"set" = ? and language = ? and value is not null'
            rows = db.table("journal").rows_where(where, [self.key, source], select="value")
            texts = [one["value"] for one in rows]
        texts += [text for (_, _, tag), text in self.live.items() if tag == source]
        return {**self.snapshot.kept_texts, **{digest(text): text for text in texts}}

    @property
    def title(self) -> Words:
        """The name of the entry, in each language."""
        return in_all_languages(LazyString(facts.name_of, self.subject, self.everything))

    def places(self) -> list[Place]:
        """Return the place of each text that the entry can have, the source language first."""
        names = word_fields(self.kind)
        return [(self.subject, name, one.tag) for name in names for one in site_languages()]

    def base(self, place: Place) -> str:
        """Return the `hash_of` the live value of a place, which the page shows if it clashes."""
        return hash_of(self.live.get(place))

    def clash(self, place: Place) -> Clash | None:
        """Return the text of others in a place that an editor has changed too, if there is one."""
        proposal, live = self.proposals.get(place), self.live.get(place)
        if place in self.kept:
            now = proposal.value if proposal else live
            value, was = self.kept[place]
            return None if now in (value, was) else Clash(was, now, proposal)
        if proposal is None or has_begun_from(proposal, live):
            return None
        texts = self.snapshot.kept_texts.values()
        return Clash(next((one for one in texts if hash_of(one) == proposal.base), None), live)


def draft_of(subject: str, key: str) -> EntryDraft:
    """Return an entry as a set has it, or answer with 404 if there is none.

    :param key: the id of the set, which may not exist yet.
    """
    section, dot, _key = subject.partition(".")
    if section not in SECTIONS or SECTIONS[section].is_single == bool(dot):
        abort(404)
    with connections.snapshot(settings().desk_file) as db:
        draft = EntryDraft(subject, key, content().snapshot, sets.find(db, key))
    if not draft.values and not any(place[0] == subject for place in draft.live):
        abort(404)
    return draft


def id_of(place: Place) -> str:
    """Return the name of the field for a text or fact, by which links lead to it."""
    return "-".join(filter(None, place[1:]))
