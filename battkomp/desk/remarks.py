"""The remarks about the content in words for the desk."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _

from battkomp.content.agreement.checks import Disagreement
from battkomp.content.model import PartialDate, Unit
from battkomp.content.remarks import Matter, Remark
from battkomp.web.formats import amount_in_words, partial_date

_SENTENCES = {
    Matter.MISSING: _("Not translated yet."),
    Matter.OLDER: _("The source text has changed since, last on %(date)s."),
    Matter.ALONE: _("Only the translation was changed. Does the source text agree?"),
    Matter.WORDING: _("‘%(words)s’: the glossary has ‘%(term)s’."),
    Matter.OVERDUE: _("As of %(date)s: more than a year ago."),
}
# By the name of the check; `told` is what a text should have. Most compare values.
_DISAGREEMENTS = {
    "paragraphs": _("Number of paragraphs in the source text: %(told)s."),
    "sentences": _("Number of sentences in the source text: %(told)s."),
    "items": _("Number of list items in the source text: %(told)s."),
    "enumerations": _("Only one of the texts has this enumeration."),
    "stored-dates": _("The date in ‘%(here)s’ is not stored. The nearest one is %(told)s."),
    "counts": _("‘%(here)s’ does not agree with the content, which has %(told)s."),
    "figures": _("‘%(here)s’ does not agree with the key figure, which is %(told)s."),
}
_MISSING = _("Missing here: ‘%(told)s’.")
_SURPLUS = _("Not in the source text: ‘%(told)s’.")


def by_importance(remarks: Iterable[Remark]) -> list[Remark]:
    """Return remarks with the most important first."""
    return sorted(remarks, key=lambda one: list(Matter).index(one.matter))


def remark_in_words(remark: Remark) -> str:
    """Return a remark as a sentence in the language of the request."""
    if remark.disagreement:
        return disagreement_in_words(remark.disagreement)
    values = {"date": partial_date(remark.day).striptags()} if remark.day else {}
    if remark.avoided:
        values = {"words": remark.avoided.wording, "term": remark.avoided.term}
    return str(_SENTENCES[remark.matter]) % values


def disagreement_in_words(one: Disagreement) -> str:
    """Return a disagreement as a sentence in the language of the request."""
    here, _there, told = one.mismatch
    message = _DISAGREEMENTS.get(one.check.name)
    if message is None:
        message = _SURPLUS if told.startswith("no ") else _MISSING
    if one.check.name == "figures":
        number, _space, unit = told.partition(" ")
        told = amount_in_words(float(number), Unit(unit or "count"))
    elif one.check.name == "stored-dates":
        told = "–" if told == "no date" else partial_date(PartialDate.of(told)).striptags()
    elif one.check.name in ("paragraphs", "sentences", "items"):
        told = told.split()[0]
    return str(message) % {"here": here, "told": told.removeprefix("no ")}
