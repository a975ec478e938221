"""An entry or section as a set of changes has it, and what an editor should know of its texts."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from flask import Response, abort, request

from battkomp.content.entry import Words, word_fields
from battkomp.content.files import SECTIONS, BadContentError
from battkomp.content.history import digest
from battkomp.content.model import Place, hash_of
from battkomp.content.outdated import OutdatedText
from battkomp.content.snapshot import Snapshot
from battkomp.content.views import NAMED, forms_of
from battkomp.db import connections
from battkomp.desk import publishing, sets, users
from battkomp.desk.applying import has_begun_from, order_of
from battkomp.desk.rendering import render
from battkomp.desk.sessions import signed_in
from battkomp.desk.sets import CHANGEABLE, ChangeSet
from battkomp.desk.users import Role
from battkomp.web.context import content, settings
from battkomp.web.formats import amount_in_words
from battkomp.web.languages import current_language, site_languages


@dataclass
class EntryDraft:
    """An entry or section as a set of changes has it, or else as it is live.

    :param key: the id of the set, which may not exist yet.
    :param kept: texts and facts that were sent and not saved, and those that they began from.
    :param errors: by the name of a field, the reason why its input is refused.
    :param saved: the ids of the fields that were saved from the form.
    :param is_closed: whether they were sent to a set that is published or withdrawn.
    """

    subject: str
    key: str
    snapshot: Snapshot
    change_set: ChangeSet | None
    kept: dict[Place, tuple[str | None, str | None]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.kind = SECTIONS[self.subject.partition(".")[0]]
        self.live = self.snapshot.document.values
        self.proposals = self.change_set.proposals if self.change_set else {}
        merged = {**self.live, **{place: one.value for place, one in self.proposals.items()}}
        self.everything = {place: value for place, value in merged.items() if value is not None}
        self.values = {k: v for k, v in self.everything.items() if k[0] == self.subject}
        keys = order_of(self.kind.section, self.live, self.proposals)
        self.is_listed = self.subject.rpartition(".")[2] in keys
        self.is_live = any(place[0] == self.subject for place in self.live)
        self.is_there = self.is_listed or bool(self.values)  # a new entry can be empty
        self.refusals: list[Words] = []

    @cached_property
    def preview(self) -> Snapshot:
        """The content with the set, or the live content if it would be refused; see `refusals`."""
        if self.change_set is None:
            return self.snapshot
        try:
            found = publishing.snapshot_of(self.change_set)
        except BadContentError:
            self.refusals = publishing.reasons_against(self.change_set)
            return self.snapshot
        # A translation can also have been made from a source text that was never live.
        where = '"set" = ? and language = ? and value is not null'
        with connections.snapshot(settings().desk_file) as db:
            values = [self.key, settings().tags[0]]
            rows = db.table("journal").rows_where(where, values, select="value")
            texts = {digest(one["value"]): one["value"] for one in rows}
        return replace(found, kept_texts={**texts, **found.kept_texts}, _localized={})

    @property
    def is_open(self) -> bool:
        """Whether the user can change it."""
        is_changeable = self.change_set is None or self.change_set.is_changeable
        return is_changeable and Role.EDITOR in signed_in().roles

    @property
    def is_gone(self) -> bool:
        """Whether the set changes an entry that others have removed."""
        return self.is_open and not self.is_live and not self.is_listed

    def places(self) -> list[Place]:
        """Return the place of each text that the entry can have, the source language first."""
        names = word_fields(self.kind)
        return [(self.subject, name, one.tag) for name in names for one in site_languages()]

    def base_of(self, place: Place) -> str:
        """Return the hash of the live value that a field begins from.

        If no notice shows that value, the base of the proposal stays, and so does the conflict: for
        a fact, and for a text that others have changed in the same set too.
        """
        proposal, live = self.proposals.get(place), self.live.get(place)
        is_shown = place[2] and place not in self.kept
        if proposal and not is_shown and not has_begun_from(proposal, live):
            return proposal.base
        return hash_of(live)

    def text(self, place: Place) -> str:
        """Return what is in the field of a text."""
        return (self.kept[place][0] if place in self.kept else self.values.get(place)) or ""

    def clash(self, place: Place) -> dict[str, Any] | None:
        """Return the text of others in a place that an editor has changed too, if there is one.

        :returns: the text that the editor `began` from, and that of `now`; if somebody else has put
            that in the same set, `by` is their proposal.
        """
        proposal, live = self.proposals.get(place), self.live.get(place)
        if place in self.kept:
            now = proposal.value if proposal else live
            value, was = self.kept[place]
            return None if now in (value, was) else {"began": was, "now": now, "by": proposal}
        if proposal is None or has_begun_from(proposal, live):
            return None
        texts = self.snapshot.kept_texts.values()
        began = next((one for one in texts if hash_of(one) == proposal.base), None)
        return {"began": began, "now": live, "by": None}

    def older(self, place: Place) -> OutdatedText | None:
        """Return what has changed in the source text since a translation was made from it."""
        known = self.preview.localized(place[2], settings().today())
        return known.outdated.get(".".join(place[:2]))

    def terms(self, place: Place) -> dict[str, tuple[str, ...]]:
        """Return each term in the source text, with its forms in the language of a translation."""
        source, today = site_languages().source.tag, settings().today()
        if place[2] == source:
            return {}
        known = self.preview.localized(source, today).term_forms
        words = known.split(self.values.get((*place[:2], source), ""))[1::2]
        found = {known.key_of(word): word for word in reversed(words)}
        return {
            found[term.key]: forms_of(term)
            for term in self.preview.localized(place[2], today).terms
            if term.key in found and not term.term.is_fallback and term.subject != self.subject
        }

    def names_in(self, name: str) -> dict[str, str]:
        """Return what readers get in the place of each key in braces in the texts of a field."""
        known = self.preview.localized(current_language().tag, settings().today())
        names = self.preview.organisation_names(known.language)
        for figure in known.figures:
            if figure.subject == self.subject:
                names["value"] = amount_in_words(figure.value, figure.unit)
        own = (text for place, text in self.values.items() if place[1] == name and place[2])
        return {key: names[key] for key in NAMED.findall(" ".join(own)) if key in names}


def draft_of(subject: str, *, is_section: bool = False) -> EntryDraft:
    """Return an entry or section as the set of the request has it.

    Without the id of a set, it is a new one: so nothing that is sent is lost. A page that does not
    exist is answered with 404.
    """
    section, dot, _key = subject.partition(".")
    if section not in SECTIONS or (SECTIONS[section].is_single == bool(dot)) != is_section:
        abort(404)
    key = str(request.args.get("set", uuid4(), UUID))
    if publishing.number_of(key) is not None:
        publishing.carry_out(key)  # a process may have been killed before it noted that
    with connections.snapshot(settings().desk_file) as db:
        draft = EntryDraft(subject, key, content().snapshot, sets.find(db, key))
    # The answer to a form shows its texts again, also if the entry is removed.
    if not (draft.is_there or draft.is_live) and request.method != "POST":
        abort(404)
    return draft


def show(template: str, status: int, draft: EntryDraft, **context: Any) -> Response:
    """Render the page of an entry or section, with the sets that its changes can go into."""
    with connections.snapshot(settings().desk_file) as db:
        names = users.names(db)
        others = [one for one in sets.everything(db, *CHANGEABLE) if one.id != draft.key]
    return render(template, status, draft=draft, names=names, others=others, **context)
