"""The page of a set of changes: what it proposes in all languages, and the remarks about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, abort, request

from battkomp.content.changes import Place, values_of
from battkomp.content.difference import Piece, difference
from battkomp.content.files import BadContentError
from battkomp.content.model import Text
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.desk import checks, facts, links, publishing, sets, users
from battkomp.desk.access import bp
from battkomp.desk.applying import ACCEPTED, conflicts
from battkomp.desk.checks import Matter, Remark
from battkomp.desk.draft import Clash, id_of
from battkomp.desk.pages import render
from battkomp.desk.preview import snapshot_of
from battkomp.desk.sets import ChangeSet, Proposal, hash_of
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language

Groups = dict[str, dict[str, list["Line"]]]  # by subject and field


@dataclass(frozen=True)
class Line:
    """A text or fact on the page of a set.

    :param proposal: None for a text that stays, beside those of other languages.
    :param own: the text, or the fact in words, with the set.
    :param base: the `hash_of` the live one.
    :param pieces: the difference from the live one.
    :param clash: the live one, if others have changed it since.
    """

    place: Place
    proposal: Proposal | None
    own: str | None
    base: str
    pieces: tuple[Piece, ...]
    clash: Clash | None

    def since(self, text: str | None) -> tuple[Piece, ...]:
        """In a clash, return the difference of a text from what the author began from."""
        return difference(self.clash.began if self.clash else None, text)

    @property
    def is_confirmed(self) -> bool:
        """Whether the set has the live text, which still holds."""
        return self.proposal is not None and hash_of(self.proposal.value) == self.base


@bp.get("/sets/<key>")
def change_set(key: str) -> Response:
    """Show a set of changes."""
    return show(key)


def set_with(key: str) -> ChangeSet:
    """Return the set with an id, or answer with 404."""
    with connections.snapshot(settings().desk_file) as db:
        return sets.find(db, key) or abort(404)


def show(key: str, status: int = 200, **context: Any) -> Response:
    """Show a set of changes, perhaps with more for its template."""
    found, live = set_with(key), content().snapshot
    remarks, reasons = remarks_of(found)
    with connections.snapshot(settings().desk_file) as db:
        context |= {
            "people": {one.id: one.name for one in users.everyone(db)},
            "log": list(db.table("events").rows_where("about = ?", [key], order_by="id desc")),
            "links": links.living(db, settings().now(), set=key),
        }
    return render(
        "desk/change_set.html",
        status,
        change_set=found,
        title=Text.of(found.title, current_language().tag),
        groups=_groups(found, live),
        clashes=list(conflicts(live.document, found)),
        accepted=[one for one in found.proposals.values() if one.place[0] == ACCEPTED],
        remarks=remarks,
        reasons=reasons,
        four_eyes=settings().desk_four_eyes,
        sent=request.form if status >= 400 else {},
        values=_with_set(found, values_of(live.document)),
        facts=facts,
        id_of=id_of,
        **context,
    )


def remarks_of(found: ChangeSet) -> tuple[list[Remark], list[Any]]:
    """Return the remarks about what a set changes, all contradictions, and why it is refused."""
    if not found.is_changeable:
        return [], []
    try:
        every = checks.remarks(snapshot_of(found).document)
    except BadContentError:
        return [], publishing.reasons_against(found)
    own = {place[:2] for place in found.proposals}
    return [o for o in every if o.place[:2] in own or o.matter is Matter.CONTRADICTION], []


def _groups(found: ChangeSet, live: Snapshot) -> Groups:
    """Return what a set changes, texts in all languages."""
    groups: Groups = {}
    values = values_of(live.document)
    clashing = set(conflicts(live.document, found))
    for subject, field, language in found.proposals:
        if subject == ACCEPTED:
            continue
        lines = groups.setdefault(subject, {}).setdefault(field, [])
        if not lines:
            places = [(subject, field, tag) for tag in (live.languages if language else ("",))]
            kept = [live.kept_texts if one in clashing else None for one in places]
            lines += map(partial(_line, found, values), places, kept)
    return groups


def _line(
    found: ChangeSet,
    values: Mapping[Place, str],
    place: Place,
    kept: Mapping[str, str] | None,
) -> Line:
    """Return a line, with a clash if there are kept texts to find its beginning among."""
    proposal, now = found.proposals.get(place), values.get(place)
    own, base = proposal.value if proposal else now, hash_of(now)
    began = proposal.base if proposal else ""
    was = next((one for one in (kept or {}).values() if hash_of(one) == began), None)
    if not place[2]:
        shown = _with_set(found, values)
        now, own, was = (one and facts.in_words(place, one, shown) for one in (now, own, was))
    clash = None if kept is None else Clash(was, now, None)
    return Line(place, proposal, own, base, difference(now, own), clash)


def _with_set(found: ChangeSet, values: Mapping[Place, str]) -> dict[Place, str]:
    """Return all texts and facts as a set has them, and those that it removes."""
    own = {place: one.value for place, one in found.proposals.items() if one.value is not None}
    return {**values, **own}
