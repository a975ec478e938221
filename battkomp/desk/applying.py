"""A set of changes on top of the live content: the content that it makes, and its conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from battkomp.content.changes import Place, values_of, with_values
from battkomp.content.files import BadContentError, Document, History, Remembered
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
            if hash_of(present) not in (proposal.base, hash_of(proposal.value)):
                yield Conflict(proposal, present)


def applied(live: Document, change_set: ChangeSet, today: date) -> Document:
    """Return the live content with the changes of a set, ready for `load.replace`.

    A translation is recorded as made from the source text that its author saw.

    :param today: the day on which new and changed texts changed.
    :raises BadContentError: if a value does not fit.
    """
    values: dict[Place, str | None] = {}
    history = History()
    for place, proposal in change_set.proposals.items():
        subject, field, language = place
        if subject == ACCEPTED:
            history.accepted[field] = str(proposal.value)
            continue
        values[place] = proposal.value
        if proposal.seen and proposal.value is not None:
            name = f"{subject}.{field}"
            known = live.history.texts.get(name, {}).get(language)
            fresh = Remembered(digest(proposal.value), today, proposal.seen)
            if known and known.digest == fresh.digest:
                fresh.changed_on = known.changed_on
            history.texts.setdefault(name, {})[language] = fresh
    try:
        return with_values(live, values, history)
    except msgspec.MsgspecError as error:
        raise BadContentError("", "", str(error)) from error


def value_in(live: Document, change_set: ChangeSet | None, place: Place) -> str | None:
    """Return a text or fact as a set has it, or else as it is live."""
    proposal = change_set.proposals.get(place) if change_set else None
    return proposal.value if proposal else values_of(live).get(place)
