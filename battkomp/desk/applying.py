"""A set of changes on top of the live content: the content that it makes, and its conflicts.

An entry is removed by an order without its key, and None in the place of each of its texts and
facts: so a set that removes an entry conflicts with others that change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from battkomp.content.changes import Place, merged_order, values_of, with_values
from battkomp.content.files import ORDER, BadContentError, Document, History, Remembered
from battkomp.content.history import digest
from battkomp.desk.sets import ChangeSet, Proposal, hash_of

# In the place of a subject: a disagreement that an editor has accepted. The field is its identity
# (`Disagreement.identity`), and the value the reason.
ACCEPTED = "accepted"


@dataclass(frozen=True)
class Conflict:
    """A text or fact that others have changed in the live content since a proposal began from it.

    :param live: the present value; None if there is none.
    """

    proposal: Proposal
    live: str | None


def conflicts(live: Document, change_set: ChangeSet) -> Iterator[Conflict]:
    """Yield the conflicts of a set with the live content."""
    values = values_of(live)
    for place, proposal in change_set.proposals.items():
        if place[0] != ACCEPTED:
            present = values.get(place)
            if has_begun_from(proposal, present):
                continue
            if place[1] != ORDER or _order_of_both(present, change_set, proposal) is None:
                yield Conflict(proposal, present)


def applied(live: Document, change_set: ChangeSet, today: date) -> Document:
    """Return the live content with the changes of a set, ready for `load.replace`.

    A translation is recorded as made from the source text that its author saw.

    :param today: the day on which new and changed texts changed.
    :raises BadContentError: if a value does not fit.
    """
    values: dict[Place, str | None] = {}
    history, present = History(), values_of(live)
    for place, proposal in change_set.proposals.items():
        subject, field, language = place
        if subject == ACCEPTED:
            history.accepted[field] = str(proposal.value)
            continue
        values[place] = proposal.value
        if field == ORDER and not has_begun_from(proposal, present.get(place)):
            order = _order_of_both(present.get(place), change_set, proposal)
            values[place] = order or proposal.value
        if proposal.seen and proposal.value is not None:
            name = f"{subject}.{field}"
            known = live.history.texts.get(name, {}).get(language)
            fresh = Remembered(digest(proposal.value), today, proposal.seen)
            if known and known.digest == fresh.digest:
                fresh.changed_on = known.changed_on
            history.texts.setdefault(name, {})[language] = fresh
    try:
        return with_values(live, values, history)
    except (msgspec.MsgspecError, TypeError) as error:  # TypeError: a text in place of a fact
        raise BadContentError("", "", str(error)) from error


def has_begun_from(proposal: Proposal, present: str | None) -> bool:
    """Tell whether a proposal began from the present value, or is the present value."""
    return hash_of(present) in (proposal.base, hash_of(proposal.value))


def _order_of_both(live: str | None, change_set: ChangeSet, own: Proposal) -> str | None:
    start, every = f"{own.place[0]}.", change_set.proposals.values()
    added = {one.place[0].removeprefix(start) for one in every if not one.base}
    removed = {one.place[0].removeprefix(start) for one in every if one.value is None}
    return merged_order(live, own.value, added, removed)
