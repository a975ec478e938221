"""Everything in the content that an editor should look at."""

import enum
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from battkomp.content.agreement.checks import Disagreement, not_accepted
from battkomp.content.entry import Entry, Words
from battkomp.content.model import PartialDate, Place
from battkomp.content.snapshot import Snapshot
from battkomp.content.wording import Avoided, avoided


class Matter(enum.Enum):
    """The kind of a remark, in the order of importance."""

    CONTRADICTION = "contradiction"
    MISSING = "missing"
    OLDER = "older"
    ALONE = "alone"  # a translation was changed without its source text
    TO_LOOK_AT = "to-look-at"
    WORDING = "wording"  # that the glossary avoids
    OVERDUE = "overdue"  # an `as_of` more than a year ago


class Remark(NamedTuple):
    """Something to look at in a text or fact.

    :param day: the day on which the source text has changed, or that an old fact is from.
    """

    place: Place
    matter: Matter
    disagreement: Disagreement | None = None
    avoided: Avoided | None = None
    day: PartialDate | None = None

    @property
    def identity(self) -> str | None:
        """The name by which a disagreement can be accepted; see `Disagreement.identity`."""
        return self.disagreement.identity if self.disagreement else None


def remarks_about(snapshot: Snapshot, today: date, subject: str | None = None) -> Iterator[Remark]:
    """Yield the remarks about content with a complete history, those about disagreements last.

    :param subject: the entry to look at; None for all.
    """
    for entry in snapshot.document.entries():
        if subject in (None, entry.subject):
            yield from _of_history(snapshot, entry)
            day = getattr(entry, "as_of", None)
            if day and (today - day.last).days > 365:
                yield Remark((entry.subject, "as_of", ""), Matter.OVERDUE, day=day)
    for tag in snapshot.languages:
        for one in avoided(snapshot.localized(tag, today), subject):
            yield Remark(one.text[:3], Matter.WORDING, avoided=one)
    for found in not_accepted(snapshot.document, snapshot.languages, subject):
        yield Remark(found.text[:3], Matter[found.check.severity.name], found)


def _of_history(snapshot: Snapshot, entry: Entry[Words]) -> Iterator[Remark]:
    """Yield the translations of an entry that do not follow from the present source text."""
    source, *others = snapshot.languages
    for field, words in entry.words():
        known = snapshot.document.history.texts[f"{entry.subject}.{field}"]
        for tag in others:
            place = entry.subject, field, tag
            if tag not in words:
                yield Remark(place, Matter.MISSING)
            elif known[tag].is_older_than(known[source]):
                yield Remark(place, Matter.OLDER, day=PartialDate.of(str(known[source].changed_on)))
            elif known[tag].alone:
                yield Remark(place, Matter.ALONE)
