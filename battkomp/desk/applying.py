"""A set of changes on top of the live content: the content that it makes, and its conflicts.

An entry is removed by an order without its key, and None in the place of each of its texts and
facts: so a set that removes an entry conflicts with others that change it.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from battkomp.content import changes
from battkomp.content.entry import DERIVED
from battkomp.content.files import ORDER, SECTIONS, BadContentError, Document, History, Remembered
from battkomp.content.history import digest
from battkomp.content.model import Place, hash_of, json_of, keys_of
from battkomp.desk.sets import ChangeSet, Edit
from battkomp.web.context import settings

# In the place of a subject: a disagreement that an editor has accepted. The field is its identity
# (`Disagreement.identity`), and the value the reason.
ACCEPTED = "accepted"


def conflicts(live: Document, change_set: ChangeSet) -> Iterator[Place]:
    """Yield the place of each text or fact that others have changed since a proposal began."""
    values = live.values
    lost = dict.fromkeys(_lost(values, change_set.proposals))
    yield from lost
    for place, proposal in change_set.proposals.items():
        present = values.get(place)
        if place in lost or place[0] == ACCEPTED or has_begun_from(proposal, present):
            continue
        if place[1] == ORDER:  # entries that others have added or removed do not count
            ours, theirs = keys_of(proposal.value), keys_of(present)
            if [key for key in ours if key in theirs] == [key for key in theirs if key in ours]:
                continue
        yield place


def _lost(values: Mapping[Place, str], proposals: Mapping[Place, Edit]) -> Iterator[Place]:
    """Yield what would be lost with removed entries.

    These are texts and facts of a set whose entry others have removed, and those that others have
    added to an entry that the set removes.
    """
    every = {**values, **proposals}
    for subject in dict.fromkeys(place[0] for place in proposals if "." in place[0]):
        section, _dot, key = subject.partition(".")
        if key not in order_of(section, values, proposals):
            own = (place for place in every if place[0] == subject)
            yield from (one for one in own if one not in proposals or proposals[one].value)


def applied(live: Document, change_set: ChangeSet, today: date) -> Document:
    """Return the live content with the changes of a set, ready for `load.replace`.

    A translation is recorded as made from the source text that its author saw.

    :param today: the day on which new and changed texts changed.
    :raises BadContentError: if a value does not fit.
    """
    values: dict[Place, str | None] = {}
    history, present = History(), live.values
    for place, one in change_set.proposals.items():
        subject, field, language = place
        if subject == ACCEPTED:
            history.accepted[field] = str(one.value)
            continue
        values[place] = one.value
        if one.seen and one.value is not None:
            name = f"{subject}.{field}"
            known = live.history.texts.get(name, {}).get(language)
            made = Remembered(digest(one.value), today, *one.seen.split())
            if known and known.digest == made.digest:
                made.changed_on = known.changed_on
            history.texts.setdefault(name, {})[language] = made
    for section in {place[0].partition(".")[0] for place in values}:
        if (section, ORDER, "") in present:
            order = order_of(section, present, change_set.proposals)
            values[section, ORDER, ""] = json_of(order)
    try:
        return changes.with_values(live, values, history)
    except (msgspec.MsgspecError, TypeError) as error:  # TypeError: a text in place of a fact
        raise BadContentError("", "", str(error)) from error


def has_begun_from(proposal: Edit, present: str | None) -> bool:
    """Tell whether a proposal began from the present value, or is the present value."""
    return hash_of(present) in (proposal.base, hash_of(proposal.value))


def required_fields(section: str) -> list[str]:
    """Return the names of the texts and facts that an entry of a section cannot be without."""
    fields = msgspec.structs.fields(SECTIONS[section])
    return [one.name for one in fields if one.required and one.name not in DERIVED]


def is_essential(place: Place) -> bool:
    """Tell whether an entry cannot be without a text or fact. Translations can be missing."""
    subject, field, language = place
    section = subject.partition(".")[0]
    is_required = section in SECTIONS and field in required_fields(section)
    return is_required and language in ("", settings().tags[0])


def order_of(section: str, live: Mapping[Place, str], proposals: Mapping[Place, Edit]) -> list[str]:
    """Return the keys of a section as a set has them, with what others have added and removed."""
    place, start = (section, ORDER, ""), f"{section}."
    own = proposals.get(place)
    # A set that adds an entry has what the entry cannot be without, perhaps emptied, and one that
    # removes an entry removes that. Its order can be discarded: then a new entry is the last.
    essential = [
        (place[0].removeprefix(start), one)
        for place, one in proposals.items()
        if place[0].startswith(start) and is_essential(place)
    ]
    added = [key for key, one in essential if not one.base]
    removed = [key for key, one in essential if one.value is None]
    theirs = keys_of(live.get(place))
    ours = keys_of(own.value) if own else theirs
    return changes.merged_order(theirs, ours, added, removed)
