"""Everything in the content that an editor should look at, in words for the desk."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

import flask_babel
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from battkomp.content.agreement.checks import Disagreement, not_accepted
from battkomp.content.changes import Place
from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document
from battkomp.content.model import PartialDate
from battkomp.content.snapshot import Snapshot
from battkomp.content.wording import avoided
from battkomp.web.context import settings
from battkomp.web.formats import amount_in_words, partial_date


class Matter(enum.Enum):
    """The kind of a remark, in the order of importance."""

    CONTRADICTION = "contradiction"
    MISSING = "missing"
    OLDER = "older"
    ALONE = "alone"  # a translation was changed without its source text
    TO_LOOK_AT = "to-look-at"
    WORDING = "wording"  # that the glossary avoids
    OVERDUE = "overdue"  # an `as_of` more than a year ago


@dataclass(frozen=True)
class Remark:
    """Something to look at in a text or fact.

    :param text: a sentence in the language of the request.
    :param identity: of the disagreement, by which it can be accepted; see `Disagreement.identity`.
    :param here: the words that it is about, with a few around them.
    :param there: the same in the source text.
    """

    place: Place
    matter: Matter
    text: str
    identity: str | None = None
    here: str = ""
    there: str = ""


# By the name of the check; `told` is what a text should have. Most compare values.
_MESSAGES = {
    "paragraphs": _("Number of paragraphs in the source text: %(told)s."),
    "sentences": _("Number of sentences in the source text: %(told)s."),
    "items": _("Number of list items in the source text: %(told)s."),
    "enumerations": _("Only one of the texts has this enumeration."),
    "stored-dates": _("‘%(here)s’ is not a stored date. The nearest one is %(told)s."),
    "counts": _("‘%(here)s’ does not agree with the content, which has %(told)s."),
    "figures": _("‘%(here)s’ does not agree with the key figure, which is %(told)s."),
}
_MISSING = _("Missing here: ‘%(told)s’.")
_SURPLUS = _("Not in the source text: ‘%(told)s’.")


def remarks_about(document: Document, subject: str | None = None) -> list[Remark]:
    """Return the remarks about a document with a complete history, the most important first.

    :param subject: the entry to look at; None for all.
    """
    every = not_accepted(document, settings().tags, subject)
    found = [*(remark_of(one, document) for one in every), *_wordings(document)]
    for entry in document.entries():
        if subject in (None, entry.subject):
            found += [*_of_history(document, entry), *_overdue(entry)]
    own = [one for one in found if subject in (None, one.place[0])]
    return sorted(own, key=lambda one: list(Matter).index(one.matter))


def remark_of(one: Disagreement, document: Document) -> Remark:
    """Return a disagreement in words."""
    place = one.text.subject, one.text.field, one.text.language
    here, there, told = one.mismatch
    message = _MESSAGES.get(one.check.name) or (_SURPLUS if told.startswith("no ") else _MISSING)
    if one.check.name == "figures":
        figure = document.figures[there.partition(": ")[0].removeprefix("figures.")]
        told = amount_in_words(figure.value, figure.unit)
    elif one.check.name == "stored-dates":
        told = "–" if told == "no date" else partial_date(PartialDate.of(told)).striptags()
    elif one.check.name in ("paragraphs", "sentences", "items"):
        told = told.split()[0]
    matter = Matter(one.check.severity.value.replace(" ", "-"))
    text = str(message) % {"here": here, "told": told.removeprefix("no ")}
    return Remark(place, matter, text, one.identity, here, there if one.source else "")


def _of_history(document: Document, entry: Entry[Words]) -> Iterator[Remark]:
    """Yield the translations of an entry that do not follow from the present source text."""
    source, *others = settings().tags
    for field, words in entry.words():
        known = document.history.texts[f"{entry.subject}.{field}"]
        for tag in others:
            place = entry.subject, field, tag
            if tag not in words:
                yield Remark(place, Matter.MISSING, gettext("Not translated yet."))
            elif known[tag].is_older_than(known[source]):
                day = flask_babel.format_date(known[source].changed_on, "long", rebase=False)
                text = gettext("The source text has changed since, last on %(date)s.", date=day)
                yield Remark(place, Matter.OLDER, text)
            elif known[tag].alone:
                text = gettext("Only the translation was changed. Does the source text agree?")
                yield Remark(place, Matter.ALONE, text)


def _wordings(document: Document) -> Iterator[Remark]:
    snapshot = Snapshot(document, settings().tags, mark="")
    for tag in snapshot.languages:
        for name, words, term in avoided(snapshot.localized(tag, settings().today())):
            subject, _dot, field = name.rpartition(".")
            text = gettext("‘%(words)s’: the glossary has ‘%(term)s’.", words=words, term=term)
            yield Remark((subject, field, tag), Matter.WORDING, text)


def _overdue(entry: Entry[Words]) -> Iterator[Remark]:
    when = getattr(entry, "as_of", None)
    if when and (settings().today() - when.last).days > 365:
        date = partial_date(when).striptags()
        text = gettext("As of %(date)s: more than a year ago.", date=date)
        yield Remark((entry.subject, "as_of", ""), Matter.OVERDUE, text, here=date)
